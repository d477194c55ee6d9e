//! HTTP to the outside, with named failures: how a platform calls a creator server, or a script somebody's service.
//!
//! What matters here is that nothing is hidden. Every exchange says in which phase it was when it ended, how long each
//! phase took, over which connection it went and whether that had been used before. A failure has a [name](Failure::name),
//! a sentence and a help. Nothing is ever sent twice.
//!
//! A world's in-process servers are asked first, so that a scenario that needs no real server runs on virtual time. Real
//! connections go to loopback and to the hosts that the world names, and nowhere else.

mod bare;
mod blame;
mod connect;
mod exchange;
mod failure;
mod faulty;
mod http2;
mod outgoing;
mod pool;
mod progress;
mod redirect;
mod resolve;
mod send;
mod socket;
pub mod trust;

use std::sync::Arc;
use std::time::Duration;

pub use bare::{Bare, Tls};
pub use exchange::{Answer, Exchange, Limits, Request, Timings};
pub use failure::{Failure, Phase, TlsProblem};
pub use faulty::Copies;
pub use resolve::{Resolve, System};
pub use trust::{BadCertificates, Trust};

use url::Url;

use crate::world::World;
use crate::world::clock::later;
use crate::world::faults::Touched;
use connect::Connector;
use pool::Pool;

/// Sends requests and keeps connections for the next ones. One per world: connections belong to the runtime that made them.
pub struct Client {
    connector: Connector,
    pool: Pool,
    keep_alive: bool,
}

/// How a [`Client`] connects.
#[derive(Clone)]
pub struct Settings {
    /// Whom it believes in a TLS handshake.
    pub trust: Arc<Trust>,
    /// Who finds the addresses of a name.
    pub resolver: Arc<dyn Resolve>,
    /// Whether connections are kept for the next request to the same origin.
    pub keep_alive: bool,
}

impl Default for Settings {
    /// The machine's authorities and resolver, with connections kept.
    fn default() -> Self {
        Self { trust: Trust::shared(), resolver: Arc::new(System), keep_alive: true }
    }
}

/// What came of a request whose redirects were followed.
#[derive(Debug)]
pub struct Followed {
    /// Every exchange, in order; never empty. All but the last were answered with a redirect.
    pub hops: Vec<Exchange>,
    /// Why there is no final answer.
    pub failure: Option<Failure>,
}

impl Followed {
    /// The final answer, or why there is none.
    pub fn outcome(&self) -> Result<&Answer, &Failure> {
        match (&self.failure, self.hops.last().and_then(|hop| hop.answer.as_ref())) {
            (Some(failure), _) => Err(failure),
            (None, Some(answer)) => Ok(answer),
            (None, None) => unreachable!("an exchange ends with an answer or a failure"),
        }
    }
}

impl Client {
    /// A client without connections.
    pub fn new(settings: Settings) -> Self {
        Self {
            connector: Connector::new(settings.trust, settings.resolver),
            pool: Pool::default(),
            keep_alive: settings.keep_alive,
        }
    }

    /// Sends `request` once, and reports whatever came of it. `world` gives the time, the in-process servers and the hosts
    /// that are allowed; nothing is written into its journal.
    ///
    /// The limit of time is measured on the world's clock. Where that clock does not run by itself, a real server gets as
    /// much of the machine's time, so that it cannot be waited for without end.
    pub async fn exchange(&self, world: &World, request: Request, limits: Limits) -> Exchange {
        send::exchange(self, world, request, limits, send::How::default()).await
    }

    /// As [`Client::exchange`], for a request that faults have hit. It is over when the copies of it that they send are, too.
    pub async fn exchange_hit(&self, world: &World, request: Request, limits: Limits, touched: &Touched) -> Exchange {
        let (mut exchange, copies) = self.begin(world, request, limits, touched).await;
        exchange.copies = copies.ended().await;
        exchange
    }

    /// As [`Client::exchange`], but follows at most `redirects` redirects, all within the same limit of time.
    pub async fn follow(&self, world: &World, request: Request, limits: Limits, redirects: usize) -> Followed {
        self.follow_hit(world, request, limits, redirects, &Touched::NONE).await
    }

    /// As [`Client::follow`], for a request that faults have hit. It is over when the copies of it that they send are, too.
    pub async fn follow_hit(
        &self,
        world: &World,
        request: Request,
        limits: Limits,
        redirects: usize,
        touched: &Touched,
    ) -> Followed {
        let (mut followed, copies) = self.follow_first(world, request, limits, Some(redirects), touched).await;
        if let Some(first) = followed.hops.first_mut() {
            first.copies = copies.ended().await;
        }
        followed
    }

    /// As [`Client::follow_hit`], but does not wait for the copies: they are given as they are when the first has ended. Without
    /// `redirects`, a redirect is an answer like any other. Faults and copies do not follow redirects.
    pub async fn follow_first<'a>(
        &'a self,
        world: &'a World,
        request: Request,
        limits: Limits,
        redirects: Option<usize>,
        touched: &Touched,
    ) -> (Followed, Copies<'a>) {
        let clock = world.clock();
        let mut until = later(clock.now(), limits.within);
        let mut hops = Vec::with_capacity(1);
        let mut request = request;
        let mut copies = Copies::default();
        loop {
            let within = crate::world::clock::between(clock.now(), until);
            let hop_limits = Limits { within, ..limits };
            let mut hop = if hops.is_empty() {
                let (hop, going) = self.begin(world, request, hop_limits, touched).await;
                copies = going;
                if touched.is_hit() {
                    // A call that goes out late has its whole time when it goes.
                    until = later(hop.at, limits.within);
                }
                hop
            } else {
                copies.beside(self.exchange(world, request, hop_limits)).await
            };
            if let Some(Failure::Timeout { after, .. }) = &mut hop.failure {
                // The limit that was passed is the one for the whole.
                *after = limits.within;
            }
            let next = match hop.outcome() {
                Ok(answer) if redirects.is_some() => redirect::next(&hop.request, answer),
                Ok(_) => Ok(None),
                Err(failure) => Err(failure.clone()),
            };
            hops.push(hop);
            let failure = match (next, redirects) {
                (Ok(Some(_)), Some(most)) if hops.len() > most => Some(Failure::TooManyRedirects { limit: most }),
                (Ok(Some(next)), _) => {
                    request = next;
                    continue;
                }
                (Ok(None), _) => None,
                (Err(failure), _) => Some(failure),
            };
            return (Followed { hops, failure }, copies);
        }
    }

    /// One exchange, with the copies that faults have sent of it.
    async fn begin<'a>(
        &'a self,
        world: &'a World,
        request: Request,
        limits: Limits,
        touched: &Touched,
    ) -> (Exchange, Copies<'a>) {
        if touched.is_empty() {
            return (send::exchange(self, world, request, limits, send::How::default()).await, Copies::default());
        }
        // Rare, and large.
        Box::pin(faulty::exchange(self, world, request, limits, touched)).await
    }

    /// One exchange over HTTP/2 on a connection of its own: where TLS agrees on it, and without TLS by just speaking it. `None` if
    /// TLS agrees on another version, and so nothing was sent. The caller knows that this origin may be connected to.
    pub async fn exchange_http2(&self, world: &World, request: Request, limits: Limits) -> Option<Exchange> {
        http2::exchange(self, world, request, limits).await
    }

    /// A connection of its own to the origin of `url`, on which bytes are said as they are: for requests that no client with
    /// manners would send. The caller knows that this origin may be connected to. HTTP/1.1 is all that is offered over TLS.
    pub async fn open(&self, world: &World, url: &Url, within: Duration) -> Result<Bare, Failure> {
        bare::open(&self.connector, world, url, within).await
    }

    /// How many connections wait for their next request.
    pub fn idle_connections(&self) -> usize {
        self.pool.len()
    }

    /// Closes every connection that waits.
    pub fn close_idle(&self) {
        self.pool.clear();
    }
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Client").field("idle_connections", &self.pool.len()).finish_non_exhaustive()
    }
}

//! The outbound client against peers that behave badly in known ways: what goes wrong on the wire must come out under its
//! own name, with the phase in which it happened.

mod failures;
mod keep_alive;
mod redirects;
mod tls;

use std::sync::Arc;
use std::time::Duration;

use backlot::client::{Client, Exchange, Limits, Request, Settings};
use backlot::world::World;
use backlot::world::clock::Clock;
use bytes::Bytes;
use http::{HeaderMap, Method};

/// Long enough for every test, on a machine that is busy with all of them.
const PLENTY: Limits = Limits { within: Duration::from_secs(30), body: 64 * 1024 };

/// A client in a world.
struct Caller {
    client: Client,
    world: Arc<World>,
}

impl Caller {
    /// On the machine's time.
    fn new() -> Self {
        Self::with(Clock::real(None), Settings::default())
    }

    fn with(clock: Clock, settings: Settings) -> Self {
        let world =
            World::new(backlot::world::Settings { clock, ..backlot::world::Settings::named("test") }, Vec::new());
        Self { client: Client::new(settings), world: Arc::new(world) }
    }

    async fn post(&self, url: &str) -> Exchange {
        self.post_within(url, PLENTY).await
    }

    async fn post_within(&self, url: &str, limits: Limits) -> Exchange {
        self.client.exchange(&self.world, request(url), limits).await
    }
}

/// A small POST.
fn request(url: &str) -> Request {
    let body = Bytes::from_static(b"{\"request\":\"on\"}");
    Request { method: Method::POST, url: url.parse().unwrap(), headers: HeaderMap::new(), body, is_named: false }
}

/// The name of the failure, with its phase.
fn named(exchange: &Exchange) -> String {
    match &exchange.failure {
        Some(failure) => {
            let phase = failure.phase().map_or(String::new(), |phase| format!(" in {phase}"));
            format!("{}{phase}", failure.name())
        }
        None => format!("no failure: {:?}", exchange.answer),
    }
}

//! The server: one accept loop, and one port that speaks everything: HTTP/1.1 and HTTP/2, in clear text and over TLS, directly
//! and as a proxy. It finds the world of each request, reads the body within its limit, hands it to the platforms or to
//! Backlot's own API, and stops within its grace time.

pub mod authority;
pub mod limits;
pub mod names;
pub mod ready;
pub mod route;
pub mod worlds;

mod body;
mod connection;
mod faulty;
mod gate;
mod parting;
mod proxy;
mod request;
mod script;
mod stop;
mod stream;
mod tls;
mod tunnel;
mod wire;

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::{Semaphore, watch};

use crate::world::clock::transport;
use authority::Authority;
use body::Scales;
use limits::Limits;
use ready::Ready;
use stop::{Phase, Stop};
use worlds::Worlds;

/// What answers the requests of a server.
pub struct Service {
    /// The worlds that it holds.
    pub worlds: Arc<Worlds>,
    /// Whether they are loaded. Until then, no platform answers.
    pub ready: Ready,
    /// Backlot's own API, under [`route::OWN_PREFIX`].
    pub own: axum::Router,
    /// What certificates come from where TLS is spoken.
    pub authority: Arc<Authority>,
    /// Names of this machine, in addition to those of the loopback.
    pub hosts: Vec<String>,
    /// What it takes from the other end of a socket.
    pub limits: Limits,
}

/// A service at work.
struct Served {
    service: Service,
    scales: Arc<Scales>,
}

/// The connection over which a request arrived; Backlot's own API finds it among the extensions of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Arrival {
    /// Counted from 1.
    pub connection: u64,
    /// The other end.
    pub peer: SocketAddr,
    /// This end: the address that the caller connected to.
    pub local: SocketAddr,
}

/// Connections at once that are told that there are too many; what comes beyond them is closed without a word.
const MOST_TURNED_AWAY: usize = 64;

/// Serves connections from `listener` until `shutdown` is ready, then finishes what is in flight within the grace time, and
/// cuts what is left.
pub async fn serve(listener: TcpListener, service: Service, shutdown: impl Future<Output = ()>) {
    let limits = service.limits;
    let served = Arc::new(Served { scales: Scales::new(limits.bodies), service });
    let (slots, gate) = (slots(limits.connections), slots(MOST_TURNED_AWAY));
    let stop = Stop::new();
    let mut connections = 0;
    let mut shutdown = std::pin::pin!(shutdown);
    let address = listener.local_addr().ok();
    let mut listener = Some(listener);
    // A fault may close the port for a time.
    let (closing, mut closed) = watch::channel(false);
    tokio::spawn(gate::follow(Arc::clone(&served.service.worlds), closing));
    loop {
        let accept = async {
            match &listener {
                Some(listener) => listener.accept().await,
                None => std::future::pending().await,
            }
        };
        let accepted = tokio::select! {
            biased;
            () = &mut shutdown => break,
            Ok(()) = closed.changed() => {
                if *closed.borrow_and_update() {
                    drop(listener.take());
                } else if let (None, Some(address)) = (&listener, address) {
                    listener = Some(gate::open(address).await);
                }
                continue;
            }
            accepted = accept => accepted,
        };
        let (socket, peer, local) = match accepted.and_then(|(socket, peer)| Ok((socket.local_addr()?, socket, peer))) {
            Ok((local, socket, peer)) => (socket, peer, local),
            Err(error) => {
                after_accept_error(&error).await;
                continue;
            }
        };
        // Answers are small and wanted at once.
        let _ = socket.set_nodelay(true);
        connections += 1;
        if let Ok(slot) = Arc::clone(&slots).try_acquire_owned() {
            let arrival = Arrival { connection: connections, peer, local };
            let connection = connection::serve(socket, arrival, Arc::clone(&served), stop.watcher());
            tokio::spawn(async move {
                connection.await;
                drop(slot);
            });
        } else if let Ok(slot) = Arc::clone(&gate).try_acquire_owned() {
            tokio::spawn(async move {
                parting::turn_away(socket, limits).await;
                drop(slot);
            });
        }
    }
    drop(listener);
    let all = u32::try_from(limits.connections.min(Semaphore::MAX_PERMITS)).unwrap_or(u32::MAX);
    stop.reach(Phase::Finishing);
    if transport::timeout(limits.grace, slots.acquire_many(all)).await.is_err() {
        tracing::info!(grace = ?limits.grace, "cut the requests that were still in flight after the grace time");
        stop.reach(Phase::Cut);
        let _ = slots.acquire_many(all).await;
    }
}

fn slots(most: usize) -> Arc<Semaphore> {
    Arc::new(Semaphore::new(most.min(Semaphore::MAX_PERMITS)))
}

/// A failed accept is nobody's end: the connection may have gone already, or the process may be out of file descriptors,
/// which passes.
async fn after_accept_error(error: &io::Error) {
    const PAUSE: Duration = Duration::from_millis(20);
    let gone = matches!(
        error.kind(),
        io::ErrorKind::ConnectionAborted
            | io::ErrorKind::ConnectionReset
            | io::ErrorKind::ConnectionRefused
            | io::ErrorKind::NotConnected
    );
    if !gone {
        tracing::warn!(%error, "could not accept a connection; trying again");
        transport::sleep(PAUSE).await;
    }
}

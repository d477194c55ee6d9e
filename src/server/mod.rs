//! The server: one accept loop, one port, HTTP/1.1 and HTTP/2 in clear text. It finds the world of each request, reads the
//! body within its limit, hands it to the platforms or to Backlot's own API, and stops within its grace time.

pub mod limits;
pub mod route;
pub mod worlds;

mod connection;

use std::future::Future;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use http_body_util::{Either, Full};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;

use crate::world::clock::transport;
use limits::Limits;
use worlds::Worlds;

/// What answers the requests of a server.
pub struct Service {
    /// The worlds that it holds.
    pub worlds: Arc<Worlds>,
    /// Backlot's own API, under [`route::OWN_PREFIX`].
    pub own: axum::Router,
    /// What it takes from the other end of a socket.
    pub limits: Limits,
}

/// Serves connections from `listener` until `shutdown` is ready, then finishes what is in flight within the grace time.
pub async fn serve(listener: TcpListener, service: Service, shutdown: impl Future<Output = ()>) {
    let limits = service.limits;
    let service = Arc::new(service);
    let slots = Arc::new(Semaphore::new(limits.connections));
    let graceful = GracefulShutdown::new();
    let count = AtomicU64::new(0);
    let mut shutdown = std::pin::pin!(shutdown);
    loop {
        let accepted = tokio::select! {
            biased;
            () = &mut shutdown => break,
            accepted = listener.accept() => accepted,
        };
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                after_accept_error(&error).await;
                continue;
            }
        };
        // Answers are small and wanted at once.
        let _ = stream.set_nodelay(true);
        let Ok(slot) = Arc::clone(&slots).try_acquire_owned() else {
            tokio::spawn(turn_away(stream, limits.connections));
            continue;
        };
        let id = count.fetch_add(1, Ordering::Relaxed) + 1;
        let served = connection::serve(stream, peer, id, Arc::clone(&service), graceful.watcher());
        tokio::spawn(async move {
            served.await;
            drop(slot);
        });
    }
    drop(listener);
    if transport::timeout(limits.grace, graceful.shutdown()).await.is_err() {
        tracing::info!(grace = ?limits.grace, "cut the requests that were still in flight after the grace time");
    }
}

/// A failed accept is nobody's end: the connection may have gone already, or the process may be out of file descriptors,
/// which passes.
async fn after_accept_error(error: &io::Error) {
    const PAUSE: Duration = Duration::from_millis(20);
    let gone = matches!(
        error.kind(),
        io::ErrorKind::ConnectionAborted | io::ErrorKind::ConnectionReset | io::ErrorKind::ConnectionRefused
    );
    if !gone {
        tracing::warn!(%error, "could not accept a connection; trying again");
        transport::sleep(PAUSE).await;
    }
}

/// Says which limit was reached, and closes.
async fn turn_away(stream: TcpStream, limit: usize) {
    use tokio::io::AsyncWriteExt as _;
    const PATIENCE: Duration = Duration::from_secs(1);
    let body = serde_json::json!({ "error": {
        "code": "too-many-connections",
        "message": format!("this server already holds {limit} connections, which is the most it may"),
        "help": "Close connections that are not needed, or start the server with a higher --max-connections.",
    }});
    let body = format!("{body}\n");
    let head = format!(
        "HTTP/1.1 503 Service Unavailable\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        body.len()
    );
    let write = async move {
        let mut stream = stream;
        stream.write_all(head.as_bytes()).await?;
        stream.write_all(body.as_bytes()).await?;
        stream.shutdown().await
    };
    let _ = transport::timeout(PATIENCE, write).await;
}

/// Platforms answer in one piece; Backlot's own API may stream.
type Sent = Either<Full<bytes::Bytes>, axum::body::Body>;

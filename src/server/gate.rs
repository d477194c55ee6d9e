//! Whether the port is open: a fault may close it for a time, so that connecting is refused by the system itself.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::watch;

use super::worlds::Worlds;
use crate::world::clock::transport;

/// Follows whether a fault of the default world closes the port, for as long as somebody wants to know.
pub(super) async fn follow(worlds: Arc<Worlds>, closed: watch::Sender<bool>) {
    let mut replaced = worlds.replaced();
    loop {
        replaced.borrow_and_update();
        let world = worlds.default();
        let (faults, clock) = (world.faults(), world.clock());
        let changes = faults.changes();
        let is_closed = faults.close_port(clock.now());
        closed.send_if_modified(|known| std::mem::replace(known, is_closed) != is_closed);
        tokio::select! {
            () = closed.closed() => return,
            gone = replaced.changed() => if gone.is_err() { return },
            () = faults.port_may_change(clock, changes) => {}
        }
    }
}

/// Listens at `address` again; somebody else may have taken it meanwhile, and is waited for.
pub(super) async fn open(address: SocketAddr) -> TcpListener {
    const PAUSE: Duration = Duration::from_millis(20);
    loop {
        match TcpListener::bind(address).await {
            Ok(listener) => return listener,
            Err(error) => tracing::warn!(%address, %error, "could not listen again; trying again"),
        }
        transport::sleep(PAUSE).await;
    }
}

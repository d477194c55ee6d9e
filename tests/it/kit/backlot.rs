//! A server in this process, on a free port of the loopback.

use std::net::SocketAddr;
use std::sync::Arc;

use backlot::platforms::new_world;
use backlot::server::limits::Limits;
use backlot::server::worlds::{Recipe, Worlds};
use backlot::server::{self, Service};
use backlot::world::{Settings, World};
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::{Client, soon};

/// A world in which nothing was set up, on real time.
pub(crate) fn bare(name: &str) -> Arc<World> {
    new_world(Settings { seed: 7, ..Settings::named(name) })
}

/// A server with worlds, for as long as it is held.
pub(crate) struct Backlot {
    address: SocketAddr,
    worlds: Arc<Worlds>,
    stop: Option<oneshot::Sender<()>>,
    serving: JoinHandle<()>,
}

impl Drop for Backlot {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

impl Backlot {
    /// With worlds in which nothing was set up, on real time.
    pub(crate) async fn start() -> Self {
        Self::with(bare).await
    }

    /// With worlds made by `recipe`.
    pub(crate) async fn with(recipe: impl Fn(&str) -> Arc<World> + Send + Sync + 'static) -> Self {
        Self::serve(Limits::default(), Arc::new(recipe), axum::Router::new()).await
    }

    /// With limits of the transport other than the usual ones.
    pub(crate) async fn within(limits: Limits) -> Self {
        Self::serve(limits, Arc::new(bare), axum::Router::new()).await
    }

    /// With limits, and with routes beside the usual ones.
    pub(crate) async fn serve(limits: Limits, recipe: Recipe, beside: axum::Router) -> Self {
        let worlds = Arc::new(Worlds::new(recipe));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let service = Service { worlds: Arc::clone(&worlds), own: beside, limits };
        let (stop, stopped) = oneshot::channel::<()>();
        let serving = tokio::spawn(server::serve(listener, service, async {
            let _ = stopped.await;
        }));
        Self { address, worlds, stop: Some(stop), serving }
    }

    /// Where it listens.
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Its URL, without a slash at the end.
    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Somebody who talks to it.
    pub(crate) fn client(&self) -> Client {
        Client::of(self.address)
    }

    /// The worlds that it holds.
    pub(crate) fn worlds(&self) -> &Worlds {
        &self.worlds
    }

    /// Its default world.
    pub(crate) fn world(&self) -> Arc<World> {
        self.worlds.default()
    }

    /// Asks it to stop, and waits until it has.
    pub(crate) async fn stop(&mut self) {
        drop(self.stop.take());
        soon(&mut self.serving).await.unwrap();
    }
}

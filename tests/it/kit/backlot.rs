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
        Self::with(|name| new_world(Settings { seed: 7, ..Settings::named(name) })).await
    }

    /// With worlds made by `recipe`.
    pub(crate) async fn with(recipe: impl Fn(&str) -> Arc<World> + Send + Sync + 'static) -> Self {
        Self::within(Limits::default(), recipe).await
    }

    /// With worlds made by `recipe`, and limits of the transport other than the usual ones.
    pub(crate) async fn within(limits: Limits, recipe: impl Fn(&str) -> Arc<World> + Send + Sync + 'static) -> Self {
        let recipe: Recipe = Arc::new(recipe);
        let worlds = Arc::new(Worlds::new(recipe));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let service = Service { worlds: Arc::clone(&worlds), own: axum::Router::new(), limits };
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

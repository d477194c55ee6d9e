//! A server in this process, on a free port of the loopback.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use backlot::admin;
use backlot::diag::Diagnostics;
use backlot::platforms::{self, new_world};
use backlot::scenario::Reader;
use backlot::scenario::setting::Time;
use backlot::server::authority::Authority;
use backlot::server::limits::Limits;
use backlot::server::ready::Ready;
use backlot::server::worlds::{Recipe, Worlds};
use backlot::server::{self, Service};
use backlot::world::clock::Mode;
use backlot::world::{Settings, World};
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::{Client, soon};

/// A world in which nothing was set up, on real time.
pub(crate) fn bare(name: &str, seed: Option<u64>) -> Arc<World> {
    new_world(Settings { seed: seed.unwrap_or(7), ..Settings::named(name) })
}

/// A server with worlds, for as long as it is held.
pub(crate) struct Backlot {
    address: SocketAddr,
    worlds: Arc<Worlds>,
    ready: Ready,
    authority: Arc<Authority>,
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
        Self::within(Limits::default()).await
    }

    /// With worlds made by `recipe`.
    pub(crate) async fn with(recipe: impl Fn(&str) -> Arc<World> + Send + Sync + 'static) -> Self {
        Self::serve(Limits::default(), Arc::new(move |name: &str, _| recipe(name)), axum::Router::new()).await
    }

    /// With worlds as the files in `fixtures/` say, with clocks that stand still from noon on 1 May 2020.
    pub(crate) async fn set(fixtures: &[&str]) -> Self {
        let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
        let paths: Vec<_> = fixtures.iter().map(Into::into).collect();
        let language = platforms::language();
        let mut problems = Diagnostics::new();
        let setting = Reader::new(&language).fixtures(&directory, &paths, &mut problems);
        let mut setting = setting.unwrap_or_else(|| panic!("{problems:?}"));
        setting.clock = Time { at: "2020-05-01T12:00:00Z".parse().ok(), mode: Some(Mode::Frozen) };
        let recipe = move |name: &str, seed: Option<u64>| {
            let mut problems = Diagnostics::new();
            let world = platforms::make(name, &setting.clone().seeded(seed), 7, Mode::Frozen, &mut problems);
            assert!(problems.is_empty(), "{problems:?}");
            world
        };
        Self::serve(Limits::default(), Arc::new(recipe), axum::Router::new()).await
    }

    /// With limits of the transport other than the usual ones.
    pub(crate) async fn within(limits: Limits) -> Self {
        Self::serve(limits, Arc::new(bare), axum::Router::new()).await
    }

    /// With worlds that are still being loaded, until [`Backlot::loaded`] says that they are.
    pub(crate) async fn loading() -> Self {
        Self::begin(Limits::default(), Arc::new(bare), axum::Router::new(), Ready::not_yet()).await
    }

    /// With limits, and with routes beside the usual ones.
    pub(crate) async fn serve(limits: Limits, recipe: Recipe, beside: axum::Router) -> Self {
        Self::begin(limits, recipe, beside, Ready::now()).await
    }

    async fn begin(limits: Limits, recipe: Recipe, beside: axum::Router, ready: Ready) -> Self {
        let worlds = Arc::new(Worlds::new(recipe));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let hosts = vec!["backlot.test".to_owned()];
        let own =
            admin::router(admin::Settings { worlds: Arc::clone(&worlds), ready: ready.clone(), hosts: hosts.clone() });
        // What a test brings is asked first.
        let own = beside.fallback_service(own);
        let authority = Arc::new(Authority::fleeting());
        let trusted = Arc::clone(&authority);
        let service = Service { worlds: Arc::clone(&worlds), ready: ready.clone(), own, authority, hosts, limits };
        let (stop, stopped) = oneshot::channel::<()>();
        let serving = tokio::spawn(server::serve(listener, service, async {
            let _ = stopped.await;
        }));
        Self { address, worlds, ready, authority: trusted, stop: Some(stop), serving }
    }

    /// Says that its worlds are loaded.
    pub(crate) fn loaded(&self) {
        self.ready.reached();
    }

    /// The certificate that must be trusted where it speaks TLS, as PEM.
    pub(crate) fn certificate(&self) -> &str {
        self.authority.certificate().unwrap()
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

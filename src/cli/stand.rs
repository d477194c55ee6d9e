//! A server at work in this process: what `serve` and `exec` have in common.

use std::net::SocketAddr;
use std::sync::Arc;

use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::context::Context;
use crate::admin;
use crate::diag::Diagnostics;
use crate::diag::render::{self, Look};
use crate::platforms;
use crate::scenario::Setting;
use crate::server::authority::Authority;
use crate::server::limits::Limits;
use crate::server::ready::Ready;
use crate::server::worlds::{Recipe, Worlds};
use crate::server::{self, Service};
use crate::world::clock::Mode;

/// Where to listen, and what to take.
pub(super) struct Listen {
    /// The address; port 0 picks a free one.
    pub(super) address: SocketAddr,
    /// Names of this machine, in addition to those of the loopback.
    pub(super) hosts: Vec<String>,
    /// What it takes from the other end of a socket.
    pub(super) limits: Limits,
}

/// A server at work. Dropping it without [`Stand::close`] cuts what is in flight.
pub(super) struct Stand {
    /// The worlds that it holds.
    pub(super) worlds: Arc<Worlds>,
    /// Whether they are loaded.
    pub(super) ready: Ready,
    /// Where certificates come from.
    pub(super) authority: Arc<Authority>,
    bound: SocketAddr,
    stop: oneshot::Sender<()>,
    serving: JoinHandle<()>,
}

impl Stand {
    /// Listens, and answers from then on, if only that it is not ready: whoever waits for it need not guess. An error says
    /// what could not be done.
    pub(super) async fn open(context: &Context, listen: Listen, recipe: Recipe) -> Result<Self, String> {
        let address = listen.address;
        let bound = match TcpListener::bind(address).await {
            Ok(listener) => listener.local_addr().map(|bound| (listener, bound)),
            Err(error) => Err(error),
        };
        let (listener, bound) = bound.map_err(|error| format!("listen on {address}: {error}{}", hint(&error)))?;
        raise_file_limit(listen.limits.connections);
        let worlds = Arc::new(Worlds::new(recipe));
        let ready = Ready::not_yet();
        let authority = Arc::new(super::ca::authority(context));
        let own = admin::router(admin::Settings {
            worlds: Arc::clone(&worlds),
            ready: ready.clone(),
            hosts: listen.hosts.clone(),
        });
        let service = Service {
            worlds: Arc::clone(&worlds),
            ready: ready.clone(),
            own,
            authority: Arc::clone(&authority),
            hosts: listen.hosts,
            limits: listen.limits,
        };
        let (stop, stopped) = oneshot::channel::<()>();
        let serving = tokio::spawn(server::serve(listener, service, async {
            // Asked to stop, or nobody is left who could ask.
            let _ = stopped.await;
        }));
        Ok(Self { worlds, ready, authority, bound, stop, serving })
    }

    /// Its URL, without a slash at the end.
    pub(super) fn url(&self) -> String {
        format!("http://{}", self.bound)
    }

    /// The URL of the admin API.
    pub(super) fn admin(&self) -> String {
        format!("{}{}", self.url(), server::route::OWN_PREFIX)
    }

    /// Finishes what is in flight within the grace time, cuts the rest, and stops.
    pub(super) async fn close(self) {
        let _ = self.stop.send(());
        let _ = self.serving.await;
    }
}

/// Makes worlds as the files say. They were valid when they were read; what they name may have changed since.
pub(super) fn recipe(setting: Setting, seed: u64) -> Recipe {
    Arc::new(move |name: &str, other: Option<u64>| {
        let mut problems = Diagnostics::new();
        let world = platforms::make(name, &setting.clone().seeded(other), seed, Mode::Real, &mut problems);
        if problems.has_errors() {
            tracing::warn!(world = name, problems = render::render(&problems, Look::PLAIN), "not as the files say");
        }
        world
    })
}

/// Every connection takes a file descriptor, and many systems give a process fewer than it may ask for.
fn raise_file_limit(connections: usize) {
    // Beside connections: listeners, files, outbound connections.
    const BESIDE: u64 = 512;
    let wanted = (connections as u64).saturating_mul(2).saturating_add(BESIDE);
    match rlimit::increase_nofile_limit(wanted) {
        Ok(limit) if limit >= wanted => {}
        Ok(limit) => tracing::info!(limit, wanted, "fewer file descriptors than connections could need"),
        Err(error) => tracing::info!(%error, "could not raise the limit of file descriptors"),
    }
}

/// What helps where a port cannot be had.
fn hint(error: &std::io::Error) -> &'static str {
    match error.kind() {
        std::io::ErrorKind::AddrInUse => "; choose another with --port, or a free one with --port 0",
        std::io::ErrorKind::PermissionDenied => "; ports below 1024 are reserved, choose another with --port",
        _ => "",
    }
}

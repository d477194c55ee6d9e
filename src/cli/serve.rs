//! `backlot serve`: plays the platforms until it is told to stop.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::Serialize;
use tokio::net::TcpListener;

use super::context::Context;
use super::exit::Exit;
use crate::admin;
use crate::platforms::{PLATFORMS, new_world};
use crate::server::limits::Limits;
use crate::server::ready::Ready;
use crate::server::worlds::{Recipe, Worlds};
use crate::server::{self, Service};
use crate::world::rng::Rng;
use crate::world::{Settings, World};

/// Play the platforms on this machine until told to stop.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Fixtures that set up the world: YAML or JSON
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
    /// The port to listen on; 0 picks a free one
    #[arg(long, default_value_t = 4400)]
    port: u16,
    /// The address to listen on; nothing listens beyond this machine unless it is changed
    #[arg(long, default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    host: IpAddr,
    /// Write {"url","admin","pid","version"} to this file once everything is loaded
    #[arg(long, value_name = "FILE")]
    ready_file: Option<PathBuf>,
    /// Where randomness starts, so that ids and tokens can be repeated
    #[arg(long)]
    seed: Option<u64>,
    /// Connections at once
    #[arg(long, default_value_t = Limits::default().connections)]
    max_connections: usize,
    /// A name of this machine under which programs may use the admin API; loopback names always work
    #[arg(long, value_name = "NAME")]
    allow_host: Vec<String>,
    /// Say nothing on standard output
    #[arg(long, short)]
    quiet: bool,
}

/// What the ready file says.
#[derive(Debug, Serialize)]
struct ReadyFile {
    url: String,
    admin: String,
    pid: u32,
    version: &'static str,
}

pub(super) fn run(context: &Context, args: &Args) -> Exit {
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return could_not(context, &format!("start: {error}")),
    };
    let exit = runtime.block_on(play(context, args));
    // Scripts that ignore their deadline must not hold up the end.
    runtime.shutdown_background();
    exit
}

async fn play(context: &Context, args: &Args) -> Exit {
    let seed = args.seed.unwrap_or_else(Rng::fresh_seed);
    let recipe: Recipe = Arc::new(move |name: &str, other: Option<u64>| {
        new_world(Settings { seed: other.unwrap_or(seed), ..Settings::named(name) })
    });
    let worlds = Arc::new(Worlds::new(recipe));
    let address = SocketAddr::new(args.host, args.port);
    let listener = match TcpListener::bind(address).await {
        Ok(listener) => listener,
        Err(error) => return could_not(context, &format!("listen on {address}: {error}")),
    };
    let bound = match listener.local_addr() {
        Ok(bound) => bound,
        Err(error) => return could_not(context, &format!("listen on {address}: {error}")),
    };
    let url = format!("http://{bound}");
    let file = ReadyFile {
        admin: format!("{url}/_backlot/"),
        url,
        pid: std::process::id(),
        version: env!("CARGO_PKG_VERSION"),
    };
    if let Some(path) = &args.ready_file
        && let Err(error) = write_ready(&context.directory.join(path), &file)
    {
        return could_not(context, &format!("write {}: {error}", path.display()));
    }
    if !args.quiet {
        context.terminal.out(&banner(&file, seed, &worlds.default()));
    }
    let limits = Limits { connections: args.max_connections, ..Limits::default() };
    raise_file_limit(limits.connections);
    let ready = Ready::now();
    let own = admin::router(admin::Settings {
        worlds: Arc::clone(&worlds),
        ready: ready.clone(),
        hosts: args.allow_host.clone(),
    });
    let service = Service { worlds, ready, own, limits };
    server::serve(listener, service, stop_asked()).await;
    if let Some(path) = &args.ready_file {
        let _ = std::fs::remove_file(context.directory.join(path));
    }
    Exit::Passed
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

/// Written beside its place and moved there, so that whoever waits for it never reads half of it.
fn write_ready(path: &Path, ready: &ReadyFile) -> std::io::Result<()> {
    let mut part = path.as_os_str().to_owned();
    part.push(".part");
    let text = serde_json::to_string(ready).map_err(std::io::Error::other)?;
    std::fs::write(&part, text + "\n")?;
    std::fs::rename(&part, path)
}

fn banner(ready: &ReadyFile, seed: u64, world: &World) -> String {
    let mut text = format!("Backlot {} plays at {} (seed {seed})\n", ready.version, ready.url);
    for platform in PLATFORMS {
        text += &format!("\n  {}\n", platform.title());
        for (label, value) in platform.paste(world, &ready.url) {
            text += &format!("    {label:<14} {value}\n");
        }
    }
    text + &format!("\n  Journal          {}journal\n  Stop             Ctrl-C\n", ready.admin)
}

/// Ready when the process is asked to stop: Ctrl-C, or SIGTERM where there is one.
async fn stop_asked() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    let _ = tokio::signal::ctrl_c().await;
}

fn could_not(context: &Context, what: &str) -> Exit {
    context.terminal.err(&format!("backlot: could not {what}\n"));
    Exit::CouldNotRun
}

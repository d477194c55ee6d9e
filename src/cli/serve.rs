//! `backlot serve`: plays the platforms until it is told to stop.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::Serialize;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use super::context::Context;
use super::exit::Exit;
use crate::admin;
use crate::diag::Diagnostics;
use crate::diag::render::{self, Look};
use crate::platforms::{self, PLATFORMS};
use crate::report::ink::Ink;
use crate::scenario::{Reader, Setting};
use crate::server::limits::Limits;
use crate::server::ready::Ready;
use crate::server::worlds::{DEFAULT, Recipe, Worlds};
use crate::server::{self, Service};
use crate::world::World;
use crate::world::clock::Mode;
use crate::world::rng::Rng;

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
struct Told {
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
    let address = SocketAddr::new(args.host, args.port);
    let bound = match TcpListener::bind(address).await {
        Ok(listener) => listener.local_addr().map(|bound| (listener, bound)),
        Err(error) => Err(error),
    };
    let (listener, bound) = match bound {
        Ok(bound) => bound,
        Err(error) => return could_not(context, &format!("listen on {address}: {error}{}", hint(&error))),
    };
    let limits = Limits { connections: args.max_connections, ..Limits::default() };
    raise_file_limit(limits.connections);

    // It answers from the first moment on, if only that it is not ready: whoever waits for it need not guess.
    let seed = args.seed.unwrap_or_else(Rng::fresh_seed);
    let worlds = Arc::new(Worlds::new(recipe(Setting::default(), seed)));
    let ready = Ready::not_yet();
    let own = admin::router(admin::Settings {
        worlds: Arc::clone(&worlds),
        ready: ready.clone(),
        hosts: args.allow_host.clone(),
    });
    let (stop, stopped) = oneshot::channel::<()>();
    let service = Service {
        worlds: Arc::clone(&worlds),
        ready: ready.clone(),
        own,
        authority: Arc::new(super::ca::authority(context)),
        hosts: args.allow_host.clone(),
        limits,
    };
    let serving = tokio::spawn(server::serve(listener, service, async {
        // Asked to stop, or nobody is left who could ask.
        let _ = stopped.await;
    }));

    let url = format!("http://{bound}");
    let told =
        Told { admin: format!("{url}/_backlot/"), url, pid: std::process::id(), version: env!("CARGO_PKG_VERSION") };
    let mut asked = std::pin::pin!(stop_asked());
    let exit = tokio::select! {
        () = &mut asked => Exit::Passed,
        opened = open(context, args, seed, &worlds, &ready, &told) => match opened {
            Ok(()) => {
                asked.await;
                Exit::Passed
            }
            Err(exit) => exit,
        },
    };
    let _ = stop.send(());
    let _ = serving.await;
    if let Some(path) = &args.ready_file {
        let _ = std::fs::remove_file(context.directory.join(path));
    }
    exit
}

/// Loads the files, and says that everything is ready once it is.
async fn open(
    context: &Context,
    args: &Args,
    seed: u64,
    worlds: &Worlds,
    ready: &Ready,
    told: &Told,
) -> Result<(), Exit> {
    let (directory, files, wanted) = (context.directory.clone(), args.files.clone(), args.seed);
    let loading = tokio::task::spawn_blocking(move || load(&directory, &files, wanted, seed));
    let (setting, problems) = loading.await.map_err(|error| could_not(context, &format!("load the files: {error}")))?;
    if !problems.is_empty() {
        context.terminal.err(&render::render(&problems, look(context)));
    }
    let Some(setting) = setting.filter(|_| !problems.has_errors()) else { return Err(Exit::Invalid) };
    worlds.adopt(recipe(setting, seed));
    ready.reached();
    if let Some(path) = &args.ready_file {
        write_ready(&context.directory.join(path), told)
            .map_err(|error| could_not(context, &format!("write {}: {error}", path.display())))?;
    }
    if !args.quiet {
        context.terminal.out(&banner(told, &worlds.default(), Ink { colour: context.terminal.colour }));
    }
    Ok(())
}

/// What the files say, and what is wrong with them, which includes what the platforms say of their parts.
fn load(directory: &Path, files: &[PathBuf], wanted: Option<u64>, seed: u64) -> (Option<Setting>, Diagnostics) {
    let mut problems = Diagnostics::new();
    let language = platforms::language();
    let setting = Reader::new(&language).fixtures(directory, files, &mut problems);
    let setting = setting.map(|setting| setting.seeded(wanted));
    if let Some(setting) = &setting {
        platforms::make(DEFAULT, setting, seed, Mode::Real, &mut problems);
    }
    (setting, problems)
}

/// Makes worlds as the files say. They were valid when they were read; what they name may have changed since.
fn recipe(setting: Setting, seed: u64) -> Recipe {
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

/// Written beside its place and moved there, so that whoever waits for it never reads half of it.
fn write_ready(path: &Path, told: &Told) -> std::io::Result<()> {
    let mut part = path.as_os_str().to_owned();
    part.push(".part");
    let text = serde_json::to_string(told).map_err(std::io::Error::other)?;
    std::fs::write(&part, text + "\n")?;
    std::fs::rename(&part, path)
}

/// What a person needs to begin: where to talk to each platform, and what to say there.
fn banner(told: &Told, world: &World, ink: Ink) -> String {
    let mut sections: Vec<_> =
        PLATFORMS.iter().map(|platform| (platform.title(), platform.paste(world, &told.url))).collect();
    let own = [("what happened", format!("{}journal", told.admin)), ("everything else", told.admin.clone())];
    sections.push(("Backlot", own.map(|(label, value)| (label.to_owned(), value)).into()));
    let labels = sections.iter().flat_map(|(_, lines)| lines).map(|(label, _)| label.chars().count());
    let width = labels.max().unwrap_or(0);

    let seed = ink.dim(&format!("(seed {})", world.rng().seed()));
    let mut text = format!("Backlot {} plays at {} {seed}\n", told.version, ink.bold(&told.url));
    for (title, lines) in sections {
        text += &format!("\n  {}\n", ink.bold(title));
        for (label, value) in lines {
            text += &format!("    {}  {value}\n", ink.dim(&format!("{label:width$}")));
        }
    }
    text + "\n  Ctrl-C stops it.\n"
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

/// What helps where a port cannot be had.
fn hint(error: &std::io::Error) -> &'static str {
    match error.kind() {
        std::io::ErrorKind::AddrInUse => "; choose another with --port, or a free one with --port 0",
        std::io::ErrorKind::PermissionDenied => "; ports below 1024 are reserved, choose another with --port",
        _ => "",
    }
}

fn look(context: &Context) -> Look {
    Look { colour: context.terminal.colour, ..Look::PLAIN }
}

fn could_not(context: &Context, what: &str) -> Exit {
    context.terminal.err(&format!("backlot: could not {what}\n"));
    Exit::CouldNotRun
}

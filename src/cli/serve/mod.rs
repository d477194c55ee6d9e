//! `backlot serve`: plays the platforms until it is told to stop.

mod acts;
mod lines;
pub(in crate::cli) mod watch;

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::Serialize;

use super::context::Context;
use super::exit::Exit;
use super::stage::{self, Set, Wanted};
use super::stand::{Listen, Stand, recipe};
use crate::platforms::PLATFORMS;
use crate::report::ink::Ink;
use crate::scenario::Setting;
use crate::server::limits::Limits;
use crate::world::World;
use crate::world::rng::Rng;
use acts::Acts;
use lines::Lines;
use watch::Watch;

/// Play the platforms on this machine until told to stop.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Files that set the stage: fixtures, and scenarios, whose steps are played beside what comes from outside
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
    #[command(flatten)]
    wanted: Wanted,
    /// Connections at once
    #[arg(long, default_value_t = Limits::default().connections)]
    max_connections: usize,
    /// A name of this machine under which programs may use the admin API; loopback names always work
    #[arg(long, value_name = "NAME")]
    allow_host: Vec<String>,
    /// Read the files again when they change; if they are wrong then, what was right before stays
    #[arg(long)]
    watch: bool,
    /// Write what item scripts log to this file, in the platform's own form, which log viewers read: ClusterScriptLog.log
    #[arg(long, value_name = "FILE")]
    script_log: Option<PathBuf>,
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
    let seed = args.wanted.seed.unwrap_or_else(Rng::fresh_seed);
    let listen = Listen {
        address: SocketAddr::new(args.host, args.port),
        hosts: args.allow_host.clone(),
        limits: Limits { connections: args.max_connections, ..Limits::default() },
    };
    let stand = match Stand::open(context, listen, recipe(Setting::default(), seed)).await {
        Ok(stand) => stand,
        Err(what) => return could_not(context, &what),
    };
    let told =
        Told { url: stand.url(), admin: stand.admin(), pid: std::process::id(), version: env!("CARGO_PKG_VERSION") };
    // Followed before they are read, so that no change is missed.
    let mut watch = None;
    if args.watch {
        match Watch::new() {
            Ok(new) => watch.insert(new).follow(&stage::files(&context.directory, &args.files)),
            Err(error) => return could_not(context, &format!("watch the files: {error}")),
        }
    }
    let log = args.script_log.as_ref().map(|path| context.directory.join(path));
    let lines = match Lines::open(context.terminal, args.quiet, log.as_deref()) {
        Ok(lines) => lines,
        Err(error) => {
            stand.close().await;
            return could_not(context, &format!("write the log of scripts: {error}"));
        }
    };
    let mut asked = std::pin::pin!(stop_asked());
    let exit = tokio::select! {
        () = &mut asked => Exit::Passed,
        opened = open(context, args, seed, &stand, &told) => match opened {
            Ok(acts) => tokio::select! {
                () = &mut asked => Exit::Passed,
                () = go_on(context, args, seed, &stand, acts, watch) => Exit::Passed,
                () = lines.follow(Arc::clone(&stand.worlds)) => Exit::Passed,
            },
            Err(exit) => exit,
        },
    };
    stand.close().await;
    if let Some(path) = &args.ready_file {
        let _ = std::fs::remove_file(context.directory.join(path));
    }
    exit
}

/// Loads the files, and says that everything is ready once it is.
async fn open(context: &Context, args: &Args, seed: u64, stand: &Stand, told: &Told) -> Result<Acts, Exit> {
    let Set { setting, acts, .. } = stage::open(context, &args.files, &args.wanted, seed).await?;
    stand.worlds.adopt(recipe(setting, seed));
    let world = stand.worlds.default();
    let acts = Acts::begin(acts, &world, context, args.quiet).await;
    stand.ready.reached();
    if let Some(path) = &args.ready_file {
        write_ready(&context.directory.join(path), told)
            .map_err(|error| could_not(context, &format!("write {}: {error}", path.display())))?;
    }
    if !args.quiet {
        context.terminal.out(&banner(told, &world, Ink { colour: context.terminal.colour }));
    }
    Ok(acts)
}

/// Goes on until it is dropped: steps are played, and files read again when they change, if that is wanted.
async fn go_on(context: &Context, args: &Args, seed: u64, stand: &Stand, acts: Acts, watch: Option<Watch>) {
    let mut acts = acts;
    acts.play();
    let Some(mut watch) = watch else { return std::future::pending().await };
    let say = |text: &str| {
        if !args.quiet {
            context.terminal.out(text);
        }
    };
    let ink = Ink { colour: context.terminal.colour };
    loop {
        watch.changed().await;
        watch.follow(&stage::files(&context.directory, &args.files));
        let (directory, files, wanted) = (context.directory.clone(), args.files.clone(), args.wanted.clone());
        let loading = tokio::task::spawn_blocking(move || stage::load(&directory, &files, &wanted, seed));
        let Ok(loaded) = loading.await else { continue };
        loaded.tell(context);
        let Some(Set { setting, acts: anew }) = loaded.set else {
            context.terminal.err("backlot: the files have changed and are wrong now; what was right before goes on\n");
            continue;
        };
        acts.stop().await;
        stand.worlds.adopt(recipe(setting, seed));
        say(&format!("{} the files have changed; the world was made anew\n", ink.good("reloaded")));
        acts = Acts::begin(anew, &stand.worlds.default(), context, args.quiet).await;
        acts.play();
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

fn could_not(context: &Context, what: &str) -> Exit {
    context.terminal.err(&format!("backlot: could not {what}\n"));
    Exit::CouldNotRun
}

//! `backlot exec`: runs a program with Backlot around it. The world is set as the files say, the program finds in its
//! environment where everything is, and what it did is held against what was expected when it has ended.

mod command;
mod environment;
mod folder;
mod judgement;
mod unexpected;

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use tokio::sync::watch;
use tokio::task::JoinSet;

use super::context::Context;
use super::exit::Exit;
use super::keep::Signals;
use super::reports::{Record, Reports};
use super::stage::{self, Set, Wanted};
use super::stand::{self, Listen, Stand};
use crate::report::Report;
use crate::runner::live::{Act, Over};
use crate::scenario::Scenario;
use crate::server::limits::Limits;
use crate::world::World;
use crate::world::clock::Stopwatch;
use crate::world::rng::Rng;
use command::Running;
use environment::Scene;
use folder::Folder;
use judgement::Ran;
use unexpected::Notes;

/// Run a program with the platforms around it, and check what it did.
#[derive(Debug, clap::Args)]
#[command(after_long_help = environment::help())]
pub(super) struct Args {
    /// A file that sets the stage: a scenario, whose steps are played beside what the program does, or a fixture; may be
    /// given more than once
    #[arg(long = "scenario", short, value_name = "FILE")]
    scenarios: Vec<PathBuf>,
    #[command(flatten)]
    wanted: Wanted,
    /// The port to listen on; 0 picks a free one
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// Do not make Backlot the program's proxy, nor its CA trusted: set only the variables that begin with BACKLOT_
    #[arg(long)]
    no_proxy: bool,
    /// End with 4 also if an exchange was refused or failed that nothing in the files explains
    #[arg(long)]
    strict: bool,
    /// Say nothing as long as everything is as expected
    #[arg(long, short)]
    quiet: bool,
    #[command(flatten)]
    reports: Reports<Report>,
    /// The program and its arguments
    #[arg(last = true, required = true, value_name = "COMMAND")]
    command: Vec<OsString>,
}

/// Why the program was not run to its end.
enum Stopped {
    /// What was wrong was said already.
    Said(Exit),
    /// This could not be done.
    CouldNot(String),
}

pub(super) fn run(context: &Context, args: &Args) -> ExitCode {
    let context = &*args.reports.beside(context);
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return could_not(context, &format!("start: {error}")).into(),
    };
    let code = match runtime.block_on(play(context, args)) {
        Ok(code) => code.into(),
        Err(Stopped::Said(exit)) => exit.into(),
        Err(Stopped::CouldNot(what)) => could_not(context, &what).into(),
    };
    // Scripts that ignore their deadline must not hold up the end.
    runtime.shutdown_background();
    code
}

async fn play(context: &Context, args: &Args) -> Result<u8, Stopped> {
    // From here on a signal does not end this process but what it runs, and then this process comes to its own end.
    let mut signals = Signals::listen().map_err(|error| Stopped::CouldNot(format!("listen for signals: {error}")))?;
    let record = Record::begin(&args.reports);
    let seed = args.wanted.seed.unwrap_or_else(Rng::fresh_seed);
    let set = stage::open(context, &args.scenarios, &args.wanted, seed).await;
    let Set { setting, acts } = set.map_err(Stopped::Said)?;
    let listen = Listen {
        address: SocketAddr::from((Ipv4Addr::LOCALHOST, args.port)),
        hosts: Vec::new(),
        limits: Limits::default(),
    };
    let stand = Stand::open(context, listen, stand::recipe(setting, seed)).await.map_err(Stopped::CouldNot)?;
    stand.ready.reached();
    let world = stand.worlds.default();

    let folder = Folder::new().map_err(|error| Stopped::CouldNot(format!("make a folder: {error}")))?;
    let variables = variables(context, args, &stand, &world, &folder).map_err(Stopped::CouldNot)?;
    let acts = begin(acts, &world, context, &variables).await;
    let (over, is_over) = watch::channel(false);
    let notes = Arc::new(Notes::default());
    let watch = Stopwatch::start();
    let code = if acts.iter().any(Act::has_ended) {
        // A server that the files name is not there: whatever the program did would show nothing.
        None
    } else {
        if !args.quiet {
            context.terminal.err(&format!("backlot: plays at {} (seed {})\n", stand.url(), world.rng().seed()));
        }
        let is_interactive = context.terminal.in_is_terminal;
        let started = Running::start(&args.command, &variables, folder.path(), is_interactive).await;
        Some(started.map_err(Stopped::CouldNot)?)
    };
    let mut playing = play_beside(acts, &notes, &is_over);
    let code = match code {
        None => None,
        Some(mut running) => Some(attend(&mut running, &mut signals).await.map_err(Stopped::CouldNot)?),
    };
    let took = watch.elapsed();
    over.send_replace(true);
    let mut acts = Vec::with_capacity(playing.len());
    while let Some(played) = playing.join_next().await {
        acts.push(played.map_err(|error| Stopped::CouldNot(format!("play the steps: {error}")))?);
    }
    acts.sort_by_key(|&(at, _)| at);
    // What is in flight comes to its end before it is judged.
    stand.close().await;
    let mut outcomes = Vec::with_capacity(acts.len());
    for (at, mut act) in acts {
        act.conclude(&*notes, is_over.clone()).await;
        outcomes.push(act.outcome(at == 0));
    }
    let ran = Ran { command: &args.command, code, took, world: &world, outcomes, notes: &notes };
    Ok(judgement::judge(context, args, &ran, record))
}

/// Runs the program to its end; signals are handed on to it.
async fn attend(running: &mut Running, signals: &mut Signals) -> Result<u8, String> {
    loop {
        tokio::select! {
            ended = running.ended() => return ended,
            signal = signals.next() => running.signal(signal),
        }
    }
}

/// What the program finds in its environment.
fn variables(
    context: &Context,
    args: &Args,
    stand: &Stand,
    world: &World,
    folder: &Folder,
) -> Result<Vec<(String, String)>, String> {
    let (certificate, bundle) = folder.certificates(&stand.authority)?;
    let scene = Scene {
        url: &stand.url(),
        admin: &stand.admin(),
        certificate: &certificate,
        bundle: &bundle,
        world,
        inherited: &context.environment,
    };
    Ok(environment::of(&scene, !args.no_proxy))
}

/// Makes the servers of the scenarios ready, one after the other.
async fn begin(
    scenarios: Vec<Scenario>,
    world: &Arc<World>,
    context: &Context,
    variables: &[(String, String)],
) -> Vec<Act> {
    let own = variables.iter().cloned();
    let environment: BTreeMap<_, _> = context.environment.clone().into_iter().chain(own).collect();
    let environment = Arc::new(environment);
    let mut acts = Vec::with_capacity(scenarios.len());
    for scenario in scenarios {
        acts.push(Act::begin(scenario, Arc::clone(world), Arc::clone(&environment)).await);
    }
    acts
}

/// Plays the steps of the scenarios, each in a task of its own.
fn play_beside(acts: Vec<Act>, notes: &Arc<Notes>, is_over: &Over) -> JoinSet<(usize, Act)> {
    let mut playing = JoinSet::new();
    for (at, mut act) in acts.into_iter().enumerate() {
        let (notes, is_over) = (Arc::clone(notes), is_over.clone());
        playing.spawn(async move {
            act.play(&*notes, is_over).await;
            (at, act)
        });
    }
    playing
}

fn could_not(context: &Context, what: &str) -> Exit {
    context.terminal.err(&format!("backlot: could not {what}\n"));
    Exit::CouldNotRun
}

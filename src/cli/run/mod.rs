//! `backlot run`: plays scenarios, and says what came of them.

mod again;
mod choose;
mod show;

use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::Arc;

use choose::Choice;
use show::Show;

use super::context::Context;
use super::exit::Exit;
use super::problems::{Form, tell};
use super::reports::{Record, Reports};
use crate::diag::Diagnostics;
use crate::platforms;
use crate::report::Report;
use crate::runner::outcome::{Ending, Outcome, Tally};
use crate::runner::{self, Listed, Listing, Options, jobs};
use crate::world::clock::Stopwatch;

/// Play scenarios, each in a world of its own.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Scenario files, and folders of them; names that begin with `_` are left out
    #[arg(value_name = "PATH", required = true)]
    paths: Vec<PathBuf>,
    #[command(flatten)]
    choice: Choice,
    /// How many are played at once; without it as many as the machine has processors
    #[arg(long, short, value_name = "N")]
    jobs: Option<NonZeroUsize>,
    /// Begin no further scenario after the first that does not pass
    #[arg(long)]
    fail_fast: bool,
    /// Play each scenario so many times
    #[arg(long, value_name = "N", default_value = "1")]
    repeat: NonZeroUsize,
    /// Where randomness starts in scenarios that do not say it themselves
    #[arg(long)]
    seed: Option<u64>,
    /// Play again whenever one of the files changes, or one that they use, until interrupted
    #[arg(long)]
    watch: bool,
    /// Show only what did not pass, and the last line
    #[arg(long, short)]
    quiet: bool,
    /// For people, or for programs: a JSON object on each line
    #[arg(long, value_enum, default_value_t, value_name = "FORM")]
    format: Form,
    #[command(flatten)]
    reports: Reports<Report>,
}

pub(super) fn run(context: &Context, args: &Args) -> Exit {
    let context = &*args.reports.beside(context);
    if args.watch { again::run(context, args) } else { once(context, args) }
}

fn once(context: &Context, args: &Args) -> Exit {
    let mut problems = Diagnostics::new();
    let language = platforms::language();
    let listing = Listing::read(&language, &context.directory, &args.paths, &mut problems);
    tell(context, &problems, args.format);
    if problems.has_errors() {
        return Exit::Invalid;
    }
    match args.choice.of(&listing) {
        Ok(chosen) => play(context, args, &listing, &chosen),
        Err(message) => {
            context.terminal.err(&format!("backlot: {message}\n"));
            Exit::Usage
        }
    }
}

/// A scenario that is to be played, and for the how manieth time.
type Job<'a> = (&'a Listed, usize);

fn play(context: &Context, args: &Args, listing: &Listing<'_>, chosen: &[&Listed]) -> Exit {
    let watch = Stopwatch::start();
    let options = Options { seed: args.seed, environment: Arc::new(context.environment.clone()), ..Options::default() };
    let rounds = args.repeat.get();
    let jobs: Vec<Job<'_>> = (1..=rounds).flat_map(|round| chosen.iter().map(move |listed| (*listed, round))).collect();
    let show = Show::begin(context, args.format, args.quiet, jobs.len());
    let mut tally = Tally::default();
    let mut record = Record::begin(&args.reports);
    jobs::work_through(
        &jobs,
        threads(args),
        |(listed, round)| {
            let mut outcome = match listing.take(listed) {
                Ok(scenario) => runner::play(&scenario, &options),
                Err(problem) => Outcome::unplayed(&listed.name, *problem),
            };
            if rounds > 1 {
                outcome.name = format!("{} [{round} of {rounds}]", outcome.name);
            }
            outcome
        },
        |outcome| !args.fail_fast || is_fine(outcome),
        |place, outcome| {
            tally.count(&outcome.ending);
            record.keep(place, &outcome);
            show.outcome(&outcome);
        },
    );
    tally.left_out = jobs.len() - tally.ended();
    show.end(tally, watch.elapsed());
    let are_written = record.write(context, tally.left_out);
    if tally.errored > 0 || !are_written {
        Exit::CouldNotRun
    } else if tally.failed > 0 {
        Exit::Failed
    } else {
        Exit::Passed
    }
}

fn is_fine(outcome: &Outcome) -> bool {
    !matches!(outcome.ending, Ending::Failed(_) | Ending::Errored(_))
}

fn threads(args: &Args) -> usize {
    args.jobs.or_else(|| std::thread::available_parallelism().ok()).map_or(1, NonZeroUsize::get)
}

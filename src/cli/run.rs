//! `backlot run`: plays scenarios, and says what came of them.

use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::Arc;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::context::Context;
use super::exit::Exit;
use super::reports::{Record, Reports};
use crate::diag::Diagnostics;
use crate::diag::render::{Look, render};
use crate::report::human;
use crate::report::ink::Ink;
use crate::runner::outcome::{Ending, Outcome, Tally};
use crate::runner::{self, Options, jobs};
use crate::scenario::Scenario;
use crate::world::clock::Stopwatch;

/// Play scenarios, each in a world of its own.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Scenario files, and folders of them; names that begin with `_` are left out
    #[arg(value_name = "PATH", required = true)]
    paths: Vec<PathBuf>,
    /// Only scenarios whose name or file contains this text; may be given more than once
    #[arg(long, value_name = "TEXT")]
    filter: Vec<String>,
    /// How many are played at once; without it as many as the machine has processors
    #[arg(long, short, value_name = "N")]
    jobs: Option<NonZeroUsize>,
    /// Begin no further scenario after the first that does not pass
    #[arg(long)]
    fail_fast: bool,
    /// Where randomness starts in scenarios that do not say it themselves
    #[arg(long)]
    seed: Option<u64>,
    /// Show only what did not pass, and the last line
    #[arg(long, short)]
    quiet: bool,
    #[command(flatten)]
    reports: Reports,
}

pub(super) fn run(context: &Context, args: &Args) -> Exit {
    let look =
        Look { colour: context.terminal.colour, columns: context.terminal.columns.unwrap_or(Look::PLAIN.columns) };
    let mut problems = Diagnostics::new();
    let mut scenarios = runner::load(&context.directory, &args.paths, &mut problems);
    if !problems.is_empty() {
        context.terminal.err(&render(&problems, look));
    }
    if problems.has_errors() {
        return Exit::Invalid;
    }
    let all = scenarios.len();
    scenarios.retain(|scenario| is_wanted(scenario, &args.filter));
    if scenarios.is_empty() {
        context
            .terminal
            .err(&format!("backlot: none of the {all} scenarios has {} in its name or file\n", wanted(&args.filter)));
        return Exit::Usage;
    }
    play(context, args, &scenarios, look)
}

fn is_wanted(scenario: &Scenario, filter: &[String]) -> bool {
    let file = scenario.place.source().name();
    filter.is_empty() || filter.iter().any(|text| scenario.name.contains(text.as_str()) || file.contains(text.as_str()))
}

fn wanted(filter: &[String]) -> String {
    filter.iter().map(|text| format!("'{text}'")).collect::<Vec<_>>().join(" or ")
}

fn play(context: &Context, args: &Args, scenarios: &[Scenario], look: Look) -> Exit {
    let watch = Stopwatch::start();
    let options = Options { seed: args.seed, environment: Arc::new(context.environment.clone()), ..Options::default() };
    let progress = progress(context, scenarios.len());
    let mut tally = Tally::default();
    let mut record = Record::begin(&args.reports);
    jobs::work_through(
        scenarios,
        threads(args),
        |scenario| runner::play(scenario, &options),
        |outcome| !args.fail_fast || is_fine(outcome),
        |place, outcome| {
            tally.count(&outcome.ending);
            record.keep(place, &outcome);
            show(context, args, &outcome, look, &progress);
        },
    );
    progress.finish_and_clear();
    tally.left_out = scenarios.len() - tally.ended();
    context.terminal.out(&human::summary(tally, watch.elapsed(), Ink { colour: look.colour }));
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

/// What did not pass is shown as soon as it is known, above the bar.
fn show(context: &Context, args: &Args, outcome: &Outcome, look: Look, progress: &ProgressBar) {
    progress.inc(1);
    if args.quiet && is_fine(outcome) {
        return;
    }
    let text = human::outcome(outcome, look);
    progress.suspend(|| context.terminal.out(&text));
}

fn progress(context: &Context, scenarios: usize) -> ProgressBar {
    if !(context.terminal.err_is_terminal && context.terminal.out_is_terminal) {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::with_draw_target(Some(scenarios as u64), ProgressDrawTarget::stderr());
    let style = ProgressStyle::with_template("{bar:40} {pos} of {len} scenarios, {elapsed}");
    if let Ok(style) = style {
        bar.set_style(style.progress_chars("━╸ "));
    }
    bar
}

fn threads(args: &Args) -> usize {
    args.jobs.or_else(|| std::thread::available_parallelism().ok()).map_or(1, NonZeroUsize::get)
}

//! What is shown while scenarios are played: for people a line each, what did not pass as soon as it is known, and on a terminal
//! a bar below it; for programs an object each.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde_json::json;

use crate::cli::context::Context;
use crate::cli::problems::{Form, look_of};
use crate::report::human;
use crate::report::ink::Ink;
use crate::report::story::{Story, milliseconds};
use crate::runner::outcome::{Ending, Outcome, Tally};

/// Shows what comes of a run.
pub(super) struct Show<'a> {
    context: &'a Context,
    form: Form,
    quiet: bool,
    bar: ProgressBar,
}

impl<'a> Show<'a> {
    /// A run of so many scenarios begins.
    pub(super) fn begin(context: &'a Context, form: Form, quiet: bool, scenarios: usize) -> Self {
        let is_watched = context.terminal.err_is_terminal && context.terminal.out_is_terminal;
        let bar = if is_watched && form == Form::Human { bar(scenarios) } else { ProgressBar::hidden() };
        Self { context, form, quiet, bar }
    }

    /// This came of one of them.
    pub(super) fn outcome(&self, outcome: &Outcome) {
        self.bar.inc(1);
        let is_fine = !matches!(outcome.ending, Ending::Failed(_) | Ending::Errored(_));
        if !is_fine {
            // Seen at a glance, also when what did not pass has been scrolled away.
            self.bar.set_message(", some did not pass");
        }
        if self.quiet && is_fine {
            return;
        }
        let text = match self.form {
            Form::Human => human::outcome(outcome, look_of(self.context)),
            Form::Json => format!("{}\n", json!({ "scenario": Story::of(outcome) })),
        };
        self.bar.suspend(|| self.context.terminal.out(&text));
    }

    /// It has come to its end.
    pub(super) fn end(self, tally: Tally, took: Duration) {
        self.bar.finish_and_clear();
        let text = match self.form {
            Form::Human => human::summary(tally, took, Ink { colour: self.context.terminal.colour }),
            Form::Json => format!("{}\n", json!({ "summary": { "tally": tally, "took_ms": milliseconds(took) } })),
        };
        self.context.terminal.out(&text);
    }
}

fn bar(scenarios: usize) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(Some(scenarios as u64), ProgressDrawTarget::stderr());
    match ProgressStyle::with_template("{bar:40} {pos} of {len} scenarios, {elapsed}{msg}") {
        Ok(style) => bar.with_style(style.progress_chars("━╸ ")),
        Err(_) => bar,
    }
}

//! What reports tell of one scenario: its outcome as data, with secrets hidden. Every format that is written to a file is
//! made from stories, so nothing reaches a file that was not looked through here.

use std::time::Duration;

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value as Json;

use super::human;
use super::secret::Secrets;
use crate::diag::render::{Look, render_one};
use crate::diag::{Diagnostic, Span};
use crate::journal::Page;
use crate::runner::outcome::{self, Difference, Differs, Outcome};
use crate::world::clock::Mode;

/// What came of one scenario.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Story {
    /// The scenario's name.
    pub name: String,
    /// Where the scenario begins.
    pub place: Place,
    /// The words by which it can be chosen.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(default)]
    pub tags: Vec<String>,
    /// The values of the row that it was played for, if it is a table.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub row: Option<IndexMap<String, Json>>,
    /// What is probably not as its author thinks.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(default)]
    pub warnings: Vec<Problem>,
    /// How it ended.
    pub ending: Ending,
    /// Why it was skipped, if it was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// What was wrong, unless it passed or was skipped.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<Problem>,
    /// What was wanted and what came, difference by difference.
    pub differences: Vec<Difference>,
    /// The `seq` of the entry in the transcript that gave what came.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exchange: Option<u64>,
    /// The last that the program under test printed.
    #[serde(skip_serializing_if = "String::is_empty")]
    #[schemars(default)]
    pub said: String,
    /// How many steps were played.
    pub played: usize,
    /// How many steps it has.
    pub steps: usize,
    /// Where its randomness started.
    pub seed: u64,
    /// How its clock moved: `real`, `frozen` or `virtual`.
    pub clock: &'static str,
    /// How what was sent got there: `real` if anything went over a network, and took the time that it takes whatever the clock
    /// did; `virtual` if everything happened within Backlot.
    pub transport: &'static str,
    /// How much of the platform's time it took, in milliseconds.
    pub platform_ms: f64,
    /// How much of the machine's time it took, in milliseconds.
    pub machine_ms: f64,
    /// What happened, as far as the journal still held it at the end.
    pub transcript: Page,
    /// Where the answers in its other variants differ.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(default)]
    pub variants: Vec<Differs>,
    /// What the terminal says to an ending that is not as it should be.
    #[serde(skip)]
    pub explanation: String,
}

/// How a scenario ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Ending {
    /// Every expectation was met.
    Passed,
    /// An expectation was not met.
    Failed,
    /// It could not be played to its end.
    Errored,
    /// It was not played, because its author says so.
    Skipped,
}

/// A place in a file. Lines and columns count from 1, columns in characters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Place {
    /// The file, as it was asked for.
    pub file: String,
    /// The line.
    pub line: usize,
    /// The column.
    pub column: usize,
}

/// What was wrong.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Problem {
    /// Its stable name: `expectation`, `step`…
    pub code: &'static str,
    /// What it is, in a sentence without its full stop.
    pub message: String,
    /// Where it is.
    pub place: Place,
    /// How to mend it, if that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
    /// The problem with its lines of the file, as the terminal shows it.
    pub excerpt: String,
}

impl Story {
    /// What came of a scenario, with everything hidden that its exchanges show to be a secret.
    pub fn of(outcome: &Outcome) -> Self {
        let secrets = Secrets::of(outcome);
        let transport = if outcome.is_over_network() { "real" } else { "virtual" };
        let outcome = secrets.hide_outcome(outcome);
        let explanation = secrets.hide(&human::explanation(&outcome, Look::PLAIN)).into_owned();
        let mut story = Self {
            name: outcome.name,
            place: Place::of(&outcome.place),
            tags: outcome.about.tags,
            row: outcome.about.row,
            warnings: outcome
                .about
                .warnings
                .iter()
                .chain(&outcome.remarks)
                .map(|warning| Problem::of(warning, &secrets))
                .collect(),
            ending: Ending::Passed,
            reason: None,
            problem: None,
            differences: Vec::new(),
            exchange: None,
            said: String::new(),
            played: outcome.played,
            steps: outcome.steps,
            seed: outcome.seed,
            clock: match outcome.clock {
                Mode::Real => "real",
                Mode::Frozen => "frozen",
                Mode::Virtual => "virtual",
            },
            transport,
            platform_ms: milliseconds(outcome.platform_time),
            machine_ms: milliseconds(outcome.machine_time),
            transcript: outcome.transcript,
            variants: outcome.variants,
            explanation,
        };
        match outcome.ending {
            outcome::Ending::Passed => {}
            outcome::Ending::Failed(failure) => {
                story.ending = Ending::Failed;
                story.problem = Some(Problem::of(&failure.problem, &secrets));
                story.differences = failure.differences;
                story.exchange = failure.exchange.map(|entry| entry.seq);
                story.said = failure.said;
            }
            outcome::Ending::Errored(trouble) => {
                story.ending = Ending::Errored;
                story.problem = Some(Problem::of(&trouble.problem, &secrets));
                story.said = trouble.said;
            }
            outcome::Ending::Skipped(reason) => {
                story.ending = Ending::Skipped;
                story.reason = Some(reason);
            }
        }
        story
    }
}

impl Ending {
    /// The word that is used everywhere.
    pub fn word(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Failed => "failed",
            Self::Errored => "errored",
            Self::Skipped => "skipped",
        }
    }
}

impl Place {
    fn of(span: &Span) -> Self {
        let begin = span.begin();
        Self { file: span.source().name().to_owned(), line: begin.line, column: begin.column }
    }
}

impl Problem {
    fn of(problem: &Diagnostic, secrets: &Secrets) -> Self {
        let excerpt = render_one(problem, Look::PLAIN);
        Self {
            code: problem.code.name(),
            message: problem.message.clone(),
            place: Place::of(&problem.span),
            help: problem.help.clone(),
            excerpt: secrets.hide(&excerpt).into_owned(),
        }
    }
}

/// Milliseconds with whole microseconds behind the point: enough to compare, and short to read.
pub fn milliseconds(duration: Duration) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "exact below 285 years")]
    let microseconds = duration.as_micros() as f64;
    microseconds / 1000.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    #[test]
    fn no_secret_is_left_in_any_part_of_a_story() {
        let mut hidden = 0;
        for outcome in sample::outcomes() {
            assert!(format!("{outcome:?}").contains(sample::SECRET) || outcome.transcript.entries.is_empty());
            let story = Story::of(&outcome);
            let told = serde_json::to_string(&story).unwrap() + &story.explanation;
            assert!(!told.contains(sample::SECRET), "{told}");
            hidden += told.matches("[secret 1]").count();
        }
        assert!(hidden > 5, "{hidden}");
    }
}

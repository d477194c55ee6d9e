//! What came of a scenario. An expectation that failed and a scenario that could not run are different things everywhere.

use std::sync::Arc;
use std::time::Duration;

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value as Json;

use crate::diag::{Diagnostic, Span};
use crate::journal::{Entry, Page};
use crate::scenario::Scenario;
pub use crate::scenario::expect::Difference;
use crate::world::clock::Mode;

/// What came of one scenario.
#[derive(Debug)]
pub struct Outcome {
    /// The scenario's name.
    pub name: String,
    /// Where the scenario begins.
    pub place: Span,
    /// What else its file says about it.
    pub about: About,
    /// How it ended.
    pub ending: Ending,
    /// How many steps were played.
    pub played: usize,
    /// How many steps it has.
    pub steps: usize,
    /// Where its randomness started.
    pub seed: u64,
    /// How its clock moved.
    pub clock: Mode,
    /// How much of the platform's time it took.
    pub platform_time: Duration,
    /// How much of the machine's time it took.
    pub machine_time: Duration,
    /// Everything that the world's journal still held at the end, and how much it had evicted by then.
    pub transcript: Page,
    /// Where the answers in its other variants differ; empty for a scenario without any.
    pub variants: Vec<Differs>,
    /// What is probably not as its author thinks, and showed only when it was played.
    pub remarks: Vec<Diagnostic>,
}

/// Where the answers in one variant of a scenario differ from those in the first.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Differs {
    /// The word that chooses the variant.
    pub variant: String,
    /// The exchanges with different answers: other content, another order of keys, another type.
    pub exchanges: Vec<DifferentAnswer>,
    /// What is different about the white space of the answers, which means nothing to who reads JSON and much to who compares
    /// bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub layout: Option<Difference>,
    /// How many exchanges were compared.
    pub compared: usize,
    /// How many more exchanges one of the two had.
    #[serde(skip_serializing_if = "is_zero")]
    #[schemars(default)]
    pub unpaired: usize,
}

/// An exchange with a different answer.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct DifferentAnswer {
    /// Its place among the exchanges, counted from 1.
    pub number: usize,
    /// What was asked.
    pub operation: String,
    /// Where in the answer, what was in the first variant (`wanted`), and what is in this one (`got`).
    pub differences: Vec<Difference>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks by reference")]
fn is_zero(number: &usize) -> bool {
    *number == 0
}

impl Outcome {
    /// What came of a scenario that could not even be begun, because of `problem`.
    pub fn unplayed(name: &str, problem: Diagnostic) -> Self {
        Self {
            name: name.to_owned(),
            place: problem.span.clone(),
            about: About::default(),
            ending: Ending::Errored(Box::new(Trouble { problem, before: Vec::new(), said: String::new() })),
            played: 0,
            steps: 0,
            seed: 0,
            clock: Mode::Virtual,
            platform_time: Duration::ZERO,
            machine_time: Duration::ZERO,
            transcript: Page::default(),
            variants: Vec::new(),
            remarks: Vec::new(),
        }
    }

    /// Whether anything went over a network, which takes the time that it takes however the world's clock moves.
    pub fn is_over_network(&self) -> bool {
        let with_peer = |entry: &Arc<Entry>| entry.exchange()?.connection?.peer;
        self.transcript.entries.iter().any(|entry| with_peer(entry).is_some())
    }
}

/// What the file of a scenario says about it, apart from what happens in it.
#[derive(Debug, Clone, Default)]
pub struct About {
    /// The words by which it can be chosen.
    pub tags: Vec<String>,
    /// The values of the row that it was played for, if it is a table.
    pub row: Option<IndexMap<String, Json>>,
    /// What is probably not as its author thinks.
    pub warnings: Vec<Diagnostic>,
}

impl About {
    /// What is said about `scenario`.
    pub fn of(scenario: &Scenario) -> Self {
        let row = scenario.row.as_ref();
        Self {
            tags: scenario.tags.clone(),
            row: row.map(|row| row.values.iter().map(|(name, value)| (name.clone(), value.to_json())).collect()),
            warnings: scenario.warnings.clone(),
        }
    }
}

/// How a scenario ended.
#[derive(Debug)]
pub enum Ending {
    /// Every expectation was met.
    Passed,
    /// An expectation was not met.
    Failed(Box<Failure>),
    /// It could not be played to its end.
    Errored(Box<Trouble>),
    /// It was not played, because its author says so: for this reason.
    Skipped(String),
}

impl Ending {
    /// The word that is used everywhere.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Failed(_) => "failed",
            Self::Errored(_) => "errored",
            Self::Skipped(_) => "skipped",
        }
    }
}

/// An expectation that was not met.
#[derive(Debug)]
pub struct Failure {
    /// Where, and what in a sentence.
    pub problem: Diagnostic,
    /// What was wanted and what came, difference by difference.
    pub differences: Vec<Difference>,
    /// The exchange that gave what came.
    pub exchange: Option<Arc<Entry>>,
    /// What had happened last, oldest first, without that exchange.
    pub before: Vec<Arc<Entry>>,
    /// The last that the program under test printed.
    pub said: String,
}

/// Why a scenario could not be played to its end.
#[derive(Debug)]
pub struct Trouble {
    /// Where, and why.
    pub problem: Diagnostic,
    /// What had happened last, oldest first.
    pub before: Vec<Arc<Entry>>,
    /// The last that the program under test printed.
    pub said: String,
}

/// How many scenarios ended how.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Tally {
    /// Every expectation met.
    pub passed: usize,
    /// An expectation not met.
    pub failed: usize,
    /// Could not be played.
    pub errored: usize,
    /// Not played, as its author says.
    pub skipped: usize,
    /// Not begun, because another one had failed already.
    pub left_out: usize,
}

impl Tally {
    /// Counts one more.
    pub fn count(&mut self, ending: &Ending) {
        match ending {
            Ending::Passed => self.passed += 1,
            Ending::Failed(_) => self.failed += 1,
            Ending::Errored(_) => self.errored += 1,
            Ending::Skipped(_) => self.skipped += 1,
        }
    }

    /// How many have come to an end, one way or another.
    pub fn ended(&self) -> usize {
        self.passed + self.failed + self.errored + self.skipped
    }
}

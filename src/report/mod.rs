//! What a person or a program reads of what happened: one file per format. The terminal reads outcomes as they come in
//! ([`human`]); the formats that are written to files ([`Reported::FORMATS`]) read a whole [`Report`], in which secrets are hidden.

pub mod checkup;
pub mod exchange;
pub mod fidelity;
pub mod html;
pub mod human;
pub mod ink;
pub mod json;
pub mod junit;
pub mod secret;
pub mod story;
pub mod tap;

mod xml;

use std::time::Duration;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use crate::runner::outcome::Tally;
use story::{Ending, Story};

/// What can be written into files, and the one list of formats that it can be written in.
pub trait Reported: Sized + 'static {
    /// The formats.
    const FORMATS: &'static [Format<Self>];
}

impl Reported for Report {
    const FORMATS: &'static [Format<Self>] = &[junit::FORMAT, json::FORMAT, html::FORMAT, tap::FORMAT];
}

/// A format that an `R` can be written in.
#[derive(Debug)]
pub struct Format<R: 'static> {
    /// Its name, which is also the option it is asked for with: `--junit FILE`.
    pub name: &'static str,
    /// What it is good for, in a sentence without its full stop.
    pub about: &'static str,
    /// The whole file.
    pub write: fn(&R) -> String,
}

/// What came of a run. `backlot_report` grows by one when a reader of the former shape would misread the new one; new fields
/// alone do not make it grow.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Report {
    /// The version of this shape.
    #[schemars(extend("const" = Report::VERSION))]
    pub backlot_report: u32,
    /// The version of Backlot that ran the scenarios.
    pub version: String,
    /// The machine's time when the run began, in UTC: `2026-05-01T12:00:00Z`.
    pub started: String,
    /// How much of the machine's time it took, in milliseconds.
    pub took_ms: f64,
    /// How many scenarios ended how.
    pub tally: Tally,
    /// What came of each, in the order in which they were asked for.
    pub scenarios: Vec<Story>,
}

impl Report {
    /// The version of the shape.
    pub const VERSION: u32 = 1;

    /// What came of a run that began at `started` (the machine's time): a story for each scenario that was begun, and how
    /// many were not, because another one had failed before.
    pub fn new(started: Timestamp, took: Duration, left_out: usize, scenarios: Vec<Story>) -> Self {
        let ended = |ending| scenarios.iter().filter(|story| story.ending == ending).count();
        let tally = Tally {
            passed: ended(Ending::Passed),
            failed: ended(Ending::Failed),
            errored: ended(Ending::Errored),
            skipped: ended(Ending::Skipped),
            left_out,
        };
        Self {
            backlot_report: Self::VERSION,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            started: started.to_string(),
            took_ms: story::milliseconds(took),
            tally,
            scenarios,
        }
    }
}

#[cfg(test)]
mod sample;

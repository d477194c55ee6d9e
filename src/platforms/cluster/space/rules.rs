//! What holds for a whole space: what it allows, how fast it runs, and where players begin.

use std::time::Duration;

use super::limits;
use crate::platforms::fidelity::{Row, chosen, documented, inferred};

/// What holds for a whole space.
#[derive(Debug, Clone, PartialEq)]
pub struct Rules {
    /// Whether beta features can be used.
    pub beta: bool,
    /// Whether it is the venue of an event.
    pub event: bool,
    /// How many frames a second has.
    pub frames_per_second: u32,
    /// Where players begin.
    pub spawn: [f64; 3],
    /// How long a script may run when it is loaded and in each callback, in time of the processor.
    pub script_time_limit: Duration,
    /// After how many updates a script's environment is made anew.
    pub reset_scripts_every: Option<u64>,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            beta: false,
            event: false,
            frames_per_second: 60,
            spawn: [0.0; 3],
            script_time_limit: limits::CALLBACK_TIME,
            reset_scripts_every: None,
        }
    }
}

pub(super) const FIDELITY: &[Row] = &[
    documented(
        "cluster.rules.beta",
        "A beta feature that the space does not allow throws a ClusterScriptError with executionNotAllowed.",
        "official type definitions of April 2025",
    ),
    chosen(
        "cluster.rules.frames",
        "A second has 60 frames, at round times of the world's clock; deltaTime is the time since the last one.",
        "real devices differ; round numbers can be tested",
    ),
    documented(
        "cluster.rules.environment",
        "The environment of an item's script is made anew from time to time: its top level runs again, its globals are gone, $.state stays, onStart is not repeated. Here that happens when a scenario asks for it, and when a script ran out of memory.",
        "official type definitions of April 2025; how often is not documented",
    ),
    inferred(
        "cluster.rules.empty-space",
        "Scripts run while somebody is in the space; what is on its way waits until then.",
        "a summary of the script reference",
    ),
];

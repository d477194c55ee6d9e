//! The one list of the kinds of steps that every world knows; platforms add their own.

mod advance;
pub(super) mod arm;
pub(super) mod disarm;
mod expect_journal;
mod expect_log;
mod http;
mod parallel;
mod repeat;
mod restore;
mod snapshot;
mod use_part;
mod wait;

use std::sync::Arc;

use super::step::StepKind;
use crate::world::faults::Words;

/// All of them. `platforms` are the names that the journal uses.
pub(super) fn all(platforms: &[&'static str]) -> Vec<Arc<dyn StepKind>> {
    vec![
        Arc::new(http::Http),
        Arc::new(advance::Advance),
        Arc::new(wait::Wait { platforms: platforms.to_vec() }),
        Arc::new(expect_journal::ExpectJournal { platforms: platforms.to_vec() }),
        Arc::new(expect_log::ExpectLog { platforms: platforms.to_vec() }),
        Arc::new(snapshot::Snapshot),
        Arc::new(restore::Restore),
        Arc::new(use_part::Use),
        Arc::new(repeat::Repeat),
        Arc::new(parallel::Parallel),
    ]
}

/// Those that arm and disarm faults, which are written in `words`.
pub(super) fn of_faults(words: &Arc<Words>) -> Vec<Arc<dyn StepKind>> {
    vec![Arc::new(arm::Arm { words: Arc::clone(words) }), Arc::new(disarm::Disarm)]
}

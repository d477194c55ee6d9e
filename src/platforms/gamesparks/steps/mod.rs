//! The kinds of steps that GameSparks adds to scenarios, one file each.

mod callback;

use crate::scenario::step::StepKind;

/// All of them.
pub const STEPS: &[&dyn StepKind] = &[&callback::CallbackKind];

//! The steps that cluster adds to scenarios: one file per kind.

mod call;
mod creator_kit;

use crate::scenario::step::StepKind;

/// The one list.
pub(super) const STEPS: &[&dyn StepKind] = &[&call::CallKind, &creator_kit::CreatorKit];

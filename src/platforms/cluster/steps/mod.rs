//! The steps that cluster adds to scenarios: one file per kind, or per pair of kinds that belong together.

mod call;
mod creator_kit;
mod dialogs;
mod expect_call;
mod expect_state;
mod interact;
mod item_event;
mod people;
mod signal;
mod spaces;
mod tick;

use crate::scenario::step::StepKind;

/// The one list.
pub(super) const STEPS: &[&dyn StepKind] = &[
    &call::CallKind,
    &creator_kit::CreatorKit,
    &people::Enter,
    &people::Leave,
    &interact::Interact,
    &item_event::ItemEvent,
    &dialogs::TextInput,
    &dialogs::Purchase,
    &signal::Signal,
    &tick::Tick,
    &expect_state::ExpectState,
    &expect_state::ExpectText,
    &expect_call::ExpectCall,
];

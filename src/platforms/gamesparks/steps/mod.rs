//! The kinds of steps that GameSparks adds to scenarios, one file each.

mod callback;
mod connection;
mod expect_collection;
mod module;
mod names;
mod parts;
mod rs;
mod wire;

use std::sync::Arc;

use super::state::{Game, State};
use crate::diag::quoted;
use crate::scenario::step::{CouldNot, StepKind};

/// All of them.
pub const STEPS: &[&dyn StepKind] = &[
    &callback::CallbackKind,
    &connection::ConnectionKind { opens: true },
    &connection::ConnectionKind { opens: false },
    &rs::EventKind,
    &expect_collection::ExpectCollectionKind,
    &module::ModuleKind,
    &rs::RsKind,
];

/// The game that a step means: the one with that key, or the only one.
fn game_of(key: Option<&str>, state: &State) -> Result<Arc<Game>, CouldNot> {
    let games = state.games();
    let known = || games.iter().map(|game| game.api_key.as_str()).collect::<Vec<_>>().join(", ");
    match (key, &games[..]) {
        (Some(key), _) => state.game(key).ok_or_else(|| {
            CouldNot::because(format!("this world has no game with the key {}", quoted(key)))
                .help(format!("it has: {}", known()))
        }),
        (None, [only]) => Ok(Arc::clone(only)),
        (None, []) => Err(CouldNot::because("this world has no games").help("a fixture sets them up")),
        (None, _) => Err(CouldNot::because("this world has several games, and it is not said which one is meant")
            .help(format!("add 'game:' with one of these: {}", known()))),
    }
}

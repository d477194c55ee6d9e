//! What GameSparks knows in one world: its games.

pub mod alarms;
pub mod challenge;
pub mod credential;
pub mod data_type;
pub mod event;
pub mod formula;
pub mod game;
mod gate;
pub mod letter;
pub mod limit;
pub mod locks;
pub mod matches;
pub mod player;
pub mod settings;
pub mod store;
pub mod team;
pub mod transaction;
pub mod usage;

use std::sync::Arc;

use indexmap::IndexMap;
use parking_lot::RwLock;

pub use challenge::Challenge;
pub use credential::{Credential, Flags, RestPolicy};
pub use event::{Attribute, AttributeType, Event};
pub use game::{Game, Stage};
pub use letter::{Letter, LetterStatus};
pub use matches::{Match, PendingMatch, Seeker};
pub use player::{Location, Player, PlayerId, PushRegistration};
pub use settings::{Settings, TrailingSlash};
pub use store::{LogLevel, Store};
pub use team::{ChatMessage, Team};
pub use transaction::{Transaction, TransactionItem};
pub use usage::Exceeded;

use crate::client::{self, Client};
use crate::world;

/// GameSparks' part of a world.
#[derive(Debug)]
pub struct State {
    games: RwLock<IndexMap<String, Arc<Game>>>,
    client: Client,
}

impl world::State for State {}

impl State {
    /// Without games; scripts call out as `settings` say.
    pub fn new(settings: client::Settings) -> Self {
        Self { games: RwLock::default(), client: Client::new(settings) }
    }

    /// The game of that key.
    pub fn game(&self, api_key: &str) -> Option<Arc<Game>> {
        self.games.read().get(api_key).cloned()
    }

    /// Every game, in the order in which they were set up.
    pub fn games(&self) -> Vec<Arc<Game>> {
        self.games.read().values().cloned().collect()
    }

    /// Waits until every game is published.
    pub async fn published(&self) {
        loop {
            let closed = self.games.read().values().find(|game| game.gate.is_closed()).cloned();
            match closed {
                Some(game) => game.gate.pass().await,
                None => return,
            }
        }
    }

    /// Takes these games for those that were there.
    pub fn replace(&self, games: impl IntoIterator<Item = Game>) {
        let games = games.into_iter().map(|game| (game.api_key.clone(), Arc::new(game))).collect();
        // The old ones are freed outside the lock.
        let before = std::mem::replace(&mut *self.games.write(), games);
        drop(before);
    }

    /// Takes this game alone.
    #[cfg(test)]
    pub(super) fn replace_shared(&self, game: Arc<Game>) {
        *self.games.write() = [(game.api_key.clone(), game)].into();
    }

    /// What scripts call out with.
    pub fn client(&self) -> &Client {
        &self.client
    }
}

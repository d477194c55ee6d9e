//! What a script changes about players: seen by the script at once, and stored when it has come to its end.

use std::cell::RefCell;

use indexmap::IndexMap;
use serde_json::Value as Json;

use super::bag::{Bag, Full};
use crate::platforms::gamesparks::state::{Game, Player, PlayerId};

/// Where a player's values are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Place {
    /// Where clients see them.
    ScriptData,
    /// Where they do not.
    PrivateData,
}

impl Place {
    fn of(self, player: &Player) -> &IndexMap<String, Json> {
        match self {
            Self::ScriptData => &player.script_data,
            Self::PrivateData => &player.private_data,
        }
    }

    fn of_mut(self, player: &mut Player) -> &mut IndexMap<String, Json> {
        match self {
            Self::ScriptData => &mut player.script_data,
            Self::PrivateData => &mut player.private_data,
        }
    }
}

/// What a run has changed and not stored yet.
#[derive(Debug, Default)]
pub(super) struct Players {
    changes: RefCell<IndexMap<(PlayerId, Place), Bag>>,
}

/// What stands in a bag for a value that was removed. No value of a script looks like it: scripts' values are wrapped.
fn removed() -> Json {
    Json::Null
}

fn wrapped(value: Json) -> Json {
    Json::Array(vec![value])
}

fn unwrapped(change: &Json) -> Option<&Json> {
    change.get(0)
}

impl Players {
    /// Looks at a value as the script sees it.
    pub(super) fn look<T>(
        &self,
        game: &Game,
        id: &PlayerId,
        place: Place,
        name: &str,
        look: impl FnOnce(Option<&Json>) -> T,
    ) -> T {
        let changes = self.changes.borrow();
        let change = changes.get(&(id.clone(), place)).and_then(|bag| bag.copy(name));
        if let Some(change) = change {
            return look(unwrapped(&change));
        }
        let store = game.lock();
        let stored = store.players.get(id).and_then(|player| place.of(player).get(name)).cloned();
        drop(store);
        look(stored.as_ref())
    }

    /// Sets a value, or removes it.
    pub(super) fn change(&self, id: &PlayerId, place: Place, name: String, value: Option<Json>) -> Result<(), Full> {
        let mut changes = self.changes.borrow_mut();
        changes.entry((id.clone(), place)).or_default().put(name, value.map_or_else(removed, wrapped))
    }

    /// Stores what was changed about one player.
    pub(super) fn persist(&self, game: &Game, id: &PlayerId) {
        for place in [Place::ScriptData, Place::PrivateData] {
            if let Some(bag) = self.changes.borrow_mut().shift_remove(&(id.clone(), place)) {
                store(game, id, place, &bag);
            }
        }
    }

    /// Stores everything that was changed.
    pub(super) fn store(&self, game: &Game) {
        for ((id, place), bag) in self.changes.take() {
            store(game, &id, place, &bag);
        }
    }
}

fn store(game: &Game, id: &PlayerId, place: Place, bag: &Bag) {
    let mut store = game.lock();
    let Some(player) = store.players.get_mut(id) else { return };
    let values = place.of_mut(player);
    for (name, change) in bag.take() {
        match unwrapped(&change) {
            Some(value) => {
                values.insert(name, value.clone());
            }
            None => {
                values.shift_remove(&name);
            }
        }
    }
}

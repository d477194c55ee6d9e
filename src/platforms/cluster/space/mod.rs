//! The spaces and what is in them: world items, which belong to the creator of their space, craft items, which belong to the
//! creator who made them wherever they are placed, and players. What they are is plain data here; their scripts run in
//! [`engine`], driven by [`drive`].

pub mod callback;
pub mod compat;
pub mod deed;
pub mod drive;
mod engine;
pub mod item;
pub mod limits;
pub mod log;
pub mod look;
mod people;
pub mod place;
pub mod player;
pub mod rules;
pub mod script;
pub mod sendable;
mod waiting;

use std::sync::Arc;

use indexmap::IndexMap;

use super::flow::Flow;
use super::rate::Rate;
use crate::platforms::fidelity::{Row, documented};
use compat::Compat;
use item::Item;
use limits::Slots;
use player::{Player, User};
use rules::Rules;
use sendable::Sendable;
pub use waiting::{Due, Waiting};

/// A world that a creator has uploaded, and the one space in which it runs.
#[derive(Debug, Clone, Default)]
pub struct Space {
    /// The account that uploaded it.
    pub creator: String,
    /// Its items, by name, in the order in which they came.
    pub items: IndexMap<String, Item>,
    /// The calls of its world items.
    pub world_item_calls: Rate,
    /// What its items have sent of late.
    pub flow: Flow,
    /// What holds for all of it.
    pub rules: Rules,
    /// Who is there, by name.
    pub players: IndexMap<String, Player>,
    /// Everybody who was ever heard of, by name.
    pub users: IndexMap<String, User>,
    /// What new items are made from, by the template's id.
    pub templates: IndexMap<String, Item>,
    /// The values of triggers and gimmicks.
    pub compat: Compat,
    /// What the items of a group share, by the name of its host.
    pub groups: IndexMap<String, IndexMap<Arc<str>, Sendable>>,
    /// What was written, oldest first.
    pub comments: Vec<Sendable>,
    /// Messages and answers that are on their way.
    pub waiting: Waiting,
    /// Calls to creators' servers that have not ended.
    pub calling: Vec<Arc<Calling>>,
    /// What its scripts have used of what is limited.
    pub used: Used,
    /// How many players have entered so far.
    pub entries: u64,
    /// How many items were made so far.
    pub created: u64,
}

/// A call of a script that has not ended. It is itself, and not what is in it: a world that comes back has others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calling {
    /// When it was made.
    pub at: jiff::Timestamp,
    /// The item that waits for its end.
    pub item: Arc<str>,
    /// What the item is given back with it.
    pub meta: Arc<str>,
}

impl Calling {
    /// What its item is told if nobody will ever know how it ended.
    pub const INTERRUPTED: &'static str = "interrupted";

    /// The end that it has in a snapshot.
    pub fn interrupted(&self) -> Due {
        let text = |text: &str| Sendable::Text(text.into());
        let args = vec![Sendable::Null, text(&self.meta), text(Self::INTERRUPTED)];
        Due { item: self.item.to_string(), callback: callback::Callback::ExternalCallEnd, args }
    }
}

/// What the world items of a space have used together.
#[derive(Debug, Clone, Default)]
pub struct Used {
    /// `send`.
    pub sends: Slots,
    /// `getOwnProducts`.
    pub products: Rate,
    /// When a delay of flow control was last told about.
    pub told_of_delay: Option<jiff::Timestamp>,
}

impl Space {
    /// A call has ended. Gives whether this space was waiting for it.
    pub fn has_ended(&mut self, call: &Arc<Calling>) -> bool {
        let at = self.calling.iter().position(|known| Arc::ptr_eq(known, call));
        at.map(|at| self.calling.remove(at)).is_some()
    }

    /// The item of that id.
    pub fn item_with_id(&self, id: u64) -> Option<(&str, &Item)> {
        self.items.iter().find(|(_, item)| item.id == id).map(|(name, item)| (name.as_str(), item))
    }

    /// The player of that id, who is there.
    pub fn player_with_id(&self, id: &str) -> Option<(&str, &Player)> {
        self.players.iter().find(|(_, player)| &*player.id == id).map(|(name, player)| (name.as_str(), player))
    }

    /// The player of that id, to be changed.
    pub fn player_with_id_mut(&mut self, id: &str) -> Option<(&str, &mut Player)> {
        self.players.iter_mut().find(|(_, player)| &*player.id == id).map(|(name, player)| (name.as_str(), player))
    }
}

/// Why no item was found.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoItem {
    /// There is none of that name.
    #[error("there is no item {name:?} in any space{}", suggestion(.known))]
    Unknown {
        /// The name that was asked for.
        name: String,
        /// The items that there are.
        known: Vec<String>,
    },
    /// Several spaces have one.
    #[error("several spaces have an item {name:?}: say {}", .choices.join(" or "))]
    Ambiguous {
        /// The name that was asked for.
        name: String,
        /// Names that are not ambiguous.
        choices: Vec<String>,
    },
}

fn suggestion(known: &[String]) -> String {
    const SHOWN: usize = 8;
    match known {
        [] => "; there are none at all".to_owned(),
        some if some.len() <= SHOWN => format!("; there are {}", some.join(", ")),
        many => format!("; there are {} and {} more", many[..SHOWN].join(", "), many.len() - SHOWN),
    }
}

/// Where the item of that name is: `lamp`, or `plaza/lamp` where several spaces have a lamp. Gives the positions of the space
/// and of the item in it.
pub fn find(spaces: &IndexMap<String, Space>, name: &str) -> Result<(usize, usize), NoItem> {
    let in_space = |(at, (space, found)): (usize, (&String, &Space))| {
        let inside = || found.items.get_index_of(name.strip_prefix(space.as_str())?.strip_prefix('/')?);
        Some((at, found.items.get_index_of(name).or_else(inside)?))
    };
    let places: Vec<_> = spaces.iter().enumerate().filter_map(in_space).collect();
    match places[..] {
        [place] => Ok(place),
        [] => {
            let known = spaces.values().flat_map(|space| space.items.keys().cloned()).collect();
            Err(NoItem::Unknown { name: name.to_owned(), known })
        }
        _ => {
            let qualified = |(space, _): &(usize, usize)| Some(format!("{}/{name}", spaces.get_index(*space)?.0));
            let choices = places.iter().filter_map(qualified).collect();
            Err(NoItem::Ambiguous { name: name.to_owned(), choices })
        }
    }
}

const WHOSE: &[Row] = &[
    documented(
        "cluster.space.world-item",
        "A world item calls the server of the creator who uploaded the world.",
        "External communication page",
    ),
    documented(
        "cluster.space.craft-item",
        "A craft item calls the server of the creator who made it, in whoever's space it is.",
        "External communication page",
    ),
];

/// The rows of this folder.
pub(super) const FIDELITY: &[&[Row]] = &[
    WHOSE,
    rules::FIDELITY,
    people::FIDELITY,
    sendable::FIDELITY,
    limits::FIDELITY,
    compat::FIDELITY,
    place::FIDELITY,
    log::FIDELITY,
    deed::FIDELITY,
    drive::FIDELITY,
    engine::FIDELITY,
];

#[cfg(test)]
mod tests {
    use super::item::Kind;
    use super::*;

    fn spaces() -> IndexMap<String, Space> {
        let space = |names: &[&str]| Space {
            items: names.iter().map(|name| ((*name).to_owned(), Item::new(Kind::World, name))).collect(),
            ..Space::default()
        };
        [("plaza", space(&["lamp", "door"])), ("hall", space(&["lamp"]))].map(|(n, s)| (n.to_owned(), s)).into()
    }

    #[test]
    fn an_item_is_found_by_its_name_or_with_its_space() {
        assert_eq!(find(&spaces(), "door"), Ok((0, 1)));
        assert_eq!(find(&spaces(), "hall/lamp"), Ok((1, 0)));
        let error = find(&spaces(), "lamp").unwrap_err();
        assert_eq!(error.to_string(), "several spaces have an item \"lamp\": say plaza/lamp or hall/lamp");
        let error = find(&spaces(), "lmap").unwrap_err();
        assert_eq!(error.to_string(), "there is no item \"lmap\" in any space; there are lamp, door, lamp");
    }
}

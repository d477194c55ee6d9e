//! The spaces and what is in them: world items, which belong to the creator of their space, and craft items, which belong to
//! the creator who made them, wherever they are placed.

use indexmap::IndexMap;

use super::flow::Flow;
use super::rate::Rate;
use crate::platforms::fidelity::{Row, absent, documented};

/// A world that a creator has uploaded, and the one space in which it runs.
#[derive(Debug, Clone, Default)]
pub struct Space {
    /// The account that uploaded it.
    pub creator: String,
    /// Its items, by name.
    pub items: IndexMap<String, Item>,
    /// The calls of its world items.
    pub world_item_calls: Rate,
    /// What its items have sent of late.
    pub flow: Flow,
}

/// An item in a space.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item {
    /// Part of the world.
    World,
    /// Placed in it.
    Craft {
        /// The account that made it.
        creator: String,
        /// Its calls.
        calls: Rate,
    },
}

impl Item {
    /// What it is, as a person says it.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::World => "world item",
            Self::Craft { .. } => "craft item",
        }
    }

    /// The account whose server it calls, if it is in a space of `space_creator`.
    pub fn creator<'a>(&'a self, space_creator: &'a str) -> &'a str {
        match self {
            Self::World => space_creator,
            Self::Craft { creator, .. } => creator,
        }
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

pub(super) const FIDELITY: &[Row] = &[
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
    absent(
        "cluster.space.scripts",
        "Item scripts with their callbacks, players, and several spaces of one world; a scenario makes an item call by itself.",
        "official type definitions",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn spaces() -> IndexMap<String, Space> {
        let space = |names: &[&str]| Space {
            items: names.iter().map(|name| ((*name).to_owned(), Item::World)).collect(),
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

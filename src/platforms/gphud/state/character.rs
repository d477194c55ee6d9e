//! Characters: the people that avatars play.

use std::collections::{BTreeMap, HashMap};

use super::ids::{AttributeId, AvatarId, CharacterId, EffectId, GroupId, InstanceId, ItemId, RegionId, ZoneId};
use super::kv;
use super::ledger::Ledger;
use super::table::{Table, row};

/// A person that an avatar plays.
#[derive(Debug)]
pub struct Character {
    /// Its number.
    pub id: CharacterId,
    /// The instance that it lives in.
    pub instance: InstanceId,
    /// Its name.
    pub name: String,
    /// The avatar that it belongs to.
    pub owner: AvatarId,
    /// The avatar that plays it now.
    pub played_by: Option<AvatarId>,
    /// The region that it is in.
    pub region: Option<RegionId>,
    /// The zone that it is in.
    pub zone: Option<ZoneId>,
    /// Whether it was given up.
    pub retired: bool,
    /// Its configuration, with the values of its attributes as `Characters.NAME`.
    pub kv: kv::Store,
    /// The groups that it is in: kept in step with their members.
    pub groups: Vec<GroupId>,
    /// The effects that it is under, and when each ends, in seconds since 1970.
    pub effects: Vec<(EffectId, i64)>,
    /// Its points.
    pub ledger: Ledger,
    /// What others have sent it and it has not answered.
    pub messages: Vec<Message>,
    /// Whether the platform has read it since it started: the first time differs from the others.
    pub touched: bool,
    /// Whether its player wears a HUD that messages reach.
    pub hud: bool,
    /// When it was where, the earliest first. The last may still go on.
    pub visits: Vec<Visit>,
    /// Its sets, by attribute: how many of each element.
    pub sets: BTreeMap<AttributeId, BTreeMap<String, i64>>,
    /// Its inventories, by attribute: how many of each item.
    pub inventories: BTreeMap<AttributeId, BTreeMap<ItemId, i64>>,
    /// What its HUD was last told, by the key in the answer. What is not there was never told, which is as good as empty.
    pub conveyed: BTreeMap<String, String>,
}

row!(Character: CharacterId, named within its instance, called "character");

/// A time that a character spent somewhere, in seconds since 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Visit {
    /// The region.
    pub region: RegionId,
    /// The zone in it.
    pub zone: Option<ZoneId>,
    /// When it began.
    pub from: i64,
    /// When it ended; none if it goes on.
    pub until: Option<i64>,
}

impl Visit {
    /// How many seconds of it lie between the two times.
    pub fn within(&self, from: i64, until: i64) -> i64 {
        let end = self.until.map_or(until, |end| end.min(until));
        end.saturating_sub(self.from.max(from)).max(0)
    }
}

/// Something that was sent to a character and waits for its answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Message {
    /// An invitation to join a group, until a time in seconds since 1970.
    Invitation {
        /// The group.
        group: GroupId,
        /// When the invitation ends.
        until: i64,
    },
}

/// All characters, found by name and by who plays them.
#[derive(Debug, Default)]
pub struct Characters {
    rows: Table<Character>,
    played: HashMap<(AvatarId, InstanceId), CharacterId>,
}

impl Characters {
    /// Adds a character, or replaces the one that has its id.
    pub fn insert(&mut self, character: Character) -> CharacterId {
        let id = character.id;
        if let Some(Character { played_by: Some(avatar), instance, .. }) = self.rows.get(id) {
            self.played.remove(&(*avatar, *instance));
        }
        if let Some(avatar) = character.played_by {
            self.played.insert((avatar, character.instance), id);
        }
        self.rows.insert(character)
    }

    /// The rows.
    pub fn rows(&self) -> &Table<Character> {
        &self.rows
    }

    /// The character of that number.
    pub fn get(&self, id: CharacterId) -> Option<&Character> {
        self.rows.get(id)
    }

    /// The character of that number, to change it. Id, instance, name and player must stay as they are.
    pub fn get_mut(&mut self, id: CharacterId) -> Option<&mut Character> {
        self.rows.get_mut(id)
    }

    /// Lets the avatar play the character, and end what it played in the same instance before; or lets nobody play it.
    pub fn play(&mut self, id: CharacterId, avatar: Option<AvatarId>) {
        let Some(row) = self.rows.get_mut(id) else { return };
        let instance = row.instance;
        let before = std::mem::replace(&mut row.played_by, avatar);
        before.and_then(|before| self.played.remove(&(before, instance)));
        let Some(avatar) = avatar else { return };
        if let Some(other) = self.played.insert((avatar, instance), id).filter(|other| *other != id)
            && let Some(other) = self.rows.get_mut(other)
        {
            other.played_by = None;
        }
    }

    /// The character that the avatar plays in that instance now.
    pub fn played_by(&self, avatar: AvatarId, instance: InstanceId) -> Option<&Character> {
        self.rows.get(*self.played.get(&(avatar, instance))?)
    }
}

//! Characters: the people that avatars play.

use std::collections::HashMap;

use super::ids::{AvatarId, CharacterId, EffectId, GroupId, InstanceId, RegionId, ZoneId};
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
}

row!(Character: CharacterId, named within its instance, called "character");

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

    /// The character that the avatar plays in that instance now.
    pub fn played_by(&self, avatar: AvatarId, instance: InstanceId) -> Option<&Character> {
        self.rows.get(*self.played.get(&(avatar, instance))?)
    }
}

//! Groups: of characters (factions are one type of them), and of avatars with permissions.

use std::collections::{BTreeMap, BTreeSet};

use super::ids::{AvatarId, CharacterId, GroupId, InstanceId, PermissionsGroupId};
use super::kv;
use super::table::row;

/// The type of the groups that are factions.
pub const FACTION: &str = "Faction";

/// A group of characters. A character is in one group of each type at most.
#[derive(Debug)]
pub struct Group {
    /// Its number.
    pub id: GroupId,
    /// The instance that it belongs to.
    pub instance: InstanceId,
    /// Its name.
    pub name: String,
    /// Its type: any word; `Faction` for factions.
    pub group_type: Option<String>,
    /// Whether anybody may join.
    pub open: bool,
    /// The character that leads it.
    pub owner: Option<CharacterId>,
    /// Which of a character's groups counts for configuration: the one with the highest number.
    pub precedence: i32,
    /// Its members, and whether each is one of its admins.
    pub members: BTreeMap<CharacterId, bool>,
    /// Its configuration.
    pub kv: kv::Store,
}

row!(Group: GroupId, named within its instance, called "group");

impl Group {
    /// Whether it is a faction.
    pub fn is_faction(&self) -> bool {
        self.is_of_type(FACTION)
    }

    /// Whether it is of that type, in any case.
    pub fn is_of_type(&self, group_type: &str) -> bool {
        self.group_type.as_deref().is_some_and(|own| own.eq_ignore_ascii_case(group_type))
    }

    /// Whether the character leads it or is one of its admins.
    pub fn is_run_by(&self, character: CharacterId) -> bool {
        self.owner == Some(character) || self.members.get(&character).copied().unwrap_or_default()
    }
}

/// A group of avatars that have permissions at an instance.
#[derive(Debug)]
pub struct PermissionsGroup {
    /// Its number.
    pub id: PermissionsGroupId,
    /// The instance that it belongs to.
    pub instance: InstanceId,
    /// Its name.
    pub name: String,
    /// The permissions, as `Module.name`.
    pub permissions: BTreeSet<String>,
    /// Its members, and what each may do with others.
    pub members: BTreeMap<AvatarId, Member>,
}

row!(PermissionsGroup: PermissionsGroupId, named within its instance, called "permissions group");

/// What a member of a permissions group may do with others.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Member {
    /// Whether it may invite others.
    pub can_invite: bool,
    /// Whether it may throw others out.
    pub can_kick: bool,
}

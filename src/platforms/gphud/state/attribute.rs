//! Attributes: what the characters of an instance have, from a strength to a kind of experience.

use super::super::dialect::Name;
use super::ids::{AttributeId, InstanceId};
use super::table::row;
use crate::tree::choice;

choice! {
    /// What an attribute holds.
    pub enum Kind {
        /// A whole number.
        Integer = "INTEGER",
        /// A number.
        Float = "FLOAT",
        /// Membership in a group of the attribute's group type.
        Group = "GROUP",
        /// Any text.
        Text = "TEXT",
        /// A colour.
        Color = "COLOR",
        /// Experience points, awarded within limits.
        Experience = "EXPERIENCE",
        /// Elements, which are any words, and how many of each. Since 2026.
        Set = "SET",
        /// Items of the instance, and how many of each. Since 2026.
        Inventory = "INVENTORY",
        /// Money. Since 2026.
        Currency = "CURRENCY",
    }
}

impl Kind {
    /// The kind of that word, in any case, if the dialect has it.
    pub fn of(word: &str, dialect: Name) -> Option<Self> {
        let known = Self::ALL.iter().copied().find(|kind| kind.word().eq_ignore_ascii_case(word));
        known.filter(|kind| kind.since() <= dialect)
    }

    /// The first dialect that has it.
    pub fn since(self) -> Name {
        match self {
            Self::Set | Self::Inventory | Self::Currency => Name::Head,
            _ => Name::Of2020,
        }
    }
}

/// Something that the characters of an instance have.
#[derive(Debug, Clone)]
pub struct Attribute {
    /// Its number.
    pub id: AttributeId,
    /// The instance that it belongs to.
    pub instance: InstanceId,
    /// Its name.
    pub name: String,
    /// What it holds.
    pub kind: Kind,
    /// Of a group: its type. Of experience: the type of the groups whose admins may award it.
    pub group_type: Option<String>,
    /// Whether characters may change it themselves.
    pub self_modify: bool,
    /// Whether ability points can be spent on it.
    pub uses_ability_points: bool,
    /// Whether every character must have a value.
    pub required: bool,
    /// What a character has without a value of its own.
    pub default: Option<String>,
    /// Whether its values may contain placeholders such as `--NAME--`.
    pub templatable: bool,
}

row!(Attribute: AttributeId, named within its instance, called "attribute");

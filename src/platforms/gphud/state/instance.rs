//! Instances: the role-plays that GPHUD is run for, each with an owner, its own configuration, and the developers that it
//! lets in.

use std::collections::BTreeMap;

use indexmap::IndexMap;

use super::ids::{AvatarId, InstanceId};
use super::kv;
use super::record::{AuditRow, Note, Recent, Usage};
use super::table::row;

/// The most rows that are kept of one instance's audit.
pub const MOST_AUDIT_ROWS: usize = 10_000;

/// The most notes that are kept at one instance.
pub const MOST_NOTES: usize = 10_000;

/// A role-play that GPHUD is run for.
#[derive(Debug)]
pub struct Instance {
    /// Its number.
    pub id: InstanceId,
    /// Its name.
    pub name: String,
    /// The avatar that it belongs to, which may do everything in it.
    pub owner: AvatarId,
    /// Its configuration, with `MODULE.Enabled` for its modules.
    pub kv: kv::Store,
    /// The developers that it lets in, and what they used.
    pub developers: BTreeMap<AvatarId, Usage>,
    /// Commands with some of their arguments fixed, by name.
    pub aliases: BTreeMap<String, Alias>,
    /// Menus by name.
    pub menus: BTreeMap<String, Menu>,
    /// Notes about its people.
    pub notes: Recent<Note, MOST_NOTES>,
    /// What was changed in it.
    pub audit: Recent<AuditRow, MOST_AUDIT_ROWS>,
}

row!(Instance: InstanceId, named everywhere, called "instance");

/// A command with some of its arguments fixed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Alias {
    /// The command that it calls, in full.
    pub invoke: String,
    /// The arguments that are fixed.
    pub arguments: IndexMap<String, String>,
}

/// A menu of a HUD: what its buttons say, and what command each calls.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Menu {
    /// Commands by the text of their button.
    pub buttons: IndexMap<String, String>,
}

impl Instance {
    /// An instance in which nothing has been set up.
    pub fn new(id: InstanceId, name: impl Into<String>, owner: AvatarId) -> Self {
        Self {
            id,
            name: name.into(),
            owner,
            kv: kv::Store::default(),
            developers: BTreeMap::new(),
            aliases: BTreeMap::new(),
            menus: BTreeMap::new(),
            notes: Recent::default(),
            audit: Recent::default(),
        }
    }
}

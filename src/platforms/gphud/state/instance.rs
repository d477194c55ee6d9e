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
    /// How many reports it can still have made.
    pub report_credits: u32,
    /// Until when a report is being made, in seconds since 1970.
    pub report_until: Option<i64>,
}

/// How many reports an instance can have made unless it says otherwise.
pub const REPORT_CREDITS: u32 = 3;

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

/// The menus of a new instance.
const MENUS: &[(&str, &[(&str, &str)])] = &[
    ("Main", &[("Roll", "Roller.Roll"), ("Open Website", "GPHUDClient.OpenWebsite")]),
    ("Faction", &[("Award XP", "Faction.AwardXP"), ("Invite", "Faction.Invite"), ("Eject", "Faction.Eject")]),
];

impl Alias {
    /// Another name for a command, with nothing fixed.
    fn of(command: &str) -> Self {
        Self { invoke: command.into(), arguments: IndexMap::new() }
    }
}

impl Menu {
    fn of(buttons: &[(&str, &str)]) -> Self {
        Self { buttons: buttons.iter().map(|(text, command)| ((*text).into(), (*command).into())).collect() }
    }
}

impl Instance {
    /// An instance as the platform makes it.
    pub fn new(id: InstanceId, name: impl Into<String>, owner: AvatarId) -> Self {
        Self {
            id,
            name: name.into(),
            owner,
            kv: kv::Store::default(),
            developers: BTreeMap::new(),
            aliases: ["roll", "damage"].map(|name| (name.into(), Alias::of("Roller.Roll"))).into(),
            menus: MENUS.iter().map(|(name, buttons)| ((*name).into(), Menu::of(buttons))).collect(),
            notes: Recent::default(),
            audit: Recent::default(),
            report_credits: REPORT_CREDITS,
            report_until: None,
        }
    }
}

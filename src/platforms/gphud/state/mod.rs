//! What GPHUD knows: its database as plain typed rows. It is changed under one lock, so that a request is applied whole or
//! not at all.

pub mod attribute;
pub mod avatar;
pub mod character;
pub mod group;
pub mod happening;
pub mod ids;
pub mod instance;
pub mod kv;
pub mod ledger;
pub mod place;
pub mod record;
pub mod table;
pub mod wealth;

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use parking_lot::{Mutex, MutexGuard};
use tokio::sync::Notify;

use super::dialect;
use super::pipeline::conduct::Conduct;
use crate::world;
use attribute::Attribute;
use avatar::Avatars;
use character::{Characters, Visit};
use group::{Group, PermissionsGroup};
use happening::{Effect, Event};
use ids::{AvatarId, CharacterId, GroupId, Id, RegionId, ZoneId};
use instance::Instance;
use place::{Region, Zone};
use table::{Row, Table};
use wealth::{Currency, Item};

/// The state of GPHUD in one world.
#[derive(Debug, Default)]
pub struct State {
    database: Mutex<Database>,
    changed: Arc<Notify>,
}

impl world::State for State {}

impl Drop for State {
    /// Whoever waits for a change sees that there will be none.
    fn drop(&mut self) {
        self.changed.notify_one();
    }
}

impl State {
    /// Told whenever who visits what, or when events take place, may be different from before.
    pub fn changed(&self) -> Arc<Notify> {
        Arc::clone(&self.changed)
    }

    /// Locks the database. The lock is short and never held across an `.await`.
    pub fn lock(&self) -> MutexGuard<'_, Database> {
        self.database.lock()
    }
}

/// How the platform is set up, apart from what is in its database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// Which generation of the platform answers.
    pub dialect: dialect::Name,
    /// The name of the machine that answers.
    pub node: String,
    /// Whether the machine calls itself a production machine.
    pub production: bool,
    /// How many characters a developer key has at least; shorter ones are invalid. 0 lets every key through to its lookup.
    pub minimum_key_length: usize,
    /// What the name service of Second Life answers about a name that nobody has.
    pub name_service_error: String,
    /// The fields that the steps of a scenario send unless they say otherwise.
    pub client: serde_json::Map<String, serde_json::Value>,
}

impl Default for Settings {
    /// A development machine called Saturn, as on the External Access API page, with the key length of the real platform.
    fn default() -> Self {
        Self {
            dialect: dialect::Name::Of2020,
            node: "Saturn".into(),
            production: false,
            minimum_key_length: 16,
            name_service_error: "Unable to try resolve this name due to lack of Name Service API Key".into(),
            client: serde_json::Map::new(),
        }
    }
}

/// Everything that the platform knows.
#[derive(Debug, Default)]
pub struct Database {
    /// How the platform is set up.
    pub settings: Settings,
    /// The people of Second Life.
    pub avatars: Avatars,
    /// The role-plays.
    pub instances: Table<Instance>,
    /// The regions that they run in.
    pub regions: Table<Region>,
    /// The parts of regions that mean something.
    pub zones: Table<Zone>,
    /// What characters have.
    pub attributes: Table<Attribute>,
    /// The people that avatars play.
    pub characters: Characters,
    /// Groups of characters.
    pub groups: Table<Group>,
    /// Groups of avatars that have permissions.
    pub permissions_groups: Table<PermissionsGroup>,
    /// What takes place.
    pub events: Table<Event>,
    /// What characters can be under.
    pub effects: Table<Effect>,
    /// What can lie in inventories.
    pub items: Table<Item>,
    /// Money.
    pub currencies: Table<Currency>,
    /// The characters with a visit that goes on.
    pub visiting: BTreeSet<CharacterId>,
    /// The minute since 1970 at which visits were last looked at.
    pub visits_seen: i64,
    /// When the next event ends whose points were not awarded; nothing if there is none.
    next_end: Option<i64>,
    /// How developers' programs behave. No part of a snapshot.
    pub conduct: HashMap<AvatarId, Conduct>,
    /// How many rows all ledgers have together.
    ledger_rows: usize,
}

/// The most rows that all ledgers of a world have together.
pub const MOST_LEDGER_ROWS: usize = 5_000_000;

/// The most visits that are kept of a character. The oldest goes first.
const MOST_VISITS: usize = 1_000;

/// The world's ledgers have as many rows as are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the ledgers of a world have at most {MOST_LEDGER_ROWS} rows")]
pub struct LedgersFull;

impl Database {
    /// Adds to a pool of the character, unless the world's ledgers are full.
    pub fn award(&mut self, character: CharacterId, pool: &str, entry: ledger::Entry) -> Result<(), LedgersFull> {
        if self.ledger_rows >= MOST_LEDGER_ROWS {
            return Err(LedgersFull);
        }
        if let Some(character) = self.characters.get_mut(character) {
            character.ledger.add(pool, entry);
            self.ledger_rows += 1;
        }
        Ok(())
    }

    /// Whether the world's ledgers have room for that many rows more.
    pub fn ledger_room(&self, rows: usize) -> Result<(), LedgersFull> {
        if self.ledger_rows.saturating_add(rows) > MOST_LEDGER_ROWS { Err(LedgersFull) } else { Ok(()) }
    }

    /// When the next event ends whose points were not awarded, in seconds since 1970.
    pub fn next_end(&self) -> Option<i64> {
        self.next_end
    }

    /// Must be called when the schedules of events have changed.
    pub fn schedules_changed(&mut self) {
        let open = self.events.iter().flat_map(|event| &event.schedules).filter(|one| !one.awarded);
        self.next_end = open.map(|one| one.until).min();
    }

    /// The character comes to a place: what it visited before is over.
    pub fn arrive(&mut self, character: CharacterId, region: RegionId, zone: Option<ZoneId>, now: i64) {
        self.depart(character, now);
        if let Some(row) = self.characters.get_mut(character) {
            (row.region, row.zone) = (Some(region), zone);
            row.visits.push(Visit { region, zone, from: now, until: None });
            if row.visits.len() > MOST_VISITS {
                row.visits.remove(0);
            }
            self.visiting.insert(character);
        }
    }

    /// The character goes away from where it is.
    pub fn depart(&mut self, character: CharacterId, now: i64) {
        self.visiting.remove(&character);
        if let Some(row) = self.characters.get_mut(character) {
            (row.region, row.zone) = (None, None);
            if let Some(visit) = row.visits.last_mut().filter(|visit| visit.until.is_none()) {
                visit.until = Some(now);
            }
        }
    }

    /// The group of that type that the character is in.
    pub fn group_of(&self, character: CharacterId, group_type: &str) -> Option<&Group> {
        let groups = &self.characters.get(character)?.groups;
        groups.iter().filter_map(|id| self.groups.get(*id)).find(|group| group.is_of_type(group_type))
    }

    /// Makes the character a member of the group, as an admin or not.
    pub fn join(&mut self, group: GroupId, character: CharacterId, admin: bool) {
        let (Some(group), Some(character)) = (self.groups.get_mut(group), self.characters.get_mut(character)) else {
            return;
        };
        group.members.insert(character.id, admin);
        if !character.groups.contains(&group.id) {
            character.groups.push(group.id);
            let (groups, id) = (&self.groups, character.id);
            if let Some(character) = self.characters.get_mut(id) {
                sort(groups, &mut character.groups);
            }
        }
    }

    /// Puts the groups of each member of a group into the order in which they count.
    pub fn reorder(&mut self, group: GroupId) {
        let Some(row) = self.groups.get(group) else { return };
        for member in row.members.keys() {
            if let Some(character) = self.characters.get_mut(*member) {
                sort(&self.groups, &mut character.groups);
            }
        }
    }

    /// Ends the character's membership in the group.
    pub fn leave(&mut self, group: GroupId, character: CharacterId) {
        if let Some(group) = self.groups.get_mut(group) {
            group.members.remove(&character);
        }
        if let Some(character) = self.characters.get_mut(character) {
            character.groups.retain(|known| *known != group);
        }
    }

    /// Takes the group away, with all memberships in it.
    pub fn remove_group(&mut self, group: GroupId) -> Option<Group> {
        let removed = self.groups.remove(group)?;
        for member in removed.members.keys() {
            if let Some(character) = self.characters.get_mut(*member) {
                character.groups.retain(|known| *known != group);
            }
        }
        Some(removed)
    }
}

/// The group that counts most comes last.
fn sort(rows: &Table<Group>, groups: &mut [GroupId]) {
    groups.sort_by_key(|id| (rows.get(*id).map_or(0, |row| row.precedence), *id));
}

/// A row as the platform shows it everywhere: `DEV Test[#15]`.
pub fn shown<R: Row>(row: &R) -> String {
    format!("{}[#{}]", row.name(), row.id().number())
}

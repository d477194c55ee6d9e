//! A table of the database: rows by id, and an index by name that answers in the time of a hash, however many rows there are.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::hash::Hash;

use super::ids::Id;
use crate::platforms::gphud::names::{Pattern, folded};

/// One row of a table.
pub trait Row {
    /// How its rows are numbered.
    type Id: Id;
    /// Within what its names are looked up: an instance, or `()` where names belong to the whole platform.
    type Scope: Copy + Eq + Hash + fmt::Debug;

    /// What such a row is called in messages.
    const KIND: &'static str;

    /// Its number.
    fn id(&self) -> Self::Id;

    /// Its name, as it is shown.
    fn name(&self) -> &str;

    /// Within what its name is looked up.
    fn scope(&self) -> Self::Scope;
}

/// Says of a struct with the fields `id` and `name` how it is a row: `named everywhere`, or `named within its instance` if
/// it has a field `instance`, too.
macro_rules! row {
    ($row:ident: $id:ident, named everywhere, called $kind:literal) => {
        row!(@$row, $id, $kind, (), |_row| ());
    };
    ($row:ident: $id:ident, named within its instance, called $kind:literal) => {
        row!(@$row, $id, $kind, $crate::platforms::gphud::state::ids::InstanceId, |row| row.instance);
    };
    (@$row:ident, $id:ident, $kind:literal, $scope:ty, |$this:ident| $of:expr) => {
        impl $crate::platforms::gphud::state::table::Row for $row {
            type Id = $id;
            type Scope = $scope;
            const KIND: &'static str = $kind;

            fn id(&self) -> $id {
                self.id
            }

            fn name(&self) -> &str {
                &self.name
            }

            fn scope(&self) -> $scope {
                let $this = self;
                $of
            }
        }
    };
}
pub(super) use row;

/// Rows by id and by name.
#[derive(Debug)]
pub struct Table<R: Row> {
    rows: BTreeMap<R::Id, R>,
    /// Ids by folded name. Several rows may share a name.
    names: HashMap<R::Scope, HashMap<String, Vec<R::Id>>>,
}

impl<R: Row> Default for Table<R> {
    fn default() -> Self {
        Self { rows: BTreeMap::new(), names: HashMap::new() }
    }
}

impl<R: Row> Table<R> {
    /// The id that the next row gets unless it brings one: one more than the highest.
    pub fn next_id(&self) -> R::Id {
        R::Id::new(self.rows.last_key_value().map_or(0, |(id, _)| id.number()) + 1)
    }

    /// Adds a row, or replaces the one that has its id.
    pub fn insert(&mut self, row: R) -> R::Id {
        let id = row.id();
        self.remove(id);
        self.names.entry(row.scope()).or_default().entry(folded(row.name())).or_default().push(id);
        self.rows.insert(id, row);
        id
    }

    /// Takes a row out.
    pub fn remove(&mut self, id: R::Id) -> Option<R> {
        let row = self.rows.remove(&id)?;
        if let Some(names) = self.names.get_mut(&row.scope()) {
            let name = folded(row.name());
            if let Some(ids) = names.get_mut(&name) {
                ids.retain(|known| *known != id);
                if ids.is_empty() {
                    names.remove(&name);
                }
            }
        }
        Some(row)
    }

    /// The row of that id.
    pub fn get(&self, id: R::Id) -> Option<&R> {
        self.rows.get(&id)
    }

    /// The row of that id, to change it. Its name, its id and its scope must stay as they are.
    pub fn get_mut(&mut self, id: R::Id) -> Option<&mut R> {
        self.rows.get_mut(&id)
    }

    /// The row of that name, without regard to case; the oldest if several share it.
    pub fn named(&self, scope: R::Scope, name: &str) -> Option<&R> {
        let id = self.names.get(&scope)?.get(&folded(name))?.first()?;
        self.rows.get(id)
    }

    /// The one row whose name is like `text` in the sense of SQL. None if there is no such row, and none if there are
    /// several, as on the platform.
    pub fn like(&self, scope: R::Scope, text: &str) -> Option<&R> {
        let names = self.names.get(&scope)?;
        let ids = match Pattern::new(text) {
            // Unlike `=`, `like` sees spaces at the end.
            None => names.get(&text.to_lowercase())?.clone(),
            Some(pattern) => {
                let matching = names.iter().filter(|(name, _)| pattern.matches(name));
                matching.flat_map(|(_, ids)| ids).copied().take(2).collect()
            }
        };
        match ids[..] {
            [id] => self.rows.get(&id),
            _ => None,
        }
    }

    /// The rows in the order of their ids.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &R> {
        self.rows.values()
    }

    /// The rows of one scope, in the order of their ids.
    pub fn within(&self, scope: R::Scope) -> impl Iterator<Item = &R> {
        self.rows.values().filter(move |row| row.scope() == scope)
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::super::ids::{InstanceId, ZoneId};
    use super::super::place::Zone;
    use super::*;

    fn zone(id: u32, instance: u32, name: &str) -> Zone {
        Zone {
            id: ZoneId(id),
            instance: InstanceId(instance),
            name: name.into(),
            kv: super::super::kv::Store::default(),
        }
    }

    #[test]
    fn names_are_found_within_their_instance() {
        let mut zones = Table::default();
        for row in [zone(40, 15, "goodies base"), zone(41, 16, "Goodies Base"), zone(42, 15, "goodies")] {
            zones.insert(row);
        }
        let named = |instance, name| zones.named(InstanceId(instance), name).map(|zone| zone.id.0);
        assert_eq!(named(15, "GOODIES BASE "), Some(40));
        assert_eq!(named(16, "goodies base"), Some(41));
        assert_eq!(named(17, "goodies base"), None);
        let like = |text| zones.like(InstanceId(15), text).map(|zone| zone.id.0);
        assert_eq!(
            (like("%BASE"), like("goodies%"), like("goodies"), like("goodies ")),
            (Some(40), None, Some(42), None)
        );
        assert_eq!(zones.next_id(), ZoneId(43));
    }

    #[test]
    fn a_removed_row_is_not_found_by_name() {
        let mut zones = Table::default();
        zones.insert(zone(1, 1, "a"));
        zones.insert(zone(1, 1, "b"));
        assert!(zones.named(InstanceId(1), "a").is_none());
        zones.remove(ZoneId(1));
        assert!(zones.named(InstanceId(1), "b").is_none() && zones.is_empty());
    }
}

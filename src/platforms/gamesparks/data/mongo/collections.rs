//! The collections of one game, by the names under which the platform stored them.

use indexmap::IndexMap;

use super::{Collection, Problem};

/// The most collections that one game has.
const MOST: usize = 10_000;

/// The collections of one game.
#[derive(Debug, Clone, Default)]
pub struct Collections {
    database: String,
    collections: IndexMap<String, Collection>,
}

impl Collections {
    /// Says in which database they are.
    pub fn are_in(&mut self, database: String) {
        for (name, collection) in &mut self.collections {
            collection.is_known_as(format!("{database}.{name}"));
        }
        self.database = database;
    }

    /// The collection of that name, if there is one.
    pub fn get(&self, name: &str) -> Option<&Collection> {
        self.collections.get(name)
    }

    /// The collection of that name, which is made if there is none.
    pub fn make(&mut self, name: &str) -> Result<&mut Collection, Problem> {
        if !self.collections.contains_key(name) && self.collections.len() >= MOST {
            return Err(Problem::bad(format!("a game has at most {MOST} collections")));
        }
        // Until it is known in which database they are, the name alone says which one is meant.
        let namespace = || match self.database.as_str() {
            "" => Collection::new(name),
            database => Collection::new(format!("{database}.{name}")),
        };
        Ok(self.collections.entry(name.to_owned()).or_insert_with(namespace))
    }

    /// Drops the collection of that name.
    pub fn drop(&mut self, name: &str) {
        self.collections.shift_remove(name);
    }

    /// About how many bytes all documents take.
    pub fn bytes(&self) -> usize {
        self.collections.values().map(Collection::bytes).sum()
    }

    /// All of them, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Collection)> {
        self.collections.iter().map(|(name, collection)| (name.as_str(), collection))
    }
}

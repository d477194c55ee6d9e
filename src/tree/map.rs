//! A map whose keys keep their order and know where they were written.

use std::sync::Arc;

use indexmap::IndexMap;

use super::{Node, Value};
use crate::diag::Span;

/// One key of a map with its value.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Where the key was written.
    pub key: Span,
    /// The value.
    pub value: Node,
}

/// A map whose keys keep their order and know where they were written. Clones share what is in it until one of them is changed:
/// what many scenarios use is in memory once.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Map {
    entries: Arc<IndexMap<String, Entry>>,
}

impl Map {
    /// Empty.
    pub fn new() -> Self {
        Self::default()
    }

    /// How many keys there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The value under `name`.
    pub fn get(&self, name: &str) -> Option<&Node> {
        self.entries.get(name).map(|entry| &entry.value)
    }

    /// The key `name` with its place and value.
    pub fn entry(&self, name: &str) -> Option<&Entry> {
        self.entries.get(name)
    }

    /// Every key, in the order in which they were written.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &Entry)> + Clone {
        self.entries.iter().map(|(name, entry)| (name.as_str(), entry))
    }

    /// The names of the keys.
    pub fn names(&self) -> impl ExactSizeIterator<Item = &str> + Clone {
        self.entries.keys().map(String::as_str)
    }

    /// Adds a key at the end. If it is there already nothing changes, and the place of the first one is given back.
    pub fn insert(&mut self, name: String, key: Span, value: Node) -> Result<(), Span> {
        match Arc::make_mut(&mut self.entries).entry(name) {
            indexmap::map::Entry::Occupied(first) => Err(first.get().key.clone()),
            indexmap::map::Entry::Vacant(slot) => {
                slot.insert(Entry { key, value });
                Ok(())
            }
        }
    }

    /// Takes the value under `name` out and leaves nothing there, so that it can be put back where it was.
    pub(super) fn take(&mut self, name: &str) -> Option<Node> {
        let nothing = || Node::new(Span::nowhere(), Value::Null);
        if !self.entries.contains_key(name) {
            return None;
        }
        let entry = Arc::make_mut(&mut self.entries).get_mut(name)?;
        Some(std::mem::replace(&mut entry.value, nothing()))
    }

    /// Puts a value, with the place of its key, where the key is, or at the end.
    pub(super) fn put(&mut self, name: String, key: Span, value: Node) {
        Arc::make_mut(&mut self.entries).insert(name, Entry { key, value });
    }

    /// Adds a key, or replaces what is under it.
    pub fn set(&mut self, name: String, value: Node) {
        let key = value.span.clone();
        Arc::make_mut(&mut self.entries).insert(name, Entry { key, value });
    }

    /// Takes a key out; the others keep their order.
    pub fn remove(&mut self, name: &str) -> Option<Entry> {
        Arc::make_mut(&mut self.entries).shift_remove(name)
    }

    /// The map with the values for which `change` gives others; nothing if it gives none. Every value is looked at.
    pub fn changed(&self, mut change: impl FnMut(&Node) -> Option<Node>) -> Option<Self> {
        let mut changed: Option<Self> = None;
        for (at, entry) in self.entries.values().enumerate() {
            if let Some(value) = change(&entry.value) {
                let map = changed.get_or_insert_with(|| self.clone());
                if let Some((_, entry)) = Arc::make_mut(&mut map.entries).get_index_mut(at) {
                    entry.value = value;
                }
            }
        }
        changed
    }
}

impl IntoIterator for Map {
    type Item = (String, Entry);
    type IntoIter = indexmap::map::IntoIter<String, Entry>;

    fn into_iter(self) -> Self::IntoIter {
        Arc::unwrap_or_clone(self.entries).into_iter()
    }
}

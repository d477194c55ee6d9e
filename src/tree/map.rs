//! A map whose keys keep their order and know where they were written.

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

/// A map whose keys keep their order and know where they were written.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Map {
    // On the heap, so that the many nodes which are no maps stay small.
    entries: Box<IndexMap<String, Entry>>,
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
        match self.entries.entry(name) {
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
        self.entries.get_mut(name).map(|entry| std::mem::replace(&mut entry.value, nothing()))
    }

    /// Puts a value, with the place of its key, where the key is, or at the end.
    pub(super) fn put(&mut self, name: String, key: Span, value: Node) {
        self.entries.insert(name, Entry { key, value });
    }

    /// Adds a key, or replaces what is under it.
    pub fn set(&mut self, name: String, value: Node) {
        let key = value.span.clone();
        self.entries.insert(name, Entry { key, value });
    }

    /// Takes a key out; the others keep their order.
    pub fn remove(&mut self, name: &str) -> Option<Entry> {
        self.entries.shift_remove(name)
    }

    /// Every value, to be changed in place.
    pub fn values_mut(&mut self) -> impl Iterator<Item = &mut Node> {
        self.entries.values_mut().map(|entry| &mut entry.value)
    }
}

impl IntoIterator for Map {
    type Item = (String, Entry);
    type IntoIter = indexmap::map::IntoIter<String, Entry>;

    fn into_iter(self) -> Self::IntoIter {
        self.entries.into_iter()
    }
}

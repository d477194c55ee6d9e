//! What a script keeps outside of its engine, by name, within a limit: the engine's own limit of memory does not see it.

use std::cell::{Cell, RefCell};

use serde_json::{Map, Value};

/// The most that one bag holds, in bytes, names included.
pub(super) const MOST: usize = 16 * 1024 * 1024;

/// Values by name.
#[derive(Debug, Default)]
pub(super) struct Bag {
    values: RefCell<Map<String, Value>>,
    size: Cell<usize>,
}

/// There is no room for the value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a script can keep at most {} MiB here", MOST / (1024 * 1024))]
pub(super) struct Full;

impl Bag {
    /// Puts `value` under `name`, in the place of what was there.
    pub(super) fn put(&self, name: String, value: Value) -> Result<(), Full> {
        let mut values = self.values.borrow_mut();
        let before = values.get(&name).map_or(0, |before| name.len() + size(before));
        let after = self.size.get() - before + name.len() + size(&value);
        if after > MOST {
            return Err(Full);
        }
        self.size.set(after);
        values.insert(name, value);
        Ok(())
    }

    /// Looks at what is under `name`.
    pub(super) fn look<T>(&self, name: &str, look: impl FnOnce(Option<&Value>) -> T) -> T {
        look(self.values.borrow().get(name))
    }

    /// A copy of what is under `name`.
    pub(super) fn copy(&self, name: &str) -> Option<Value> {
        self.values.borrow().get(name).cloned()
    }

    /// Takes out what is under `name`.
    pub(super) fn remove(&self, name: &str) {
        if let Some(before) = self.values.borrow_mut().shift_remove(name) {
            self.size.set(self.size.get() - name.len() - size(&before));
        }
    }

    /// Whether there is nothing in it.
    pub(super) fn is_empty(&self) -> bool {
        self.values.borrow().is_empty()
    }

    /// Takes out everything.
    pub(super) fn take(&self) -> Map<String, Value> {
        self.size.set(0);
        self.values.take()
    }
}

impl From<Map<String, Value>> for Bag {
    fn from(values: Map<String, Value>) -> Self {
        let size = values.iter().map(|(name, value)| name.len() + size(value)).sum();
        Self { values: RefCell::new(values), size: Cell::new(size) }
    }
}

/// About how much memory `value` takes, in bytes.
fn size(value: &Value) -> usize {
    const EACH: usize = 32;
    EACH + match value {
        Value::Null | Value::Bool(_) | Value::Number(_) => 0,
        Value::String(text) => text.len(),
        Value::Array(items) => items.iter().map(size).sum(),
        Value::Object(members) => members.iter().map(|(name, value)| EACH + name.len() + size(value)).sum(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bag_has_a_limit_and_room_again_when_something_is_taken_out() {
        let bag = Bag::default();
        let half = || Value::from("x".repeat(MOST / 2));
        bag.put("a".into(), half()).unwrap();
        assert_eq!(bag.put("b".into(), half()), Err(Full));
        bag.put("a".into(), half()).unwrap();
        bag.remove("a");
        assert!(bag.is_empty());
        bag.put("b".into(), half()).unwrap();
        assert_eq!(bag.take().len(), 1);
        bag.put("c".into(), half()).unwrap();
    }

    #[test]
    fn names_keep_their_order() {
        let bag = Bag::default();
        for name in ["b", "a", "c"] {
            bag.put(name.into(), Value::Null).unwrap();
        }
        bag.remove("b");
        bag.put("b".into(), Value::Null).unwrap();
        assert_eq!(bag.take().keys().collect::<Vec<_>>(), ["a", "c", "b"]);
    }
}

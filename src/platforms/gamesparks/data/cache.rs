//! The cache that all scripts of a game share: values by key, of which the ones that were not used for the longest time go away.

use indexmap::IndexMap;
use serde_json::Value as Json;

use super::mongo::pattern::Pattern;

/// How long a value is kept, in milliseconds: 30 days.
pub const LONGEST: i64 = 30 * 24 * 60 * 60 * 1000;

/// The most that all values take, in bytes of JSON.
pub const MOST: usize = 32 * 1024 * 1024;

/// The cache.
#[derive(Debug, Clone, Default)]
pub struct Cache {
    /// The one that was not used for the longest time first.
    entries: IndexMap<String, Entry>,
    bytes: usize,
}

#[derive(Debug, Clone)]
struct Entry {
    value: Json,
    put: i64,
    bytes: usize,
}

impl Cache {
    /// Puts a value under `key`, at `now`, in milliseconds since 1970.
    pub fn put(&mut self, key: &str, value: Json, now: i64) {
        self.remove(key);
        let bytes = key.len() + value.to_string().len();
        if bytes > MOST {
            return;
        }
        while self.bytes + bytes > MOST {
            let Some((_, gone)) = self.entries.shift_remove_index(0) else { break };
            self.bytes -= gone.bytes;
        }
        self.bytes += bytes;
        self.entries.insert(key.to_owned(), Entry { value, put: now, bytes });
    }

    /// The value under `key`, unless it has gone away.
    pub fn get(&mut self, key: &str, now: i64) -> Option<&Json> {
        let at = self.entries.get_index_of(key)?;
        if self.entries[at].put + LONGEST <= now {
            self.remove(key);
            return None;
        }
        let last = self.entries.len() - 1;
        self.entries.move_index(at, last);
        self.entries.get(key).map(|entry| &entry.value)
    }

    /// Takes a value out.
    pub fn remove(&mut self, key: &str) {
        if let Some(gone) = self.entries.shift_remove(key) {
            self.bytes -= gone.bytes;
        }
    }

    /// Takes out everything, or what has a key like `pattern`.
    pub fn remove_all(&mut self, pattern: Option<&Pattern>) {
        let bytes = &mut self.bytes;
        self.entries.retain(|key, entry| {
            let stays = pattern.is_some_and(|pattern| !pattern.is_in(key));
            if !stays {
                *bytes -= entry.bytes;
            }
            stays
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_was_not_used_for_the_longest_time_goes_away_first() {
        let mut cache = Cache::default();
        let large = json!("x".repeat(MOST / 3));
        cache.put("a", large.clone(), 0);
        cache.put("b", large.clone(), 0);
        assert!(cache.get("a", 1).is_some());
        cache.put("c", large.clone(), 0);
        assert_eq!(
            (cache.get("a", 1).is_some(), cache.get("b", 1).is_some(), cache.get("c", 1).is_some()),
            (true, false, true)
        );
        assert!(cache.get("a", LONGEST).is_none());
        cache.remove_all(Some(&Pattern::new("^c", "").unwrap()));
        assert_eq!((cache.entries.len(), cache.bytes), (0, 0));
    }
}

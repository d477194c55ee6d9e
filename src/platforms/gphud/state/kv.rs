//! The configuration values that something in an instance holds: the instance itself, a region, a zone, an event, a group,
//! a character or an effect.

use std::collections::BTreeMap;

/// Values by key; keys are found without regard to case.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Store {
    /// By folded key: the key as it was written, and its value.
    values: BTreeMap<String, (String, String)>,
}

impl Store {
    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&str> {
        if self.values.is_empty() {
            return None;
        }
        self.values.get(&key.to_ascii_lowercase()).map(|(_, value)| value.as_str())
    }

    /// Sets a value, or takes it away if there is none or it is empty. Gives what was there before.
    pub fn set(&mut self, key: &str, value: Option<&str>) -> Option<String> {
        let folded = key.to_ascii_lowercase();
        let before = match value.filter(|value| !value.is_empty()) {
            Some(value) => self.values.insert(folded, (key.to_owned(), value.to_owned())),
            None => self.values.remove(&folded),
        };
        before.map(|(_, value)| value)
    }

    /// The keys as they were written, with their values.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.values.values().map(|(key, value)| (key.as_str(), value.as_str()))
    }

    /// Whether no value is set.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::Store;

    #[test]
    fn keys_are_found_in_any_case_and_an_empty_value_takes_away() {
        let mut store = Store::default();
        assert_eq!(store.set("External.Enabled", Some("true")), None);
        assert_eq!(store.get("external.enabled"), Some("true"));
        assert_eq!(store.set("EXTERNAL.enabled", Some("")), Some("true".into()));
        assert!(store.is_empty());
    }
}

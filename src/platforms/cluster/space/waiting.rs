//! What is on its way in a space: messages and answers, each due at a time, in the order in which they were sent.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::callback::Callback;
use super::limits::MOST_WAITING;
use super::sendable::Sendable;

/// A callback that is due.
#[derive(Debug, Clone, PartialEq)]
pub struct Due {
    /// The item whose callback it is.
    pub item: String,
    /// Which one.
    pub callback: Callback,
    /// What it is called with.
    pub args: Vec<Sendable>,
}

/// Callbacks that are due, by time and then in the order in which they were put here.
#[derive(Debug, Clone, Default)]
pub struct Waiting {
    due: BTreeMap<(Timestamp, u64), Due>,
    next: u64,
}

impl Waiting {
    /// Puts one in; says whether there was room.
    pub fn put(&mut self, at: Timestamp, due: Due) -> bool {
        if self.due.len() >= MOST_WAITING {
            return false;
        }
        self.due.insert((at, self.next), due);
        self.next += 1;
        true
    }

    /// When the first one is due.
    pub fn first(&self) -> Option<Timestamp> {
        self.due.first_key_value().map(|((at, _), _)| *at)
    }

    /// Takes the first one that is due at `now`, of those that are not `later`.
    pub fn take(&mut self, now: Timestamp, later: impl Fn(&Due) -> bool) -> Option<Due> {
        let is_due = |((at, _), due): &(&(Timestamp, u64), &Due)| *at <= now && !later(due);
        let key = self.due.iter().take_while(|((at, _), _)| *at <= now).find(is_due).map(|(key, _)| *key)?;
        self.due.remove(&key)
    }

    /// All of them, with their times.
    pub fn iter(&self) -> impl Iterator<Item = (Timestamp, &Due)> {
        self.due.iter().map(|((at, _), due)| (*at, due))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn due(item: &str) -> Due {
        Due { item: item.to_owned(), callback: Callback::Receive, args: Vec::new() }
    }

    #[test]
    fn they_come_in_order_of_time_and_then_of_sending() {
        let at = |second| Timestamp::from_second(second).unwrap();
        let mut waiting = Waiting::default();
        for (second, item) in [(2, "c"), (1, "a"), (1, "b"), (3, "d")] {
            assert!(waiting.put(at(second), due(item)));
        }
        let mut taken = Vec::new();
        while let Some(due) = waiting.take(at(2), |due| due.item == "b") {
            taken.push(due.item);
        }
        assert_eq!((taken.join(""), waiting.first()), ("ac".to_owned(), Some(at(1))));
    }
}

//! What one owner has sent to a leaderboard, kept as the leaderboard says.

use std::cmp::Ordering;

use indexmap::IndexMap;
use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::{Map, Value};

use super::Address;
use super::address::shown;
use crate::platforms::gamesparks::config::Leaderboard;
use crate::platforms::gamesparks::config::leaderboard::{Column, Keep, Order};

crate::tree::record! {
    /// What one owner has sent to a leaderboard.
    #[derive(PartialEq)]
    pub struct Line {
        /// Whose it is: the id of a player, or of a team.
        pub owner: String,
        /// The values of the custom ids.
        pub custom: IndexMap<String, Value> = IndexMap::new(),
        /// The values of the partition.
        pub partition: IndexMap<String, Value> = IndexMap::new(),
        /// The day on which its period began.
        pub period: Option<Date>,
        /// What is kept, by field.
        pub values: IndexMap<String, Value> = IndexMap::new(),
        /// When it last changed.
        pub when: Timestamp,
        /// Whether the entry was deleted and only its running totals are left.
        pub is_deleted: bool as "deleted" = false,
    }
}

impl Line {
    /// Nothing yet.
    pub(super) fn new(owner: &str, custom: IndexMap<String, Value>, address: &Address, now: Timestamp) -> Self {
        Self {
            owner: owner.to_owned(),
            custom,
            partition: address.partition.clone(),
            period: address.period,
            values: IndexMap::new(),
            when: now,
            is_deleted: false,
        }
    }

    /// Whether it is this one.
    pub(super) fn is(&self, owner: &str, custom: &IndexMap<String, Value>, address: &Address) -> bool {
        self.owner == owner
            && self.custom == *custom
            && self.partition == address.partition
            && self.period == address.period
    }

    /// Adds what was sent; says whether a field was in it.
    pub(super) fn add(&mut self, leaderboard: &Leaderboard, sent: &Map<String, Value>, now: Timestamp) -> bool {
        let (mut was_there, mut changed) = (false, self.is_deleted);
        self.is_deleted = false;
        for (field, column) in &leaderboard.fields {
            let value = sent.get(Leaderboard::attribute(field, column)).filter(|value| !value.is_null());
            if column.keep == Keep::Supplemental {
                continue;
            }
            let Some(value) = value else { continue };
            was_there = true;
            let before = self.values.get(field);
            let kept = keep(column.keep, before, value);
            if before != Some(&kept) {
                changed = true;
                self.values.insert(field.clone(), kept);
            }
        }
        if changed {
            self.when = now;
            for (field, column) in leaderboard.fields.iter().filter(|(_, column)| column.keep == Keep::Supplemental) {
                if let Some(value) = sent.get(Leaderboard::attribute(field, column)) {
                    self.values.insert(field.clone(), value.clone());
                }
            }
        }
        was_there
    }

    /// How it stands to another one: whoever is at the top is less.
    pub fn order(&self, other: &Self, leaderboard: &Leaderboard) -> Ordering {
        let ranked = leaderboard.fields.iter().filter(|(_, column)| column.keep != Keep::Supplemental);
        let by = |(field, column): (&String, &Column)| {
            let order = compare(self.values.get(field), other.values.get(field));
            if column.order == Order::Descending { order.reverse() } else { order }
        };
        ranked.map(by).find(|order| order.is_ne()).unwrap_or(Ordering::Equal).then_with(|| self.when.cmp(&other.when))
    }

    /// The value of a field, a custom id or the partition, as scripts ask for it by short code.
    pub fn attribute(&self, name: &str) -> Option<&Value> {
        self.values.get(name).or_else(|| self.custom.get(name)).or_else(|| self.partition.get(name))
    }

    /// Whether its custom ids are as `filter` says.
    pub fn fits(&self, filter: &Map<String, Value>) -> bool {
        filter.iter().all(|(name, value)| self.custom.get(name).is_some_and(|own| shown(own) == shown(value)))
    }
}

/// What is kept of `value` where `before` was kept of those before it.
fn keep(how: Keep, before: Option<&Value>, value: &Value) -> Value {
    let Some(before) = before else {
        return if how == Keep::Count { Value::from(1) } else { value.clone() };
    };
    let first = match how {
        Keep::Max => compare(Some(before), Some(value)).is_ge(),
        Keep::Min => compare(Some(before), Some(value)).is_le(),
        Keep::First => true,
        Keep::Last | Keep::Supplemental => false,
        Keep::Sum => return sum(before, value),
        Keep::Count => return sum(before, &Value::from(1)),
    };
    if first { before.clone() } else { value.clone() }
}

/// Two numbers added up: a whole number as long as it fits.
fn sum(a: &Value, b: &Value) -> Value {
    match (a.as_i64(), b.as_i64()) {
        (Some(a), Some(b)) => a.checked_add(b).map_or_else(|| f64_sum(a as f64, b as f64), Value::from),
        _ => f64_sum(a.as_f64().unwrap_or_default(), b.as_f64().unwrap_or_default()),
    }
}

fn f64_sum(a: f64, b: f64) -> Value {
    serde_json::Number::from_f64(a + b).map_or(Value::Null, Value::Number)
}

/// Numbers as numbers, everything else as text; what is not there comes before everything.
fn compare(a: Option<&Value>, b: Option<&Value>) -> Ordering {
    match (a, b) {
        (Some(a), Some(b)) => match (a.as_f64(), b.as_f64()) {
            (Some(a), Some(b)) => a.total_cmp(&b),
            _ => shown(a).cmp(&shown(b)),
        },
        (a, b) => a.is_some().cmp(&b.is_some()),
    }
}

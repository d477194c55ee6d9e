//! The Game Data Service: items by type and id, found by the fields of their data.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use indexmap::IndexMap;
use serde_json::{Map, Value as Json};

use super::bson::{compare, from_json};

/// The largest item, in bytes of JSON.
pub const MOST_ITEM: usize = 400 * 1024;

/// The most that all items of a game take, in bytes of JSON.
pub const MOST: usize = 256 * 1024 * 1024;

/// All items of a game.
#[derive(Debug, Clone, Default)]
pub struct Items {
    types: IndexMap<String, BTreeMap<String, Item>>,
    bytes: usize,
}

/// An item.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Item {
    /// Its data.
    pub data: Map<String, Json>,
    /// How often it was written.
    pub version: u64,
    /// When it goes away, in milliseconds since 1970.
    pub ttl: Option<i64>,
}

/// What the fields of an item must be like.
#[derive(Debug, Clone)]
pub enum Condition {
    /// A field.
    Field(String, Test),
    /// Both.
    And(Box<Condition>, Box<Condition>),
    /// At least one.
    Or(Box<Condition>, Box<Condition>),
    /// Not so.
    Not(Box<Condition>),
}

/// What a field must be like.
#[derive(Debug, Clone)]
pub enum Test {
    /// This.
    Eq(Json),
    /// Something else.
    Ne(Json),
    /// More.
    Gt(Json),
    /// Less.
    Lt(Json),
    /// One of these.
    In(Vec<Json>),
    /// At least the first, at most the second.
    Between(Json, Json),
    /// Text that begins so.
    StartsWith(String),
}

/// By which fields items are sorted, and whether from the least.
pub type Sort = Vec<(String, bool)>;

impl Condition {
    /// Whether `data` is like it.
    pub fn holds(&self, data: &Map<String, Json>) -> bool {
        match self {
            Self::Field(path, test) => field(data, path).is_some_and(|value| test.holds(value)),
            Self::And(one, other) => one.holds(data) && other.holds(data),
            Self::Or(one, other) => one.holds(data) || other.holds(data),
            Self::Not(condition) => !condition.holds(data),
        }
    }

    /// The fields that it asks for, and whether as text or as number.
    pub fn fields(&self) -> Vec<(&str, bool)> {
        match self {
            Self::Field(path, test) => vec![(path, test.is_of_text())],
            Self::And(one, other) | Self::Or(one, other) => [one.fields(), other.fields()].concat(),
            Self::Not(condition) => condition.fields(),
        }
    }
}

impl Test {
    fn holds(&self, value: &Json) -> bool {
        let is_of_a_kind =
            |other: &Json| value.is_number() == other.is_number() && value.is_string() == other.is_string();
        let order = |other: &Json| is_of_a_kind(other).then(|| compare(&from_json(value), &from_json(other)));
        match self {
            Self::Eq(wanted) => order(wanted) == Some(Ordering::Equal),
            Self::Ne(wanted) => order(wanted) != Some(Ordering::Equal),
            Self::Gt(wanted) => order(wanted) == Some(Ordering::Greater),
            Self::Lt(wanted) => order(wanted) == Some(Ordering::Less),
            Self::In(wanted) => wanted.iter().any(|wanted| order(wanted) == Some(Ordering::Equal)),
            Self::Between(low, high) => {
                order(low).is_some_and(Ordering::is_ge) && order(high).is_some_and(Ordering::is_le)
            }
            Self::StartsWith(begin) => value.as_str().is_some_and(|text| text.starts_with(begin)),
        }
    }

    fn is_of_text(&self) -> bool {
        match self {
            Self::Eq(value) | Self::Ne(value) | Self::Gt(value) | Self::Lt(value) | Self::Between(value, _) => {
                value.is_string()
            }
            Self::In(values) => values.first().is_some_and(Json::is_string),
            Self::StartsWith(_) => true,
        }
    }
}

/// What is under a dotted path.
pub fn field<'a>(data: &'a Map<String, Json>, path: &str) -> Option<&'a Json> {
    let mut parts = path.split('.');
    let first = data.get(parts.next()?)?;
    parts.try_fold(first, |value, part| match value {
        Json::Object(members) => members.get(part),
        Json::Array(items) => items.get(part.parse::<usize>().ok()?),
        _ => None,
    })
}

impl Items {
    /// The item of that type and id, unless it has gone away.
    pub fn get(&self, kind: &str, id: &str, now: i64) -> Option<&Item> {
        self.types.get(kind)?.get(id).filter(|item| item.is_there(now))
    }

    /// Puts an item in the place of the one that was there; says whether there is room for it.
    pub fn put(&mut self, kind: &str, id: &str, item: Item) -> bool {
        let bytes = size(&item);
        let before = self.types.get(kind).and_then(|items| items.get(id)).map_or(0, size);
        let after = self.bytes - before + bytes;
        if after > MOST {
            return false;
        }
        self.bytes = after;
        self.types.entry(kind.to_owned()).or_default().insert(id.to_owned(), item);
        true
    }

    /// Takes an item out.
    pub fn remove(&mut self, kind: &str, id: &str) {
        if let Some(item) = self.types.get_mut(kind).and_then(|items| items.remove(id)) {
            self.bytes = self.bytes.saturating_sub(size(&item));
        }
    }

    /// The ids of the items that are like `condition`, in order.
    pub fn query(&self, kind: &str, condition: Option<&Condition>, sort: &Sort, now: i64) -> Vec<String> {
        let items = self.types.get(kind).into_iter().flatten().filter(|(_, item)| item.is_there(now));
        let mut found: Vec<_> =
            items.filter(|(_, item)| condition.is_none_or(|condition| condition.holds(&item.data))).collect();
        found.sort_by(|(_, one), (_, other)| order(sort, one, other));
        found.into_iter().map(|(id, _)| id.clone()).collect()
    }

    /// All items that have not gone away, by type and id.
    pub fn iter(&self, now: i64) -> impl Iterator<Item = (&str, &str, &Item)> {
        let all = self
            .types
            .iter()
            .flat_map(|(kind, items)| items.iter().map(move |(id, item)| (kind.as_str(), id.as_str(), item)));
        all.filter(move |(_, _, item)| item.is_there(now))
    }
}

fn order(sort: &Sort, one: &Item, other: &Item) -> Ordering {
    let value = |item: &Item, path: &str| field(&item.data, path).map_or(super::bson::Bson::MinKey, from_json);
    let mut orders = sort.iter().map(|(path, up)| {
        let order = compare(&value(one, path), &value(other, path));
        if *up { order } else { order.reverse() }
    });
    orders.find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
}

fn size(item: &Item) -> usize {
    json_size(&item.data)
}

/// How many bytes of JSON `data` takes, about.
pub fn json_size(data: &Map<String, Json>) -> usize {
    fn of(value: &Json) -> usize {
        match value {
            Json::Null | Json::Bool(_) => 5,
            Json::Number(_) => 8,
            Json::String(text) => text.len() + 2,
            Json::Array(items) => 2 + items.iter().map(|item| of(item) + 1).sum::<usize>(),
            Json::Object(members) => json_size(members),
        }
    }
    2 + data.iter().map(|(name, value)| name.len() + 4 + of(value)).sum::<usize>()
}

impl Item {
    fn is_there(&self, now: i64) -> bool {
        self.ttl.is_none_or(|ttl| ttl > now)
    }
}

//! The order of all values, as the database sorts them: first by kind, then within it.

use std::cmp::Ordering;

use super::{Bson, Document};

/// The place of its kind in the order. All numbers are of one kind.
pub fn rank(value: &Bson) -> u8 {
    match value {
        Bson::MinKey => 0,
        Bson::Null => 1,
        Bson::Int(_) | Bson::Long(_) | Bson::Double(_) => 2,
        Bson::Text(_) => 3,
        Bson::Document(_) => 4,
        Bson::Array(_) => 5,
        Bson::Id(_) => 7,
        Bson::Bool(_) => 8,
        Bson::Date(_) => 9,
        Bson::Regex(_) => 11,
        Bson::MaxKey => 12,
    }
}

/// Whether two values are of a kind, so that a query compares them.
pub fn is_same_kind(one: &Bson, other: &Bson) -> bool {
    rank(one) == rank(other)
}

/// Compares any two values.
pub fn compare(one: &Bson, other: &Bson) -> Ordering {
    match (one, other) {
        (Bson::Int(one), Bson::Int(other)) => one.cmp(other),
        (Bson::Text(one), Bson::Text(other)) => one.cmp(other),
        (Bson::Id(one), Bson::Id(other)) => one.cmp(other),
        (Bson::Bool(one), Bson::Bool(other)) => one.cmp(other),
        (Bson::Date(one), Bson::Date(other)) => one.cmp(other),
        (Bson::Regex(one), Bson::Regex(other)) => one.cmp(other),
        (Bson::Array(one), Bson::Array(other)) => arrays(one, other),
        (Bson::Document(one), Bson::Document(other)) => documents(one, other),
        _ if one.is_number() && other.is_number() => numbers(one, other),
        _ => rank(one).cmp(&rank(other)),
    }
}

fn numbers(one: &Bson, other: &Bson) -> Ordering {
    match (one, other) {
        (Bson::Double(one), Bson::Double(other)) => doubles(*one, *other),
        (Bson::Double(one), other) => double_and_whole(*one, other.as_i64().unwrap_or_default()),
        (one, Bson::Double(other)) => double_and_whole(*other, one.as_i64().unwrap_or_default()).reverse(),
        (one, other) => one.as_i64().cmp(&other.as_i64()),
    }
}

/// What is not a number comes before all that are.
fn doubles(one: f64, other: f64) -> Ordering {
    one.partial_cmp(&other).unwrap_or_else(|| other.is_nan().cmp(&one.is_nan()))
}

#[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "looked at again where it matters")]
fn double_and_whole(double: f64, whole: i64) -> Ordering {
    if double.is_nan() {
        return Ordering::Less;
    }
    let rounded = double.partial_cmp(&(whole as f64)).unwrap_or(Ordering::Less);
    // Equal after rounding: then the double is whole, and within the range or at its very end.
    if rounded.is_eq() && double.abs() < 9.2e18 { (double as i64).cmp(&whole) } else { rounded }
}

fn arrays(one: &[Bson], other: &[Bson]) -> Ordering {
    let different = one.iter().zip(other).map(|(one, other)| compare(one, other)).find(|order| order.is_ne());
    different.unwrap_or_else(|| one.len().cmp(&other.len()))
}

/// Member by member: first the kinds of the values, then the names, then the values.
fn documents(one: &Document, other: &Document) -> Ordering {
    let pairs = one.iter().zip(other).map(|((name, value), (other_name, other_value))| {
        let kinds = rank(value).cmp(&rank(other_value));
        kinds.then_with(|| name.cmp(other_name)).then_with(|| compare(value, other_value))
    });
    let mut pairs = pairs.filter(|order| order.is_ne());
    pairs.next().unwrap_or_else(|| one.len().cmp(&other.len()))
}

/// A value that can be looked up: equal and ordered as the database has it.
#[derive(Debug, Clone)]
pub struct Key(pub Bson);

impl PartialEq for Key {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Key {}

impl PartialOrd for Key {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Key {
    fn cmp(&self, other: &Self) -> Ordering {
        compare(&self.0, &other.0)
    }
}

#[cfg(test)]
mod tests {
    use super::super::from_json;
    use super::*;
    use serde_json::json;

    #[test]
    fn kinds_come_in_their_order() {
        let ordered = [
            json!(null),
            json!(-1.5),
            json!(0),
            json!({ "$numberLong": "1" }),
            json!(1.5),
            json!("a"),
            json!("b"),
            json!({ "a": 1 }),
            json!({ "b": 1 }),
            json!({ "a": "x" }),
            json!([]),
            json!([1]),
            json!({ "$oid": "5b2f9c0e4d3a1f0001a2b3c4" }),
            json!(false),
            json!(true),
            json!({ "$date": 5 }),
        ];
        let values: Vec<_> = ordered.iter().map(from_json).collect();
        for (at, one) in values.iter().enumerate() {
            for (other_at, other) in values.iter().enumerate() {
                assert_eq!(compare(one, other), at.cmp(&other_at), "{one:?} {other:?}");
            }
        }
    }

    #[test]
    fn numbers_are_compared_by_value() {
        assert_eq!(Bson::Int(1), Bson::Double(1.0));
        assert_eq!(Bson::Long(1), Bson::Int(1));
        assert_ne!(Bson::Long(9_007_199_254_740_993), Bson::Double(9_007_199_254_740_992.0));
        assert!(compare(&Bson::Double(f64::NAN), &Bson::Int(i32::MIN)).is_lt());
        assert_eq!(Bson::Double(f64::NAN), Bson::Double(f64::NAN));
    }
}

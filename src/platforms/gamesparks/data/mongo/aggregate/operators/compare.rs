//! Comparisons: of any two values, in the order of all values.

use std::cmp::Ordering;

use super::{Entry, Operands, Result, entry};
use crate::platforms::gamesparks::data::bson::{Bson, compare};

pub(super) const LIST: &[Entry] = &[
    entry("$eq", 2, 2, |operands| is(&operands, Ordering::is_eq)),
    entry("$ne", 2, 2, |operands| is(&operands, Ordering::is_ne)),
    entry("$gt", 2, 2, |operands| is(&operands, Ordering::is_gt)),
    entry("$gte", 2, 2, |operands| is(&operands, Ordering::is_ge)),
    entry("$lt", 2, 2, |operands| is(&operands, Ordering::is_lt)),
    entry("$lte", 2, 2, |operands| is(&operands, Ordering::is_le)),
    entry("$cmp", 2, 2, |operands| Ok(Some(Bson::Int(order(&operands) as i32)))),
    entry("$not", 1, 1, |operands| {
        let truth = operands.first().and_then(Option::as_ref).is_some_and(Bson::is_truthy);
        Ok(Some(Bson::Bool(!truth)))
    }),
];

fn is(operands: &Operands, wanted: fn(Ordering) -> bool) -> Result {
    Ok(Some(Bson::Bool(wanted(order(operands)))))
}

/// What is not there comes before everything else.
fn order(operands: &Operands) -> Ordering {
    let at = |at: usize| operands.get(at).and_then(Option::as_ref);
    match (at(0), at(1)) {
        (Some(one), Some(other)) => compare(one, other),
        (one, other) => one.is_some().cmp(&other.is_some()),
    }
}

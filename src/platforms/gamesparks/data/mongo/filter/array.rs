//! `$elemMatch`: one element of an array is like this in every respect.

use super::{Filter, Test};
use crate::platforms::gamesparks::data::bson::{Bson, Document};

/// Whether an element of `value` is a document that is like `filter`.
pub(super) fn has_element(value: &Bson, filter: &Filter) -> bool {
    let Some(items) = value.as_array() else { return false };
    items.iter().any(|item| match item {
        Bson::Document(document) => filter.matches(document),
        // An array within the array is asked by the numbers of its elements.
        Bson::Array(inner) => filter.matches(&numbered(inner)),
        _ => false,
    })
}

fn numbered(items: &[Bson]) -> Document {
    items.iter().enumerate().map(|(at, item)| (at.to_string(), item.clone())).collect()
}

/// Whether an element of `value` passes all of `tests`.
pub(super) fn has_item(value: &Bson, tests: &[Test]) -> bool {
    value.as_array().is_some_and(|items| items.iter().any(|item| tests.iter().all(|test| test.holds_for(Some(item)))))
}

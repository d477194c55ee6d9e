//! The one list of matchers: objects whose only keys are these words stand for every value that all of them fit.

mod above;
mod absent;
mod any;
mod below;
mod contains;
mod equals;
mod matches;
mod one_of;
mod order;

use serde_json::Value as Json;

use crate::tree::{Decoding, Map, Node};

/// One matcher.
pub trait Matcher: Sync {
    /// The key that it is written under.
    fn word(&self) -> &'static str;

    /// What fits it, in a sentence.
    fn about(&self) -> &'static str;

    /// The JSON Schema of the operands that it can use.
    fn schema(&self) -> Json;

    /// Reports an operand that it cannot use.
    fn check(&self, operand: &Node, cx: &mut Decoding<'_>);

    /// Whether `got` fits; nothing if the key is not there.
    fn holds(&self, operand: &Node, got: Option<&Json>) -> bool;

    /// What fits, in words, to stand after "wanted".
    fn wanted(&self, operand: &Node) -> String;
}

/// All of them.
pub const MATCHERS: &[&dyn Matcher] = &[
    &contains::Contains,
    &matches::Matches,
    &above::Above,
    &below::Below,
    &one_of::OneOf,
    &equals::Equals,
    &any::Any,
    &absent::Absent,
];

/// The matchers in `map` with their operands; nothing if it is an object like any other.
pub fn of(map: &Map) -> Option<Vec<(&'static dyn Matcher, &Node)>> {
    if map.is_empty() {
        return None;
    }
    map.iter()
        .map(|(name, entry)| {
            let matcher = MATCHERS.iter().copied().find(|matcher| matcher.word() == name)?;
            Some((matcher, &entry.value))
        })
        .collect()
}

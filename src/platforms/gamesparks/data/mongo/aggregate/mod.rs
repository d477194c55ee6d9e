//! Aggregation: documents go through stages.

mod accumulate;
mod expression;
mod operators;
mod parse;
mod shape;
mod stages;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use super::Problem;
use crate::platforms::gamesparks::data::bson::{Bson, Document};

pub use stages::{Pipeline, Source};

/// The most documents that a stage may give: one that multiplies them is stopped here.
pub const MOST_DOCUMENTS: usize = 1_000_000;

/// Documents on their way.
pub type Documents = Vec<Arc<Document>>;

/// The value under the one name of a stage or an operator.
fn only(document: &Document) -> Option<(&str, &Bson)> {
    let mut members = document.iter();
    let (name, value) = members.next()?;
    if members.next().is_some() { None } else { Some((name, value)) }
}

/// An expression is wrong.
fn wrong(message: impl Into<String>) -> Problem {
    Problem::coded(16_000, message)
}

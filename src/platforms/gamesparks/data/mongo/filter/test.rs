//! What a query asks of the values under a path.

use std::ops::Bound;

use super::compare::Than;
use super::geo::{Near, Shape};
use super::{Filter, array, compare, element};
use crate::platforms::gamesparks::data::bson::{Bson, Document};
use crate::platforms::gamesparks::data::mongo::path::Path;
use crate::platforms::gamesparks::data::mongo::pattern::Pattern;

/// What a query asks of the values under a path.
#[derive(Debug, Clone)]
pub enum Test {
    /// `$eq`, and a plain value.
    Eq(Bson),
    /// `$gt`, `$gte`, `$lt`, `$lte`.
    Than(Than, Bson),
    /// `$in`: one of these values, or text that has one of these expressions.
    In(Vec<Bson>, Vec<Pattern>),
    /// `$not`, `$ne` and `$nin`: what is not so.
    Not(Vec<Test>),
    /// Several at once.
    All(Vec<Test>),
    /// Nothing is so: `$all` without values.
    Never,
    /// `$exists`.
    Exists(bool),
    /// `$type`, by number.
    Type(Vec<i32>),
    /// `$regex`, and a regular expression as a value.
    Regex(Box<Pattern>),
    /// `$mod`: divisor and rest.
    Mod(i64, i64),
    /// `$size`.
    Size(i64),
    /// `$elemMatch` with conditions on members of the element.
    Element(Box<Filter>),
    /// `$elemMatch` with conditions on the element itself.
    Item(Vec<Test>),
    /// `$bitsAllSet` and the like.
    Bits {
        /// The bits that are looked at.
        mask: i64,
        /// Whether all of them must be so, or any.
        all: bool,
        /// Whether they must be set, or clear.
        set: bool,
    },
    /// `$near` and `$nearSphere`.
    Near(Box<Near>),
    /// `$geoWithin` and `$geoIntersects`.
    Within(Box<Shape>),
}

impl Test {
    /// Whether it holds for what is under `path` in `document`.
    pub(in super::super) fn holds(&self, path: &Path, document: &Document) -> bool {
        match self {
            Self::Exists(wanted) => path.any(document, &mut |found| found.is_some()) == *wanted,
            Self::Not(tests) => !tests.iter().all(|test| test.holds(path, document)),
            Self::All(tests) => tests.iter().all(|test| test.holds(path, document)),
            Self::Size(_) | Self::Element(_) | Self::Item(_) | Self::Near(_) | Self::Within(_) => {
                path.any(document, &mut |found| found.is_some_and(|value| self.holds_for(Some(value))))
            }
            _ => path.any_element(document, &mut |found| self.holds_for(found)),
        }
    }

    /// Whether it holds for one value, or for its absence.
    pub(in super::super) fn holds_for(&self, found: Option<&Bson>) -> bool {
        match (self, found) {
            (Self::Eq(wanted), found) => compare::equals(wanted, found),
            (Self::Than(than, wanted), found) => than.holds(found, wanted),
            (Self::In(values, patterns), found) => {
                values.iter().any(|wanted| compare::equals(wanted, found))
                    || patterns.iter().any(|pattern| element::has(pattern, found))
            }
            (Self::Not(tests), found) => !tests.iter().all(|test| test.holds_for(found)),
            (Self::All(tests), found) => tests.iter().all(|test| test.holds_for(found)),
            (Self::Exists(wanted), found) => found.is_some() == *wanted,
            (Self::Regex(pattern), found) => element::has(pattern, found),
            (Self::Never, _) | (_, None) => false,
            (Self::Type(types), Some(value)) => types.contains(&value.type_name().1),
            (Self::Mod(divisor, rest), Some(value)) => element::leaves(value, *divisor, *rest),
            (Self::Size(size), Some(value)) => {
                value.as_array().is_some_and(|items| i64::try_from(items.len()) == Ok(*size))
            }
            (Self::Element(filter), Some(value)) => array::has_element(value, filter),
            (Self::Item(tests), Some(value)) => array::has_item(value, tests),
            (Self::Bits { mask, all, set }, Some(value)) => element::bits(value, *mask, *all, *set),
            (Self::Near(near), Some(value)) => near.is_within(value),
            (Self::Within(shape), Some(value)) => shape.contains_value(value),
        }
    }

    /// The nearness that it asks for.
    pub(super) fn near(&self) -> Option<&Near> {
        match self {
            Self::Near(near) => Some(near),
            Self::All(tests) => tests.iter().find_map(Self::near),
            _ => None,
        }
    }

    /// The values of which one must be there, if it asks for that: what an index can look up.
    pub(in super::super) fn values(&self) -> Option<Vec<&Bson>> {
        match self {
            Self::Eq(value) => Some(vec![value]),
            Self::In(values, patterns) if patterns.is_empty() => Some(values.iter().collect()),
            Self::All(tests) => tests.iter().find_map(Self::values),
            _ => None,
        }
    }

    /// The value that it says what is there equals: what an upsert begins with.
    pub fn value(&self) -> Option<&Bson> {
        match self {
            Self::Eq(value) => Some(value),
            Self::All(tests) => tests.iter().find_map(Self::value),
            _ => None,
        }
    }

    /// The bounds of the values of which one must be there, if it says some: what an index can go through.
    pub(in super::super) fn range(&self) -> Option<(Bound<&Bson>, Bound<&Bson>)> {
        match self {
            Self::Than(_, value) if value.as_f64().is_some_and(f64::is_nan) => None,
            Self::Than(Than::Greater | Than::GreaterOrEqual, value) => Some((Bound::Included(value), Bound::Unbounded)),
            Self::Than(Than::Less | Than::LessOrEqual, value) => Some((Bound::Unbounded, Bound::Included(value))),
            Self::All(tests) => tests.iter().find_map(Self::range),
            _ => None,
        }
    }
}

//! Values as the platform's database had them: JSON's, and those that JSON lacks.

mod extended;
mod object_id;
mod order;
mod read;
mod size;

use indexmap::IndexMap;

pub use extended::{Longs, from_json, to_json};
pub use object_id::{Ids, ObjectId};
pub use order::{Key, compare, is_same_kind, rank};
pub use size::size;

/// A document: values by name, in the order in which they were set.
pub type Document = IndexMap<String, Bson>;

/// A value.
#[derive(Debug, Clone)]
pub enum Bson {
    /// Less than everything else.
    MinKey,
    /// Nothing.
    Null,
    /// A whole number of 32 bits.
    Int(i32),
    /// A whole number of 64 bits.
    Long(i64),
    /// Any other number.
    Double(f64),
    /// Text.
    Text(String),
    /// Values by name.
    Document(Document),
    /// Values in order.
    Array(Vec<Bson>),
    /// An id.
    Id(ObjectId),
    /// True or false.
    Bool(bool),
    /// A time, in milliseconds since 1970.
    Date(i64),
    /// A regular expression.
    Regex(Box<Regex>),
    /// Greater than everything else.
    MaxKey,
}

/// A regular expression as a value.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Regex {
    /// The expression.
    pub pattern: String,
    /// Its options, each a letter: i, m, s, x.
    pub options: String,
}

/// Two values are equal if the database takes them for the same: `1` and `1.0` are.
impl PartialEq for Bson {
    fn eq(&self, other: &Self) -> bool {
        compare(self, other).is_eq()
    }
}

impl From<&str> for Bson {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Bson {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for Bson {
    /// A whole number, of 32 bits where they are enough.
    fn from(number: i64) -> Self {
        i32::try_from(number).map_or(Self::Long(number), Self::Int)
    }
}

impl From<usize> for Bson {
    fn from(number: usize) -> Self {
        i64::try_from(number).map_or(Self::Long(i64::MAX), Self::from)
    }
}

impl From<bool> for Bson {
    fn from(flag: bool) -> Self {
        Self::Bool(flag)
    }
}

impl From<Document> for Bson {
    fn from(document: Document) -> Self {
        Self::Document(document)
    }
}

impl From<Vec<Self>> for Bson {
    fn from(items: Vec<Self>) -> Self {
        Self::Array(items)
    }
}

impl From<ObjectId> for Bson {
    fn from(id: ObjectId) -> Self {
        Self::Id(id)
    }
}

impl Bson {
    /// The result of a calculation: a whole number if both operands were, and it is not too large.
    pub fn number(value: f64) -> Self {
        #[expect(clippy::cast_possible_truncation, reason = "whole, and within the range")]
        if value.fract() == 0.0 && value.abs() < 9.0e15 { Self::from(value as i64) } else { Self::Double(value) }
    }
}

//! What a value is, asked of it.

use super::{Bson, Document, ObjectId};

impl Bson {
    /// Its number, if it is one.
    #[expect(clippy::cast_precision_loss, reason = "as the database itself calculates with mixed numbers")]
    pub fn as_f64(&self) -> Option<f64> {
        match self {
            Self::Int(number) => Some(f64::from(*number)),
            Self::Long(number) => Some(*number as f64),
            Self::Double(number) => Some(*number),
            _ => None,
        }
    }

    /// Its whole number, if it is a number; what is behind the point is cut off.
    pub fn as_i64(&self) -> Option<i64> {
        match self {
            Self::Int(number) => Some(i64::from(*number)),
            Self::Long(number) => Some(*number),
            #[expect(clippy::cast_possible_truncation, reason = "the nearest there is")]
            Self::Double(number) => Some(*number as i64),
            _ => None,
        }
    }

    /// Whether it is a number.
    pub fn is_number(&self) -> bool {
        matches!(self, Self::Int(_) | Self::Long(_) | Self::Double(_))
    }

    /// Whether it is null.
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// Its text, if it is text.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Its members, if it is a document.
    pub fn as_document(&self) -> Option<&Document> {
        match self {
            Self::Document(document) => Some(document),
            _ => None,
        }
    }

    /// Its elements, if it is an array.
    pub fn as_array(&self) -> Option<&[Self]> {
        match self {
            Self::Array(items) => Some(items),
            _ => None,
        }
    }

    /// The id, if it is one.
    pub fn as_id(&self) -> Option<ObjectId> {
        match self {
            Self::Id(id) => Some(*id),
            _ => None,
        }
    }

    /// What counts as true in the database: everything but false, null and zero.
    pub fn is_truthy(&self) -> bool {
        match self {
            Self::Bool(flag) => *flag,
            Self::Null => false,
            other => other.as_f64() != Some(0.0),
        }
    }

    /// What the database calls its type, and the number of that type.
    pub fn type_name(&self) -> (&'static str, i32) {
        match self {
            Self::Double(_) => ("double", 1),
            Self::Text(_) => ("string", 2),
            Self::Document(_) => ("object", 3),
            Self::Array(_) => ("array", 4),
            Self::Id(_) => ("objectId", 7),
            Self::Bool(_) => ("bool", 8),
            Self::Date(_) => ("date", 9),
            Self::Null => ("null", 10),
            Self::Regex(_) => ("regex", 11),
            Self::Int(_) => ("int", 16),
            Self::Long(_) => ("long", 18),
            Self::MinKey => ("minKey", -1),
            Self::MaxKey => ("maxKey", 127),
        }
    }
}

//! `$eq`, `$gt`, `$gte`, `$lt`, `$lte`: only values of one kind are compared.

use crate::platforms::gamesparks::data::bson::{Bson, compare, is_same_kind};

/// How two values are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Than {
    /// `$gt`.
    Greater,
    /// `$gte`.
    GreaterOrEqual,
    /// `$lt`.
    Less,
    /// `$lte`.
    LessOrEqual,
}

/// Whether what was found equals `wanted`; nothing at all equals null.
pub(super) fn equals(wanted: &Bson, found: Option<&Bson>) -> bool {
    match found {
        Some(found) => wanted == found,
        None => wanted.is_null(),
    }
}

impl Than {
    /// The operator's name.
    pub(super) fn of(operator: &str) -> Option<Self> {
        Some(match operator {
            "$gt" => Self::Greater,
            "$gte" => Self::GreaterOrEqual,
            "$lt" => Self::Less,
            "$lte" => Self::LessOrEqual,
            _ => return None,
        })
    }

    /// Whether what was found is so compared to `wanted`.
    pub(super) fn holds(self, found: Option<&Bson>, wanted: &Bson) -> bool {
        let found = found.unwrap_or(&Bson::Null);
        let any_kind = matches!(wanted, Bson::MinKey | Bson::MaxKey);
        if !any_kind && !is_same_kind(found, wanted) {
            return false;
        }
        let is_number = |value: &Bson| value.as_f64().is_none_or(|number| !number.is_nan());
        let order = compare(found, wanted);
        match self {
            // What is not a number is neither more nor less than one.
            Self::Greater | Self::Less if !is_number(found) || !is_number(wanted) => false,
            Self::GreaterOrEqual | Self::LessOrEqual if !is_number(found) || !is_number(wanted) => order.is_eq(),
            Self::Greater => order.is_gt(),
            Self::GreaterOrEqual => order.is_ge(),
            Self::Less => order.is_lt(),
            Self::LessOrEqual => order.is_le(),
        }
    }
}

//! `$regex`, `$mod` and the tests of bits: what one value is like.

use crate::platforms::gamesparks::data::bson::Bson;
use crate::platforms::gamesparks::data::mongo::pattern::Pattern;

/// Whether what was found is text that has `pattern`, or that expression itself.
pub(super) fn has(pattern: &Pattern, found: Option<&Bson>) -> bool {
    match found {
        Some(Bson::Text(text)) => pattern.is_in(text),
        Some(Bson::Regex(regex)) => **regex == *pattern.source(),
        _ => false,
    }
}

/// Whether `value`, divided by `divisor`, leaves `rest`.
pub(super) fn leaves(value: &Bson, divisor: i64, rest: i64) -> bool {
    let whole = match value {
        Bson::Double(number) if !number.is_finite() || number.abs() > 9.2e18 => None,
        other => other.as_i64(),
    };
    whole.and_then(|whole| whole.checked_rem(divisor)) == Some(rest)
}

/// Whether all, or any, of the bits of `mask` are set, or clear, in `value`.
pub(super) fn bits(value: &Bson, mask: i64, all: bool, set: bool) -> bool {
    let whole = match value {
        Bson::Double(number) if number.fract() != 0.0 || number.abs() > 9.2e18 => None,
        other => other.as_i64(),
    };
    let Some(whole) = whole else { return false };
    let found = if set { whole & mask } else { !whole & mask };
    if all { found == mask } else { found != 0 }
}

//! `$inc`, `$mul`, `$min`, `$max`, `$bit`: one value becomes another.

use super::place;
use crate::platforms::gamesparks::data::bson::{Bson, Document, compare};
use crate::platforms::gamesparks::data::mongo::Problem;

/// Calculates with what is at the place; what is not there is zero.
pub(super) fn calculate(
    document: &mut Document,
    parts: &[Box<str>],
    operator: &str,
    by: &Bson,
    calculation: fn(&Bson, &Bson) -> Bson,
) -> Result<(), Problem> {
    let Some(value) = place::get(document, parts) else {
        let start = calculation(&Bson::Int(0), by);
        return place::set(document, parts, start);
    };
    if !value.is_number() {
        let message = format!(
            "Cannot apply {operator} to a value of non-numeric type. The field '{}' has the non-numeric type {}",
            parts.join("."),
            value.type_name().0
        );
        return Err(Problem::coded(14, message));
    }
    *value = calculation(value, by);
    Ok(())
}

pub(super) fn add(one: &Bson, other: &Bson) -> Bson {
    arithmetic(one, other, i64::checked_add, |one, other| one + other)
}

pub(super) fn multiply(one: &Bson, other: &Bson) -> Bson {
    arithmetic(one, other, i64::checked_mul, |one, other| one * other)
}

/// Whole numbers stay whole as long as they fit into 64 bits, and of 32 bits if both were and it fits.
fn arithmetic(one: &Bson, other: &Bson, whole: fn(i64, i64) -> Option<i64>, double: fn(f64, f64) -> f64) -> Bson {
    let doubles = || Bson::Double(double(one.as_f64().unwrap_or_default(), other.as_f64().unwrap_or_default()));
    match (one, other) {
        (Bson::Double(_), _) | (_, Bson::Double(_)) => doubles(),
        _ => match whole(one.as_i64().unwrap_or_default(), other.as_i64().unwrap_or_default()) {
            Some(result) if matches!((one, other), (Bson::Int(_), Bson::Int(_))) => Bson::from(result),
            Some(result) => Bson::Long(result),
            None => doubles(),
        },
    }
}

/// Sets `value` if it is less, or more, than what is at the place.
pub(super) fn bound(document: &mut Document, parts: &[Box<str>], value: &Bson, least: bool) -> Result<(), Problem> {
    let sets = place::get(document, parts).is_none_or(|before| {
        let order = compare(value, before);
        if least { order.is_lt() } else { order.is_gt() }
    });
    if sets { place::set(document, parts, value.clone()) } else { Ok(()) }
}

/// An operation on bits.
#[derive(Debug, Clone, Copy)]
pub(super) enum Bitwise {
    And,
    Or,
    Xor,
}

/// The operations that the operand of `$bit` says.
pub(super) fn bitwise(operand: &Bson) -> Result<Vec<(Bitwise, Bson)>, Problem> {
    let wrong = || Problem::bad("The $bit modifier only supports 'and', 'or', and 'xor' with whole numbers");
    let operations = operand.as_document().filter(|operations| !operations.is_empty()).ok_or_else(wrong)?;
    let operation = |(name, value): (&String, &Bson)| {
        let operation = match name.as_str() {
            "and" => Bitwise::And,
            "or" => Bitwise::Or,
            "xor" => Bitwise::Xor,
            _ => return Err(wrong()),
        };
        if matches!(value, Bson::Int(_) | Bson::Long(_)) { Ok((operation, value.clone())) } else { Err(wrong()) }
    };
    operations.iter().map(operation).collect()
}

pub(super) fn bits(document: &mut Document, parts: &[Box<str>], steps: &[(Bitwise, Bson)]) -> Result<(), Problem> {
    let before = place::get(document, parts).map_or(Bson::Int(0), |value| value.clone());
    if !matches!(before, Bson::Int(_) | Bson::Long(_)) {
        return Err(Problem::bad("Cannot apply $bit to a value of non-integral type"));
    }
    let mut whole = before.as_i64().unwrap_or_default();
    for (operation, value) in steps {
        let other = value.as_i64().unwrap_or_default();
        whole = match operation {
            Bitwise::And => whole & other,
            Bitwise::Or => whole | other,
            Bitwise::Xor => whole ^ other,
        };
    }
    let is_long = matches!(before, Bson::Long(_)) || steps.iter().any(|(_, value)| matches!(value, Bson::Long(_)));
    place::set(document, parts, if is_long { Bson::Long(whole) } else { Bson::from(whole) })
}

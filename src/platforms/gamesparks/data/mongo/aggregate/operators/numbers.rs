//! Arithmetic.

use super::{ANY, Entry, NULL, Operands, Result, all, entry, pair};
use crate::platforms::gamesparks::data::bson::Bson;
use crate::platforms::gamesparks::data::mongo::aggregate::wrong;

pub(super) const LIST: &[Entry] = &[
    entry("$add", 0, ANY, add),
    entry("$subtract", 2, 2, subtract),
    entry("$multiply", 0, ANY, multiply),
    entry("$divide", 2, 2, divide),
    entry("$mod", 2, 2, modulo),
    entry("$abs", 1, 1, |operands| one(operands, "$abs", f64::abs)),
    entry("$ceil", 1, 1, |operands| one(operands, "$ceil", f64::ceil)),
    entry("$floor", 1, 1, |operands| one(operands, "$floor", f64::floor)),
    entry("$trunc", 1, 1, |operands| one(operands, "$trunc", f64::trunc)),
    entry("$sqrt", 1, 1, |operands| one(operands, "$sqrt", f64::sqrt)),
    entry("$exp", 1, 1, |operands| one(operands, "$exp", f64::exp)),
    entry("$ln", 1, 1, |operands| one(operands, "$ln", f64::ln)),
    entry("$log10", 1, 1, |operands| one(operands, "$log10", f64::log10)),
    entry("$log", 2, 2, |operands| two(operands, "$log", f64::log)),
    entry("$pow", 2, 2, |operands| two(operands, "$pow", f64::powf)),
];

/// The sum; a date plus milliseconds is a date.
fn add(operands: Operands) -> Result {
    let Some(values) = all(operands) else { return NULL };
    let dates = values.iter().filter(|value| matches!(value, Bson::Date(_))).count();
    if dates > 1 {
        return Err(wrong("only one date allowed in an $add expression"));
    }
    let sum = values.iter().try_fold(Bson::Int(0), |sum, value| match value {
        Bson::Date(time) => Ok(plus(&sum, &Bson::Long(*time))),
        value if value.is_number() => Ok(plus(&sum, value)),
        other => Err(refuse("$add", other)),
    })?;
    Ok(Some(if dates == 1 { Bson::Date(sum.as_i64().unwrap_or_default()) } else { sum }))
}

/// Two numbers added, whole if both are.
pub(in super::super) fn plus(one: &Bson, other: &Bson) -> Bson {
    arithmetic(one, other, i64::checked_add, |one, other| one + other)
}

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

fn refuse(operator: &str, found: &Bson) -> crate::platforms::gamesparks::data::mongo::Problem {
    wrong(format!("{operator} only supports numeric types, not {}", found.type_name().0))
}

/// The difference; of two dates it is milliseconds.
fn subtract(operands: Operands) -> Result {
    let Some((one, other)) = pair(operands) else { return NULL };
    Ok(Some(match (&one, &other) {
        (Bson::Date(one), Bson::Date(other)) => Bson::Long(one.saturating_sub(*other)),
        (Bson::Date(time), by) if by.is_number() => Bson::Date(time.saturating_sub(by.as_i64().unwrap_or_default())),
        (one, other) if one.is_number() && other.is_number() => {
            arithmetic(one, other, i64::checked_sub, |one, other| one - other)
        }
        (one, other) => return Err(refuse("$subtract", if one.is_number() { other } else { one })),
    }))
}

fn multiply(operands: Operands) -> Result {
    let Some(values) = all(operands) else { return NULL };
    let product = values.iter().try_fold(Bson::Int(1), |product, value| {
        if value.is_number() {
            Ok(arithmetic(&product, value, i64::checked_mul, |one, other| one * other))
        } else {
            Err(refuse("$multiply", value))
        }
    });
    product.map(Some)
}

fn divide(operands: Operands) -> Result {
    let Some((one, other)) = pair(operands) else { return NULL };
    match (one.as_f64(), other.as_f64()) {
        (Some(_), Some(0.0)) => Err(wrong("can't $divide by zero")),
        (Some(one), Some(other)) => Ok(Some(Bson::Double(one / other))),
        (None, _) => Err(refuse("$divide", &one)),
        (_, None) => Err(refuse("$divide", &other)),
    }
}

fn modulo(operands: Operands) -> Result {
    let Some((one, other)) = pair(operands) else { return NULL };
    match (&one, &other) {
        (one, other) if !one.is_number() || !other.is_number() => {
            Err(refuse("$mod", if one.is_number() { other } else { one }))
        }
        (_, other) if other.as_f64() == Some(0.0) => Err(wrong("can't $mod by zero")),
        (Bson::Double(_), _) | (_, Bson::Double(_)) => {
            Ok(Some(Bson::Double(one.as_f64().unwrap_or_default() % other.as_f64().unwrap_or(1.0))))
        }
        _ => Ok(Some(arithmetic(&one, &other, i64::checked_rem, |one, other| one % other))),
    }
}

fn one(operands: Operands, operator: &str, calculation: fn(f64) -> f64) -> Result {
    let Some(value) = all(operands).and_then(|mut values| values.pop()) else { return NULL };
    let number = value.as_f64().ok_or_else(|| refuse(operator, &value))?;
    let result = calculation(number);
    // A whole number stays whole where the result is.
    Ok(Some(if matches!(value, Bson::Double(_)) { Bson::Double(result) } else { Bson::number(result) }))
}

fn two(operands: Operands, operator: &str, calculation: fn(f64, f64) -> f64) -> Result {
    let Some((one, other)) = pair(operands) else { return NULL };
    let number = |value: &Bson| value.as_f64().ok_or_else(|| refuse(operator, value));
    let result = calculation(number(&one)?, number(&other)?);
    let whole = !matches!(one, Bson::Double(_)) && !matches!(other, Bson::Double(_));
    Ok(Some(if whole { Bson::number(result) } else { Bson::Double(result) }))
}

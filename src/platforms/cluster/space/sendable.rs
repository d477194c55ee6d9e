//! The values that scripts keep in `$.state` and send to each other: their size as the platform counts it, and their two forms
//! as JSON, one for people and one that can be read back.

use std::sync::Arc;

use indexmap::IndexMap;
use serde_json::{Map, Number, Value as Json, json};

use super::Space;
use crate::platforms::fidelity::{Row, chosen, documented, inferred, observed};

/// A value that passes between scripts.
#[derive(Debug, Clone, PartialEq)]
pub enum Sendable {
    /// `null`.
    Null,
    /// A truth value.
    Bool(bool),
    /// A number, infinities and NaN included.
    Number(f64),
    /// A text.
    Text(Arc<str>),
    /// A `Vector2`.
    Vector2([f64; 2]),
    /// A `Vector3`.
    Vector3([f64; 3]),
    /// A `Quaternion`.
    Quaternion([f64; 4]),
    /// An item's handle, by its id.
    Item(u64),
    /// A player's handle, by its id.
    Player(Arc<str>),
    /// An array.
    List(Vec<Sendable>),
    /// An object with plain keys.
    Map(IndexMap<Arc<str>, Sendable>),
}

/// How deeply lists and objects may be nested.
pub const DEEPEST: usize = 64;

impl Sendable {
    /// How many bytes it has when it is sent: the length of its encoding as a protocol buffer.
    pub fn size(&self) -> usize {
        match self {
            Self::Null => 0,
            Self::Bool(_) => 2,
            Self::Number(_) => 9,
            Self::Text(text) => prefixed(text.len()),
            Self::Vector2(_) => 20,
            Self::Vector3(_) => 28,
            Self::Quaternion(_) => 36,
            Self::Item(_) => 13,
            Self::Player(_) => 40,
            Self::List(elements) => prefixed(elements.iter().map(|element| prefixed(element.size())).sum()),
            Self::Map(entries) => prefixed(
                entries.iter().map(|(key, value)| prefixed(prefixed(key.len()) + prefixed(value.size()))).sum(),
            ),
        }
    }

    /// As people read it and scenarios expect it: vectors as their fields, handles as the names of what they stand for.
    pub fn shown(&self, space: &Space) -> Json {
        match self {
            Self::Null => Json::Null,
            Self::Bool(flag) => json!(flag),
            Self::Number(number) => shown_number(*number),
            Self::Text(text) => json!(&**text),
            Self::Vector2([x, y]) => json!({ "x": shown_number(*x), "y": shown_number(*y) }),
            Self::Vector3([x, y, z]) => json!({ "x": shown_number(*x), "y": shown_number(*y), "z": shown_number(*z) }),
            Self::Quaternion([x, y, z, w]) => {
                json!({ "x": shown_number(*x), "y": shown_number(*y), "z": shown_number(*z), "w": shown_number(*w) })
            }
            Self::Item(id) => {
                let name = space.item_with_id(*id).map(|(name, _)| name.to_owned());
                json!({ "item": name.unwrap_or_else(|| id.to_string()) })
            }
            Self::Player(id) => {
                let name = space.player_with_id(id).map(|(name, _)| name.to_owned());
                json!({ "player": name.unwrap_or_else(|| id.to_string()) })
            }
            Self::List(elements) => elements.iter().map(|element| element.shown(space)).collect(),
            Self::Map(entries) => {
                Json::Object(entries.iter().map(|(key, value)| (key.to_string(), value.shown(space))).collect())
            }
        }
    }

    /// As a snapshot keeps it. What JSON has no word for is an object with one key that begins with `$`.
    pub fn to_json(&self) -> Json {
        let numbers = |numbers: &[f64]| -> Json { numbers.iter().map(|number| number_to_json(*number)).collect() };
        match self {
            Self::Null => Json::Null,
            Self::Bool(flag) => json!(flag),
            Self::Number(number) => number_to_json(*number),
            Self::Text(text) => json!(&**text),
            Self::Vector2(parts) => json!({ "$vector2": numbers(parts) }),
            Self::Vector3(parts) => json!({ "$vector3": numbers(parts) }),
            Self::Quaternion(parts) => json!({ "$quaternion": numbers(parts) }),
            Self::Item(id) => json!({ "$item": id.to_string() }),
            Self::Player(id) => json!({ "$player": &**id }),
            Self::List(elements) => elements.iter().map(Self::to_json).collect(),
            Self::Map(entries) => {
                let plain: Map<_, _> = entries.iter().map(|(key, value)| (key.to_string(), value.to_json())).collect();
                let is_special = plain.len() == 1 && plain.keys().all(|key| key.starts_with('$'));
                if is_special { json!({ "$object": plain }) } else { Json::Object(plain) }
            }
        }
    }

    /// What [`Sendable::to_json`] has written, and any other JSON.
    pub fn from_json(json: &Json) -> Self {
        match json {
            Json::Null => Self::Null,
            Json::Bool(flag) => Self::Bool(*flag),
            Json::Number(number) => Self::Number(number.as_f64().unwrap_or(f64::NAN)),
            Json::String(text) => Self::Text(text.as_str().into()),
            Json::Array(elements) => Self::List(elements.iter().map(Self::from_json).collect()),
            Json::Object(entries) => {
                let special = match entries.iter().next() {
                    Some((key, value)) if entries.len() == 1 => special(key, value),
                    _ => None,
                };
                special.unwrap_or_else(|| Self::map(entries))
            }
        }
    }

    fn map(entries: &Map<String, Json>) -> Self {
        Self::Map(entries.iter().map(|(key, value)| (key.as_str().into(), Self::from_json(value))).collect())
    }
}

fn special(key: &str, value: &Json) -> Option<Sendable> {
    Some(match key {
        "$number" => Sendable::Number(value.as_str()?.parse().ok()?),
        "$vector2" => Sendable::Vector2(parts(value)?),
        "$vector3" => Sendable::Vector3(parts(value)?),
        "$quaternion" => Sendable::Quaternion(parts(value)?),
        "$item" => Sendable::Item(value.as_str()?.parse().ok()?),
        "$player" => Sendable::Player(value.as_str()?.into()),
        "$object" => Sendable::map(value.as_object()?),
        _ => return None,
    })
}

fn parts<const N: usize>(value: &Json) -> Option<[f64; N]> {
    let list: Option<Vec<f64>> = value
        .as_array()?
        .iter()
        .map(|number| match Sendable::from_json(number) {
            Sendable::Number(number) => Some(number),
            _ => None,
        })
        .collect();
    list?.try_into().ok()
}

/// Whole numbers without a point.
fn shown_number(number: f64) -> Json {
    number_with(number, |odd| json!(odd))
}

fn number_to_json(number: f64) -> Json {
    number_with(number, |odd| json!({ "$number": odd }))
}

fn number_with(number: f64, odd: impl FnOnce(&str) -> Json) -> Json {
    /// Up to here every whole number is exact.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if number.fract() == 0.0 && number.abs() <= EXACT && !(number == 0.0 && number.is_sign_negative()) {
        #[expect(clippy::cast_possible_truncation, reason = "a whole number within the range of i64")]
        return Json::from(number as i64);
    }
    match Number::from_f64(number) {
        Some(number) => Json::Number(number),
        None if number.is_nan() => odd("NaN"),
        None if number > 0.0 => odd("Infinity"),
        None => odd("-Infinity"),
    }
}

/// A field of `bytes` bytes with its tag and its length.
fn prefixed(bytes: usize) -> usize {
    let mut groups = 1;
    let mut rest = bytes >> 7;
    while rest > 0 {
        groups += 1;
        rest >>= 7;
    }
    1 + groups + bytes
}

pub(super) const FIDELITY: &[Row] = &[
    documented(
        "cluster.sendable.values",
        "null, numbers, texts, truth values, Vector2, Vector3, Quaternion, handles, and lists and objects of these can be sent and kept; inside a list anything else becomes null, inside an object its key is dropped, with a warning.",
        "official type definitions of April 2025",
    ),
    inferred(
        "cluster.sendable.size",
        "computeSendableSize counts the bytes of an encoding as a protocol buffer: a number has 9, a text its bytes and a prefix.",
        "sizes measured on the platform by the author of the emulator inside Unity, which this encoding explains",
    ),
    observed(
        "cluster.sendable.copies",
        "What is read from $.state is a copy: to change a list or an object, assign it again.",
        "official type definitions, and scripts that rely on it",
    ),
    chosen(
        "cluster.sendable.cycles",
        "A value that contains itself or is nested more than 64 deep is a TypeError.",
        "not documented; the emulator inside Unity never ends",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn of(json: &Json) -> Sendable {
        Sendable::from_json(json)
    }

    #[test]
    fn sizes_are_those_that_were_measured() {
        let text = |bytes: usize| of(&json!("x".repeat(bytes))).size();
        for (value, size) in [
            (json!(null), 0),
            (json!(true), 2),
            (json!(1), 9),
            (json!(""), 2),
            (json!("あ"), 5),
            (json!({ "$vector2": [1, 2] }), 20),
            (json!({ "$vector3": [1, 2, 3] }), 28),
            (json!({ "$quaternion": [0, 0, 0, 1] }), 36),
            (json!({ "$item": "7" }), 13),
            (json!({ "$player": "x" }), 40),
            (json!([1, 2, 3]), 35),
            (json!({ "a": 1 }), 18),
            (json!([]), 2),
            (json!({}), 2),
            (json!([null]), 4),
        ] {
            assert_eq!(of(&value).size(), size, "{value}");
        }
        assert_eq!((text(127), text(128)), (129, 131));
    }

    #[test]
    fn what_is_kept_comes_back_the_same() {
        for json in [
            json!({ "a": [1, 2.5, null, true, "x"], "b": { "$vector3": [1, 2, { "$number": "NaN" }] } }),
            json!({ "$object": { "$vector2": [1, 2] } }),
            json!({ "$number": "-Infinity" }),
            json!({ "$item": "18446744073709551615" }),
            json!({ "$vector2": "no" }),
        ] {
            assert_eq!(
                of(&json).to_json().to_string(),
                json.to_string().replace(r#"{"$vector2":"no"}"#, r#"{"$object":{"$vector2":"no"}}"#)
            );
        }
        assert_eq!(
            of(&json!({ "$object": { "$vector2": [1, 2] } })),
            Sendable::map(json!({ "$vector2": [1, 2] }).as_object().unwrap())
        );
    }
}

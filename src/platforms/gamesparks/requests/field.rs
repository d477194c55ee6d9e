//! The fields of requests: what type each has, what is taken for one of that type, and the errors where it is missing or wrong.

use serde_json::{Number, Value};

use super::{Document, Errors};
use crate::platforms::fidelity::{Row, chosen, documented};

/// How we know.
pub const FIDELITY: &[Row] = &[
    documented(
        "request.required",
        "a required field that is missing or null is an error {FIELD: REQUIRED}; an empty text is there",
        "request pages, and a tutorial that logs in with blank user name and password",
    ),
    documented("request.numbers", "a number may come as text", "samples of the request pages: \"quantity\": \"1\""),
    documented(
        "request.lists",
        "where a list of texts is wanted, one text will do",
        "samples of CreateChallengeRequest",
    ),
    chosen(
        "request.invalid",
        "a field of another type is an error {FIELD: INVALID}; numbers and truth values are taken as text where text is wanted",
        "the code that the pages use for values that make no sense",
    ),
    chosen(
        "request.other-fields",
        "members that a request does not have are ignored, and the verdict names them",
        "SDKs of different years sent different ones",
    ),
];

/// What a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldKind {
    /// A text.
    Text,
    /// A number; one that is written as text is made one.
    Number,
    /// A truth value; `"true"` and `"false"` are made one.
    Flag,
    /// A list of texts; a single one is made a list.
    Texts,
    /// A time, as text: `2020-05-01T12:00Z`.
    Date,
    /// Anything.
    Json,
}

/// A field of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    /// What it is called.
    pub name: &'static str,
    /// What it holds.
    pub kind: FieldKind,
    /// Whether it must be there.
    pub is_required: bool,
}

/// A field that must be there.
pub const fn required(name: &'static str, kind: FieldKind) -> Field {
    Field { name, kind, is_required: true }
}

/// A field that may be there.
pub const fn optional(name: &'static str, kind: FieldKind) -> Field {
    Field { name, kind, is_required: false }
}

/// The members that every request may have.
pub const COMMON: &[&str] = &["@class", "requestId", "scriptData", "playerId", "authToken"];

/// Makes the values of `request` those that its `fields` want; the errors of those where that cannot be.
pub fn check(fields: &[Field], request: &mut Document) -> Result<(), Errors> {
    let mut errors = Errors::none();
    for field in fields {
        match request.get_mut(field.name) {
            None | Some(Value::Null) if field.is_required => errors.add(field.name, "REQUIRED"),
            None | Some(Value::Null) => {}
            Some(value) => match field.kind.take(value) {
                Some(taken) => *value = taken,
                None => errors.add(field.name, "INVALID"),
            },
        }
    }
    errors.or_ok()
}

/// The members of `request` that are neither fields nor common to all.
pub fn others<'r>(fields: &[Field], request: &'r Document) -> Vec<&'r str> {
    let known = |name: &&str| COMMON.contains(name) || fields.iter().any(|field| field.name == *name);
    request.keys().map(String::as_str).filter(|name| !known(name)).collect()
}

impl FieldKind {
    /// `value` as this wants it.
    pub fn take(self, value: &Value) -> Option<Value> {
        match (self, value) {
            (Self::Text | Self::Date, Value::String(_))
            | (Self::Number, Value::Number(_))
            | (Self::Flag, Value::Bool(_))
            | (Self::Json, _) => Some(value.clone()),
            (Self::Text, Value::Number(_) | Value::Bool(_)) => Some(Value::String(value.to_string())),
            (Self::Number, Value::String(text)) => number(text),
            (Self::Flag, Value::String(text)) => text.trim().parse().ok().map(Value::Bool),
            (Self::Texts, Value::String(_)) => Some(Value::Array(vec![value.clone()])),
            (Self::Texts, Value::Array(values)) => values.iter().map(|value| Self::Text.take(value)).collect(),
            _ => None,
        }
    }
}

/// The number that `text` writes: whole if it can be.
pub fn number(text: &str) -> Option<Value> {
    let text = text.trim();
    let whole = text.parse::<i64>().ok().map(Value::from);
    whole.or_else(|| text.parse::<f64>().ok().and_then(Number::from_f64).map(Value::Number))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const FIELDS: &[Field] = &[
        required("name", FieldKind::Text),
        required("count", FieldKind::Number),
        optional("flag", FieldKind::Flag),
        optional("ids", FieldKind::Texts),
        optional("any", FieldKind::Json),
        optional("when", FieldKind::Date),
    ];

    fn checked(request: Value) -> Result<Value, String> {
        let Value::Object(mut request) = request else { panic!() };
        check(FIELDS, &mut request).map_err(|errors| errors.to_string())?;
        Ok(Value::Object(request))
    }

    #[test]
    fn values_become_what_their_fields_want() {
        let request = json!({ "name": 7, "count": " 12 ", "flag": "true", "ids": "a", "any": [1], "when": "x" });
        let taken = json!({ "name": "7", "count": 12, "flag": true, "ids": ["a"], "any": [1], "when": "x" });
        assert_eq!(checked(request), Ok(taken));
        assert_eq!(checked(json!({ "name": "", "count": "1.5" })), Ok(json!({ "name": "", "count": 1.5 })));
    }

    #[test]
    fn every_field_that_is_missing_or_wrong_is_named() {
        assert_eq!(checked(json!({ "name": null })), Err("name: REQUIRED, count: REQUIRED".to_owned()));
        let wrong = json!({ "name": [], "count": "many", "flag": "yes", "ids": [{}], "when": 1 });
        let said = "name: INVALID, count: INVALID, flag: INVALID, ids: INVALID, when: INVALID";
        assert_eq!(checked(wrong), Err(said.to_owned()));
    }

    #[test]
    fn what_is_no_field_is_found() {
        let Value::Object(request) = json!({ "@class": ".X", "name": "a", "nmae": "b" }) else { panic!() };
        assert_eq!(others(FIELDS, &request), ["nmae"]);
    }
}

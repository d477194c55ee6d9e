//! What `above` and `below` share: numbers are compared with numbers, durations with durations.

use std::cmp::Ordering;

use serde_json::Value as Json;

use crate::diag::{Code, Diagnostic};
use crate::tree::{Decode as _, Decoding, Duration, Node, Schemas, Value};

/// The schema of a number or a duration.
pub(super) fn schema() -> Json {
    serde_json::json!({ "anyOf": [{ "type": "number" }, Duration::schema(&mut Schemas::with_templates())] })
}

/// Reports an operand that is neither a number nor a duration.
pub(super) fn check(operand: &Node, cx: &mut Decoding<'_>) {
    match &operand.value {
        Value::Int(_) | Value::Float(_) => {}
        Value::Text(text) if Duration::parse(text).is_ok() => {}
        Value::Text(_) => {
            let problem =
                Diagnostic::error(Code::BadValue, operand.place(), "only numbers and durations can be compared");
            cx.report(problem.help("write a number, or a duration such as 5s"));
        }
        _ => {
            let _: Option<()> = cx.wrong_type(operand, "a number or a duration");
        }
    }
}

/// How `got` compares with `operand`; nothing if they cannot be compared.
pub(super) fn compare(got: &Json, operand: &Node) -> Option<Ordering> {
    match (got, &operand.value) {
        (Json::Number(got), Value::Int(operand)) if got.is_i64() => Some(got.as_i64()?.cmp(operand)),
        (Json::Number(got), Value::Int(_) | Value::Float(_)) => got.as_f64()?.partial_cmp(&operand.to_json().as_f64()?),
        (Json::String(got), Value::Text(operand)) => {
            Some(Duration::parse(got).ok()?.cmp(&Duration::parse(operand).ok()?))
        }
        _ => None,
    }
}

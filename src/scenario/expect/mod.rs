//! What is expected, and whether it came: the wanted value is compared as a part of what came, and may hold matchers in the
//! place of values. Every difference knows where in the file the wanted value was written.

pub mod compare;
pub mod difference;
pub mod matchers;

mod contradiction;

pub use compare::compare;
pub use difference::{Difference, Mismatch};

use serde_json::{Value as Json, json};

use crate::tree::{Decoding, Node, Value};

/// The name of the definition in a JSON Schema that describes an expectation.
pub const DEFINITION: &str = "expectation";

/// The JSON Schema of an expectation, where it is defined under its name.
pub fn schema_reference() -> Json {
    json!({ "$ref": format!("#/$defs/{DEFINITION}") })
}

/// Reports what is wrong with an expectation before anything has come: matchers that are given something they cannot use.
pub fn check(wanted: &Node, cx: &mut Decoding<'_>) {
    match &wanted.value {
        Value::List(items) => items.iter().for_each(|item| check(item, cx)),
        Value::Map(map) => match matchers::of(map) {
            Some(pairs) => {
                for (matcher, operand) in pairs {
                    if !cx.is_open(operand) {
                        matcher.check(operand, cx);
                    }
                }
                contradiction::check(map, cx);
            }
            None => map.iter().for_each(|(_, entry)| check(&entry.value, cx)),
        },
        _ => {}
    }
}

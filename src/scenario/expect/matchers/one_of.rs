//! `one-of`: one of several values.

use serde_json::Value as Json;

use super::Matcher;
use crate::diag::{Code, Diagnostic};
use crate::scenario::expect::compare::{fits, json};
use crate::tree::{Decoding, Node};

pub(super) struct OneOf;

impl Matcher for OneOf {
    fn word(&self) -> &'static str {
        "one-of"
    }

    fn about(&self) -> &'static str {
        "What fits one of the values in the list."
    }

    fn schema(&self) -> Json {
        serde_json::json!({ "type": "array", "minItems": 1, "items": crate::scenario::expect::schema_reference() })
    }

    fn check(&self, operand: &Node, cx: &mut Decoding<'_>) {
        match operand.as_list() {
            Some([]) => {
                let message = "nothing is one of no values";
                cx.report(Diagnostic::error(Code::BadValue, operand.place(), message));
            }
            Some(items) => items.iter().for_each(|item| crate::scenario::expect::check(item, cx)),
            None => {
                let _: Option<()> = cx.wrong_type(operand, "a list");
            }
        }
    }

    fn holds(&self, operand: &Node, got: Option<&Json>) -> bool {
        let items = operand.as_list().unwrap_or_default();
        got.is_some_and(|got| items.iter().any(|item| fits(item, got)))
    }

    fn wanted(&self, operand: &Node) -> String {
        format!("one of {}", json(operand))
    }
}

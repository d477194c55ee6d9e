//! `any`: whatever it is, as long as it is there.

use serde_json::Value as Json;

use super::Matcher;
use crate::tree::{Decode as _, Decoding, Node, Schemas, Value};

pub(super) struct Any;

impl Matcher for Any {
    fn word(&self) -> &'static str {
        "any"
    }

    fn about(&self) -> &'static str {
        "Any value, as long as the key is there."
    }

    fn schema(&self) -> Json {
        bool::schema(&mut Schemas::with_templates())
    }

    fn check(&self, operand: &Node, cx: &mut Decoding<'_>) {
        let _ = bool::decode(operand, cx);
    }

    fn holds(&self, operand: &Node, got: Option<&Json>) -> bool {
        got.is_some() == (operand.value == Value::Bool(true))
    }

    fn wanted(&self, operand: &Node) -> String {
        let wanted =
            if operand.value == Value::Bool(true) { "any value" } else { "nothing: the key is not to be there" };
        wanted.to_owned()
    }
}

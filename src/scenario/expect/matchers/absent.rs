//! `absent`: a key that is not there.

use serde_json::Value as Json;

use super::Matcher;
use crate::tree::{Decode as _, Decoding, Node, Schemas, Value};

pub(super) struct Absent;

impl Matcher for Absent {
    fn word(&self) -> &'static str {
        "absent"
    }

    fn about(&self) -> &'static str {
        "The key is not there."
    }

    fn schema(&self) -> Json {
        bool::schema(&mut Schemas::with_templates())
    }

    fn check(&self, operand: &Node, cx: &mut Decoding<'_>) {
        let _ = bool::decode(operand, cx);
    }

    fn holds(&self, operand: &Node, got: Option<&Json>) -> bool {
        got.is_none() == (operand.value == Value::Bool(true))
    }

    fn wanted(&self, operand: &Node) -> String {
        let wanted =
            if operand.value == Value::Bool(true) { "nothing: the key is not to be there" } else { "any value" };
        wanted.to_owned()
    }
}

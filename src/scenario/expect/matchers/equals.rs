//! `equals`: exactly this value, with no more keys than these, and no matchers in it.

use serde_json::Value as Json;

use super::Matcher;
use crate::scenario::expect::compare::{equal, json};
use crate::tree::{Decode as _, Decoding, Node};

pub(super) struct Equals;

impl Matcher for Equals {
    fn word(&self) -> &'static str {
        "equals"
    }

    fn about(&self) -> &'static str {
        "Exactly this value: objects have these keys and no others, and words such as `any` in it are keys like any other."
    }

    fn schema(&self) -> Json {
        Json::Bool(true)
    }

    fn check(&self, operand: &Node, cx: &mut Decoding<'_>) {
        let _ = Json::decode(operand, cx);
    }

    fn holds(&self, operand: &Node, got: Option<&Json>) -> bool {
        got.is_some_and(|got| equal(&operand.to_json(), got))
    }

    fn wanted(&self, operand: &Node) -> String {
        format!("exactly {}", json(operand))
    }
}

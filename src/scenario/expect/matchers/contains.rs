//! `contains`: a text with this text in it, or a list with this item in it.

use serde_json::Value as Json;

use super::Matcher;
use crate::scenario::expect::compare::{fits, json};
use crate::tree::{Decoding, Node};

pub(super) struct Contains;

impl Matcher for Contains {
    fn word(&self) -> &'static str {
        "contains"
    }

    fn about(&self) -> &'static str {
        "A text with this text in it, or a list with an item that fits."
    }

    fn schema(&self) -> Json {
        crate::scenario::expect::schema_reference()
    }

    fn check(&self, operand: &Node, cx: &mut Decoding<'_>) {
        crate::scenario::expect::check(operand, cx);
    }

    fn holds(&self, operand: &Node, got: Option<&Json>) -> bool {
        match (got, operand.as_text()) {
            (Some(Json::String(text)), Some(part)) => text.contains(part),
            (Some(Json::Array(items)), _) => items.iter().any(|item| fits(operand, item)),
            _ => false,
        }
    }

    fn wanted(&self, operand: &Node) -> String {
        format!("what contains {}", json(operand))
    }
}

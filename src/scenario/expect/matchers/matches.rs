//! `matches`: a text that a regular expression finds something in.

use serde_json::Value as Json;

use super::Matcher;
use crate::tree::{Decode as _, Decoding, Node, Pattern};

pub(super) struct Matches;

impl Matcher for Matches {
    fn word(&self) -> &'static str {
        "matches"
    }

    fn about(&self) -> &'static str {
        "A text in which the regular expression finds something; `^` and `$` tie it to the whole."
    }

    fn schema(&self) -> Json {
        serde_json::json!({ "type": "string", "format": "regex" })
    }

    fn check(&self, operand: &Node, cx: &mut Decoding<'_>) {
        let _ = Pattern::decode(operand, cx);
    }

    fn holds(&self, operand: &Node, got: Option<&Json>) -> bool {
        let pattern = operand.as_text().and_then(|text| Pattern::parse(text).ok());
        let text = got.and_then(Json::as_str);
        pattern.zip(text).is_some_and(|(pattern, text)| pattern.is_match(text))
    }

    fn wanted(&self, operand: &Node) -> String {
        format!("a text that matches /{}/", operand.as_text().unwrap_or_default())
    }
}

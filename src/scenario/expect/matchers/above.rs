//! `above`: a number or a duration that is greater.

use std::cmp::Ordering;

use serde_json::Value as Json;

use super::{Matcher, order};
use crate::scenario::expect::compare::json;
use crate::tree::{Decoding, Node};

pub(super) struct Above;

impl Matcher for Above {
    fn word(&self) -> &'static str {
        "above"
    }

    fn about(&self) -> &'static str {
        "A number or a duration that is greater."
    }

    fn schema(&self) -> Json {
        order::schema()
    }

    fn check(&self, operand: &Node, cx: &mut Decoding<'_>) {
        order::check(operand, cx);
    }

    fn holds(&self, operand: &Node, got: Option<&Json>) -> bool {
        got.and_then(|got| order::compare(got, operand)) == Some(Ordering::Greater)
    }

    fn wanted(&self, operand: &Node) -> String {
        format!("more than {}", json(operand))
    }
}

//! `skip`: a scenario that is not played, and why.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};

use crate::diag::{Code, Diagnostic};
use crate::tree::{Decode, Decoding, Node, Schemas, record};

record! {
    /// A scenario that is played only where there is what it needs.
    struct Conditional {
        /// Why it is not played otherwise.
        reason: String,
        /// Variables of the environment: it is played if all of them are set.
        without: Vec<String>,
    }
}

/// Why a scenario is not played, and when.
#[derive(Debug, Clone)]
pub struct Skip {
    reason: String,
    /// It is skipped only if one of these is not set; always, if there are none.
    without: Vec<String>,
}

impl Skip {
    /// The reason, if the scenario is skipped in this environment.
    pub fn reason(&self, environment: &BTreeMap<String, String>) -> Option<String> {
        let missing: Vec<_> = self.without.iter().filter(|name| !environment.contains_key(*name)).collect();
        match missing.first() {
            None if self.without.is_empty() => Some(self.reason.clone()),
            None => None,
            Some(name) => Some(format!("{} ({name} is not set)", self.reason)),
        }
    }
}

impl Decode for Skip {
    fn decode(node: &Node, cx: &mut Decoding<'_>) -> Option<Self> {
        let skip = match node.as_text() {
            Some(reason) => Self { reason: reason.to_owned(), without: Vec::new() },
            None if node.as_map().is_some() => {
                let Conditional { reason, without } = Conditional::decode(node, cx)?;
                if without.is_empty() {
                    let place = node.get("without").map_or_else(|| node.place(), Node::place);
                    cx.report(Diagnostic::error(Code::BadValue, place, "no variable is named"));
                    return None;
                }
                Self { reason, without }
            }
            None => return cx.wrong_type(node, "a reason, or a map with reason and without"),
        };
        if skip.reason.trim().is_empty() {
            let problem = Diagnostic::error(Code::BadValue, node.place(), "a scenario is not skipped without a reason");
            cx.report(problem.help("say why, for whoever wonders: skip: the partner's server has no such route yet"));
            return None;
        }
        Some(skip)
    }

    fn schema(schemas: &mut Schemas) -> Json {
        let conditional = Conditional::schema(schemas);
        json!({ "anyOf": [{ "type": "string", "pattern": r"\S" }, conditional] })
    }
}

//! `parallel`: several branches of steps that go on at the same time.

use serde_json::{Value as Json, json};

use crate::diag::{Code, Diagnostic};
use crate::scenario::schema::Steps;
use crate::scenario::step::{Course, Held, Holding, Step, StepKind};
use crate::tree::{Decode as _, Decoding, Node, Schemas, Value};

/// The most branches.
pub(super) const MOST_BRANCHES: usize = 256;

pub(super) struct Parallel;

impl StepKind for Parallel {
    fn key(&self) -> &'static str {
        "parallel"
    }

    fn about(&self) -> &'static str {
        "Branches of steps go on at the same time: a map of them, each with its name, or a list. It has come to its end when all of them have; when one fails, the others are stopped. What came of it: took."
    }

    fn decode(&self, node: &Node, cx: &mut Decoding<'_>) -> Option<Box<dyn Step>> {
        match &node.value {
            // What is left of the value without its branches.
            Value::Null => Some(Box::new(Course::AtOnce)),
            _ => cx.wrong_type(node, "a map or a list of branches"),
        }
    }

    fn schema(&self, schemas: &mut Schemas) -> Json {
        let steps = Steps::schema(schemas);
        json!({ "anyOf": [
            { "type": "object", "additionalProperties": steps, "minProperties": 2, "maxProperties": MOST_BRANCHES,
              "description": "Branches with names, each a list of steps." },
            { "type": "array", "minItems": 2, "maxItems": MOST_BRANCHES, "description": "Branches: each a step, or a list of steps.",
              "items": { "anyOf": [steps, Steps::one()] } },
        ] })
    }

    fn holds<'n>(&self, node: &'n Node, cx: &mut Decoding<'_>) -> Option<Holding<'n>> {
        let branches: Vec<(String, &Node)> = match &node.value {
            Value::Map(map) => map.iter().map(|(name, entry)| (name.to_owned(), &entry.value)).collect(),
            Value::List(items) => items.iter().enumerate().map(|(at, item)| ((at + 1).to_string(), item)).collect(),
            _ => return None,
        };
        if branches.len() < 2 {
            let message = match branches.len() {
                0 => "there is no branch",
                _ => "one branch alone has nothing to go on beside",
            };
            let problem = Diagnostic::error(Code::BadValue, node.place(), message);
            cx.report(problem.help("write at least two branches: parallel: { one: [...], other: [...] }"));
        } else if branches.len() > MOST_BRANCHES {
            let message = format!("there are {} branches, and at most {MOST_BRANCHES} are possible", branches.len());
            cx.report(Diagnostic::error(Code::Limit, node.place(), message));
            return Some(Holding { head: Node::new(node.place(), Value::Null), branches: Vec::new() });
        }
        let branches = branches
            .into_iter()
            .map(|(name, branch)| {
                let steps = match &branch.value {
                    Value::List(steps) => steps.iter().collect(),
                    Value::Map(_) if matches!(node.value, Value::List(_)) => vec![branch],
                    _ => cx.wrong_type(branch, "a list of steps").unwrap_or_default(),
                };
                Held { name, steps, gives: Vec::new() }
            })
            .collect();
        Some(Holding { head: Node::new(node.place(), Value::Null), branches })
    }
}

//! `repeat`: steps that are played again and again.

use serde_json::{Value as Json, json};

use crate::diag::{Code, Diagnostic, quoted};
use crate::scenario::capture;
use crate::scenario::schema::Steps;
use crate::scenario::step::{Course, Held, Holding, Step, StepKind};
use crate::tree::{Decode as _, Decoding, Duration, Node, Schemas, Spanned, Value, record};

/// The name under which the steps find the number of the turn if no other was chosen.
const INDEX: &str = "index";

/// The most turns.
pub(super) const MOST_TURNS: u32 = 1_000_000;

pub(super) struct Repeat;

record! {
    /// Steps that are played again and again.
    struct Turns {
        /// How often, at most a million times.
        times: Spanned<u32>,
        /// The name under which the steps find the number of the turn, counted from 1.
        index: Spanned<String> as "as" = Spanned::made(INDEX.to_owned()),
        /// How long after the beginning of one turn the next one begins, in the world's time. Without it: at once.
        every: Duration = Duration::default(),
        /// What is played in each turn.
        steps: Steps,
    }
}

impl StepKind for Repeat {
    fn key(&self) -> &'static str {
        "repeat"
    }

    fn about(&self) -> &'static str {
        "Its `steps` are played so many `times`; `${index}` stands for the number of the turn, or another name that `as` says. What came of it: times and took."
    }

    fn decode(&self, node: &Node, cx: &mut Decoding<'_>) -> Option<Box<dyn Step>> {
        let turns = Turns::decode(node, cx)?;
        let times = turns.times.value;
        if times > MOST_TURNS {
            let message = format!("{times} turns are more than the {MOST_TURNS} that are possible");
            cx.report(Diagnostic::error(Code::OutOfRange, turns.times.span.clone(), message));
            return None;
        }
        if times == 0 && !node.get("times").is_some_and(|typed| cx.is_open(typed)) {
            let problem =
                Diagnostic::warning(Code::Unreachable, turns.times.span.clone(), "its steps are never played");
            cx.report(problem.help("say how often, or take the step away"));
        }
        if !capture::is_name(&turns.index) {
            let message = format!("{} cannot be the name of a value", quoted(&turns.index));
            let problem = Diagnostic::error(Code::BadValue, turns.index.span.clone(), message);
            cx.report(problem.help("begin with a letter, then use letters, digits, '-' and '_'"));
            return None;
        }
        Some(Box::new(Course::Again { times, index: turns.index.value, every: turns.every }))
    }

    fn schema(&self, schemas: &mut Schemas) -> Json {
        json!({
            "allOf": [Turns::schema(schemas)],
            "properties": {
                "times": { "anyOf": [{ "type": "integer", "minimum": 1, "maximum": MOST_TURNS }, { "type": "string" }] },
                "as": { "pattern": crate::scenario::schema::NAME },
                "steps": { "minItems": 1 },
            },
        })
    }

    fn holds<'n>(&self, node: &'n Node, cx: &mut Decoding<'_>) -> Option<Holding<'n>> {
        let map = node.as_map()?;
        let held = map.entry("steps")?;
        let steps = match held.value.as_list() {
            Some([]) => {
                let message = "there is nothing to repeat";
                cx.report(Diagnostic::error(Code::BadValue, held.value.place(), message));
                Vec::new()
            }
            Some(steps) => steps.iter().collect(),
            None => cx.wrong_type(&held.value, "a list of steps").unwrap_or_default(),
        };
        let index = map.get("as").and_then(Node::as_text).unwrap_or(INDEX).to_owned();
        let mut head = map.clone();
        head.set("steps".to_owned(), Node::new(held.value.place(), Value::Null));
        let held = Held { name: String::new(), steps, gives: vec![index] };
        Some(Holding { head: Node::new(node.span.clone(), Value::Map(head)), branches: vec![held] })
    }
}

impl Step for Course {
    fn course(&self) -> Option<Course> {
        Some(self.clone())
    }
}

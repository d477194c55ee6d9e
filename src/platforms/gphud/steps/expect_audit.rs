//! `expect-audit`: the audit of an instance must have rows like this.

use async_trait::async_trait;
use serde_json::{Value as Json, json};

use super::people::instance;
use crate::diag::suggest::suggestion;
use crate::diag::{Code, Diagnostic, Span, quoted};
use crate::platforms::gphud::experience::automatic;
use crate::platforms::gphud::fixture::export::audit_of;
use crate::platforms::gphud::state::State;
use crate::scenario::expect::{self, Difference, Mismatch};
use crate::scenario::step::{CouldNot, Played, Stage, Step, StepKind};
use crate::tree::{Decode as _, Decoding, Fields, Map, Node, Schemas, Value};

/// What a row says, by the words of fixtures and snapshots.
const KEYS: [&str; 14] = [
    "at",
    "avatar",
    "change",
    "character",
    "item",
    "new",
    "note",
    "old",
    "source-developer",
    "source-location",
    "source-name",
    "source-region",
    "target-avatar",
    "target-character",
];

/// `expect-audit: { change: Pool Add, target-character: test989 }`.
pub(super) struct ExpectAudit;

/// What is expected of the audit.
struct Expected {
    place: Span,
    instance: Option<String>,
    count: Option<Node>,
    row: Node,
}

impl StepKind for ExpectAudit {
    fn key(&self) -> &'static str {
        "expect-audit"
    }

    fn about(&self) -> &'static str {
        "GPHUD's audit must have a row like this, as often as `count` says: change, item, old, new, note, who, to whom, through what."
    }

    fn decode(&self, node: &Node, cx: &mut Decoding<'_>) -> Option<Box<dyn Step>> {
        let mut fields = Fields::of(node, cx)?;
        let instance = fields.take("instance", cx);
        let count = fields.node("count").cloned();
        count.iter().for_each(|count| expect::check(count, cx));
        let before = cx.errors();
        let mut row = Map::new();
        for (key, entry) in fields.rest(cx) {
            if !KEYS.contains(&key) {
                let message = format!("a row of the audit has nothing named {}", quoted(key));
                let problem = Diagnostic::error(Code::UnknownKey, entry.key.clone(), message);
                let known = format!("possible are: {}, and instance and count", KEYS.join(", "));
                cx.report(problem.help(suggestion(key, KEYS).unwrap_or(known)));
            }
            expect::check(&entry.value, cx);
            // Keys are unique in what is a map already.
            let _ = row.insert(key.to_owned(), entry.key.clone(), entry.value.clone());
        }
        let instance = instance?;
        if cx.errors() > before {
            return None;
        }
        let row = Node::new(node.span.clone(), Value::Map(row));
        Some(Box::new(Expected { place: node.place(), instance, count, row }))
    }

    fn schema(&self, schemas: &mut Schemas) -> Json {
        let mut properties = serde_json::Map::new();
        for key in KEYS {
            properties.insert(key.to_owned(), json!({ "description": "What the row says, or a matcher." }));
        }
        properties.insert("instance".to_owned(), String::schema(schemas));
        properties.insert("count".to_owned(), json!({ "description": "How often: a number, or a matcher." }));
        json!({ "type": "object", "properties": properties, "additionalProperties": false })
    }
}

#[async_trait]
impl Step for Expected {
    async fn play(&self, stage: &Stage) -> Result<Played, CouldNot> {
        automatic::pass(&stage.world);
        let (rows, dropped) = {
            let database = stage.world.state::<State>().lock();
            let instance = instance(&database, self.instance.as_deref())?;
            let row = database.instances.get(instance).ok_or_else(|| CouldNot::because("the instance is gone"))?;
            (audit_of(&database, row), row.audit.dropped())
        };
        let fitting: Vec<Json> =
            rows.iter().filter(|row| expect::compare(&self.row, row).is_empty()).cloned().collect();
        let at = |wanted: &str, got: String| Mismatch {
            difference: Difference { path: "count".to_owned(), wanted: wanted.to_owned(), got },
            place: self.place.clone(),
        };
        let mut unmet = match &self.count {
            Some(wanted) => expect::compare(wanted, &fitting.len().into()),
            None if fitting.is_empty() => {
                let newest =
                    rows.last().map_or_else(|| "no row at all".to_owned(), |row| format!("none; the newest is {row}"));
                vec![at("at least one such row", newest)]
            }
            None => Vec::new(),
        };
        for mismatch in &mut unmet {
            mismatch.difference.path = mismatch.difference.path.replacen('$', "count", 1);
        }
        if dropped > 0 && (self.count.is_some() || fitting.is_empty()) {
            unmet.push(at(
                "every row since the beginning",
                format!("the oldest {dropped} rows were dropped to make room"),
            ));
        }
        Ok(Played { unmet, ..Played::new(json!({ "count": fitting.len(), "rows": fitting })) })
    }
}

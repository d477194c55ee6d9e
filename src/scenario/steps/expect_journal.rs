//! `expect-journal`: what must have happened so far, or must happen within some time, however it came about.

use async_trait::async_trait;
use serde_json::{Value as Json, json};

use crate::diag::{Code, Diagnostic, Span, quoted};
use crate::journal::Journal;
use crate::scenario::entries::{Found, Picks};
use crate::scenario::expect::{self, Difference, Mismatch};
use crate::scenario::step::{CouldNot, Played, Stage, Step, StepKind};
use crate::tree::{Decode as _, Decoding, Duration, Fields, Node, Schemas};

pub(super) struct ExpectJournal {
    pub(super) platforms: Vec<&'static str>,
}

impl StepKind for ExpectJournal {
    fn key(&self) -> &'static str {
        "expect-journal"
    }

    fn about(&self) -> &'static str {
        "Something must have happened: a platform with the operation, `where` its entry is as described, as often as `count` says; or several such things in `order`; or nothing of it (`absent`). What came of it: count, entries and newest."
    }

    fn decode(&self, node: &Node, cx: &mut Decoding<'_>) -> Option<Box<dyn Step>> {
        let mut fields = Fields::of(node, cx)?;
        let picks = Picks::take(&mut fields, &self.platforms, cx);
        let order = fields.entry("order");
        let count = fields.entry("count");
        let absent = fields.entry("absent");
        let within = fields.take_or("within", cx, Duration::default);
        let since = fields.take_or("since", cx, || 0);
        let ordered = order.map(|order| self.order(&order.value, cx));
        count.iter().for_each(|count| expect::check(&count.value, cx));
        let is_absent = absent.map_or(Some(false), |absent| bool::decode(&absent.value, cx));
        if let (Some(absent), Some(count)) = (absent, count) {
            let message = "'absent' and 'count' exclude each other";
            let problem = Diagnostic::error(Code::ConflictingKeys, absent.key.clone(), message);
            cx.report(problem.also(count.key.clone(), "one of them is enough"));
            return None;
        }
        let own = |key: &str| key != "order" && key != "within" && key != "since";
        let other = node.as_map().and_then(|map| map.iter().find(|(key, _)| own(key)));
        if let (Some(order), Some((name, other))) = (order, other) {
            fields.finish(cx)?;
            let message = format!("'order' and {} exclude each other", quoted(name));
            let problem = Diagnostic::error(Code::ConflictingKeys, other.key.clone(), message);
            cx.report(problem.also(order.key.clone(), "each item of the order says what it is like itself"));
            return None;
        }
        fields.finish(cx)?;
        let wanted = match ordered {
            Some(order) => Wanted::Order(order?),
            None if is_absent? => Wanted::Count(picks?, Some(Node::from_json(&0.into(), &node.place()))),
            None => Wanted::Count(picks?, count.map(|count| count.value.clone())),
        };
        Some(Box::new(Happened { place: node.place(), wanted, within: within?, since: since? }))
    }

    fn schema(&self, schemas: &mut Schemas) -> Json {
        let mut properties = Picks::properties(&self.platforms);
        let item = json!({ "type": "object", "properties": properties.clone(), "additionalProperties": false });
        properties["count"] = json!({
            "description": "How often: a number, or a matcher. Without it: at least once.",
            "allOf": [expect::schema_reference()],
        });
        properties["absent"] = json!({ "description": "It must not have happened: as count: 0.", "type": "boolean" });
        let mut times = json!({});
        times["within"] = crate::tree::schema::property(
            Duration::schema(schemas),
            "How long it may take, in the world's time. What is as expected from the beginning must stay so for all of it.",
            None,
        );
        times["since"] = crate::tree::schema::property(
            u64::schema(schemas),
            "Only what comes after the entry with this number: the `newest` of an earlier step.",
            None,
        );
        let mut order = times.clone();
        order["order"] = json!({
            "description": "Entries that must have come one after the other; others may lie between them.",
            "type": "array", "items": item, "minItems": 1,
        });
        for (key, value) in times.as_object().into_iter().flatten() {
            properties[key] = value.clone();
        }
        json!({ "anyOf": [
            { "type": "object", "properties": properties, "additionalProperties": false,
              "not": { "required": ["absent", "count"] } },
            { "type": "object", "properties": order, "required": ["order"], "additionalProperties": false },
        ] })
    }
}

impl ExpectJournal {
    fn order(&self, node: &Node, cx: &mut Decoding<'_>) -> Option<Vec<Picks>> {
        let Some(items) = node.as_list() else { return cx.wrong_type(node, "a list") };
        if items.is_empty() {
            cx.report(Diagnostic::error(Code::BadValue, node.place(), "an order of nothing expects nothing"));
            return None;
        }
        let picks: Vec<_> = items.iter().map(|item| Picks::decode(item, &self.platforms, cx)).collect();
        picks.into_iter().collect()
    }
}

enum Wanted {
    /// So many entries, or at least one.
    Count(Picks, Option<Node>),
    /// One entry for each, in this order.
    Order(Vec<Picks>),
}

struct Happened {
    place: Span,
    wanted: Wanted,
    within: Duration,
    since: u64,
}

impl Happened {
    fn unmet(&self, found: &Found<'_>, journal: &Journal) -> Vec<Mismatch> {
        let at = |path: &str, wanted: String, got: String| Mismatch {
            difference: Difference { path: path.to_owned(), wanted, got },
            place: self.place.clone(),
        };
        let mut unmet = match &self.wanted {
            Wanted::Count(_, Some(wanted)) => expect::compare(wanted, &found.count.into()),
            Wanted::Count(_, None) if found.count == 0 => {
                vec![at("$", "at least one such entry".into(), "none".into())]
            }
            Wanted::Order(order) if found.count < order.len() => {
                let wanted = match found.count {
                    0 => "an entry like this".to_owned(),
                    some => format!("an entry like this after number {}", number_of(found.entries.get(some - 1))),
                };
                let mut unmet = at(&format!("order[{}]", found.count), wanted, "none".into());
                unmet.place = order[found.count].place.clone();
                vec![unmet]
            }
            _ => Vec::new(),
        };
        if let Wanted::Count(..) = self.wanted {
            for mismatch in &mut unmet {
                mismatch.difference.path = mismatch.difference.path.replacen('$', "count", 1);
            }
        }
        // One that was found is enough unless they are counted.
        let is_counted = matches!(self.wanted, Wanted::Count(_, Some(_)));
        if let Some(got) = found.evicted(journal).filter(|_| is_counted || !unmet.is_empty()) {
            unmet.push(at("journal", "every entry since the beginning".to_owned(), got));
        }
        unmet
    }

    /// Whether what is wanted is there before anything has happened, so that it must stay there.
    fn must_stay(&self) -> bool {
        matches!(&self.wanted, Wanted::Count(_, Some(wanted)) if expect::compare(wanted, &0.into()).is_empty())
    }
}

fn number_of(entry: Option<&Json>) -> String {
    entry.and_then(|entry| entry.get("seq")).map(Json::to_string).unwrap_or_default()
}

#[async_trait]
impl Step for Happened {
    async fn play(&self, stage: &Stage) -> Result<Played, CouldNot> {
        let journal = stage.world.journal();
        let mut found = match &self.wanted {
            Wanted::Count(picks, _) => Found::counting(picks, self.since),
            Wanted::Order(order) => Found::in_order(order, self.since),
        };
        found.look(journal);
        if !self.within.is_zero() {
            let watching = async {
                while self.unmet(&found, journal).is_empty() == self.must_stay() {
                    found.more(journal).await;
                    found.look(journal);
                }
            };
            // Whether it came to its end or the time was up is seen from what was found.
            let _ = stage.world.clock().patience(*self.within, watching).await;
        }
        let mut unmet = self.unmet(&found, journal);
        if !self.within.is_zero() {
            for mismatch in &mut unmet {
                mismatch.difference.wanted += &format!(" within {}", self.within);
            }
        }
        let value = json!({ "count": found.count, "entries": found.entries, "newest": found.newest() });
        Ok(Played { unmet, ..Played::new(value) })
    }
}

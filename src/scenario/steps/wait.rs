//! `wait`: the scenario goes on when something has happened, or when some time has passed.

use std::time::Duration as StdDuration;

use async_trait::async_trait;
use serde_json::{Value as Json, json};

use crate::diag::{Code, Diagnostic, Span};
use crate::scenario::entries::{Found, Picks};
use crate::scenario::expect::{Difference, Mismatch};
use crate::scenario::step::{CouldNot, Played, Stage, Step, StepKind};
use crate::tree::{Decode as _, Decoding, Duration, Fields, Node, Schemas, Value};

/// How long is waited for what is not said to be waited for for so long.
const USUAL: Duration = Duration(StdDuration::from_secs(30));

pub(super) struct Wait {
    pub(super) platforms: Vec<&'static str>,
}

impl StepKind for Wait {
    fn key(&self) -> &'static str {
        "wait"
    }

    fn about(&self) -> &'static str {
        "Goes on when something has happened: `for` says what, `count` how often (once without it), `within` how long is waited (30 s without it). Or when some time has passed by itself: `wait: 500ms`. What came of it: count, entries, newest and took."
    }

    fn decode(&self, node: &Node, cx: &mut Decoding<'_>) -> Option<Box<dyn Step>> {
        if !matches!(node.value, Value::Map(_)) {
            let pause = Duration::decode(node, cx)?;
            if pause.is_zero() && !cx.is_open(node) {
                let problem = Diagnostic::warning(Code::Unreachable, node.place(), "this waits for nothing");
                cx.report(problem.help("say how long, or with 'for' what for"));
            }
            return Some(Box::new(Pause(pause)));
        }
        let mut fields = Fields::of(node, cx)?;
        let awaited = fields.entry("for");
        let count = fields.entry("count");
        let within = fields.take_or("within", cx, || USUAL);
        let since = fields.take_or("since", cx, || 0);
        let picks = awaited.map(|awaited| (awaited, Picks::decode(&awaited.value, &self.platforms, cx)));
        let number = count.map_or(Some(1), |count| u32::decode(&count.value, cx));
        fields.finish(cx)?;
        let before = cx.errors();
        match &picks {
            None => {
                let message = "it is not said what is waited for";
                let problem = Diagnostic::error(Code::MissingKey, node.place(), message).label("'for' belongs here");
                cx.report(problem.help("write wait: { for: { PLATFORM: OPERATION }, within: 30s }, or wait: 5s"));
            }
            Some((awaited, Some(picks))) if picks.is_anything() && !cx.is_open(&awaited.value) => {
                let message = "everything that happens fits this, so it waits for nothing in particular";
                let problem = Diagnostic::error(Code::MissingKey, awaited.value.place(), message);
                cx.report(problem.help("name a platform and an operation, or say with 'where' what it is like"));
            }
            Some(_) => {}
        }
        if let (Some(0), Some(count)) = (number, count)
            && !cx.is_open(&count.value)
        {
            let problem = Diagnostic::error(Code::BadValue, count.value.place(), "no step can wait for nothing");
            cx.report(
                problem.help("expect-journal with absent: true and within expects that something does not happen"),
            );
        }
        let (_, picks) = picks?;
        let awaited = Awaited { place: node.place(), picks: picks?, count: number?, within: within?, since: since? };
        (cx.errors() == before).then(|| Box::new(awaited) as Box<dyn Step>)
    }

    fn schema(&self, schemas: &mut Schemas) -> Json {
        let picks = json!({
            "type": "object", "properties": Picks::properties(&self.platforms), "additionalProperties": false, "minProperties": 1,
        });
        let property = crate::tree::schema::property;
        let mut count = u32::schema(schemas);
        if let Some(Json::Object(number)) = count.get_mut("anyOf").and_then(|any| any.get_mut(0)) {
            number.insert("minimum".to_owned(), 1.into());
        }
        let properties = json!({
            "for": property(picks, "What is waited for.", None),
            "count": property(count, "How many entries like this there must be.", Some(1.into())),
            "within": property(Duration::schema(schemas), "How long is waited, in the world's time.", Some("30s".into())),
            "since": property(u64::schema(schemas), "Only what comes after the entry with this number counts: the `newest` of an earlier step.", None),
        });
        let pause = property(Duration::schema(schemas), "So much time passes by itself.", None);
        json!({ "anyOf": [
            { "type": "object", "properties": properties, "required": ["for"], "additionalProperties": false },
            pause,
        ] })
    }
}

struct Pause(Duration);

#[async_trait]
impl Step for Pause {
    async fn play(&self, stage: &Stage) -> Result<Played, CouldNot> {
        stage.world.clock().pause(*self.0).await;
        Ok(Played::new(json!({ "took": self.0 })))
    }
}

struct Awaited {
    place: Span,
    picks: Picks,
    count: u32,
    within: Duration,
    since: u64,
}

#[async_trait]
impl Step for Awaited {
    async fn play(&self, stage: &Stage) -> Result<Played, CouldNot> {
        let (clock, journal) = (stage.world.clock(), stage.world.journal());
        let wanted = self.count as usize;
        let begin = clock.now();
        let mut found = Found::counting(&self.picks, self.since);
        found.look(journal);
        let watching = async {
            while found.count < wanted {
                found.more(journal).await;
                found.look(journal);
            }
        };
        let is_there = clock.patience(*self.within, watching).await.is_ok();
        let took = Duration(clock.since(begin));
        let mut unmet = Vec::new();
        if !is_there {
            let at = |path: &str, wanted: String, got: String| Mismatch {
                difference: Difference { path: path.to_owned(), wanted, got },
                place: self.place.clone(),
            };
            unmet.push(at("count", format!("{wanted} within {}", self.within), found.count.to_string()));
            unmet.extend(
                found.evicted(journal).map(|got| at("journal", "every entry since the beginning".to_owned(), got)),
            );
        }
        let value = json!({ "count": found.count, "entries": found.entries, "newest": found.newest(), "took": took });
        Ok(Played { unmet, ..Played::new(value) })
    }
}

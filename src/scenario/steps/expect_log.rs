//! `expect-log`: what scripts have written into their log, so far or within some time.

use std::collections::VecDeque;
use std::time::Duration as StdDuration;

use async_trait::async_trait;
use serde_json::{Map as Object, Value as Json, json};

use crate::diag::{Code, Diagnostic, Span, quoted};
use crate::journal::exchange::Event;
use crate::journal::{Entry, Journal};
use crate::scenario::expect::{self, Difference, Mismatch};
use crate::scenario::step::{CouldNot, Played, Stage, Step, StepKind};
use crate::tree::{Decode as _, Decoding, Duration, Fields, Node, Schemas};

/// The kind of events that are lines of a log.
const LOG: &str = "log";

/// How long a line is waited for that does not say it.
const USUAL: Duration = Duration(StdDuration::from_secs(5));

/// The most lines that what came of the step shows.
const MOST_SHOWN: usize = 100;

/// How many of the last lines are told where the wanted one is not among them.
const MOST_TOLD: usize = 3;

pub(super) struct ExpectLog {
    pub(super) platforms: Vec<&'static str>,
}

impl StepKind for ExpectLog {
    fn key(&self) -> &'static str {
        "expect-log"
    }

    fn about(&self) -> &'static str {
        "A script must have written a line with this `text` and of this `level`, or write it within 5 s (`within`); `count` says how often, `absent` that it must not, `where` what else is known of the line. What came of it: count and lines."
    }

    fn decode(&self, node: &Node, cx: &mut Decoding<'_>) -> Option<Box<dyn Step>> {
        if node.as_text().is_some() {
            expect::check(node, cx);
            let line = Line { text: Some(node.clone()), ..Line::default() };
            return Some(Box::new(Written { place: node.place(), line, count: None, within: USUAL }));
        }
        let mut fields = Fields::of(node, cx)?;
        let before = cx.errors();
        let platform = fields.entry("platform").cloned();
        let line = Line {
            platform: platform.as_ref().and_then(|entry| entry.value.as_text().map(str::to_owned)),
            text: fields.node("text").cloned(),
            level: fields.node("level").cloned(),
            conditions: fields.node("where").cloned(),
        };
        let count = fields.node("count").cloned();
        let absent = fields.take_or("absent", cx, || false);
        let within = fields.take("within", cx);
        fields.finish(cx)?;
        if let Some(entry) = platform.filter(|entry| !cx.is_open(&entry.value)) {
            let name = entry.value.as_text().unwrap_or_default();
            if !self.platforms.contains(&name) {
                let known = self.platforms.iter().copied();
                cx.unknown_name(Code::UnknownName, &entry.value.place(), "a platform", name, known);
            }
        }
        for wanted in [&line.text, &line.level, &count].into_iter().flatten() {
            expect::check(wanted, cx);
        }
        if let Some(conditions) = &line.conditions {
            match conditions.as_map() {
                Some(map) => map.iter().for_each(|(_, entry)| expect::check(&entry.value, cx)),
                None => cx.wrong_type::<()>(conditions, "a map of what is known of a line").unwrap_or_default(),
            }
        }
        let is_absent = absent?;
        if is_absent && count.is_some() {
            let message = format!("{} and {} exclude each other", quoted("absent"), quoted("count"));
            cx.report(Diagnostic::error(Code::ConflictingKeys, node.place(), message));
        }
        let count = if is_absent { Some(Node::from_json(&0.into(), &node.place())) } else { count };
        let within: Option<Duration> = within?;
        // What must not have happened is looked for at once, unless it is said how long it must not.
        let usual = if is_absent { Duration::default() } else { USUAL };
        let written = Written { place: node.place(), line, count, within: within.unwrap_or(usual) };
        (cx.errors() == before).then(|| Box::new(written) as Box<dyn Step>)
    }

    fn schema(&self, schemas: &mut Schemas) -> Json {
        let expectation = |about: &str| json!({ "description": about, "allOf": [expect::schema_reference()] });
        json!({ "anyOf": [
            { "type": "string", "description": "The text of a line." },
            { "type": "object", "additionalProperties": false, "properties": {
                "platform": { "description": "Whose scripts.", "enum": self.platforms },
                "text": expectation("The text of the line."),
                "level": expectation("How grave it is: debug, info, warning, error, in the platform's own words."),
                "where": { "description": "What else is known of the line: item, script, at…", "type": "object",
                    "additionalProperties": expect::schema_reference() },
                "count": expectation("How often: a number, or a matcher. Without it: at least once."),
                "absent": { "description": "It must not have been written.", "type": "boolean" },
                "within": Duration::schema(schemas),
            } },
        ] })
    }
}

/// What a line must be like.
#[derive(Debug, Default)]
struct Line {
    platform: Option<String>,
    text: Option<Node>,
    level: Option<Node>,
    conditions: Option<Node>,
}

struct Written {
    place: Span,
    line: Line,
    count: Option<Node>,
    within: Duration,
}

/// A line as expectations see it.
fn shown(event: &Event) -> Json {
    let known = event.detail.as_object().cloned().unwrap_or_default();
    let first = |keys: &[&str]| keys.iter().find_map(|key| known.get(*key)).cloned().unwrap_or_default();
    let mut line = Object::new();
    line.insert("platform".to_owned(), event.platform.into());
    line.insert("text".to_owned(), first(&["message", "log"]));
    line.insert("level".to_owned(), first(&["level"]));
    line.insert("at".to_owned(), event.at.to_string().into());
    line.insert("known".to_owned(), Json::Object(known));
    Json::Object(line)
}

impl Line {
    fn fits(&self, line: &Json) -> bool {
        let holds = |wanted: &Node, value: Option<&Json>| expect::compare::compare_maybe(wanted, value).is_empty();
        let is = |wanted: &Option<Node>, key: &str| wanted.as_ref().is_none_or(|wanted| holds(wanted, line.get(key)));
        let conditions = self.conditions.as_ref().and_then(Node::as_map);
        self.platform.as_ref().is_none_or(|platform| line["platform"] == **platform)
            && is(&self.text, "text")
            && is(&self.level, "level")
            && conditions.is_none_or(|map| {
                map.iter().all(|(key, entry)| holds(&entry.value, line["known"].get(key).or_else(|| line.get(key))))
            })
    }
}

/// What was looked through so far. Each line is looked at once, however often one looks.
#[derive(Default)]
struct Seen {
    through: u64,
    count: usize,
    found: Vec<Json>,
    last: VecDeque<Json>,
}

impl Written {
    fn look(&self, journal: &Journal, seen: &mut Seen) {
        let is_line = |entry: &Entry| entry.event().is_some_and(|event| event.kind == LOG);
        let page = journal.after(seen.through, usize::MAX, is_line);
        seen.through = page.newest;
        for line in page.entries.iter().filter_map(|entry| entry.event()).map(shown) {
            seen.last.push_back(line["text"].clone());
            if seen.last.len() > MOST_TOLD {
                seen.last.pop_front();
            }
            if self.line.fits(&line) {
                seen.count += 1;
                if seen.found.len() < MOST_SHOWN {
                    seen.found.push(line);
                }
            }
        }
    }

    fn unmet(&self, journal: &Journal, seen: &Seen) -> Vec<Mismatch> {
        let at = |path: &str, wanted: String, got: String| Mismatch {
            difference: Difference { path: path.to_owned(), wanted, got },
            place: self.place.clone(),
        };
        let mut unmet = match &self.count {
            Some(wanted) => expect::compare(wanted, &seen.count.into()),
            None if seen.count == 0 => {
                let last = seen.last.iter().map(Json::to_string).collect::<Vec<_>>().join(", ");
                let got =
                    if last.is_empty() { "no line at all".to_owned() } else { format!("none; the last lines: {last}") };
                vec![at("$", "such a line".to_owned(), got)]
            }
            None => Vec::new(),
        };
        for mismatch in unmet.iter_mut().filter(|_| self.count.is_some()) {
            mismatch.difference.path = mismatch.difference.path.replacen('$', "count", 1);
        }
        let evicted = journal.evicted().entries;
        if evicted > 0 && (self.count.is_some() || !unmet.is_empty()) {
            let got =
                format!("the oldest {evicted} entries were evicted: at most {} are kept", journal.limits().entries);
            unmet.push(at("journal", "every line since the beginning".to_owned(), got));
        }
        unmet
    }

    /// Whether what is wanted is there before anything was written, so that it must stay so.
    fn must_stay(&self) -> bool {
        self.count.as_ref().is_some_and(|wanted| expect::compare(wanted, &0.into()).is_empty())
    }
}

#[async_trait]
impl Step for Written {
    async fn play(&self, stage: &Stage) -> Result<Played, CouldNot> {
        let journal = stage.world.journal();
        let mut seen = Seen::default();
        self.look(journal, &mut seen);
        if !self.within.is_zero() {
            let watching = async {
                while self.unmet(journal, &seen).is_empty() == self.must_stay() {
                    journal.wait_after(seen.through, 1, |_| true).await;
                    self.look(journal, &mut seen);
                }
            };
            // Whether it came to its end or the time was up is seen from what was found.
            let _ = stage.world.clock().patience(*self.within, watching).await;
        }
        let mut unmet = self.unmet(journal, &seen);
        if !self.within.is_zero() {
            for mismatch in &mut unmet {
                mismatch.difference.wanted += &format!(" within {}", self.within);
            }
        }
        let value = json!({ "count": seen.count, "lines": seen.found });
        Ok(Played { unmet, ..Played::new(value) })
    }
}

//! `expect-journal`: what must have happened so far, however it came about.

use async_trait::async_trait;
use serde_json::{Value as Json, json};

use crate::diag::suggest::suggestion;
use crate::diag::{Code, Diagnostic, Span, quoted};
use crate::journal::Journal;
use crate::scenario::expect::{self, Difference, Mismatch};
use crate::scenario::step::{CouldNot, Played, Stage, Step, StepKind};
use crate::scenario::view;
use crate::tree::{Decoding, Fields, Node, Schemas};

/// The name of what happened without a platform: requests that no platform answers, and those of `http` steps.
const NOBODY: &str = "backlot";

/// The most entries that what came of the step shows.
const MOST_SHOWN: usize = 100;

pub(super) struct ExpectJournal {
    pub(super) platforms: Vec<&'static str>,
}

impl StepKind for ExpectJournal {
    fn key(&self) -> &'static str {
        "expect-journal"
    }

    fn about(&self) -> &'static str {
        "Something must have happened: a platform with the operation, `where` its entry is as described, as often as `count` says."
    }

    fn decode(&self, node: &Node, cx: &mut Decoding<'_>) -> Option<Box<dyn Step>> {
        let mut fields = Fields::of(node, cx)?;
        let mut operations = Vec::new();
        for name in self.names() {
            operations.extend(fields.entry(name).map(|entry| (name, entry)));
        }
        let conditions = conditions(fields.node("where"), cx);
        let count = fields.node("count").cloned();
        count.iter().for_each(|count| expect::check(count, cx));
        fields.finish(cx)?;
        let mut operations = operations.into_iter();
        let first = operations.next();
        if let (Some((first, at)), Some((second, other))) = (first, operations.next()) {
            let message =
                format!("an entry is of one platform, and these are {} and {}", quoted(first), quoted(second));
            let problem = Diagnostic::error(Code::ConflictingKeys, other.key.clone(), message);
            cx.report(problem.also(at.key.clone(), "the other"));
            return None;
        }
        first.iter().for_each(|(_, entry)| expect::check(&entry.value, cx));
        let operation = first.map(|(name, entry)| (name, entry.value.clone()));
        Some(Box::new(Happened { place: node.place(), operation, conditions: conditions?, count }))
    }

    fn schema(&self, _: &mut Schemas) -> Json {
        let mut properties = json!({
            "where": { "type": "object", "description": "What the entry is like: paths such as request.reason, and what is expected there." },
            "count": { "description": "How often: a number, or a matcher. Without it: at least once." },
        });
        for name in self.names() {
            properties[name] = json!({ "description": "What was asked of it, in its own words." });
        }
        json!({ "type": "object", "properties": properties, "additionalProperties": false })
    }
}

impl ExpectJournal {
    fn names(&self) -> impl Iterator<Item = &'static str> + Clone {
        self.platforms.iter().copied().chain([NOBODY])
    }
}

/// What one place of an entry must be like.
struct Condition {
    /// `request.reason`, taken apart.
    path: Vec<String>,
    wanted: Node,
}

/// The first words of the paths that there are.
const KEYS: [&str; 17] = [
    "at",
    "checks",
    "detail",
    "direction",
    "event",
    "failure",
    "faults",
    "method",
    "operation",
    "outcome",
    "request",
    "response",
    "seq",
    "status",
    "summary",
    "target",
    "took",
];

fn conditions(node: Option<&Node>, cx: &mut Decoding<'_>) -> Option<Vec<Condition>> {
    let Some(node) = node else { return Some(Vec::new()) };
    let Some(map) = node.as_map() else { return cx.wrong_type(node, "a map of paths and what is expected there") };
    let before = cx.errors();
    let list = map
        .iter()
        .map(|(path, entry)| {
            let path: Vec<_> = path.split('.').map(str::to_owned).collect();
            let first = path.first().map_or("", String::as_str);
            if !KEYS.contains(&first) {
                let message = format!("an entry of the journal has nothing named {}", quoted(first));
                let problem = Diagnostic::error(Code::UnknownName, entry.key.clone(), message);
                let known = format!("possible are: {}", KEYS.join(", "));
                cx.report(problem.help(suggestion(first, KEYS).unwrap_or(known)));
            }
            expect::check(&entry.value, cx);
            Condition { path, wanted: entry.value.clone() }
        })
        .collect();
    (cx.errors() == before).then_some(list)
}

struct Happened {
    place: Span,
    operation: Option<(&'static str, Node)>,
    conditions: Vec<Condition>,
    count: Option<Node>,
}

impl Happened {
    fn fits(&self, entry: &Json) -> bool {
        let is_of = |(platform, operation): &(&str, Node)| {
            let came = entry.get("operation").or_else(|| entry.get("event"));
            entry["platform"] == **platform && came.is_some_and(|came| expect::compare(operation, came).is_empty())
        };
        self.operation.as_ref().is_none_or(is_of) && self.conditions.iter().all(|condition| condition.holds(entry))
    }

    fn count(&self, journal: &Journal) -> (usize, Vec<Json>) {
        let page = journal.after(0, usize::MAX, |_| true);
        let mut found: Vec<_> =
            page.entries.iter().map(|entry| view::of(entry)).filter(|entry| self.fits(entry)).collect();
        let count = found.len();
        found.truncate(MOST_SHOWN);
        (count, found)
    }

    fn differences(&self, count: usize, journal: &Journal) -> Vec<Mismatch> {
        let evicted = journal.evicted().entries;
        let at = |path: &str, wanted: &str, got: String| Mismatch {
            difference: Difference { path: path.to_owned(), wanted: wanted.to_owned(), got },
            place: self.place.clone(),
        };
        let mut found = match &self.count {
            Some(wanted) => expect::compare(wanted, &count.into()),
            None if count == 0 => vec![at("$", "at least one such entry", "none".to_owned())],
            None => Vec::new(),
        };
        for mismatch in &mut found {
            mismatch.difference.path = mismatch.difference.path.replacen('$', "count", 1);
        }
        // One that was found is enough unless they are counted.
        if evicted > 0 && (self.count.is_some() || count == 0) {
            let limits = journal.limits();
            let got = format!(
                "the oldest {evicted} entries were evicted: at most {} entries and {} bytes are kept",
                limits.entries, limits.bytes
            );
            found.push(at("journal", "every entry since the beginning", got));
        }
        found
    }
}

impl Condition {
    fn holds(&self, entry: &Json) -> bool {
        let mut came = Some(entry);
        for name in &self.path {
            came = came.and_then(|value| match value {
                Json::Array(items) => name.parse().ok().and_then(|at: usize| items.get(at)),
                other => other.get(name),
            });
        }
        expect::compare::compare_maybe(&self.wanted, came).is_empty()
    }
}

#[async_trait]
impl Step for Happened {
    async fn play(&self, stage: &Stage) -> Result<Played, CouldNot> {
        let journal = stage.world.journal();
        let (count, entries) = self.count(journal);
        let unmet = self.differences(count, journal);
        Ok(Played { unmet, ..Played::new(json!({ "count": count, "entries": entries })) })
    }
}

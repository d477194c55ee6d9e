//! Entries of the journal that a step is interested in: how they are described, and which were found so far.

use serde_json::Value as Json;

use super::{expect, view};
use crate::diag::suggest::suggestion;
use crate::diag::{Code, Diagnostic, Span, quoted};
use crate::journal::{Entry, Journal};
use crate::tree::{Decoding, Fields, Node};

/// The name of what happened without a platform: requests that no platform answers, and those of `http` steps.
const NOBODY: &str = "backlot";

/// The most entries that what came of a step shows.
const MOST_SHOWN: usize = 100;

/// What one place of an entry must be like.
#[derive(Debug, Clone)]
struct Condition {
    /// `request.reason`, taken apart.
    path: Vec<String>,
    wanted: Node,
}

/// The first words of the paths that there are.
const KEYS: [&str; 19] = [
    "at",
    "attempt",
    "checks",
    "connection",
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

/// What entries are like: of a platform with an operation, and as is described under `where`.
#[derive(Debug, Clone)]
pub struct Picks {
    /// Where it was written.
    pub place: Span,
    operation: Option<(&'static str, Node)>,
    conditions: Vec<Condition>,
}

/// The names that entries are chosen by: those of the platforms, and of what happens without one.
pub fn names<'p>(platforms: &'p [&'static str]) -> impl Iterator<Item = &'static str> + Clone + 'p {
    platforms.iter().copied().chain([NOBODY])
}

impl Picks {
    /// The keys that describe entries, out of a map that may have others.
    pub fn take(fields: &mut Fields<'_>, platforms: &[&'static str], cx: &mut Decoding<'_>) -> Option<Self> {
        let mut operations = Vec::new();
        for name in names(platforms) {
            operations.extend(fields.entry(name).map(|entry| (name, entry)));
        }
        let conditions = conditions(fields.node("where"), cx);
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
        Some(Self { place: fields.place().clone(), operation, conditions: conditions? })
    }

    /// What describes entries and nothing else.
    pub fn decode(node: &Node, platforms: &[&'static str], cx: &mut Decoding<'_>) -> Option<Self> {
        let mut fields = Fields::of(node, cx)?;
        let picks = Self::take(&mut fields, platforms, cx);
        fields.finish(cx)?;
        picks
    }

    /// Whether nothing is described, so that every entry fits.
    pub fn is_anything(&self) -> bool {
        self.operation.is_none() && self.conditions.is_empty()
    }

    /// Whether `entry`, as [`view::of`] shows it, is like that.
    pub fn fits(&self, entry: &Json) -> bool {
        let is_of = |(platform, operation): &(&str, Node)| {
            let came = entry.get("operation").or_else(|| entry.get("event"));
            entry["platform"] == **platform && came.is_some_and(|came| expect::compare(operation, came).is_empty())
        };
        self.operation.as_ref().is_none_or(is_of) && self.conditions.iter().all(|condition| condition.holds(entry))
    }

    /// The schemas of the keys that describe entries.
    pub fn properties(platforms: &[&'static str]) -> Json {
        let mut properties = serde_json::json!({
            "where": {
                "type": "object",
                "description": "What the entry is like: paths such as request.reason, and what is expected there.",
                "propertyNames": { "pattern": format!("^({})(\\.|$)", KEYS.join("|")) },
                "additionalProperties": expect::schema_reference(),
            },
        });
        for name in names(platforms) {
            let about = match name {
                NOBODY => "What was done without a platform: http, for the requests of http steps.",
                _ => "What was asked of the platform, in its own words.",
            };
            properties[name] = serde_json::json!({ "description": about, "allOf": [expect::schema_reference()] });
        }
        properties
    }
}

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

/// The entries that were found so far. Each is looked at once, however often one looks.
#[derive(Debug)]
pub struct Found<'p> {
    /// One for entries in any order; several for those that must come one after the other.
    picks: &'p [Picks],
    is_order: bool,
    seen: u64,
    since: u64,
    /// How many were found.
    pub count: usize,
    /// The first of them.
    pub entries: Vec<Json>,
}

impl<'p> Found<'p> {
    /// Counts the entries after `since` that `picks` describe.
    pub fn counting(picks: &'p Picks, since: u64) -> Self {
        Self::new(std::slice::from_ref(picks), false, since)
    }

    /// Looks for one entry for each of `picks`, each after the one before.
    pub fn in_order(picks: &'p [Picks], since: u64) -> Self {
        Self::new(picks, true, since)
    }

    fn new(picks: &'p [Picks], is_order: bool, since: u64) -> Self {
        Self { picks, is_order, seen: since, since, count: 0, entries: Vec::new() }
    }

    /// Looks at what is new.
    pub fn look(&mut self, journal: &Journal) {
        let page = journal.after(self.seen, usize::MAX, |_| true);
        page.entries.iter().for_each(|entry| self.look_at(entry));
        self.seen = page.newest;
    }

    fn look_at(&mut self, entry: &Entry) {
        let wanted = if self.is_order { self.picks.get(self.count) } else { self.picks.first() };
        let Some(wanted) = wanted else { return };
        let shown = view::of(entry);
        if wanted.fits(&shown) {
            self.count += 1;
            if self.entries.len() < MOST_SHOWN {
                self.entries.push(shown);
            }
        }
    }

    /// Waits until there is something new.
    pub async fn more(&self, journal: &Journal) {
        journal.wait_after(self.seen, 1, |_| true).await;
    }

    /// The number of the newest entry that was looked at.
    pub fn newest(&self) -> u64 {
        self.seen
    }

    /// What is missing of what was looked through, because the journal keeps only so much; nothing if all of it was there.
    pub fn evicted(&self, journal: &Journal) -> Option<String> {
        let evicted = journal.evicted();
        let limits = journal.limits();
        (evicted.through > self.since).then(|| {
            format!(
                "the oldest {} entries were evicted: at most {} entries and {} bytes are kept",
                evicted.entries, limits.entries, limits.bytes
            )
        })
    }
}

//! The journal: the bounded record of a world's exchanges and events. It keeps the newest, evicts the oldest, and counts
//! what it evicted, so that whoever asks about the past can be told when the answer is incomplete.

pub mod exchange;
pub mod verdict;

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use parking_lot::Mutex;
use schemars::JsonSchema;
use serde::Serialize;
use tokio::sync::watch;

use exchange::{Event, Exchange, ExchangeId};

/// How much a journal keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Limits {
    /// Entries at most.
    pub entries: usize,
    /// Bytes of memory at most, counted as bodies, headers and a fixed share per entry.
    pub bytes: usize,
}

impl Default for Limits {
    /// 10,000 entries and 16 MiB.
    fn default() -> Self {
        Self { entries: 10_000, bytes: 16 * 1024 * 1024 }
    }
}

/// One entry: its place in the journal, and what it is.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Entry {
    /// Counted from 1 in the order in which things were finished.
    pub seq: u64,
    /// What it is.
    #[serde(flatten)]
    pub what: What,
}

/// What an entry is.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum What {
    /// A request with its response, or its failure.
    Exchange(Box<Exchange>),
    /// Something else.
    Event(Event),
}

impl Entry {
    /// The exchange, if it is one.
    pub fn exchange(&self) -> Option<&Exchange> {
        match &self.what {
            What::Exchange(exchange) => Some(exchange),
            What::Event(_) => None,
        }
    }

    /// The event, if it is one.
    pub fn event(&self) -> Option<&Event> {
        match &self.what {
            What::Event(event) => Some(event),
            What::Exchange(_) => None,
        }
    }
}

/// What was evicted so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Evicted {
    /// How many entries.
    pub entries: u64,
    /// The newest of them: everything up to this number is gone.
    pub through: u64,
}

/// Some of a journal's entries, and what is known of the rest.
#[derive(Debug, Clone, Default, Serialize, JsonSchema)]
pub struct Page {
    /// The entries, oldest first.
    pub entries: Vec<Arc<Entry>>,
    /// The number of the journal's newest entry; 0 if there was none.
    pub newest: u64,
    /// What was evicted.
    pub evicted: Evicted,
}

/// The bounded record of a world's exchanges and events.
#[derive(Debug)]
pub struct Journal {
    limits: Limits,
    next_exchange: AtomicU64,
    ring: Mutex<Ring>,
    newest: watch::Sender<u64>,
}

#[derive(Debug, Default)]
struct Ring {
    entries: VecDeque<(Arc<Entry>, usize)>,
    bytes: usize,
    newest: u64,
    evicted: Evicted,
}

impl Journal {
    /// An empty journal.
    pub fn new(limits: Limits) -> Self {
        Self {
            limits,
            next_exchange: AtomicU64::new(1),
            ring: Mutex::new(Ring::default()),
            newest: watch::Sender::new(0),
        }
    }

    /// Names an exchange that begins, so that what it causes can refer to it.
    pub fn begin(&self) -> ExchangeId {
        ExchangeId(self.next_exchange.fetch_add(1, Ordering::Relaxed))
    }

    /// Records an exchange that has ended, and gives its place.
    pub fn record(&self, mut exchange: Exchange) -> u64 {
        exchange.let_go_of_the_wire();
        let size = size_of_exchange(&exchange);
        self.push(What::Exchange(Box::new(exchange)), size)
    }

    /// Records an event, and gives its place.
    pub fn note(&self, event: Event) -> u64 {
        let size = 256 + size_of_json(&event.detail);
        self.push(What::Event(event), size)
    }

    fn push(&self, what: What, size: usize) -> u64 {
        let (seq, dropped) = {
            let mut ring = self.ring.lock();
            ring.newest += 1;
            let seq = ring.newest;
            ring.entries.push_back((Arc::new(Entry { seq, what }), size));
            ring.bytes += size;
            (seq, ring.evict(self.limits))
        };
        // Freed outside the lock.
        drop(dropped);
        self.newest.send_if_modified(|newest| {
            *newest = (*newest).max(seq);
            true
        });
        seq
    }

    /// The entries after `since` (0 for all) that `wanted` picks, oldest first, at most `most`.
    pub fn after(&self, since: u64, most: usize, wanted: impl Fn(&Entry) -> bool) -> Page {
        let (candidates, newest, evicted) = {
            let ring = self.ring.lock();
            let first = ring.entries.partition_point(|(entry, _)| entry.seq <= since);
            let candidates: Vec<_> = ring.entries.iter().skip(first).map(|(entry, _)| Arc::clone(entry)).collect();
            (candidates, ring.newest, ring.evicted)
        };
        let entries = candidates.into_iter().filter(|entry| wanted(entry)).take(most).collect();
        Page { entries, newest, evicted }
    }

    /// As [`Journal::after`], but waits for the first entry that is wanted. Waits for ever if none comes: the caller says
    /// how long, and on which clock.
    pub async fn wait_after(&self, since: u64, most: usize, wanted: impl Fn(&Entry) -> bool) -> Page {
        let mut changes = self.newest.subscribe();
        let mut seen = since;
        loop {
            // Read before the look: what comes during the look is looked at in the next turn.
            let newest = *changes.borrow_and_update();
            // Only what is new since the last look is looked at again.
            if !self.after(seen, 1, &wanted).entries.is_empty() {
                return self.after(since, most, wanted);
            }
            seen = seen.max(newest);
            if changes.changed().await.is_err() {
                return self.after(since, most, wanted);
            }
        }
    }

    /// The number of the newest entry; 0 if there is none.
    pub fn newest(&self) -> u64 {
        self.ring.lock().newest
    }

    /// What was evicted so far.
    pub fn evicted(&self) -> Evicted {
        self.ring.lock().evicted
    }

    /// How much it keeps at most.
    pub fn limits(&self) -> Limits {
        self.limits
    }

    /// Forgets every entry. Numbers go on from where they were, and nothing counts as evicted.
    pub fn clear(&self) {
        let forgotten = {
            let mut ring = self.ring.lock();
            ring.bytes = 0;
            std::mem::take(&mut ring.entries)
        };
        drop(forgotten);
    }
}

impl Ring {
    fn evict(&mut self, limits: Limits) -> Vec<Arc<Entry>> {
        let mut dropped = Vec::new();
        // The newest entry always stays: a journal that forgets what just happened would be of no use.
        while self.entries.len() > 1 && (self.entries.len() > limits.entries || self.bytes > limits.bytes) {
            let Some((entry, size)) = self.entries.pop_front() else { break };
            self.bytes -= size;
            self.evicted = Evicted { entries: self.evicted.entries + 1, through: entry.seq };
            dropped.push(entry);
        }
        dropped
    }
}

fn size_of_exchange(exchange: &Exchange) -> usize {
    let headers =
        |map: &http::HeaderMap| map.iter().map(|(name, value)| name.as_str().len() + value.len() + 64).sum::<usize>();
    let request =
        exchange.request.target.len() + headers(&exchange.request.headers) + exchange.request.body.kept().len();
    let response =
        exchange.response.as_ref().map_or(0, |response| headers(&response.headers) + response.body.kept().len());
    let checks = exchange.verdict.checks.iter().map(|check| 96 + check.reason.len()).sum::<usize>();
    512 + request + response + checks
}

fn size_of_json(value: &serde_json::Value) -> usize {
    use serde_json::Value;
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) => 16,
        Value::String(text) => 32 + text.len(),
        Value::Array(items) => 32 + items.iter().map(size_of_json).sum::<usize>(),
        Value::Object(fields) => {
            32 + fields.iter().map(|(key, value)| 64 + key.len() + size_of_json(value)).sum::<usize>()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::Timestamp;

    fn event(kind: &'static str) -> Event {
        Event {
            at: Timestamp::UNIX_EPOCH,
            platform: "test",
            kind,
            cause: None,
            detail: serde_json::json!({ "text": "x".repeat(100) }),
        }
    }

    #[test]
    fn the_oldest_is_evicted_and_counted() {
        let journal = Journal::new(Limits { entries: 3, bytes: usize::MAX });
        for _ in 0..5 {
            journal.note(event("log"));
        }
        let page = journal.after(0, 10, |_| true);
        assert_eq!(page.entries.iter().map(|entry| entry.seq).collect::<Vec<_>>(), [3, 4, 5]);
        assert_eq!((page.newest, page.evicted), (5, Evicted { entries: 2, through: 2 }));
    }

    #[test]
    fn bytes_are_bounded_too_but_the_newest_stays() {
        let journal = Journal::new(Limits { entries: 100, bytes: 1 });
        journal.note(event("first"));
        journal.note(event("second"));
        let page = journal.after(0, 10, |_| true);
        assert_eq!(page.entries.len(), 1);
        assert_eq!(page.evicted.entries, 1);
    }

    #[test]
    fn what_is_wanted_is_found_from_where_the_reader_was() {
        let journal = Journal::new(Limits::default());
        for kind in ["a", "b", "a", "b"] {
            journal.note(event(kind));
        }
        let found = journal.after(1, 10, |entry| entry.event().is_some_and(|event| event.kind == "a"));
        assert_eq!(found.entries.iter().map(|entry| entry.seq).collect::<Vec<_>>(), [3]);
    }

    #[tokio::test]
    async fn a_reader_is_woken_by_what_it_waits_for() {
        let journal = Arc::new(Journal::new(Limits::default()));
        let reader = tokio::spawn({
            let journal = Arc::clone(&journal);
            async move { journal.wait_after(0, 10, |entry| entry.event().is_some_and(|event| event.kind == "wanted")).await }
        });
        journal.note(event("other"));
        tokio::task::yield_now().await;
        journal.note(event("wanted"));
        let page = reader.await.unwrap();
        assert_eq!(page.entries.iter().map(|entry| entry.seq).collect::<Vec<_>>(), [2]);
    }

    #[test]
    fn clearing_keeps_counting() {
        let journal = Journal::new(Limits::default());
        journal.note(event("a"));
        journal.clear();
        assert_eq!(journal.note(event("b")), 2);
        assert_eq!(journal.after(0, 10, |_| true).entries.len(), 1);
    }
}

//! `expect-call`: a script's call must have ended so, or end so within some time.

use async_trait::async_trait;
use serde_json::{Value as Json, json};

use super::spaces::{self, USUAL, Wanted};
use crate::journal::{Entry, Journal};
use crate::platforms::cluster::NAME;
use crate::scenario::expect::{self, Mismatch};
use crate::scenario::step::{CouldNot, Played, Stage, Step, StepKind};
use crate::tree::{Decode as _, Decoding, Duration, Node, Schemas, record};
use crate::world::World;

record! {
    /// How calls of item scripts must have ended.
    struct CallEntry {
        /// The item that has called.
        item: Option<String>,
        /// What it has sent.
        request: Option<Node>,
        /// What came back.
        response: Option<Node>,
        /// The name of the failure.
        failure: Option<Node>,
        /// What was given with the call.
        meta: Option<Node>,
        /// accepted or failed.
        outcome: Option<Node>,
        /// How long it took.
        after: Option<Node>,
        /// The account whose server was called.
        account: Option<Node>,
        /// How many such calls there must be. Without it: at least one.
        count: Option<Node>,
        /// How long it may take, in the world's time.
        within: Duration = USUAL,
    }
}

/// The most calls that what came of the step shows.
const MOST_SHOWN: usize = 100;

/// The kind of step.
pub(super) struct ExpectCall;

impl StepKind for ExpectCall {
    fn key(&self) -> &'static str {
        "expect-call"
    }

    fn about(&self) -> &'static str {
        "A call of an item script must have ended as described, or end so within 5 s (`within`). What came of it: count and calls."
    }

    fn decode(&self, node: &Node, cx: &mut Decoding<'_>) -> Option<Box<dyn Step>> {
        let entry = CallEntry::decode(node, cx)?;
        let before = cx.errors();
        let wanted = [
            ("request", entry.request),
            ("response", entry.response),
            ("failure", entry.failure),
            ("meta", entry.meta),
            ("outcome", entry.outcome),
            ("after", entry.after),
            ("account", entry.account),
        ];
        let wanted = wanted.into_iter().filter_map(|(key, node)| Wanted::take(key, node, cx)).collect();
        entry.count.iter().for_each(|count| expect::check(count, cx));
        let ended = Ended { place: node.place(), item: entry.item, wanted, count: entry.count, within: entry.within };
        (cx.errors() == before).then(|| Box::new(ended) as Box<dyn Step>)
    }

    fn schema(&self, schemas: &mut Schemas) -> Json {
        CallEntry::schema(schemas)
    }

    fn examine(&self, node: &Node, _: Option<&Node>, world: &World, cx: &mut Decoding<'_>) {
        spaces::examine_item(node.get("item"), world, cx);
    }
}

struct Ended {
    place: crate::diag::Span,
    item: Option<String>,
    wanted: Vec<Wanted>,
    count: Option<Node>,
    within: Duration,
}

impl Ended {
    fn is_of(&self, call: &Json) -> bool {
        let (space, name) = (call["space"].as_str().unwrap_or_default(), call["item"].as_str().unwrap_or_default());
        self.item.as_ref().is_none_or(|item| item == name || *item == format!("{space}/{name}"))
    }
}

/// What was looked through so far. Each call is looked at once, however often one looks.
#[derive(Default)]
struct Seen {
    through: u64,
    count: usize,
    calls: Vec<Json>,
    /// The last call of the item, which says best what is different.
    last: Option<Json>,
}

impl Ended {
    fn look(&self, journal: &Journal, seen: &mut Seen) {
        let is_end =
            |entry: &Entry| entry.event().is_some_and(|event| event.platform == NAME && event.kind == "call-ended");
        let page = journal.after(seen.through, usize::MAX, is_end);
        seen.through = page.newest;
        for call in page.entries.iter().filter_map(|entry| entry.event()).map(|event| &event.detail) {
            if !self.is_of(call) {
                continue;
            }
            seen.last = Some(call.clone());
            if self.wanted.iter().all(|wanted| wanted.differs(call).is_empty()) {
                seen.count += 1;
                if seen.calls.len() < MOST_SHOWN {
                    seen.calls.push(call.clone());
                }
            }
        }
    }

    fn unmet(&self, seen: &Seen) -> Vec<Mismatch> {
        match &self.count {
            Some(wanted) => expect::compare(wanted, &seen.count.into()),
            None if seen.count == 0 => {
                let different: Vec<_> =
                    seen.last.iter().flat_map(|call| self.wanted.iter().flat_map(|one| one.differs(call))).collect();
                if different.is_empty() {
                    vec![spaces::difference("$", "a call that ended so", "none", &self.place)]
                } else {
                    different
                }
            }
            None => Vec::new(),
        }
    }
}

#[async_trait]
impl Step for Ended {
    async fn play(&self, stage: &Stage) -> Result<Played, CouldNot> {
        let journal = stage.world.journal();
        let mut seen = Seen::default();
        self.look(journal, &mut seen);
        let is_none = self.count.as_ref().is_some_and(|wanted| expect::compare(wanted, &0.into()).is_empty());
        if !self.within.is_zero() {
            let watching = async {
                // That there are none must stay so.
                while self.unmet(&seen).is_empty() == is_none {
                    journal.wait_after(seen.through, 1, |_| true).await;
                    self.look(journal, &mut seen);
                }
            };
            // Whether it came to its end or the time was up is seen from what was found.
            let _ = stage.world.clock().patience(*self.within, watching).await;
        }
        let mut unmet = self.unmet(&seen);
        for mismatch in &mut unmet {
            mismatch.difference.wanted += &format!(" within {}", self.within);
        }
        Ok(Played { unmet, ..Played::new(json!({ "count": seen.count, "calls": seen.calls })) })
    }
}

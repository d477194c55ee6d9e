//! `expect-call`: a script's call must have ended so, or end so within some time.

use async_trait::async_trait;
use serde_json::{Value as Json, json};

use super::spaces::{self, USUAL, Wanted};
use crate::platforms::cluster::NAME;
use crate::scenario::expect;
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
    fn fits(&self, call: &Json) -> bool {
        let is_of = |item: &String| {
            let (space, name) = (call["space"].as_str().unwrap_or_default(), call["item"].as_str().unwrap_or_default());
            item == name || *item == format!("{space}/{name}")
        };
        self.item.as_ref().is_none_or(is_of) && self.wanted.iter().all(|wanted| wanted.differs(call).is_empty())
    }
}

#[async_trait]
impl Step for Ended {
    async fn play(&self, stage: &Stage) -> Result<Played, CouldNot> {
        let journal = stage.world.journal();
        let look = || {
            let is_end = |entry: &crate::journal::Entry| {
                entry.event().is_some_and(|event| event.platform == NAME && event.kind == "call-ended")
            };
            let page = journal.after(0, usize::MAX, is_end);
            let all = page.entries.iter().filter_map(|entry| entry.event()).map(|event| &event.detail);
            let all: Vec<_> = all.collect();
            let calls: Vec<_> = all.iter().copied().filter(|call| self.fits(call)).cloned().collect();
            let unmet = match &self.count {
                Some(wanted) => expect::compare(wanted, &calls.len().into()),
                None if calls.is_empty() => {
                    // The last call of the item says best what is different.
                    let last =
                        all.iter().rev().find(|call| self.item.as_ref().is_none_or(|item| call["item"] == **item));
                    let different: Vec<_> = last
                        .into_iter()
                        .flat_map(|call| self.wanted.iter().flat_map(|one| one.differs(call)))
                        .collect();
                    if different.is_empty() {
                        vec![spaces::difference("$", "a call that ended so", "none", &self.place)]
                    } else {
                        different
                    }
                }
                None => Vec::new(),
            };
            Ok((json!({ "count": calls.len(), "calls": calls }), unmet))
        };
        spaces::eventually(stage, self.within, look).await
    }
}

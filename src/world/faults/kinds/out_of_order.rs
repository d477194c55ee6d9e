//! `out-of-order`: the platform's call lets others go first that come after it.

use std::sync::Arc;
use std::time::Duration as StdDuration;

use serde_json::Value as Json;

use super::{short, short_schema};
use crate::tree::{Decode, Decoding, Duration, Node, Schemas, record};
use crate::world::faults::calling::{Behind, Calling};
use crate::world::faults::kind::{Effect, Group, Kind};
use crate::world::faults::touched::Hit;

pub(super) const KIND: Kind = Kind::of::<OutOfOrder>(
    "out-of-order",
    Group::Calling,
    "The call waits until the next one that the fault is about (or so many of them) has been answered, and goes out then; after `at-most` (5s) it goes in any case.",
);

#[derive(Debug, Clone, PartialEq)]
struct OutOfOrder(Entry);

record! {
    /// A call that lets others go first.
    #[derive(PartialEq)]
    struct Entry {
        /// How many go first.
        behind: u32 = 1,
        /// How long it waits for them at most.
        at_most: Duration = Duration(StdDuration::from_secs(5)),
    }
}

impl Decode for OutOfOrder {
    fn decode(node: &Node, cx: &mut Decoding<'_>) -> Option<Self> {
        let of = |behind| Self(Entry { behind, at_most: Duration(StdDuration::from_secs(5)) });
        short(node, cx, of, |node, cx| Entry::decode(node, cx).map(Self))
    }

    fn schema(schemas: &mut Schemas) -> Json {
        let behind = u32::schema(schemas);
        short_schema(behind, Entry::schema(schemas))
    }
}

impl Effect for OutOfOrder {
    fn label(&self) -> String {
        format!("out-of-order, behind {} more", self.0.behind)
    }

    fn calling(&self, plan: &mut Calling, hit: &Hit) {
        plan.behind = Some(Behind {
            line: Arc::clone(&hit.line),
            place: hit.number,
            by: u64::from(self.0.behind),
            at_most: *self.0.at_most,
        });
    }
}

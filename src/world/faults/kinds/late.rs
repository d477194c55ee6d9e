//! `late`: the platform's call goes out later than it should.

use std::time::Duration as StdDuration;

use serde_json::Value as Json;

use super::{short, short_schema};
use crate::tree::{Decode, Decoding, Duration, Node, Schemas, record};
use crate::world::faults::calling::Calling;
use crate::world::faults::kind::{Effect, Group, Kind};
use crate::world::faults::touched::Hit;

pub(super) const KIND: Kind = Kind::of::<Late>(
    "late",
    Group::Calling,
    "The platform's call goes out so much later (2s without saying so); its time limit begins when it goes.",
);

#[derive(Debug, Clone, PartialEq)]
struct Late(Entry);

record! {
    /// A call that goes out late.
    #[derive(PartialEq)]
    struct Entry {
        /// How much later.
        by: Duration = Duration(StdDuration::from_secs(2)),
    }
}

impl Decode for Late {
    fn decode(node: &Node, cx: &mut Decoding<'_>) -> Option<Self> {
        short(node, cx, |by| Self(Entry { by }), |node, cx| Entry::decode(node, cx).map(Self))
    }

    fn schema(schemas: &mut Schemas) -> Json {
        let by = Duration::schema(schemas);
        short_schema(by, Entry::schema(schemas))
    }
}

impl Effect for Late {
    fn label(&self) -> String {
        format!("late by {}", self.0.by)
    }

    fn calling(&self, plan: &mut Calling, _: &Hit) {
        plan.late = plan.late.saturating_add(*self.0.by);
    }
}

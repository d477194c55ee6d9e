//! `reset`: the connection is reset, with a RST.

use serde_json::Value as Json;

use super::{short, short_schema};
use crate::tree::{Decode, Decoding, Node, Schemas, record};
use crate::world::faults::kind::{Effect, Group, Kind};
use crate::world::faults::plan::{Cut, End, Plan};
use crate::world::faults::point::Point;
use crate::world::faults::touched::Hit;

pub(super) const KIND: Kind = Kind::of::<Reset>(
    "reset",
    Group::Answering,
    "The connection is reset (RST) without an answer, or `{ after: head }` in the middle of it.",
);

#[derive(Debug, Clone, PartialEq)]
struct Reset(Entry);

record! {
    /// Where the connection is reset.
    #[derive(PartialEq)]
    struct Entry {
        /// Where in the answer: start, in-head, head, half, end, or so many bytes of its body.
        after: Point = Point::Start,
    }
}

impl Decode for Reset {
    fn decode(node: &Node, cx: &mut Decoding<'_>) -> Option<Self> {
        short(node, cx, |after| Self(Entry { after }), |node, cx| Entry::decode(node, cx).map(Self))
    }

    fn schema(schemas: &mut Schemas) -> Json {
        let point = Point::schema(schemas);
        short_schema(point, Entry::schema(schemas))
    }
}

impl Effect for Reset {
    fn label(&self) -> String {
        match self.0.after {
            Point::Start => "reset".to_owned(),
            after => format!("reset after {after}"),
        }
    }

    fn answering(&self, plan: &mut Plan, _: &Hit) {
        plan.cut(Cut { after: self.0.after, then: End::Reset });
    }
}

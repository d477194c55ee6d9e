//! `close`: the connection is closed in good order, with a FIN.

use serde_json::Value as Json;

use super::{short, short_schema};
use crate::tree::{Decode, Decoding, Node, Schemas, record};
use crate::world::faults::kind::{Effect, Group, Kind};
use crate::world::faults::plan::{Cut, End, Plan};
use crate::world::faults::point::Point;
use crate::world::faults::touched::Hit;

pub(super) const KIND: Kind = Kind::of::<Close>(
    "close",
    Group::Answering,
    "The connection is closed in good order (FIN) without an answer, or `{ after: head }` in the middle of it.",
);

#[derive(Debug, Clone, PartialEq)]
struct Close(Entry);

record! {
    /// Where the connection is closed.
    #[derive(PartialEq)]
    struct Entry {
        /// Where in the answer: start, in-head, head, half, end, or so many bytes of its body.
        after: Point = Point::Start,
    }
}

impl Decode for Close {
    fn decode(node: &Node, cx: &mut Decoding<'_>) -> Option<Self> {
        short(node, cx, |after| Self(Entry { after }), |node, cx| Entry::decode(node, cx).map(Self))
    }

    fn schema(schemas: &mut Schemas) -> Json {
        let point = Point::schema(schemas);
        short_schema(point, Entry::schema(schemas))
    }
}

impl Effect for Close {
    fn label(&self) -> String {
        match self.0.after {
            Point::Start => "close".to_owned(),
            after => format!("close after {after}"),
        }
    }

    fn answering(&self, plan: &mut Plan, _: &Hit) {
        plan.cut(Cut { after: self.0.after, then: End::Close });
    }
}

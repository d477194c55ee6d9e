//! `hang`: the answer never comes, or never comes to its end.

use serde_json::Value as Json;

use super::{short, short_schema};
use crate::tree::{Decode, Decoding, Node, Schemas, record};
use crate::world::faults::kind::{Effect, Group, Kind};
use crate::world::faults::plan::{Cut, End, Plan};
use crate::world::faults::point::Point;
use crate::world::faults::touched::Hit;

pub(super) const KIND: Kind = Kind::of::<Hang>(
    "hang",
    Group::Answering,
    "Nothing comes: the connection stays open until the other end gives up. `{ after: head }` sends the head first, `{ after: 20 bytes }` so much of the body too.",
);

#[derive(Debug, Clone, PartialEq)]
struct Hang(Entry);

record! {
    /// Where the answer stops.
    #[derive(PartialEq)]
    struct Entry {
        /// Where in the answer: start, in-head, head, half, end, or so many bytes of its body.
        after: Point = Point::Start,
    }
}

impl Decode for Hang {
    fn decode(node: &Node, cx: &mut Decoding<'_>) -> Option<Self> {
        short(node, cx, |after| Self(Entry { after }), |node, cx| Entry::decode(node, cx).map(Self))
    }

    fn schema(schemas: &mut Schemas) -> Json {
        let point = Point::schema(schemas);
        short_schema(point, Entry::schema(schemas))
    }
}

impl Effect for Hang {
    fn label(&self) -> String {
        match self.0.after {
            Point::Start => "hang".to_owned(),
            after => format!("hang after {after}"),
        }
    }

    fn answering(&self, plan: &mut Plan, _: &Hit) {
        plan.cut(Cut { after: self.0.after, then: End::Hang });
    }
}

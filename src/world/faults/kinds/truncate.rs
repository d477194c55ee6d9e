//! `truncate`: the answer promises its length, and ends before it.

use serde_json::Value as Json;

use super::{short, short_schema};
use crate::tree::{Decode, Decoding, Node, Schemas, record};
use crate::world::faults::kind::{Effect, Group, Kind};
use crate::world::faults::plan::{Cut, End, Plan};
use crate::world::faults::point::Point;
use crate::world::faults::touched::Hit;

pub(super) const KIND: Kind = Kind::of::<Truncate>(
    "truncate",
    Group::Answering,
    "The answer promises its whole length in Content-Length and ends `after` so much of its body (half without it); `then` the connection is closed, or is reset, or hangs.",
);

#[derive(Debug, Clone, PartialEq)]
struct Truncate(Entry);

record! {
    /// Where and how the answer ends.
    #[derive(PartialEq)]
    struct Entry {
        /// Where: so many bytes of its body, such as 20 bytes or 50%.
        after: Point = Point::Share(0.5),
        /// What follows.
        then: End = End::Close,
    }
}

impl Decode for Truncate {
    fn decode(node: &Node, cx: &mut Decoding<'_>) -> Option<Self> {
        let whole = |node: &Node, cx: &mut Decoding<'_>| Entry::decode(node, cx).map(Self);
        short(node, cx, |after| Self(Entry { after, then: End::Close }), whole)
    }

    fn schema(schemas: &mut Schemas) -> Json {
        let point = Point::schema(schemas);
        short_schema(point, Entry::schema(schemas))
    }
}

impl Effect for Truncate {
    fn label(&self) -> String {
        format!("truncate after {}, then {}", self.0.after, self.0.then)
    }

    fn answering(&self, plan: &mut Plan, _: &Hit) {
        plan.cut(Cut { after: self.0.after, then: self.0.then });
    }
}

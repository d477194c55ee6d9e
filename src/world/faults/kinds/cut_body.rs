//! `cut-body`: the body of the platform's request ends before the length that it announced.

use serde_json::Value as Json;

use super::{short, short_schema};
use crate::tree::{Decode, Decoding, Node, Schemas, record};
use crate::world::faults::calling::{Calling, CutBody as Cut};
use crate::world::faults::kind::{Effect, Group, Kind};
use crate::world::faults::plan::End;
use crate::world::faults::point::Size;
use crate::world::faults::touched::Hit;

pub(super) const KIND: Kind = Kind::of::<CutBody>(
    "cut-body",
    Group::Calling,
    "The platform's request announces its whole length, and only so much of its body comes (5 bytes without a number); `then` the connection is closed, is reset, or hangs.",
);

#[derive(Debug, Clone, PartialEq)]
struct CutBody(Entry);

record! {
    /// A request that breaks off.
    #[derive(PartialEq)]
    struct Entry {
        /// How much of the body comes.
        after: Size = Size(5),
        /// What follows.
        then: End = End::Close,
    }
}

impl Decode for CutBody {
    fn decode(node: &Node, cx: &mut Decoding<'_>) -> Option<Self> {
        let whole = |node: &Node, cx: &mut Decoding<'_>| Entry::decode(node, cx).map(Self);
        short(node, cx, |after| Self(Entry { after, then: End::Close }), whole)
    }

    fn schema(schemas: &mut Schemas) -> Json {
        let after = Size::schema(schemas);
        short_schema(after, Entry::schema(schemas))
    }
}

impl Effect for CutBody {
    fn label(&self) -> String {
        format!("cut-body after {}, then {}", self.0.after, self.0.then)
    }

    fn calling(&self, plan: &mut Calling, _: &Hit) {
        plan.cut = Some(Cut { after: self.0.after, then: self.0.then });
    }
}

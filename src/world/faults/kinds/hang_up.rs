//! `hang-up`: the platform calls, and hangs up before the answer.

use serde_json::Value as Json;

use super::{short, short_schema};
use crate::tree::{Decode, Decoding, Duration, Node, Schemas, record};
use crate::world::faults::calling::{Calling, HangUp as Ended};
use crate::world::faults::kind::{Effect, Group, Kind};
use crate::world::faults::plan::End;
use crate::world::faults::touched::Hit;

pub(super) const KIND: Kind = Kind::of::<HangUp>(
    "hang-up",
    Group::Calling,
    "The platform sends its whole request and ends the connection before there is an answer: at once, or `after` a time; `then` says how (`close`, or `reset`).",
);

#[derive(Debug, Clone, PartialEq)]
struct HangUp(Entry);

record! {
    /// How the platform hangs up.
    #[derive(PartialEq)]
    struct Entry {
        /// How long after its request was sent.
        after: Duration = Duration::default(),
        /// How: close or reset.
        then: End = End::Close,
    }
}

impl Decode for HangUp {
    fn decode(node: &Node, cx: &mut Decoding<'_>) -> Option<Self> {
        let whole = |node: &Node, cx: &mut Decoding<'_>| Entry::decode(node, cx).map(Self);
        short(node, cx, |after| Self(Entry { after, then: End::Close }), whole)
    }

    fn schema(schemas: &mut Schemas) -> Json {
        let after = Duration::schema(schemas);
        short_schema(after, Entry::schema(schemas))
    }
}

impl Effect for HangUp {
    fn label(&self) -> String {
        match self.0.after.is_zero() {
            true => "hang-up".to_owned(),
            false => format!("hang-up after {}", self.0.after),
        }
    }

    fn calling(&self, plan: &mut Calling, _: &Hit) {
        plan.hang_up = Some(Ended { after: *self.0.after, then: self.0.then });
    }
}

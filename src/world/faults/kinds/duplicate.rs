//! `duplicate`: the platform calls more than once with the same request.

use serde_json::Value as Json;

use super::{short, short_schema};
use crate::diag::{Code, Diagnostic};
use crate::tree::{Decode, Decoding, Duration, Node, Schemas, record};
use crate::world::faults::calling::Calling;
use crate::world::faults::kind::{Effect, Group, Kind};
use crate::world::faults::touched::Hit;

pub(super) const KIND: Kind = Kind::of::<Duplicate>(
    "duplicate",
    Group::Calling,
    "The same request is sent once more, or so many `times` more, each `apart` from the one before it (at the same time without it). The first one's answer counts; the others are in the journal too.",
);

/// The most copies.
const MOST: u32 = 100;

#[derive(Debug, Clone, PartialEq)]
struct Duplicate(Entry);

record! {
    /// A request that is sent again.
    #[derive(PartialEq)]
    struct Entry {
        /// How many times more, from 1 to 100.
        times: u32 = 1,
        /// How long after the one before it.
        apart: Duration = Duration::default(),
    }
}

impl Decode for Duplicate {
    fn decode(node: &Node, cx: &mut Decoding<'_>) -> Option<Self> {
        let whole = |node: &Node, cx: &mut Decoding<'_>| Entry::decode(node, cx).map(Self);
        let duplicate = short(node, cx, |times| Self(Entry { times, apart: Duration::default() }), whole)?;
        if !(1..=MOST).contains(&duplicate.0.times) {
            let message = format!("from 1 to {MOST} times more is possible");
            cx.report(Diagnostic::error(Code::OutOfRange, node.place(), message));
            return None;
        }
        Some(duplicate)
    }

    fn schema(schemas: &mut Schemas) -> Json {
        let times = u32::schema(schemas);
        short_schema(times, Entry::schema(schemas))
    }
}

impl Effect for Duplicate {
    fn label(&self) -> String {
        match self.0.times {
            1 => "duplicate".to_owned(),
            more => format!("duplicate, {more} times"),
        }
    }

    fn calling(&self, plan: &mut Calling, _: &Hit) {
        plan.copies.extend((1..=self.0.times).map(|nth| self.0.apart.saturating_mul(nth)));
    }
}

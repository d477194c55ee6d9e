//! `garbage`: bytes that are no HTTP come instead of an answer.

use serde_json::Value as Json;

use super::{short, short_schema};
use crate::diag::{Code, Diagnostic};
use crate::tree::{Decode, Decoding, Node, Schemas, record};
use crate::world::faults::kind::{Effect, Group, Kind};
use crate::world::faults::plan::Plan;
use crate::world::faults::point::Size;
use crate::world::faults::touched::Hit;

pub(super) const KIND: Kind = Kind::of::<Garbage>(
    "garbage",
    Group::Answering,
    "Bytes that are no HTTP come instead of the answer (36 without a number), always the same for the same seed. Then the connection is closed.",
);

/// The most bytes of garbage.
const MOST: u64 = 1024 * 1024;

#[derive(Debug, Clone, PartialEq)]
struct Garbage(Entry);

record! {
    /// Bytes that are no HTTP.
    #[derive(PartialEq)]
    struct Entry {
        /// How many, from 1 to 1 MiB.
        bytes: Size = Size(36),
    }
}

impl Decode for Garbage {
    fn decode(node: &Node, cx: &mut Decoding<'_>) -> Option<Self> {
        let whole = |node: &Node, cx: &mut Decoding<'_>| Entry::decode(node, cx).map(Self);
        let garbage = short(node, cx, |bytes| Self(Entry { bytes }), whole)?;
        if cx.is_open(node) || (1..=MOST).contains(&garbage.0.bytes.0) {
            return Some(garbage);
        }
        let message = format!("from 1 to {MOST} bytes of garbage are possible");
        cx.report(Diagnostic::error(Code::OutOfRange, node.place(), message));
        None
    }

    fn schema(schemas: &mut Schemas) -> Json {
        let size = Size::schema(schemas);
        short_schema(size, Entry::schema(schemas))
    }
}

impl Effect for Garbage {
    fn label(&self) -> String {
        format!("garbage, {}", self.0.bytes)
    }

    fn answering(&self, plan: &mut Plan, hit: &Hit) {
        let length = usize::try_from(self.0.bytes.0).unwrap_or_default();
        let mut bytes = Vec::with_capacity(length + 8);
        while bytes.len() < length {
            bytes.extend_from_slice(&hit.rng.bits().to_le_bytes());
        }
        bytes.truncate(length);
        // Not by accident the beginning of an answer, nor of TLS.
        bytes[0] |= 0x80;
        plan.garbage = Some(bytes.into());
    }
}

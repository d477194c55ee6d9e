//! `size-limit`: what is sent is longer than it may be.

use serde_json::Value as Json;

use crate::platforms::gamesparks::NAME;
use crate::tree::{Decode, Decoding, Node, Schemas, choice, record};
use crate::world::faults::kinds::{short, short_schema};
use crate::world::faults::{Effect, Group, Kind};

pub(super) const KIND: Kind = Kind::of::<SizeLimit>(
    "size-limit",
    Group::Platform(NAME),
    "What is sent is longer than it may be: a `request`, which it is without more (413, no body), or a `response` (500, with RESPONSE_LIMIT).",
);

choice! {
    /// What is too long.
    pub(super) enum Sent {
        /// What was asked.
        Request = "request",
        /// What is answered.
        Response = "response",
    }
}

record! {
    /// Something is too long.
    #[derive(PartialEq)]
    struct Entry {
        /// What it is.
        of: Sent = Sent::Request,
    }
}

/// Something is too long.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct SizeLimit(Entry);

impl SizeLimit {
    /// What it is.
    pub(super) fn of(&self) -> Sent {
        self.0.of
    }
}

impl Decode for SizeLimit {
    fn decode(node: &Node, cx: &mut Decoding<'_>) -> Option<Self> {
        short(node, cx, |of| Self(Entry { of }), |node, cx| Entry::decode(node, cx).map(Self))
    }

    fn schema(schemas: &mut Schemas) -> Json {
        let short = Sent::schema(schemas);
        short_schema(short, Entry::schema(schemas))
    }
}

impl Effect for SizeLimit {
    fn label(&self) -> String {
        format!("size-limit {}", self.0.of.word())
    }
}

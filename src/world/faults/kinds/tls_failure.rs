//! `tls-failure`: the TLS handshake fails.

use serde_json::Value as Json;

use super::{short, short_schema};
use crate::tree::{Decode, Decoding, Node, Schemas, record};
use crate::world::faults::kind::{Effect, Group, Kind};
use crate::world::faults::plan::{Handshake, Plan};
use crate::world::faults::touched::Hit;

pub(super) const KIND: Kind = Kind::of::<TlsFailure>(
    "tls-failure",
    Group::Connection,
    "The TLS handshake is answered with an alert, or cut: `alert` (without saying so), `close` or `reset`. Connections without TLS are left alone.",
);

#[derive(Debug, Clone, PartialEq)]
struct TlsFailure(Entry);

record! {
    /// How the TLS handshake fails.
    #[derive(PartialEq)]
    struct Entry {
        /// How.
        how: Handshake = Handshake::Alert,
    }
}

impl Decode for TlsFailure {
    fn decode(node: &Node, cx: &mut Decoding<'_>) -> Option<Self> {
        short(node, cx, |how| Self(Entry { how }), |node, cx| Entry::decode(node, cx).map(Self))
    }

    fn schema(schemas: &mut Schemas) -> Json {
        let how = Handshake::schema(schemas);
        short_schema(how, Entry::schema(schemas))
    }
}

impl Effect for TlsFailure {
    fn label(&self) -> String {
        format!("tls-failure, {}", self.0.how)
    }

    fn applied(&self) -> bool {
        false
    }

    fn answering(&self, plan: &mut Plan, _: &Hit) {
        plan.tls.handshake = Some(self.0.how);
    }
}

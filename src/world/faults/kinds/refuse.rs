//! `refuse`: nobody takes the connection.

use serde_json::Value as Json;

use super::{short, short_schema};
use crate::tree::{Decode, Decoding, Node, Schemas, choice, record};
use crate::world::faults::kind::{Effect, Group, Kind};
use crate::world::faults::plan::Plan;
use crate::world::faults::touched::Hit;

pub(super) const KIND: Kind = Kind::of::<Refuse>(
    "refuse",
    Group::Connection,
    "The connection is reset (RST) as soon as the system has accepted it. `{ port: closed }`: nothing listens while the fault lasts, so that connecting itself is refused; only for faults that say nothing of which exchange. A server that is played refuses either way.",
);

choice! {
    /// How a connection is refused.
    enum Port {
        /// The system accepts it, and it is reset at once.
        Open = "open",
        /// Nothing listens at all.
        Closed = "closed",
    }
}

/// Nobody takes the connection.
#[derive(Debug, Clone, PartialEq)]
pub struct Refuse(Entry);

record! {
    /// How a connection is refused.
    #[derive(PartialEq)]
    struct Entry {
        /// open: the system accepts it, and it is reset at once; closed: nothing listens.
        port: Port = Port::Open,
    }
}

impl Refuse {
    /// Whether nothing listens.
    pub fn closes_port(&self) -> bool {
        self.0.port == Port::Closed
    }
}

impl Decode for Refuse {
    fn decode(node: &Node, cx: &mut Decoding<'_>) -> Option<Self> {
        short(node, cx, |port| Self(Entry { port }), |node, cx| Entry::decode(node, cx).map(Self))
    }

    fn schema(schemas: &mut Schemas) -> Json {
        let port = Port::schema(schemas);
        short_schema(port, Entry::schema(schemas))
    }
}

impl Effect for Refuse {
    fn label(&self) -> String {
        if self.closes_port() { "refuse, port closed".to_owned() } else { "refuse".to_owned() }
    }

    fn applied(&self) -> bool {
        false
    }

    fn answering(&self, plan: &mut Plan, _: &Hit) {
        plan.refused = true;
    }
}

//! `terminate`: the platform tells the program to stop until a person has looked at it.

use serde_json::Value as Json;

use super::{Answers, replied};
use crate::platforms::gphud::NAME;
use crate::platforms::gphud::dialect::Dialect;
use crate::platforms::gphud::pipeline::Answer;
use crate::platforms::gphud::reply::Reply;
use crate::tree::{Decode, Decoding, Node, Schemas, record};
use crate::world::faults::kinds::{short, short_schema};
use crate::world::faults::{Effect, Group, Kind};

pub(super) const KIND: Kind = Kind::of::<Terminate>(
    "terminate",
    Group::Platform(NAME),
    "GPHUD answers with a TerminateResponse: `terminate: Developer key is not known`. The program must not ask any more.",
);

record! {
    /// A response that tells the program to stop.
    #[derive(PartialEq)]
    struct Entry {
        /// Why.
        reason: String = "Developer key is not known".to_owned(),
    }
}

/// A response that tells the program to stop.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Terminate(Entry);

impl Decode for Terminate {
    fn decode(node: &Node, cx: &mut Decoding<'_>) -> Option<Self> {
        short(node, cx, |reason| Self(Entry { reason }), |node, cx| Entry::decode(node, cx).map(Self))
    }

    fn schema(schemas: &mut Schemas) -> Json {
        let short = String::schema(schemas);
        short_schema(short, Entry::schema(schemas))
    }
}

impl Effect for Terminate {
    fn label(&self) -> String {
        format!("terminate: {}", self.0.reason)
    }
}

impl Answers for Terminate {
    fn answer(&self, dialect: &'static Dialect) -> Answer {
        replied(Reply::Terminate(self.0.reason.clone().into()), dialect)
    }
}

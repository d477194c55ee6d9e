//! `error-text`: the platform says that it could not do it, for an ordinary reason.

use serde_json::Value as Json;

use super::{Answers, replied};
use crate::platforms::gphud::NAME;
use crate::platforms::gphud::dialect::Dialect;
use crate::platforms::gphud::pipeline::Answer;
use crate::platforms::gphud::reply::Reply;
use crate::tree::{Decode, Decoding, Node, Schemas, record};
use crate::world::faults::kinds::{short, short_schema};
use crate::world::faults::{Effect, Group, Kind};

pub(super) const KIND: Kind = Kind::of::<ErrorText>(
    "error-text",
    Group::Platform(NAME),
    "GPHUD answers with an ErrorResponse: `error-text: The character is busy`.",
);

record! {
    /// An ordinary refusal.
    #[derive(PartialEq)]
    struct Entry {
        /// What it says.
        text: String = "The command could not be completed".to_owned(),
    }
}

/// An ordinary refusal.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct ErrorText(Entry);

impl Decode for ErrorText {
    fn decode(node: &Node, cx: &mut Decoding<'_>) -> Option<Self> {
        short(node, cx, |text| Self(Entry { text }), |node, cx| Entry::decode(node, cx).map(Self))
    }

    fn schema(schemas: &mut Schemas) -> Json {
        let short = String::schema(schemas);
        short_schema(short, Entry::schema(schemas))
    }
}

impl Effect for ErrorText {
    fn label(&self) -> String {
        format!("error-text: {}", self.0.text)
    }
}

impl Answers for ErrorText {
    fn answer(&self, dialect: &'static Dialect) -> Answer {
        replied(Reply::Error(self.0.text.clone().into()), dialect)
    }
}

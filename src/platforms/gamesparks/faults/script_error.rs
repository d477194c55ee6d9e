//! `script-error`: the script throws.

use serde_json::Value as Json;

use crate::platforms::gamesparks::NAME;
use crate::script::{Failure, Thrown};
use crate::tree::{Decode, Decoding, Node, Schemas, record};
use crate::world::faults::kinds::{short, short_schema};
use crate::world::faults::{Effect, Group, Kind};

pub(super) const KIND: Kind = Kind::of::<ScriptError>(
    "script-error",
    Group::Platform(NAME),
    "The script throws an error with this text: `script-error: player is null`.",
);

record! {
    /// The script throws.
    #[derive(PartialEq)]
    struct Entry {
        /// The error's text.
        text: String = "a fault made the script throw".to_owned(),
    }
}

/// The script throws.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct ScriptError(Entry);

impl ScriptError {
    pub(super) fn failure(&self) -> Failure {
        let thrown =
            Thrown { name: Some("Error".to_owned()), message: self.0.text.clone(), at: None, stack: String::new() };
        Failure::Thrown(Box::new(thrown))
    }
}

impl Decode for ScriptError {
    fn decode(node: &Node, cx: &mut Decoding<'_>) -> Option<Self> {
        short(node, cx, |text| Self(Entry { text }), |node, cx| Entry::decode(node, cx).map(Self))
    }

    fn schema(schemas: &mut Schemas) -> Json {
        let short = String::schema(schemas);
        short_schema(short, Entry::schema(schemas))
    }
}

impl Effect for ScriptError {
    fn label(&self) -> String {
        format!("script-error: {}", self.0.text)
    }
}

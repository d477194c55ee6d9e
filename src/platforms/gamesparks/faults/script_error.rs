//! `script-error`: the script throws.

use serde_json::{Value as Json, json};

use crate::platforms::gamesparks::NAME;
use crate::script::{Failure, Thrown};
use crate::tree::{Decode, Decoding, Node, Schemas, Value, record};
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
        match node.value {
            Value::Map(_) => Entry::decode(node, cx).map(Self),
            _ => String::decode(node, cx).map(|text| Self(Entry { text })),
        }
    }

    fn schema(schemas: &mut Schemas) -> Json {
        let whole = Entry::schema(schemas);
        json!({ "anyOf": [{ "type": "string" }, whole] })
    }
}

impl Effect for ScriptError {
    fn label(&self) -> String {
        format!("script-error: {}", self.0.text)
    }
}

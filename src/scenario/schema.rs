//! The JSON Schema of scenarios and fixtures, put together from what decodes them.

use serde_json::{Value as Json, json};

use crate::tree::{Decode, Decoding, Node, Schemas};

/// A list of steps within another value; what is in it is read step by step.
#[derive(Debug, Clone)]
pub struct Steps(pub Node);

impl Decode for Steps {
    fn decode(node: &Node, _: &mut Decoding<'_>) -> Option<Self> {
        Some(Self(node.clone()))
    }

    fn schema(_: &mut Schemas) -> Json {
        json!({ "$ref": "#/$defs/steps" })
    }
}

impl Steps {
    /// The schema of one of them.
    pub fn one() -> Json {
        json!({ "$ref": "#/$defs/step" })
    }
}

impl serde::Serialize for Steps {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

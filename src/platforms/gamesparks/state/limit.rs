//! A limit that a world may be without.

use serde::{Serialize, Serializer};
use serde_json::{Value as Json, json};

use crate::journal::verdict::Headroom;
use crate::tree::{Decode, Decoding, Node, Schemas};

/// A limit, or none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit<T>(pub Option<T>);

/// What is written for a limit that is not there.
const NONE: &str = "none";

impl<T: Decode> Decode for Limit<T> {
    fn decode(node: &Node, cx: &mut Decoding<'_>) -> Option<Self> {
        if node.as_text() == Some(NONE) {
            return Some(Self(None));
        }
        T::decode(node, cx).map(|limit| Self(Some(limit)))
    }

    fn schema(schemas: &mut Schemas) -> Json {
        json!({ "anyOf": [T::schema(schemas), { "const": NONE }] })
    }
}

impl<T: Serialize> Serialize for Limit<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.0 {
            Some(limit) => limit.serialize(serializer),
            None => serializer.serialize_str(NONE),
        }
    }
}

impl Limit<u32> {
    /// How much of it `used` is, where there is one.
    pub fn headroom(self, used: usize, unit: &'static str) -> Option<Headroom> {
        self.0.map(|limit| Headroom::new(used, limit, unit))
    }
}

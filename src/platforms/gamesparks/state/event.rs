//! The events of a game: what attributes each has, and what they are where a client leaves them out.

use indexmap::IndexMap;
use jiff::Timestamp;
use serde_json::Value;

use super::formula;
use crate::platforms::gamesparks::requests::FieldKind;

crate::tree::choice! {
    /// What an attribute of an event holds.
    pub enum AttributeType {
        /// A text.
        String = "string",
        /// A number.
        Number = "number",
        /// Anything.
        Json = "json",
    }
}

crate::tree::record! {
    /// An event of the game.
    #[derive(PartialEq, Default)]
    pub struct Event {
        /// What the portal calls it.
        pub name: Option<String>,
        /// Its attributes, by short code.
        pub attributes: IndexMap<String, Attribute> = IndexMap::new(),
    }
}

crate::tree::record! {
    /// An attribute of an event.
    #[derive(PartialEq)]
    pub struct Attribute {
        /// What it holds.
        pub kind: AttributeType as "type" = AttributeType::String,
        /// What it is where a client leaves it out. A text may have expressions in it: ${now}, ${now - 60 * 1000}, ${format(now, "yyyy-MM-dd")}.
        pub default: Option<Value>,
    }
}

impl Attribute {
    /// `value` as the event's script finds it; nothing if it is of the wrong type.
    pub fn take(&self, value: &Value) -> Option<Value> {
        match self.kind {
            AttributeType::String => FieldKind::Text.take(value),
            AttributeType::Number => FieldKind::Number.take(value),
            AttributeType::Json => Some(value.clone()),
        }
    }

    /// What it is where a client leaves it out, at the time `now`.
    pub fn default_at(&self, now: Timestamp) -> Option<Value> {
        let default = self.default.as_ref()?;
        let value = match default {
            Value::String(text) => formula::fill(text, now),
            other => other.clone(),
        };
        self.take(&value).or(Some(value))
    }
}

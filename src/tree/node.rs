//! A value that knows where it was written.

use super::Map;
use crate::diag::Span;

/// A value, and where it was written.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// Where it was written.
    pub span: Span,
    /// What it is.
    pub value: Value,
}

/// What a [`Node`] is: the kinds of YAML's core schema.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Nothing: `null`, `~`, or no value at all.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// Any other number; may be infinite or not a number at all.
    Float(f64),
    /// Text.
    Text(String),
    /// A list.
    List(Vec<Node>),
    /// A map.
    Map(Map),
}

impl Node {
    /// `value`, written at `span`.
    pub fn new(span: Span, value: Value) -> Self {
        Self { span, value }
    }

    /// The text, if it is one.
    pub fn as_text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The list, if it is one.
    pub fn as_list(&self) -> Option<&[Self]> {
        match &self.value {
            Value::List(items) => Some(items),
            _ => None,
        }
    }

    /// The map, if it is one.
    pub fn as_map(&self) -> Option<&Map> {
        match &self.value {
            Value::Map(map) => Some(map),
            _ => None,
        }
    }

    /// The same with other values in the places of those, however deep, for which `change` gives one; nothing if it gives none.
    /// What has not changed is shared, as far as maps go.
    pub fn changed(&self, change: &mut dyn FnMut(&Self) -> Option<Self>) -> Option<Self> {
        if let Some(changed) = change(self) {
            return Some(changed);
        }
        let value = match &self.value {
            Value::Map(map) => Value::Map(map.changed(|value| value.changed(change))?),
            Value::List(items) => {
                let mut changed: Option<Vec<Self>> = None;
                for (at, item) in items.iter().enumerate() {
                    if let Some(item) = item.changed(change) {
                        changed.get_or_insert_with(|| items.clone())[at] = item;
                    }
                }
                Value::List(changed?)
            }
            _ => return None,
        };
        Some(Self::new(self.span.clone(), value))
    }

    /// Whether it is nothing.
    pub fn is_null(&self) -> bool {
        matches!(self.value, Value::Null)
    }

    /// The value under `key`, if this is a map that has it.
    pub fn get(&self, key: &str) -> Option<&Self> {
        self.as_map()?.get(key)
    }

    /// What it is, in words: `text`, `a whole number`, `a list`…
    pub fn kind(&self) -> &'static str {
        self.value.kind()
    }

    /// Where to point when something is wrong with it as a whole: a map or a list of several lines at its first line.
    pub fn place(&self) -> Span {
        self.span.first_line()
    }
}

impl Value {
    /// What it is, in words.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Null => "nothing",
            Self::Bool(_) => "true or false",
            Self::Int(_) => "a whole number",
            Self::Float(_) => "a number",
            Self::Text(_) => "text",
            Self::List(_) => "a list",
            Self::Map(_) => "a map",
        }
    }
}

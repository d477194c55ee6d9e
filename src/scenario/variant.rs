//! Variants: one scenario, played in several ways in which a platform can be, so that its author sees what changes between
//! them. Which ways there are is for the platforms to say; the first that a scenario names is the one that its expectations are
//! written for.

use serde_json::{Value as Json, json};

use super::Setting;
use crate::diag::suggest::suggestion;
use crate::diag::{Code, Diagnostic, Span, quoted};
use crate::tree::{Decoding, Entry, Map, Node, Value};

/// Ways in which a platform can be.
#[derive(Debug, Clone, Copy)]
pub struct Variant {
    /// The key of a scenario that names several of them: `dialects`.
    pub key: &'static str,
    /// The platform.
    pub platform: &'static str,
    /// The key in the platform's part that chooses one.
    pub setting: &'static str,
    /// The words that choose.
    pub values: &'static [&'static str],
}

impl Variant {
    /// The JSON Schema of what a scenario says under the key.
    pub(super) fn schema(&self) -> Json {
        let numbers = self.values.iter().filter_map(|value| value.parse::<i64>().ok()).map(Json::from);
        let values: Vec<Json> = self.values.iter().copied().map(Json::from).chain(numbers).collect();
        json!({ "type": "array", "minItems": 1, "uniqueItems": true, "items": { "enum": values } })
    }
}

/// Several ways in which a scenario is played.
#[derive(Debug, Clone)]
pub struct Varied {
    /// Of what kind they are.
    pub variant: Variant,
    /// The words that choose them, in the order of the file; at least one.
    pub values: Vec<String>,
}

impl Varied {
    /// What a scenario says under the key of the variant.
    pub(super) fn decode(variant: Variant, entry: &Entry, cx: &mut Decoding<'_>) -> Option<Self> {
        let node = &entry.value;
        let Some(items) = node.as_list().filter(|items| !items.is_empty()) else {
            return cx.wrong_type(node, &format!("a list of {}", variant.values.join(" and ")));
        };
        let before = cx.errors();
        let mut values: Vec<String> = Vec::with_capacity(items.len());
        for item in items {
            let word = word(item);
            if !variant.values.contains(&word.as_str()) {
                let message = format!("{} is none of the {}", quoted(&word), variant.key);
                let known = format!("possible are: {}", variant.values.join(", "));
                let help = suggestion(&word, variant.values.iter().copied()).unwrap_or(known);
                cx.report(Diagnostic::error(Code::BadValue, item.place(), message).help(help));
            } else if values.contains(&word) {
                let message = format!("{} is named twice", quoted(&word));
                cx.report(Diagnostic::error(Code::DuplicateName, item.place(), message));
            }
            values.push(word);
        }
        (cx.errors() == before).then_some(Self { variant, values })
    }

    /// The setting with one of the ways chosen.
    pub fn choose(&self, setting: &Setting, value: &str) -> Setting {
        let place = Span::nowhere();
        let mut setting = setting.clone();
        let part = setting.parts.get(self.variant.platform).and_then(Node::as_map);
        let mut part = part.cloned().unwrap_or_else(Map::new);
        part.set(self.variant.setting.to_owned(), Node::new(place.clone(), Value::Text(value.to_owned())));
        setting.parts.set(self.variant.platform.to_owned(), Node::new(place, Value::Map(part)));
        setting
    }
}

/// What is written, as a word: 2020 needs no quotes.
fn word(item: &Node) -> String {
    match item.as_text() {
        Some(text) => text.to_owned(),
        None => item.to_json().to_string(),
    }
}

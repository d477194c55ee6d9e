//! Dotted paths: `scores.0.value`, and what a query sees under one.

use crate::platforms::gamesparks::data::bson::{Bson, Document};

/// A dotted path, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Path {
    parts: Vec<Box<str>>,
}

impl Path {
    /// The path that is written as `text`.
    pub fn new(text: &str) -> Self {
        Self { parts: text.split('.').map(Into::into).collect() }
    }

    /// Its parts, from the outside in.
    pub fn parts(&self) -> &[Box<str>] {
        &self.parts
    }

    /// Its first part.
    pub fn first(&self) -> &str {
        self.parts.first().map_or("", |part| part)
    }

    /// Calls `look` with everything that is under the path: arrays on the way are gone through, and a place without a value is
    /// `None`. Ends as soon as `look` says true, and says whether it did.
    pub fn any<'a>(&self, document: &'a Document, look: &mut dyn FnMut(Option<&'a Bson>) -> bool) -> bool {
        members(document, &self.parts, look)
    }

    /// As [`Path::any`]; an array at the end counts as its elements, and then as itself.
    pub fn any_element<'a>(&self, document: &'a Document, look: &mut dyn FnMut(Option<&'a Bson>) -> bool) -> bool {
        self.any(document, &mut |found| match found {
            Some(Bson::Array(items)) => items.iter().any(|item| look(Some(item))) || look(found),
            other => look(other),
        })
    }

    /// The one value under the path, without going through arrays except by number.
    pub fn get<'a>(&self, document: &'a Document) -> Option<&'a Bson> {
        let (first, rest) = self.parts.split_first()?;
        rest.iter().try_fold(document.get(&**first)?, |value, part| match value {
            Bson::Document(document) => document.get(&**part),
            Bson::Array(items) => items.get(number(part)?),
            _ => None,
        })
    }

    /// Whether one of the two is the other, or within it.
    pub fn overlaps(&self, other: &Self) -> bool {
        self.parts.iter().zip(&other.parts).all(|(one, other)| one == other)
    }
}

impl std::fmt::Display for Path {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.parts.join("."))
    }
}

/// The number of an element, if `part` is one.
pub(super) fn number(part: &str) -> Option<usize> {
    let plain = part.bytes().all(|byte| byte.is_ascii_digit()) && (part.len() == 1 || !part.starts_with('0'));
    if plain { part.parse().ok() } else { None }
}

fn members<'a>(document: &'a Document, parts: &[Box<str>], look: &mut dyn FnMut(Option<&'a Bson>) -> bool) -> bool {
    let Some((first, rest)) = parts.split_first() else { return false };
    match document.get(&**first) {
        Some(value) => below(value, rest, look),
        None => look(None),
    }
}

fn below<'a>(value: &'a Bson, parts: &[Box<str>], look: &mut dyn FnMut(Option<&'a Bson>) -> bool) -> bool {
    let Some((first, rest)) = parts.split_first() else { return look(Some(value)) };
    match value {
        Bson::Document(document) => members(document, parts, look),
        Bson::Array(items) => {
            let numbered = number(first).and_then(|at| items.get(at));
            numbered.is_some_and(|item| below(item, rest, look))
                || items.iter().filter_map(Bson::as_document).any(|item| members(item, parts, look))
        }
        _ => look(None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platforms::gamesparks::data::bson::from_json;
    use serde_json::{Value as Json, json};

    #[expect(clippy::needless_pass_by_value, reason = "what a test says is easier to read as a value")]
    fn seen(document: Json, path: &str) -> Vec<Option<Bson>> {
        let document = from_json(&document);
        let mut seen = Vec::new();
        Path::new(path).any(document.as_document().unwrap(), &mut |found| {
            seen.push(found.cloned());
            false
        });
        seen
    }

    #[test]
    fn arrays_are_gone_through() {
        let int = |number| Some(Bson::Int(number));
        assert_eq!(seen(json!({ "a": { "b": 1 } }), "a.b"), [int(1)]);
        assert_eq!(seen(json!({ "a": [{ "b": 1 }, {}, 5, { "b": 2 }] }), "a.b"), [int(1), None, int(2)]);
        assert_eq!(seen(json!({ "a": [7, 8] }), "a.1"), [int(8)]);
        assert_eq!(seen(json!({ "a": [{ "1": 9 }, 8] }), "a.1"), [int(8), int(9)]);
        assert_eq!(seen(json!({ "a": 5 }), "a.b"), [None]);
        assert_eq!(seen(json!({}), "a.b"), [None]);
        assert_eq!(seen(json!({ "a": [] }), "a.b"), []);
    }
}

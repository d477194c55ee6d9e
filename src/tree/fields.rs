//! The keys of a map while it is being decoded: what was asked for, what is missing, and what means nothing.

use serde_json::Value as Json;

use super::{Decode, Decoding, Entry, Map, Node};
use crate::diag::suggest::{nearest, possible};
use crate::diag::{Code, Diagnostic, Span, quoted};

/// The keys of a map while it is being decoded. Ask for each key, then [`finish`](Self::finish).
#[derive(Debug)]
#[must_use = "call finish, or missing and unknown keys go unnoticed"]
pub struct Fields<'n> {
    place: Span,
    map: &'n Map,
    known: Vec<&'static str>,
    missing: Vec<&'static str>,
}

impl<'n> Fields<'n> {
    /// The keys of `node`; nothing, and a problem, if it is not a map. A placeholder for a whole map gives nothing either, and
    /// no problem.
    pub fn of(node: &'n Node, cx: &mut Decoding<'_>) -> Option<Self> {
        match node.as_map() {
            Some(map) => Some(Self { place: node.place(), map, known: Vec::new(), missing: Vec::new() }),
            None if cx.is_open(node) => None,
            None => cx.wrong_type(node, "a map"),
        }
    }

    /// The value under `key`; what stands for its absence ([`Decode::missing`]) if it is not there; nothing if it is needed
    /// and not there, or cannot be decoded.
    pub fn take<T: Decode>(&mut self, key: &'static str, cx: &mut Decoding<'_>) -> Option<T> {
        self.known.push(key);
        match self.map.get(key) {
            Some(node) => T::decode(node, cx),
            None => {
                let missing = T::missing();
                if missing.is_none() {
                    self.missing.push(key);
                }
                missing
            }
        }
    }

    /// The value under `key`, or `default` if it is not there; nothing if it cannot be decoded.
    pub fn take_or<T: Decode>(
        &mut self,
        key: &'static str,
        cx: &mut Decoding<'_>,
        default: impl FnOnce() -> T,
    ) -> Option<T> {
        self.known.push(key);
        self.map.get(key).map_or_else(|| Some(default()), |node| T::decode(node, cx))
    }

    /// The node under `key` as it is, if it is there.
    pub fn node(&mut self, key: &'static str) -> Option<&'n Node> {
        self.known.push(key);
        self.map.get(key)
    }

    /// The key itself with its place and value, if it is there.
    pub fn entry(&mut self, key: &'static str) -> Option<&'n Entry> {
        self.known.push(key);
        self.map.entry(key)
    }

    /// Says that `key` is known, whether it is there or not, so that it can be suggested and is not unknown.
    pub fn know(&mut self, key: &'static str) {
        self.known.push(key);
    }

    /// Where the map begins.
    pub fn place(&self) -> &Span {
        &self.place
    }

    /// For a map with open ends: reports missing keys, and gives the keys that were not asked for.
    pub fn rest(self, cx: &mut Decoding<'_>) -> Vec<(&'n str, &'n Entry)> {
        self.report_missing(&[], cx);
        self.map.iter().filter(|(name, _)| !self.known.contains(name)).collect()
    }

    /// Reports what is missing and what means nothing. Nothing if there was a key that means nothing or one was missing.
    pub fn finish(self, cx: &mut Decoding<'_>) -> Option<()> {
        let unknown: Vec<_> = self.map.iter().filter(|(name, _)| !self.known.contains(name)).collect();
        let mut meant = Vec::new();
        for (name, entry) in &unknown {
            let absent = || self.known.iter().copied().filter(|known| self.map.get(known).is_none());
            // What is needed and not there is the likeliest; what is there already is not meant again.
            let near = nearest(name, self.missing.iter().copied()).or_else(|| nearest(name, absent()));
            meant.extend(near);
            let help = near.map(|near| format!("did you mean {}?", quoted(near))).or_else(|| possible(absent()));
            let problem =
                Diagnostic::error(Code::UnknownKey, entry.key.clone(), format!("unknown key {}", quoted(name)));
            cx.report(problem.maybe_help(help));
        }
        self.report_missing(&meant, cx);
        (unknown.is_empty() && self.missing.is_empty()).then_some(())
    }

    /// A misspelt key is one problem and not two: `but` names those that were meant by one.
    fn report_missing(&self, but: &[&str], cx: &mut Decoding<'_>) {
        for key in self.missing.iter().filter(|key| !but.contains(key)) {
            let message = format!("the key {} is missing", quoted(key));
            cx.report(Diagnostic::error(Code::MissingKey, self.place.clone(), message).label("it belongs here"));
        }
    }
}

/// For a map that must have exactly one of the keys in `known` and nothing else: that key and its value.
pub fn only_key<'n>(
    node: &'n Node,
    known: &[&'static str],
    cx: &mut Decoding<'_>,
) -> Option<(&'static str, &'n Entry)> {
    let Some(map) = node.as_map() else {
        return if cx.is_open(node) { None } else { cx.wrong_type(node, "a map") };
    };
    let mut found = None;
    let before = cx.errors();
    for (name, entry) in map.iter() {
        match (known.iter().find(|known| **known == name), &found) {
            (None, _) => cx.unknown_name(
                Code::UnknownKey,
                &entry.key,
                "a key that is possible here",
                name,
                known.iter().copied(),
            ),
            (Some(known), None) => found = Some((*known, entry)),
            (Some(_), Some((first, at))) => {
                let message = format!("{} and {} exclude each other", quoted(first), quoted(name));
                let problem = Diagnostic::error(Code::ConflictingKeys, entry.key.clone(), message);
                cx.report(problem.also(at.key.clone(), "one of them is enough"));
            }
        }
    }
    if found.is_none() && cx.errors() == before {
        let message = format!("one of these keys is needed: {}", known.join(", "));
        cx.report(Diagnostic::error(Code::MissingKey, node.place(), message));
    }
    found.filter(|_| cx.errors() == before)
}

/// The schema of a map that must have exactly one of several keys, each with its own schema and documentation.
pub fn only_key_schema(keys: impl IntoIterator<Item = (&'static str, Json)>) -> Json {
    let choices: Vec<_> = keys
        .into_iter()
        .map(|(key, schema)| {
            serde_json::json!({
                "type": "object",
                "properties": { key: schema },
                "required": [key],
                "additionalProperties": false,
            })
        })
        .collect();
    serde_json::json!({ "oneOf": choices })
}

//! A placeholder may stand wherever a step says a value: what comes of it is known only when the step is played.

use std::collections::BTreeSet;

use backlot::diag::render::{Look, render};
use backlot::diag::{Diagnostics, Source};
use backlot::platforms;
use backlot::scenario::Reader;
use serde_json::Value as Json;

use super::corpus::{documents, files};

/// Keys whose value says what a step is about, or names something that the file itself makes: it must be known beforehand.
const KNOWN_BEFORE: &[&str] =
    &["use", "part", "with", "name", "capture", "snapshot", "restore", "as", "do", "arm", "disarm", "faults"];

/// The places of values within the steps of a document, and what they are: the way to them without numbers.
fn leaves(value: &Json, at: &str, way: &str, found: &mut Vec<(String, String)>) {
    match value {
        Json::Object(fields) => {
            for (key, value) in fields.iter().filter(|(key, _)| !KNOWN_BEFORE.contains(&key.as_str())) {
                let token = key.replace('~', "~0").replace('/', "~1");
                leaves(value, &format!("{at}/{token}"), &format!("{way}/{key}"), found);
            }
        }
        Json::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                leaves(item, &format!("{at}/{index}"), way, found);
            }
        }
        _ => found.push((at.to_owned(), way.to_owned())),
    }
}

#[test]
fn a_placeholder_may_stand_for_every_value_of_a_step() {
    let language = platforms::language();
    let mut seen = BTreeSet::new();
    let mut refused = Vec::new();
    for path in files("scenarios") {
        let mut reader = Reader::new(&language);
        for document in documents(&path).unwrap() {
            let whole = document.to_json();
            let mut found = Vec::new();
            if whole.get("cases").is_none() && whole.get("matrix").is_none() {
                leaves(&whole["steps"], "/steps", "", &mut found);
            }
            for (at, way) in found {
                if !seen.insert(way.clone()) {
                    continue;
                }
                let mut open = whole.clone();
                *open.pointer_mut(&at).unwrap() = "${env.ANY}".into();
                let source = Source::in_folder("s.json", open.to_string(), path.parent().map(Into::into));
                let mut problems = Diagnostics::new();
                let mut scenarios = reader.text(&source, &mut problems);
                scenarios.iter_mut().for_each(|scenario| backlot::runner::load::examine(scenario, &mut problems));
                if problems.has_errors() {
                    refused.push(format!("{} {at}\n{}", path.display(), render(&problems, Look::PLAIN)));
                }
            }
        }
    }
    assert!(seen.len() > 200, "{}", seen.len());
    assert!(refused.is_empty(), "{} of {}:\n{}", refused.len(), seen.len(), refused.join("\n"));
}

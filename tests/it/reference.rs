//! What is written down about the language says what the one lists say: the tables in `docs/scenarios.md`, the schema of files,
//! and the scenarios and broken files of every kind of step. `BACKLOT_UPDATE=1 cargo test --test it -- reference` writes the tables
//! and the schema anew.

use std::collections::BTreeSet;

use backlot::platforms::{self, PLATFORMS};
use backlot::scenario::expect::matchers::MATCHERS;
use backlot::scenario::planned::BESIDE;
use backlot::tree::{Node, Value};
use backlot::world::faults::{Group, fault, place, when};

use crate::kit::Program;
use crate::kit::golden::{holds, section_holds};
use crate::scenario::corpus::{BROKEN, documents, files};

const PAGE: &str = "docs/scenarios.md";

#[test]
fn the_table_of_steps() {
    let language = platforms::language();
    let rows: Vec<_> = language.kinds().map(|kind| (kind.key(), kind.about())).collect();
    section_holds(PAGE, "steps", &table("step", "what it does", &rows));
}

#[test]
fn the_table_of_matchers() {
    let rows: Vec<_> = MATCHERS.iter().map(|matcher| (matcher.word(), matcher.about())).collect();
    section_holds(PAGE, "matchers", &table("matcher", "what fits", &rows));
}

#[test]
fn the_table_of_what_every_step_may_say() {
    section_holds(PAGE, "beside", &table("key", "what it says", &BESIDE));
}

#[test]
fn the_table_of_faults() {
    let language = platforms::language();
    let rows: Vec<_> = language.faults().kinds.iter().map(|kind| (kind.name, kind.group, kind.about)).collect();
    let groups = [
        ("connection", Group::Connection),
        ("answering", Group::Answering),
        ("answer", Group::Answer),
        ("calling", Group::Calling),
    ];
    let platforms = PLATFORMS.iter().map(|platform| (platform.name(), Group::Platform(platform.name())));
    for (section, wanted) in groups.into_iter().chain(platforms) {
        let rows: Vec<_> =
            rows.iter().filter(|(_, group, _)| *group == wanted).map(|(name, _, about)| (*name, *about)).collect();
        section_holds(PAGE, &format!("faults: {section}"), &table("kind", "what goes wrong", &rows));
    }
}

#[test]
fn the_tables_of_where_and_when() {
    let keys: Vec<_> = fault::KEYS.iter().chain(&when::KEYS).copied().collect();
    section_holds(PAGE, "faults: keys", &table("key", "what it says", &keys));
    section_holds(PAGE, "faults: on", &table("key of `on`", "what it says", &place::KEYS));
}

fn table(first: &str, second: &str, rows: &[(&str, &str)]) -> String {
    let rows: String =
        rows.iter().map(|(word, about)| format!("| `{word}` | {} |\n", about.replace('|', "\\|"))).collect();
    format!("| {first} | {second} |\n| --- | --- |\n{rows}")
}

#[tokio::test]
async fn the_schema_in_the_repository_is_what_the_command_prints() {
    let printed = Program::new(["schema"]).run().await;
    assert_eq!(printed.code(), Some(0));
    holds("scenario.schema.json", &printed.out);
}

#[test]
fn every_kind_of_step_has_a_scenario_and_a_broken_file() {
    let mut used = BTreeSet::new();
    for file in files("scenarios") {
        documents(&file).unwrap().iter().for_each(|document| collect(document, &mut used));
    }
    let broken: Vec<_> =
        files(BROKEN).iter().map(|file| file.file_stem().unwrap().to_str().unwrap().to_owned()).collect();
    let mut wrong = Vec::new();
    for kind in platforms::language().kinds() {
        let key = kind.key();
        if !used.contains(key) {
            wrong.push(format!("no scenario in scenarios/ has a step of the kind '{key}'"));
        }
        if !broken.iter().any(|name| name.starts_with(&format!("step-{key}-"))) {
            wrong.push(format!("there is no broken step of the kind '{key}': {BROKEN}/step-{key}-….yaml"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The keys of the maps in lists of steps, wherever they are.
fn collect(node: &Node, used: &mut BTreeSet<String>) {
    match &node.value {
        Value::List(items) => items.iter().for_each(|item| {
            used.extend(item.as_map().into_iter().flat_map(|map| map.names().map(str::to_owned)));
            collect(item, used);
        }),
        Value::Map(map) => map.iter().for_each(|(_, entry)| collect(&entry.value, used)),
        _ => {}
    }
}

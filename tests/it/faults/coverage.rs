//! Every kind of fault has a test at the socket, a scenario, and a file in which it is wrong.

use std::collections::BTreeSet;

use backlot::platforms;
use backlot::tree::{Node, Value, read};
use backlot::world::faults::Group;

use super::repository;

#[test]
fn every_kind_has_a_test_at_the_socket() {
    let files = ["answering.rs", "calling.rs", "connection.rs", "inside.rs", "../cluster/faults.rs"];
    let tests = files.map(|file| std::fs::read_to_string(repository().join("tests/it/faults").join(file)).unwrap());
    let tests = tests.concat();
    let missing: Vec<_> = platforms::language()
        .faults()
        .kinds
        .iter()
        .filter(|kind| match kind.group {
            Group::Platform(_) => !tests.contains(kind.name),
            _ => !tests.contains(&format!("async fn {}()", kind.name.replace('-', "_"))),
        })
        .map(|kind| kind.name)
        .collect();
    assert!(missing.is_empty(), "without a test in tests/it/faults: {missing:?}");
}

#[test]
fn every_kind_has_a_broken_file() {
    let broken = repository().join("scenarios/_broken");
    let has_one = |name: &str| broken.join(format!("fault-{name}-is-wrong.yaml")).exists();
    let language = platforms::language();
    let missing: Vec<_> = language.faults().kinds.iter().map(|kind| kind.name).filter(|name| !has_one(name)).collect();
    assert!(missing.is_empty(), "without a file scenarios/_broken/fault-KIND-is-wrong.yaml: {missing:?}");
}

#[test]
fn every_kind_has_a_scenario() {
    let mut shown = BTreeSet::new();
    let mut folders = vec![repository().join("scenarios")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "yaml") {
                let text = std::fs::read_to_string(&path).unwrap();
                let source = backlot::diag::Source::new("s.yaml", text);
                let documents = read::documents(&source, &mut backlot::diag::Diagnostics::new());
                documents.iter().for_each(|document| collect(document, &mut shown));
            }
        }
    }
    let language = platforms::language();
    let missing: Vec<_> =
        language.faults().kinds.iter().map(|kind| kind.name).filter(|name| !shown.contains(*name)).collect();
    assert!(missing.is_empty(), "without a scenario: {missing:?}");
}

/// The kinds under every `do` in `node`.
fn collect(node: &Node, shown: &mut BTreeSet<String>) {
    match &node.value {
        Value::List(items) => items.iter().for_each(|item| collect(item, shown)),
        Value::Map(map) => {
            for (key, entry) in map.iter() {
                if key == "do" {
                    kinds(&entry.value, shown);
                }
                collect(&entry.value, shown);
            }
        }
        _ => {}
    }
}

fn kinds(node: &Node, shown: &mut BTreeSet<String>) {
    match &node.value {
        Value::Text(name) => drop(shown.insert(name.clone())),
        Value::Map(map) => shown.extend(map.names().map(str::to_owned)),
        Value::List(items) => items.iter().for_each(|item| kinds(item, shown)),
        _ => {}
    }
}

//! The JSON Schema of scenarios and fixtures is of one mind with what reads the files.

use std::path::Path;

use backlot::platforms::{self, PLATFORMS};
use jsonschema::Validator;

use super::corpus::{documents, files};

/// The files whose mistake no schema can see, each with the reason.
const NOT_SEEN: &[(&str, &str)] = &[
    ("a-placeholder-is-not-closed", "a text may hold any characters"),
    ("capture-of-another-branch", "names are looked up in the order of the steps"),
    ("capture-that-is-not-there", "names are looked up in the order of the steps"),
    ("capture-that-nothing-uses", "names are looked up in the order of the steps"),
    ("cases-with-differing-rows", "rows are compared with each other"),
    ("cases-with-a-wrong-value", "a value is looked at where its placeholder stands"),
    ("cases-with-an-unused-value", "names are looked up in the scenario"),
    ("disarm-of-what-is-not-there", "names are looked up among the scenario's faults"),
    ("fault-bad-credential-is-wrong", "what is done and where are compared with each other"),
    ("fault-body-is-wrong", "keys that exclude each other are found by what reads them"),
    ("fault-duplicate-is-wrong", "numbers are compared by what reads them"),
    ("fault-endpoint-deleted-is-wrong", "what is done and where are compared with each other"),
    ("fault-not-authorised-is-wrong", "what is done and where are compared with each other"),
    ("fault-rate-limit-is-wrong", "what is done and where are compared with each other"),
    ("fault-status-is-wrong", "numbers are compared by what reads them"),
    ("gamesparks-names-are-wrong", "short codes are looked up, and numbers compared, once everything is there"),
    ("gamesparks-script-is-wrong", "it is no JSON but JavaScript"),
    ("names-of-gamesparks", "names are looked up in the world"),
    ("names-of-gphud", "names are looked up in the world"),
    ("names-that-are-not-there", "names are looked up in the world"),
    ("server-of-a-capture", "names are looked up in the order of the steps"),
    ("use-of-a-file-that-is-not-there", "it is in another file"),
    ("use-of-a-part-with-a-mistake", "it is in another file"),
    ("use-of-itself", "it is in another file"),
    ("use-without-a-parameter", "it is in another file"),
];

fn validator() -> Validator {
    jsonschema::options().should_validate_formats(true).build(&platforms::file_schema()).unwrap()
}

fn wrong(validator: &Validator, path: &Path) -> Vec<String> {
    let Some(documents) = documents(path) else { return vec!["it is no YAML".to_owned()] };
    let values = documents.iter().map(backlot::tree::Node::to_json);
    values
        .flat_map(|value| {
            let errors = validator.iter_errors(&value);
            errors.map(|error| format!("{}: {error}", error.instance_path())).collect::<Vec<_>>()
        })
        .collect()
}

#[test]
fn it_is_a_schema_of_its_draft() {
    let schema = platforms::file_schema();
    assert!(jsonschema::meta::is_valid(&schema));
    let described = schema["properties"].as_object().unwrap().iter();
    let silent: Vec<_> =
        described.filter(|(_, schema)| schema["description"].as_str().is_none_or(str::is_empty)).collect();
    assert!(silent.is_empty(), "without a description: {silent:?}");
}

#[test]
fn it_accepts_every_scenario_and_every_fixture() {
    let validator = validator();
    let mut refused = Vec::new();
    for path in files("scenarios").into_iter().chain(files("fixtures")) {
        let wrong = wrong(&validator, &path);
        if !wrong.is_empty() {
            refused.push(format!("{}\n  {}", path.display(), wrong.join("\n  ")));
        }
    }
    assert!(refused.is_empty(), "the schema refuses\n{}", refused.join("\n"));
}

#[test]
fn it_accepts_what_init_writes() {
    let validator = validator();
    let folder = tempfile::tempdir().unwrap();
    for platform in PLATFORMS {
        let starter = platform.starter();
        for (name, text) in [("f.yaml", starter.fixture), ("s.yaml", starter.scenario)] {
            std::fs::write(folder.path().join(name), text).unwrap();
            assert_eq!(wrong(&validator, &folder.path().join(name)), [""; 0], "{} {name}", platform.name());
        }
    }
}

#[test]
fn it_refuses_every_broken_file_whose_mistake_a_schema_can_see() {
    let validator = validator();
    let mut surprising = Vec::new();
    for path in files("scenarios/_broken") {
        let name = path.file_stem().unwrap().to_str().unwrap();
        let is_refused = !wrong(&validator, &path).is_empty();
        let is_listed = NOT_SEEN.iter().any(|(listed, _)| *listed == name);
        match (is_refused, is_listed) {
            (true, true) => surprising.push(format!("{name} is refused, and listed as one that is not")),
            (false, false) => surprising.push(format!("{name} is not refused")),
            _ => {}
        }
    }
    assert!(surprising.is_empty(), "{}", surprising.join("\n"));
}

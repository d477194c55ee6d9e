//! `backlot run` writes the reports that it is asked for, and nothing secret into any of them.

use std::path::Path;

use serde_json::Value;

use crate::kit::Program;

const TOKEN: &str = "3f2b8c1e-0a55-4c7e-9d10-77aa51c2e4f0";

/// Two documents in one file: one scenario passes, one fails.
fn scenarios(folder: &Path) {
    let text = format!(
        "name: 照明がつく
cluster: {{ accounts: {{ yuki: {{ token: {TOKEN} }} }}, spaces: {{ plaza: {{ creator: yuki, items: {{ lamp: {{}} }} }} }} }}
server: {{ stub: {{ reply: {{ verify: {TOKEN}, response: on }} }} }}
steps:
  - call: {{ item: lamp, request: on }}
    expect: {{ response: on }}
---
name: \"<b>It stays dark</b>\"
cluster: {{ accounts: {{ yuki: {{ token: {TOKEN} }} }}, spaces: {{ plaza: {{ creator: yuki, items: {{ lamp: {{}} }} }} }} }}
server: {{ stub: {{ reply: {{ verify: {TOKEN}, response: off }} }} }}
steps:
  - call: {{ item: lamp, request: on }}
    expect: {{ response: {TOKEN} }}
"
    );
    std::fs::write(folder.join("lamp.yaml"), text).unwrap();
}

#[tokio::test]
async fn every_format_is_written_and_keeps_the_secret() {
    let folder = tempfile::tempdir().unwrap();
    scenarios(folder.path());
    let options = ["--junit", "made/r.xml", "--json", "r.json", "--html", "r.html", "--tap", "r.tap", "--seed", "7"];
    let ended = Program::new([&["run", "."][..], &options[..]].concat()).within(folder.path()).run().await;
    assert_eq!(ended.code(), Some(4), "{ended:?}");
    let read = |name: &str| std::fs::read_to_string(folder.path().join(name)).unwrap();
    let written = [read("made/r.xml"), read("r.json"), read("r.html"), read("r.tap")];
    for text in &written {
        assert!(text.contains("照明がつく") && text.contains("[secret 1]") && !text.contains(TOKEN), "{text}");
    }
    let [junit, json, html, tap] = written;
    assert!(junit.contains(r#"tests="2" skipped="0" errors="0" failures="1""#), "{junit}");
    assert!(html.contains("&lt;b&gt;It stays dark&lt;&#x2f;b&gt;"), "{html}");
    assert!(tap.contains("\nok 1 - 照明がつく\n") && tap.contains("\nnot ok 2 - <b>It stays dark</b>\n"), "{tap}");
    let report: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(report["tally"]["failed"], 1);
    assert_eq!(report["scenarios"][1]["differences"][0]["path"], "$.response");
    let exchanges = report["scenarios"][0]["transcript"]["entries"].as_array().unwrap();
    assert_eq!(exchanges[0]["exchange"]["operation"], "callExternal");
}

#[tokio::test]
async fn a_report_that_cannot_be_written_is_said() {
    let folder = tempfile::tempdir().unwrap();
    scenarios(folder.path());
    let ended =
        Program::new(["run", ".", "--filter", "照明", "--tap", "lamp.yaml/r.tap"]).within(folder.path()).run().await;
    assert_eq!(ended.code(), Some(3), "{ended:?}");
    assert!(ended.err.contains("could not write the tap report to lamp.yaml/r.tap: "), "{}", ended.err);
}

#[tokio::test]
async fn the_options_come_from_the_list_of_formats() {
    let help = Program::new(["run", "--help"]).run().await;
    for format in <backlot::report::Report as backlot::report::Reported>::FORMATS {
        assert!(help.out.contains(&format!("--{} <FILE>", format.name)), "{}", help.out);
    }
}

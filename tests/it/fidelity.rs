//! What the platforms say of themselves.

use std::collections::BTreeSet;

use backlot::platforms::PLATFORMS;
use serde_json::Value;

use crate::kit::Program;

#[test]
fn every_row_has_a_name_of_its_own_and_a_source() {
    let mut ids = BTreeSet::new();
    for platform in PLATFORMS {
        let rows = platform.fidelity();
        assert!(!rows.is_empty(), "{} says nothing of itself", platform.name());
        for row in rows {
            assert!(ids.insert((platform.name(), row.id)), "{} has two rows named {}", platform.name(), row.id);
            let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.');
            assert!(row.id.contains('.') && row.id.chars().all(plain), "{}: not area.name", row.id);
            assert!(!row.behaviour.is_empty() && !row.source.is_empty(), "{}: says nothing, or not from where", row.id);
        }
    }
}

#[tokio::test]
async fn it_is_told_to_people_and_to_programs() {
    let text = Program::new(["fidelity", "cluster", "--only", "chosen"]).run().await;
    assert_eq!(text.code(), Some(0));
    assert!(text.out.starts_with("cluster  ") && text.out.contains("    chosen      "), "{}", text.out);
    assert!(!text.out.contains("\u{1b}["), "colours without a terminal");
    assert!(text.out.lines().all(|line| line.chars().count() <= 100), "{}", text.out);

    let json = Program::new(["fidelity", "--json"]).run().await;
    let json: Value = serde_json::from_str(&json.out).unwrap();
    let names: Vec<_> = json["platforms"].as_array().unwrap().iter().map(|platform| &platform["name"]).collect();
    assert_eq!(names, PLATFORMS.iter().map(|platform| platform.name()).collect::<Vec<_>>());

    let unknown = Program::new(["fidelity", "clustre"]).run().await;
    assert_eq!(unknown.code(), Some(1));
    assert!(unknown.err.contains("a similar value exists: 'cluster'"), "{}", unknown.err);
}

#[tokio::test]
async fn the_page_is_made_from_the_rows() {
    let made = Program::new(["fidelity", "--markdown"]).run().await.out;
    let page = include_str!("../../docs/fidelity.md");
    assert!(
        page == made,
        "docs/fidelity.md is not what the code says; write it anew: backlot fidelity --markdown > docs/fidelity.md"
    );
}

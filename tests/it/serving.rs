//! `backlot serve` with scenarios: their steps are played beside what comes from outside, and files are read again.

use std::path::Path;

use crate::kit::Program;

const STATUS: &str = r#"{"developerkey":"test","command":"external.status","runasinstanceid":15}"#;

fn scenario(folder: &Path, text: &str) {
    let used = format!("use: [{}/fixtures/gphud/seed.yaml]\n", env!("CARGO_MANIFEST_DIR"));
    // In one piece, as editors do.
    std::fs::write(folder.join("part"), used + text).unwrap();
    std::fs::rename(folder.join("part"), folder.join("scenario.yaml")).unwrap();
}

#[tokio::test]
async fn steps_are_played_and_told() {
    let folder = tempfile::tempdir().unwrap();
    let steps = "name: At the desk\nsteps:\n  - wait: { for: { gphud: external.status } }\n    name: somebody asks\n  - advance: 1h\n  - expect-journal: { gphud: external.status, count: 2 }\n";
    scenario(folder.path(), steps);
    let mut serving = Program::new(["serve", "scenario.yaml"]).within(folder.path()).serve().await;
    serving.client().post("/GPHUD/external", STATUS).await;
    let told = serving.says("somebody asks").await;
    assert!(told.starts_with("✓ scenario.yaml:4 ") && told.contains("\"count\":1"), "{told}");
    serving.says("scenario.yaml:6 'advance'").await;
    // The expectation at the end is looked at when it is due: nobody can tell here when the end is.
    serving.says("FAILED  At the desk").await;
    serving.says("wanted 2").await;
    // It goes on.
    assert_eq!(serving.client().post("/GPHUD/external", STATUS).await.status, 200);
    serving.signal("TERM").await;
    assert_eq!(serving.ended().await.code(), Some(0));
}

#[tokio::test]
async fn files_that_change_are_read_again_and_wrong_ones_change_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let node = |name: &str| format!("gphud: {{ node: {name} }}\n");
    scenario(folder.path(), &node("First"));
    let mut serving = Program::new(["serve", "scenario.yaml", "--watch"]).within(folder.path()).serve().await;
    let client = serving.client();
    let named = async || client.post("/GPHUD/external", STATUS).await.json()["nodename"].clone();
    assert_eq!(named().await, "First");
    serving.says("Ctrl-C stops it").await;

    scenario(folder.path(), &node("Second"));
    serving.says("reloaded").await;
    assert_eq!(named().await, "Second");

    scenario(folder.path(), "gphud: { nood: Third }\n");
    serving.complains("unknown key 'nood'").await;
    serving.complains("what was right before goes on").await;
    assert_eq!(named().await, "Second");

    scenario(folder.path(), &node("Fourth"));
    serving.says("reloaded").await;
    assert_eq!(named().await, "Fourth");
    serving.signal("TERM").await;
    assert_eq!(serving.ended().await.code(), Some(0));
}

//! `backlot run --watch`: scenarios are played again whenever something changes that they are made of.

use std::path::Path;

use crate::kit::Program;

/// In one piece, as editors do.
fn write(folder: &Path, name: &str, text: &str) {
    std::fs::write(folder.join("part"), text).unwrap();
    std::fs::rename(folder.join("part"), folder.join(name)).unwrap();
}

const LAMP: &str =
    "name: Lamp\nuse: [plaza.yaml]\nsteps:\n  - call: { item: lamp, request: on }\n    expect: { response: lit }\n";

fn plaza(answer: &str) -> String {
    format!(
        "cluster: {{ accounts: {{ yuki: {{}} }}, spaces: {{ plaza: {{ creator: yuki, items: {{ lamp: {{}} }} }} }} }}\nserver: {{ stub: {{ reply: {{ response: {answer} }} }} }}\n"
    )
}

#[tokio::test]
async fn scenarios_are_played_again_when_what_they_are_made_of_changes() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "_plaza.yaml", &plaza("lit"));
    let lamp = LAMP.replace("plaza.yaml", "_plaza.yaml");
    write(folder.path(), "lamp.yaml", &lamp);
    let mut watching = Program::new(["run", ".", "--watch"]).within(folder.path()).begin();
    watching.says("1 passed, 0 failed").await;
    watching.complains("everything passed; waiting for a file to change").await;

    // A file that it uses.
    write(folder.path(), "_plaza.yaml", &plaza("dark"));
    watching.says("FAILED  Lamp").await;
    watching.complains("an expectation was not met; waiting").await;

    // The scenario itself, with an error.
    write(folder.path(), "lamp.yaml", &lamp.replace("expect:", "expcet:"));
    watching.complains("did you mean 'expect'?").await;
    watching.complains("a file is invalid; waiting").await;

    write(folder.path(), "lamp.yaml", &lamp.replace("lit", "dark"));
    watching.says("1 passed, 0 failed").await;
    watching.complains("everything passed; waiting").await;

    // One that was not there before.
    write(folder.path(), "other.yaml", &lamp.replace("Lamp", "Other").replace("lit", "dark"));
    watching.says("2 passed, 0 failed").await;
    watching.complains("everything passed; waiting").await;
    watching.signal("INT").await;
    assert!(!watching.ended().await.status.success());
}

//! What the files expect of what the program does.

use super::{Run, fixture};

/// A request that is answered well, and one that is refused, as a shell sends them.
const GOOD: &str = "send '{\"developerkey\":\"test\",\"command\":\"external.status\",\"runasinstanceid\":15}'";
const BAD: &str = "send '{\"developerkey\":\"nobody\",\"command\":\"external.status\"}'";

/// A shell script that can send to GPHUD.
fn script(lines: &[&str]) -> String {
    let send = "send() { python3 -c 'import os, sys, urllib.request as r; r.urlopen(os.environ[\"BACKLOT_GPHUD_URL\"], sys.argv[1].encode())' \"$1\"; }";
    format!("{send}\n{}", lines.join("\n"))
}

fn scenario(steps: &str) -> String {
    format!("name: A program\nuse: [{}]\nsteps:\n{steps}", fixture("gphud/seed.yaml"))
}

#[tokio::test]
async fn what_was_expected_is_held_against_everything_that_happened() {
    let steps = "  - expect-journal: { gphud: external.status, count: 2 }\n";
    let ended = Run::shell(&[], &script(&[GOOD, GOOD])).with(&scenario(steps)).ended().await;
    assert_eq!(ended.code(), Some(0), "{ended:?}");
    assert!(ended.err.contains("passed  A program"), "{}", ended.err);

    let ended = Run::shell(&[], &script(&[GOOD])).with(&scenario(steps)).ended().await;
    assert_eq!(ended.code(), Some(4), "{ended:?}");
    for part in ["FAILED  A program", "scenario.yaml:4", "wanted 2", "got    1"] {
        assert!(ended.err.contains(part), "no {part} in {}", ended.err);
    }
}

#[tokio::test]
async fn the_programs_own_code_comes_first() {
    let steps = "  - expect-journal: { gphud: external.status }\n";
    let ended = Run::shell(&[], "exit 7").with(&scenario(steps)).ended().await;
    assert_eq!(ended.code(), Some(7), "{ended:?}");
    assert!(ended.err.contains("FAILED  A program"), "{}", ended.err);
}

#[tokio::test]
async fn steps_are_played_beside_the_program() {
    // The program goes on only when a step has moved the world's clock.
    let steps = "  - wait: { for: { gphud: external.status } }\n  - advance: 6d18h\n  - expect-journal: { gphud: external.status, count: 1 }\n";
    let wait = "python3 -c 'import json, os, urllib.request as r
while not json.load(r.urlopen(os.environ[\"BACKLOT_ADMIN_URL\"] + \"clock\"))[\"at\"].startswith(\"2020-05-08\"): pass'";
    let setting = format!("{}clock: {{ at: 2020-05-01T12:00:00Z, mode: virtual }}\n", scenario(steps));
    let ended = Run::shell(&[], &script(&[GOOD, wait])).with(&setting).ended().await;
    assert_eq!(ended.code(), Some(0), "{ended:?}");
}

#[tokio::test]
async fn what_is_waited_for_in_vain_is_not_waited_for_any_longer() {
    let steps = "  - wait: { for: { gphud: external.status }, count: 2, within: 20h }\n";
    let ended = Run::shell(&[], &script(&[GOOD])).with(&scenario(steps)).ended().await;
    assert_eq!(ended.code(), Some(4), "{ended:?}");
    assert!(ended.err.contains("wanted 2 within 20h"), "{}", ended.err);
}

#[tokio::test]
async fn what_nothing_explains_is_told_with_its_reason() {
    let ended = Run::shell(&["-s", "fixtures/gphud/seed.yaml"], &script(&[GOOD, BAD])).ended().await;
    assert_eq!(ended.code(), Some(0), "{ended:?}");
    for part in ["one exchange was refused or failed", "✗ developerkey  no avatar of this world has this developer key"]
    {
        assert!(ended.err.contains(part), "no {part} in {}", ended.err);
    }
    let ended = Run::shell(&["-s", "fixtures/gphud/seed.yaml", "--strict"], &script(&[BAD])).ended().await;
    assert_eq!(ended.code(), Some(4), "{ended:?}");

    let steps = "  - expect-journal: { gphud: external.status, where: { outcome: refused }, count: 1 }\n";
    let ended = Run::shell(&["--strict"], &script(&[BAD])).with(&scenario(steps)).ended().await;
    assert_eq!(ended.code(), Some(0), "{ended:?}");
    assert!(!ended.err.contains("refused or failed"), "{}", ended.err);
}

#[tokio::test]
async fn reports_tell_of_the_program_and_of_the_scenario() {
    let steps = "  - expect-journal: { gphud: external.status, count: 2 }\n";
    let mut run = Run::shell(&[], &script(&[GOOD])).with(&scenario(steps));
    let file = run.home.path().join("junit.xml");
    run.arguments.splice(1..1, ["--junit".to_owned(), file.to_str().unwrap().to_owned()]);
    let ended = run.ended().await;
    assert_eq!(ended.code(), Some(4), "{ended:?}");
    let junit = std::fs::read_to_string(&file).unwrap();
    for part in ["tests=\"2\" failures=\"1\"", "<testsuite name=\"backlot exec\"", "<testcase name=\"A program\""] {
        assert!(junit.contains(part), "no {part} in {junit}");
    }
}

#[tokio::test]
async fn a_server_that_cannot_be_started_is_told_and_the_program_is_not_run() {
    let scenario = "name: A program\nserver: { run: [no-such-server] }\nsteps: []\n";
    let ended = Run::shell(&[], "echo it runs").with(scenario).ended().await;
    assert_eq!((ended.code(), ended.out.as_str()), (Some(3), ""), "{ended:?}");
    assert!(ended.err.contains("could not start 'no-such-server'"), "{}", ended.err);
}

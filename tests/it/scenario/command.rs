//! `backlot run` as it is used: files and folders, filters, and an exit code for each way to end.

use super::Folder;
use crate::kit::Program;

const PASSES: &str = "name: It passes\nsteps: [{ advance: 1s }]\n";
const FAILS: &str = "name: It fails\nsteps: [{ advance: 1s, expect: { now: never } }]\n";
const ERRS: &str = "name: It cannot run\nsteps: [{ http: /nowhere }]\n";
const BROKEN: &str = "name: It is broken\nstepps: []\n";

async fn run(files: &[(&str, &str)], arguments: &[&str]) -> (Option<i32>, String, String) {
    let folder = Folder::with(files);
    let arguments = ["run", "--jobs", "1", "--seed", "1"].iter().chain(arguments);
    let ended = Program::new(arguments).within(folder.path()).run().await;
    (ended.code(), ended.out, ended.err)
}

/// Without the times of this machine, which come after ` in `.
fn summary(out: &str) -> &str {
    out.lines().last().and_then(|line| line.split(" in ").next()).unwrap_or_default()
}

#[tokio::test]
async fn each_way_to_end_has_its_own_exit_code() {
    let all = [("s/a.yaml", PASSES), ("s/b.yaml", FAILS), ("s/c.yaml", ERRS), ("s/_d.yaml", BROKEN)];
    let (code, out, err) = run(&all, &["s/a.yaml"]).await;
    assert_eq!((code, summary(&out), err.as_str()), (Some(0), "1 passed, 0 failed, 0 could not run", ""));
    assert!(out.starts_with("passed  It passes  1s of platform time\n"), "{out}");
    let (code, out, _) = run(&all, &["s/a.yaml", "s/b.yaml"]).await;
    assert_eq!((code, summary(&out)), (Some(4), "1 passed, 1 failed, 0 could not run"));
    // What could not run has shown nothing at all, so it is what the caller hears of.
    let (code, out, _) = run(&all, &["s"]).await;
    assert_eq!((code, summary(&out)), (Some(3), "1 passed, 1 failed, 1 could not run"));
    let (code, out, err) = run(&all, &["s", "s/_d.yaml"]).await;
    assert_eq!((code, out.as_str()), (Some(2), ""), "nothing is played if a file is invalid");
    assert!(err.contains("did you mean 'steps'?"), "{err}");
    let (code, _, err) = run(&all, &["s", "--filter", "no such"]).await;
    assert_eq!(code, Some(1), "{err}");
    let (code, _, err) = run(&all, &["nowhere"]).await;
    assert_eq!(code, Some(2));
    assert!(err.starts_with("error[unreadable]: nowhere cannot be read: "), "{err}");
}

#[tokio::test]
async fn a_filter_picks_by_name_or_file() {
    let all = [("s/a.yaml", PASSES), ("s/b.yaml", FAILS), ("s/c.yaml", ERRS)];
    let (code, out, _) = run(&all, &["s", "--filter", "s/a"]).await;
    assert_eq!((code, summary(&out)), (Some(0), "1 passed, 0 failed, 0 could not run"));
    let (code, out, _) = run(&all, &["s", "--filter", "It fails"]).await;
    assert_eq!((code, summary(&out)), (Some(4), "0 passed, 1 failed, 0 could not run"));
}

#[tokio::test]
async fn after_the_first_failure_nothing_is_begun_if_that_is_asked_for() {
    let many: Vec<_> = (0..9).map(|number| format!("name: Scenario {number}\n{}", &FAILS[15..])).collect();
    let (code, out, _) = run(&[("s.yaml", &many.join("---\n"))], &["s.yaml", "--fail-fast"]).await;
    assert_eq!(code, Some(4));
    assert_eq!(summary(&out), "0 passed, 1 failed, 0 could not run, 8 left out");
}

#[tokio::test]
async fn the_environment_is_what_placeholders_stand_for() {
    let folder = Folder::with(&[(
        "s.yaml",
        "name: x\nstubs: { http://a.test/: { text: '${env.WORD}' } }\nsteps:\n- http: http://a.test/\n  expect: { text: hello }\n",
    )]);
    let ended = Program::new(["run", "s.yaml"]).within(folder.path()).env("WORD", "hello").run().await;
    assert_eq!(ended.code(), Some(0), "{}", ended.out);
}

//! The commands around scenarios: `lint`, `schema`, `init`, `completions`, and what `run` tells programs.

use std::io::Write as _;
use std::process::{Command, Stdio};

use backlot::platforms::PLATFORMS;
use serde_json::Value;

use super::Folder;
use crate::kit::Program;

const GOOD: &str = "name: Good\ntags: [fast, xp]\nsteps: [{ advance: 1s }]\n";
const SLOW: &str = "name: Slow\ntags: [slow, xp]\nsteps: [{ advance: 1w }]\n";
const UNUSED: &str = "name: 使われない\nsteps:\n- advance: 1s\n  capture: { now: $.now }\n";
const BAD: &str = "name: Bad\nsteps:\n- advnce: 1s\n";

async fn backlot(folder: &Folder, arguments: &[&str]) -> (Option<i32>, String, String) {
    let ended = Program::new(arguments.iter().copied()).within(folder.path()).run().await;
    (ended.code(), ended.out, ended.err)
}

fn lines(out: &str) -> Vec<Value> {
    out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[tokio::test]
async fn files_are_checked_without_being_played() {
    let folder =
        Folder::with(&[("s/good.yaml", GOOD), ("s/unused.yaml", UNUSED), ("s/f.yaml", "clock: { mode: frozen }\n")]);
    let (code, out, err) = backlot(&folder, &["lint", "s"]).await;
    assert_eq!((code, out.as_str()), (Some(0), "3 files, 0 errors, 1 warning\n"));
    assert!(err.starts_with("warning[unused]: nothing uses the capture 'now'\n --> s/unused.yaml:4:14\n"), "{err}");
    assert_eq!(backlot(&folder, &["lint", "s", "--strict"]).await.0, Some(2));
    std::fs::write(folder.path().join("s/bad.yaml"), BAD).unwrap();
    let (code, out, err) = backlot(&folder, &["lint", "s", "--format", "json"]).await;
    assert_eq!((code, err.as_str()), (Some(2), ""));
    let lines = lines(&out);
    let problem = &lines[0]["problem"];
    assert_eq!((&problem["code"], &problem["line"], &problem["column"]), (&"unknown-key".into(), &3.into(), &3.into()));
    assert_eq!(problem["help"], "did you mean 'advance'?");
    assert_eq!(lines.last().unwrap()["summary"], serde_json::json!({ "files": 4, "errors": 1, "warnings": 1 }));
}

#[test]
fn what_is_not_saved_yet_is_read_from_standard_input() {
    let folder = Folder::with(&[("s/_f.yaml", "clock: { mode: frozen }\n")]);
    let mut child = Command::new(env!("CARGO_BIN_EXE_backlot"))
        .args(["lint", "-", "--stdin-name", "s/new.yaml", "--format", "json"])
        .current_dir(folder.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(b"name: x\nuse: [_f.yaml, _g.yaml]\nsteps: []\n").unwrap();
    let output = child.wait_with_output().unwrap();
    let lines = lines(&String::from_utf8(output.stdout).unwrap());
    assert_eq!(output.status.code(), Some(2));
    assert_eq!((lines.len(), &lines[0]["problem"]["file"]), (2, &"s/new.yaml".into()));
    assert_eq!(lines[0]["problem"]["code"], "unreadable");
}

#[tokio::test]
async fn tags_choose_and_runs_are_repeated() {
    let folder = Folder::with(&[("s/a.yaml", GOOD), ("s/b.yaml", SLOW)]);
    let names = |out: &str| -> Vec<String> {
        let stories =
            lines(out).into_iter().filter_map(|line| Some(line.get("scenario")?["name"].as_str()?.to_owned()));
        stories.collect()
    };
    let run = |more: &'static [&'static str]| {
        let arguments: Vec<&str> =
            ["run", "s", "--jobs", "1", "--format", "json"].iter().chain(more).copied().collect();
        let folder = &folder;
        async move { backlot(folder, &arguments).await }
    };
    assert_eq!(names(&run(&["--tag", "slow", "--tag", "fast"]).await.1), ["Good", "Slow"]);
    assert_eq!(names(&run(&["--tag", "xp", "--without-tag", "slow"]).await.1), ["Good"]);
    let (code, out, _) = run(&["--tag", "fast", "--repeat", "3"]).await;
    assert_eq!(code, Some(0));
    assert_eq!(names(&out), ["Good [1 of 3]", "Good [2 of 3]", "Good [3 of 3]"]);
    assert_eq!(lines(&out).last().unwrap()["summary"]["tally"]["passed"], 3);
    let (code, out, err) = run(&["--tag", "slwo"]).await;
    assert_eq!((code, out.as_str()), (Some(1), ""));
    assert_eq!(err, "backlot: none of the 2 scenarios has the tag 'slwo'; did you mean 'slow'?\n");
}

#[tokio::test]
async fn what_is_skipped_says_why() {
    let text =
        "name: Skipped\nskip: { reason: needs a server, without: [NO_SUCH_VARIABLE] }\nsteps: [{ advance: 1s }]\n";
    let folder = Folder::with(&[("s.yaml", text)]);
    let (code, out, _) = backlot(&folder, &["run", "s.yaml", "--junit", "j.xml", "--tap", "t.tap"]).await;
    assert_eq!(code, Some(0));
    assert!(out.starts_with("skipped Skipped  needs a server (NO_SUCH_VARIABLE is not set)\n"), "{out}");
    let kept = |name: &str| std::fs::read_to_string(folder.path().join(name)).unwrap();
    assert!(
        kept("j.xml").contains("<skipped message=\"needs a server (NO_SUCH_VARIABLE is not set)\"/>"),
        "{}",
        kept("j.xml")
    );
    assert!(kept("t.tap").contains("ok 1 - Skipped # SKIP needs a server"), "{}", kept("t.tap"));
    let played = Program::new(["run", "s.yaml"]).within(folder.path()).env("NO_SUCH_VARIABLE", "1").run().await;
    assert!(played.out.starts_with("passed  Skipped"), "{}", played.out);
}

#[tokio::test]
async fn what_init_writes_passes_and_is_never_written_over() {
    let folder = Folder::with(&[]);
    for platform in PLATFORMS {
        let (code, out, err) = backlot(&folder, &["init", platform.name()]).await;
        assert_eq!(code, Some(0), "{err}");
        assert!(out.contains(&format!("play it:        backlot run scenarios/{}.yaml\n", platform.name())), "{out}");
        let (code, _, err) = backlot(&folder, &["init", platform.name()]).await;
        assert_eq!(code, Some(3));
        assert_eq!(
            err,
            format!("backlot: fixtures/{}.yaml is there already, and nothing was written\n", platform.name())
        );
    }
    let (code, out, _) = backlot(&folder, &["run", "scenarios"]).await;
    assert_eq!(code, Some(0), "{out}");
    // Fixtures, the schema and what belongs to others lie in the same folder.
    std::fs::write(folder.path().join("compose.yaml"), "services: {}\n").unwrap();
    let (code, out, err) = backlot(&folder, &["run", "."]).await;
    assert_eq!(code, Some(0), "{out}{err}");
    let (code, _, err) = backlot(&folder, &["run", "fixtures"]).await;
    assert_eq!(code, Some(2));
    assert!(err.contains("none of the files that were found is a scenario: none has a name or steps"), "{err}");
    let (code, out, _) = backlot(&folder, &["lint", "scenarios", "fixtures", "--strict"]).await;
    assert_eq!((code, out.as_str()), (Some(0), "6 files, 0 errors, 0 warnings\n"));
}

#[tokio::test]
async fn shells_are_told_how_to_complete() {
    let folder = Folder::with(&[]);
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let (code, out, _) = backlot(&folder, &["completions", shell]).await;
        assert_eq!(code, Some(0));
        assert!(out.contains("without-tag") && out.contains("completions"), "{shell}");
    }
}

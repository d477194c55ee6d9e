//! Somebody sits at the terminal: Ctrl-C and Ctrl-Z mean what they mean to every program there.

use super::Run;
use crate::kit::soon;

/// A shell at a terminal of its own, that runs what it is given in the foreground with job control; a word that is seen on the
/// terminal is answered with keys, in order.
const TERMINAL: &str = r#"
import json, os, pty, select, sys, time

script, turns = sys.argv[1], json.loads(sys.argv[2])
pid, terminal = pty.fork()
if pid == 0:
    os.environ["PS1"] = ""
    os.execvp("bash", ["bash", "--norc", "--noprofile", "-m", "-c", script])
seen, at = "", 0
while True:
    try:
        some = os.read(terminal, 4096).decode(errors="replace")
    except OSError:
        break
    if not some:
        break
    seen += some
    while turns and turns[0][0] in seen[at:]:
        word, keys = turns.pop(0)
        at = seen.index(word, at) + len(word)
        os.write(terminal, keys.encode())
_, status = os.waitpid(pid, 0)
print(seen.replace("\r\n", "\n"))
sys.exit(0)
"#;

/// What the terminal showed in the end.
async fn at_a_terminal(run: &Run, script: &str, turns: &[(&str, &str)]) -> String {
    let own = run.file("terminal.py", TERMINAL);
    let backlot = env!("CARGO_BIN_EXE_backlot");
    let script = script.replace("BACKLOT ", &format!("{backlot} "));
    let turns = serde_json::to_string(turns).unwrap();
    let mut python = tokio::process::Command::new("python3");
    python.args([&own, &script, &turns]).env("BACKLOT_CA_DIR", run.home.path().join("ca")).kill_on_drop(true);
    python.env("TERM", "dumb").env("NO_COLOR", "1").stdin(std::process::Stdio::null());
    let output = soon(python.output()).await.unwrap();
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

const CTRL_C: &str = "\u{3}";
const CTRL_Z: &str = "\u{1a}";

#[tokio::test]
async fn ctrl_c_reaches_the_program_once() {
    let run = Run::shell(&[], "");
    let script = "BACKLOT exec -- bash -c 'trap \"echo told; n=1\" INT; echo ready; while test -z \"$n\"; do sleep 0.01; done; exit 7'; echo \"code $?\"";
    let shown = at_a_terminal(&run, script, &[("ready", CTRL_C)]).await;
    assert_eq!(shown.matches("told").count(), 1, "{shown}");
    assert!(shown.contains("code 7"), "{shown}");
}

#[tokio::test]
async fn ctrl_z_stops_everything_and_fg_goes_on() {
    let run = Run::shell(&[], "");
    let script = "BACKLOT exec -- bash -c 'echo ready; read line; echo \"read $line\"'; echo \"stopped $?\"; fg >/dev/null; echo \"code $?\"";
    let shown = at_a_terminal(&run, script, &[("ready", CTRL_Z), ("stopped 148", "words\n")]).await;
    assert!(shown.contains("read words") && shown.contains("code 0"), "{shown}");
}

#[tokio::test]
async fn the_program_may_ask_questions() {
    let run = Run::shell(&[], "");
    let script = "BACKLOT exec -q -- python3 -c 'print(\"hello\", input(\"name? \"))'; echo \"code $?\"";
    let shown = at_a_terminal(&run, script, &[("name? ", "yuki\n")]).await;
    assert!(shown.contains("hello yuki") && shown.contains("code 0"), "{shown}");
}

//! How fast a space runs: 200 items with scripts at 60 frames a second, on one core, against real time; and whether its memory
//! stays flat over an hour.
//!
//!     cargo bench --bench frames

#![expect(clippy::unwrap_used, reason = "a bench that cannot go on has nothing to say")]

use std::time::Duration;

use backlot::diag::Diagnostics;
use backlot::runner;
use backlot::runner::outcome::{Ending, Outcome};
use serde_json::{Map, Value, json};

/// A lamp that counts, moves and keeps its state: what most scripts with `onUpdate` do.
const SCRIPT: &str = r#"
let waited = 0;
let angle = 0;
$.onStart(() => { $.state.turns = 0; });
$.onUpdate((deltaTime) => {
  waited += deltaTime;
  angle += deltaTime;
  $.setPosition(new Vector3(Math.sin(angle), 1, Math.cos(angle)));
  if (waited < 1) return;
  waited -= 1;
  $.state.turns = $.state.turns + 1;
});
"#;

fn main() {
    let fast = play(200, "60s", 59);
    let ratio = fast.platform_time.as_secs_f64() / fast.machine_time.as_secs_f64();
    say(&format!("200 items, 60 frames a second: {ratio:.1} times real time"));
    if std::env::args().any(|argument| argument == "--quick") {
        return;
    }
    let before = resident();
    play(20, "1h", 3_599);
    say(&format!("20 items for an hour: {:.1} MB more resident than before", (resident() - before) / 1e6));
    let before = resident();
    play(20, "1h", 3_599);
    say(&format!("and for another hour: {:.1} MB more", (resident() - before) / 1e6));
}

/// Plays a space with so many items for that long. Each must have counted the seconds.
fn play(items: usize, time: &str, turns: u32) -> Outcome {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("lamp.js"), SCRIPT).unwrap();
    let item = json!({ "script": "lamp.js", "components": ["movable"] });
    let items: Map<String, Value> = (0..items).map(|number| (format!("lamp-{number}"), item.clone())).collect();
    let scenario = json!({
        "name": "frames", "seed": 7,
        "cluster": {
            "accounts": { "yuki": { "token": "t" } },
            "spaces": { "plaza": { "creator": "yuki", "items": items } },
        },
        "steps": [
            { "advance": time }, { "tick": 1 },
            { "expect-state": { "item": "lamp-0", "state": { "turns": { "above": turns - 1 } }, "within": "0s" } },
        ],
    });
    std::fs::write(folder.path().join("frames.yaml"), scenario.to_string()).unwrap();
    let mut problems = Diagnostics::new();
    let scenarios = runner::load(folder.path(), &["frames.yaml".into()], &mut problems);
    assert!(!problems.has_errors());
    let options = runner::Options { patience: Duration::from_secs(600), ..runner::Options::default() };
    let outcome = runner::play(&scenarios[0], &options);
    assert!(matches!(outcome.ending, Ending::Passed), "{:?}", outcome.ending);
    outcome
}

/// The memory of this process, in bytes.
fn resident() -> f64 {
    let pages = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    pages.split(' ').nth(1).and_then(|pages| pages.parse::<f64>().ok()).unwrap_or_default() * 4096.0
}

#[expect(clippy::disallowed_macros, reason = "a bench has no terminal but its own")]
fn say(text: &str) {
    println!("{text}");
}

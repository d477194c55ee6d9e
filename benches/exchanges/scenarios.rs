//! What scenarios on virtual time cost: how many are played in a second, and whether memory stays flat. Each number of them is
//! played in a process of its own, as `backlot run` plays them.

use std::num::NonZeroUsize;
use std::process::Command;

use backlot::diag::Diagnostics;
use backlot::runner::outcome::Ending;
use backlot::runner::{self, Options, jobs};
use backlot::world::clock::Stopwatch;

use super::numbers::grouped;
use super::say;

/// Scenarios whose participants are all inside: a call that takes five seconds, one that waits for thirty, and a week.
const FILES: [&str; 3] = [
    "scenarios/cluster/late-after-five-seconds.yaml",
    "scenarios/cluster/a-call-is-one-post.yaml",
    "scenarios/gphud/awards-have-a-rolling-limit.yaml",
];

/// How many are played.
const COUNTS: [usize; 2] = [1_000, 10_000];

/// Prints a table of them.
pub(crate) fn measure() {
    say("| scenarios | took | per second | most memory |");
    say("| --- | --- | --- | --- |");
    for count in COUNTS {
        let mut child = Command::new(std::env::current_exe().unwrap());
        let output =
            child.args(["--play", &count.to_string()]).current_dir(env!("CARGO_MANIFEST_DIR")).output().unwrap();
        say(String::from_utf8(output.stdout).unwrap().trim_end());
    }
    say("");
}

/// Plays so many, and prints a row.
pub(crate) fn play(count: usize) {
    let mut problems = Diagnostics::new();
    let files: Vec<_> = FILES.iter().map(Into::into).collect();
    let scenarios = runner::load(std::path::Path::new("."), &files, &mut problems);
    assert!(!problems.has_errors(), "{problems:?}");
    let all: Vec<_> = scenarios.iter().cycle().take(count).collect();
    let options = Options { seed: Some(7), ..Options::default() };
    let threads = std::thread::available_parallelism().map_or(1, NonZeroUsize::get);
    let watch = Stopwatch::start();
    jobs::work_through(
        &all,
        threads,
        |scenario| runner::play(scenario, &options),
        |_| true,
        |_, outcome| assert!(matches!(outcome.ending, Ending::Passed), "{}", outcome.name),
    );
    let took = watch.elapsed().as_secs_f64();
    #[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
    let number = count as f64;
    say(&format!("| {} | {took:.2} s | {} | {:.1} MB |", grouped(number), grouped(number / took), most_memory()));
}

/// The most memory that this process has had resident, in MB (a million bytes); not a number where the system does not say.
fn most_memory() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<f64>().ok());
    kilobytes.unwrap_or(f64::NAN) * 1.024 / 1000.0
}

//! What scenarios on virtual time cost: how many are read and played in a second, and whether memory stays flat. Each number of
//! them is a folder of so many files, played in a process of its own, as `backlot run` plays them.

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::process::Command;

use backlot::diag::Diagnostics;
use backlot::platforms;
use backlot::runner::outcome::Ending;
use backlot::runner::{self, Listing, Options, jobs};
use backlot::world::clock::Stopwatch;

use super::numbers::grouped;
use super::say;

/// Scenarios whose participants are all inside: a call that takes five seconds, one that is answered at once, and a week.
const FILES: [&str; 3] = [
    "scenarios/cluster/late-after-five-seconds.yaml",
    "scenarios/cluster/a-call-is-one-post.yaml",
    "scenarios/gphud/awards-have-a-rolling-limit.yaml",
];

/// How many files are played.
const COUNTS: [usize; 3] = [100, 1_000, 10_000];

/// Prints a table of them.
pub(crate) fn measure() {
    say("| files | scenarios | read in | played in | per second | resident after reading, a tenth, a half, all |");
    say("| --- | --- | --- | --- | --- | --- |");
    for count in COUNTS {
        let mut child = Command::new(std::env::current_exe().unwrap());
        let output =
            child.args(["--play", &count.to_string()]).current_dir(env!("CARGO_MANIFEST_DIR")).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        say(String::from_utf8(output.stdout).unwrap().trim_end());
    }
    say("");
}

/// A folder of so many files, each with a name of its own. They lie where what they use is found.
fn folder(count: usize) -> tempfile::TempDir {
    let folder = tempfile::Builder::new().prefix("_bench").tempdir_in("scenarios").unwrap();
    let texts = FILES.map(|file| std::fs::read_to_string(file).unwrap());
    for (at, text) in texts.iter().cycle().take(count).enumerate() {
        let text = text.replacen("name: ", &format!("name: {at} "), 1);
        std::fs::write(folder.path().join(format!("{at:05}.yaml")), text).unwrap();
    }
    folder
}

/// Plays so many, and prints a row.
#[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
pub(crate) fn play(count: usize) {
    let folder = folder(count);
    let language = platforms::language();
    let mut problems = Diagnostics::new();
    let watch = Stopwatch::start();
    let paths: [PathBuf; 1] = [folder.path().into()];
    let listing = Listing::read(&language, Path::new("."), &paths, &mut problems);
    assert!(!problems.has_errors(), "{problems:?}");
    let all: Vec<_> = listing.scenarios().iter().collect();
    let (read, mut memory) = (watch.elapsed().as_secs_f64(), vec![resident()]);
    let options = Options { seed: Some(7), ..Options::default() };
    let threads = std::thread::available_parallelism().map_or(1, NonZeroUsize::get);
    let (watch, mut done) = (Stopwatch::start(), 0);
    jobs::work_through(
        &all,
        threads,
        |listed| runner::play(&listing.take(listed).unwrap(), &options),
        |_| true,
        |_, outcome| {
            assert!(matches!(outcome.ending, Ending::Passed), "{}", outcome.name);
            done += 1;
            if [all.len() / 10, all.len() / 2, all.len()].contains(&done) {
                memory.push(resident());
            }
        },
    );
    let took = watch.elapsed().as_secs_f64();
    let memory: Vec<_> = memory.into_iter().map(|megabytes| format!("{megabytes:.1} MB")).collect();
    say(&format!(
        "| {} | {} | {read:.2} s | {took:.2} s | {} | {} |",
        grouped(count as f64),
        grouped(all.len() as f64),
        grouped(all.len() as f64 / took),
        memory.join(", ")
    ));
}

/// What this process has resident now, in MB (a million bytes); not a number where the system does not say.
fn resident() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kilobytes = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<f64>().ok());
    kilobytes.unwrap_or(f64::NAN) * 1.024 / 1000.0
}

//! What reads scenarios and fixtures, on its own: how long a file takes, and whether anything makes it panic or hang.
//!
//! `cargo bench --bench loader` reads every file of the repository many times. With `-- --cut` it reads every file cut off at
//! every byte, and with `-- --fuzz 10000000 --seed 7` that many damaged files; the same seed damages them in the same way. Neither
//! is part of CI. `fuzz/` has a target that is led by coverage.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a measurement that cannot go on has failed")]

mod cut;
mod damage;
mod fuzz;

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::time::Duration;

use backlot::cli::context::Terminal;
use backlot::diag::render::{Look, render};
use backlot::diag::{Diagnostics, Source};
use backlot::platforms;
use backlot::runner::load::finish;
use backlot::scenario::{Reader, find};
use backlot::tree::file;
use backlot::world::clock::Stopwatch;

/// The folders whose files are read.
const FOLDERS: [&str; 3] = ["scenarios", "scenarios/_broken", "fixtures"];

fn main() {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    let number = |name: &str| {
        let at = arguments.iter().position(|argument| argument == name)?;
        arguments.get(at + 1)?.parse::<u64>().ok()
    };
    if let Some(count) = number("--fuzz") {
        fuzz::run(count, number("--seed").unwrap_or(7));
    } else if arguments.iter().any(|argument| argument == "--cut") {
        cut::run();
    } else {
        measure();
    }
}

/// A file of the repository.
struct File {
    path: PathBuf,
    bytes: Vec<u8>,
}

fn files() -> Vec<File> {
    let mut problems = Diagnostics::new();
    let folders = FOLDERS.map(PathBuf::from);
    let found = find::files(Path::new(env!("CARGO_MANIFEST_DIR")), &folders, &mut problems);
    let read = |path: PathBuf| File { bytes: std::fs::read(&path).unwrap(), path };
    found.into_iter().map(|found| read(found.path)).collect()
}

/// Reads `bytes` as `backlot run` reads what stands in `folder`, with what the platforms say of it, and shows what is wrong. Gives
/// whether it is a file that can be played.
fn load(reader: &mut Reader<'_>, folder: Option<&Path>, bytes: Vec<u8>) -> bool {
    let mut problems = Diagnostics::new();
    let Some(text) = file::text("s.yaml", bytes, &mut problems) else { return false };
    let source = Source::in_folder("s.yaml", text.text(), folder.map(Path::to_owned));
    let mut scenarios = reader.text(&source, &mut problems);
    finish(reader, &mut scenarios, &mut problems);
    assert_eq!(render(&problems, Look::PLAIN).is_empty(), problems.is_empty());
    !problems.has_errors()
}

/// How long it takes to read a file and to hold it against what the platforms know, in the mean of many times.
fn measure() {
    const TIMES: u32 = 20;
    let (language, files) = (platforms::language(), files());
    let bytes: usize = files.iter().map(|file| file.bytes.len()).sum();
    let mut reader = Reader::new(&language);
    let (mut whole, mut alone, mut trees) = (Duration::ZERO, Duration::ZERO, Duration::ZERO);
    for _ in 0..TIMES {
        for file in &files {
            let watch = Stopwatch::start();
            load(&mut reader, file.path.parent(), file.bytes.clone());
            whole += watch.elapsed();
            let text = String::from_utf8_lossy(&file.bytes).into_owned();
            let source = Source::in_folder("s.yaml", text, file.path.parent().map(Path::to_owned));
            let watch = Stopwatch::start();
            let _ = backlot::tree::read::documents(&source, &mut Diagnostics::new());
            trees += watch.elapsed();
            let watch = Stopwatch::start();
            let _ = reader.text(&source, &mut Diagnostics::new());
            alone += watch.elapsed();
            drop(reader.unfinished());
        }
    }
    say("| what | per file | per kB |");
    say("| --- | --- | --- |");
    for (what, took) in [("its tree", trees), ("its scenarios", alone), ("with the platforms", whole)] {
        let took = took.as_secs_f64() * 1e6 / f64::from(TIMES);
        #[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
        let (per_file, per_kilobyte) = (took / files.len() as f64, took / bytes as f64 * 1000.0);
        say(&format!("| {what} | {per_file:.0} µs | {per_kilobyte:.0} µs |"));
    }
}

fn threads() -> usize {
    std::thread::available_parallelism().map_or(1, NonZeroUsize::get)
}

fn say(line: &str) {
    Terminal::PLAIN.out(&format!("{line}\n"));
}

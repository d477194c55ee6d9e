//! Damaged files, as many as wanted.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use backlot::platforms;
use backlot::scenario::Reader;
use backlot::world::clock::Stopwatch;
use rand::SeedableRng as _;
use rand_chacha::ChaCha8Rng;

use super::damage::{Sample, damaged};
use super::{files, load, say, threads};

/// What takes longer than this hangs, as far as whoever waits can tell. Long, because the machine may have much else to do.
const LONG: Duration = Duration::from_secs(10);

pub(super) fn run(count: u64, seed: u64) {
    // What panics is reported with its text, once, and not by the runtime as well.
    std::panic::set_hook(Box::new(|_| {}));
    let language = platforms::language();
    let samples: Vec<_> = files().iter().flat_map(|file| Sample::of(&file.bytes)).collect();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/gphud");
    let watch = Stopwatch::start();
    let (next, valid, bad) = (AtomicU64::new(0), AtomicU64::new(0), AtomicU64::new(0));
    std::thread::scope(|scope| {
        for _ in 0..threads() {
            scope.spawn(|| {
                let mut reader = Reader::new(&language);
                loop {
                    let turn = next.fetch_add(1, Ordering::Relaxed);
                    if turn >= count {
                        break;
                    }
                    // Each has a seed of its own, so that it is the same whichever thread reads it.
                    let mut random = ChaCha8Rng::seed_from_u64(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ turn);
                    let text = damaged(&mut random, &samples);
                    let took = Stopwatch::start();
                    let read = catch_unwind(AssertUnwindSafe(|| load(&mut reader, Some(&folder), text.clone())));
                    let complaint = match read {
                        Ok(is_valid) => {
                            valid.fetch_add(u64::from(is_valid), Ordering::Relaxed);
                            (took.elapsed() > LONG).then(|| format!("{:.1} s", took.elapsed().as_secs_f64()))
                        }
                        Err(_) => {
                            reader = Reader::new(&language);
                            Some("a panic".to_owned())
                        }
                    };
                    if let Some(complaint) = complaint {
                        bad.fetch_add(1, Ordering::Relaxed);
                        say(&format!("{complaint} at number {turn}:\n{}\n", String::from_utf8_lossy(&text)));
                    }
                    if (turn + 1) % 1_000_000 == 0 {
                        say(&format!("{} texts, {:.0} s", turn + 1, watch.elapsed().as_secs_f64()));
                    }
                }
            });
        }
    });
    let (valid, bad, took) = (valid.into_inner(), bad.into_inner(), watch.elapsed().as_secs_f64());
    say(&format!("{count} texts from seed {seed}: {bad} panics or hangs, {valid} valid, in {took:.0} s"));
    assert_eq!(bad, 0);
}

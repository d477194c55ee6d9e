//! Every file, cut off at every byte.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

use backlot::platforms;
use backlot::scenario::Reader;
use backlot::world::clock::Stopwatch;

use super::{files, load, say, threads};

pub(super) fn run() {
    std::panic::set_hook(Box::new(|_| {}));
    let (language, files, watch) = (platforms::language(), files(), Stopwatch::start());
    let (next, texts, bad) = (AtomicUsize::new(0), AtomicU64::new(0), AtomicU64::new(0));
    std::thread::scope(|scope| {
        for _ in 0..threads() {
            scope.spawn(|| {
                let mut reader = Reader::new(&language);
                while let Some(file) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
                    for end in 0..file.bytes.len() {
                        let text = file.bytes[..end].to_vec();
                        if catch_unwind(AssertUnwindSafe(|| load(&mut reader, file.path.parent(), text))).is_err() {
                            bad.fetch_add(1, Ordering::Relaxed);
                            say(&format!("a panic: {} cut off after {end} bytes", file.path.display()));
                            reader = Reader::new(&language);
                        }
                    }
                    texts.fetch_add(file.bytes.len() as u64, Ordering::Relaxed);
                }
            });
        }
    });
    let (texts, bad, took) = (texts.into_inner(), bad.into_inner(), watch.elapsed().as_secs_f64());
    say(&format!("{} files cut off at {texts} places: {bad} panics, in {took:.0} s", files.len()));
    assert_eq!(bad, 0);
}

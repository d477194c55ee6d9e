//! How long a script has run, and whether it must stop: shared by the thread that runs it and the task that waits for it.

use std::sync::atomic::{AtomicU8, AtomicU64, Ordering};
use std::time::Duration;

use super::limits::Limits;
use crate::world::clock::{Stopwatch, thread_time};

/// Measures one run of a script. The time that a script waits for an answer of its host does not count.
#[derive(Debug)]
pub(super) struct Meter {
    limits: Limits,
    watch: Stopwatch,
    /// Nanoseconds of the watch that do not count: before the start, and while the script waited. [`UNSTARTED`] before the
    /// start.
    spared: AtomicU64,
    stop: AtomicU8,
    /// Where the script's share of the processor is what counts: how much its thread had used when it was first looked at,
    /// in nanoseconds. [`UNSTARTED`] before that.
    work: Option<AtomicU64>,
}

const UNSTARTED: u64 = u64::MAX;

/// Why a script must stop before its time is up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Stop {
    /// It need not.
    No,
    /// It asked to.
    Exit,
    /// Nobody waits for it any more.
    Cancelled,
    /// It asked its host too often.
    TooManyCalls,
}

impl Meter {
    /// A meter for a run within `limits`.
    pub(super) fn new(limits: Limits) -> Self {
        let (spared, stop) = (AtomicU64::new(UNSTARTED), AtomicU8::new(Stop::No as u8));
        Self { limits, watch: Stopwatch::start(), spared, stop, work: None }
    }

    /// A meter for many runs, one after the other, each within `limits`. What counts is the time that the processor spends
    /// on the script, so that a machine with much else to do stops no script that would have been in time.
    pub(super) fn of_work(limits: Limits) -> Self {
        Self { work: Some(AtomicU64::new(UNSTARTED)), ..Self::new(limits) }
    }

    /// The script starts now: what passed until now does not count.
    pub(super) fn start(&self) {
        if let Some(work) = &self.work {
            work.store(UNSTARTED, Ordering::Relaxed);
            self.stop.store(Stop::No as u8, Ordering::Release);
            // What counts is not the watch, and looking at it would cost as much as a small run.
            return;
        }
        self.spared.store(nanoseconds(self.watch.elapsed()), Ordering::Relaxed);
    }

    /// Waits with `wait`; the time it takes does not count.
    pub(super) fn paused<T>(&self, wait: impl FnOnce() -> T) -> T {
        let before = self.watch.elapsed();
        let done = wait();
        self.spared.fetch_add(nanoseconds(self.watch.elapsed().saturating_sub(before)), Ordering::Relaxed);
        done
    }

    /// How long the script has run; zero before its start.
    pub(super) fn spent(&self) -> Duration {
        match self.spared.load(Ordering::Relaxed) {
            UNSTARTED => Duration::ZERO,
            spared => self.watch.elapsed().saturating_sub(Duration::from_nanos(spared)),
        }
    }

    /// How much longer it may run.
    pub(super) fn left(&self) -> Duration {
        self.limits.time.saturating_sub(self.spent())
    }

    /// What it may use.
    pub(super) fn limits(&self) -> Limits {
        self.limits
    }

    /// Makes the script stop at the next chance. The first reason counts.
    pub(super) fn stop(&self, why: Stop) {
        let _ = self.stop.compare_exchange(Stop::No as u8, why as u8, Ordering::AcqRel, Ordering::Acquire);
    }

    /// Why the script must stop before its time is up.
    pub(super) fn stopped(&self) -> Stop {
        match self.stop.load(Ordering::Acquire) {
            1 => Stop::Exit,
            2 => Stop::Cancelled,
            3 => Stop::TooManyCalls,
            _ => Stop::No,
        }
    }

    /// Whether the script must stop, for whatever reason. To be asked on its thread.
    pub(super) fn must_stop(&self) -> bool {
        self.stopped() != Stop::No || self.is_used_up()
    }

    fn is_used_up(&self) -> bool {
        let Some(work) = &self.work else { return self.left().is_zero() };
        // Looked at when the engine first asks, which it does some tenths of a millisecond after the start: most runs are
        // over before, and asking the system costs as much as they do.
        let now = nanoseconds(thread_time());
        match work.load(Ordering::Relaxed) {
            UNSTARTED => {
                work.store(now, Ordering::Relaxed);
                false
            }
            begun => Duration::from_nanos(now.saturating_sub(begun)) >= self.limits.time,
        }
    }
}

fn nanoseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meter(time: Duration) -> Meter {
        Meter::new(Limits { time, ..Limits::default() })
    }

    #[test]
    fn waiting_does_not_count() {
        let meter = meter(Duration::from_secs(1));
        meter.start();
        let watch = Stopwatch::start();
        meter.paused(|| while watch.elapsed() < Duration::from_millis(20) {});
        assert!(meter.spent() < Duration::from_millis(20), "{:?}", meter.spent());
        assert!(!meter.must_stop());
    }

    #[test]
    fn the_first_reason_to_stop_counts() {
        let meter = meter(Duration::from_secs(1));
        meter.stop(Stop::Exit);
        meter.stop(Stop::Cancelled);
        assert_eq!((meter.stopped(), meter.must_stop()), (Stop::Exit, true));
    }
}

//! Time, in one place. Everything that a platform knows of time comes from its world's [`Clock`]: limits and periods,
//! audit rows, `Date` in scripts, timeouts, delays of faults. Guards of the transport (how long a slow header is waited
//! for, the grace at shutdown) stay on the machine's time and live in [`transport`].
//!
//! A clock is *real* (the machine's clock plus an offset), *frozen* (moves only when told) or *virtual* (moves only when
//! told, or, while a scenario plays and nothing is in flight, jumps to the next timer: see [`Clock::when_idle`]).

pub mod machine;
pub mod thread;

mod journey;
mod timer;

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use parking_lot::Mutex;

pub use journey::Backwards;
pub use machine::{Stopwatch, thread_time, transport};
use timer::{Rank, Timer, Timers};

crate::tree::choice! {
    /// How a [`Clock`] moves.
    pub enum Mode {
        /// With the machine's clock, at an offset.
        Real = "real",
        /// Only when told.
        Frozen = "frozen",
        /// Only when told, or from timer to timer when nothing is in flight and [`Clock::jump_when_idle`] was asked for.
        Virtual = "virtual",
    }
}

/// A world's clock. Clones share the same time.
#[derive(Clone)]
pub struct Clock {
    inner: Arc<Inner>,
}

struct Inner {
    state: Mutex<State>,
    busy: AtomicUsize,
}

struct State {
    mode: Mode,
    /// The platform's time when `anchor` was taken; in the modes that do not run by themselves, the time itself.
    base: Timestamp,
    anchor: Stopwatch,
    /// Whether one thread plays the world, and says when it has nothing left to run.
    alone: bool,
    timers: Timers,
}

/// The wait was longer than the given time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the time was up")]
pub struct Elapsed;

impl Clock {
    /// A clock that runs with the machine's, and shows `at` now (the machine's time if `None`).
    pub fn real(at: Option<Timestamp>) -> Self {
        Self::new(Mode::Real, at.unwrap_or_else(machine::now))
    }

    /// A clock that stands at `at` until it is told to move.
    pub fn frozen(at: Timestamp) -> Self {
        Self::new(Mode::Frozen, at)
    }

    /// A clock that stands at `at`, moves when told, and may be asked to jump when nothing is in flight.
    pub fn virtual_at(at: Timestamp) -> Self {
        Self::new(Mode::Virtual, at)
    }

    /// A clock of the given mode that shows `at` now.
    pub fn new(mode: Mode, at: Timestamp) -> Self {
        let timers = Timers::default();
        let state = State { mode, base: at, anchor: Stopwatch::start(), alone: false, timers };
        Self { inner: Arc::new(Inner { state: Mutex::new(state), busy: AtomicUsize::new(0) }) }
    }

    /// How the clock moves.
    pub fn mode(&self) -> Mode {
        self.inner.state.lock().mode
    }

    /// The platform's time.
    pub fn now(&self) -> Timestamp {
        self.inner.state.lock().now()
    }

    /// The platform's time in whole seconds since 1970, as the platforms store it.
    pub fn unix(&self) -> i64 {
        self.now().as_second()
    }

    /// The platform time that has passed since `earlier`; zero if `earlier` lies ahead.
    pub fn since(&self, earlier: Timestamp) -> Duration {
        between(earlier, self.now())
    }

    /// Changes how the clock moves, keeping the time that it shows.
    pub fn set_mode(&self, mode: Mode) {
        let mut state = self.inner.state.lock();
        state.rebase();
        state.mode = mode;
        state.timers.wake_all();
    }

    /// Waits until `duration` of platform time has passed.
    pub async fn sleep(&self, duration: Duration) {
        let at = later(self.now(), duration);
        self.sleep_until(at).await;
    }

    /// Waits until the platform's time is `at`; returns at once if it already is.
    pub async fn sleep_until(&self, at: Timestamp) {
        self.wait_until(at, Rank::Event).await;
    }

    /// As [`Clock::sleep_until`], and keeps the clock from moving on before the sleeper says that it has done its work.
    pub async fn work_at(&self, at: Timestamp) -> Busy {
        self.work_on_at(at, None).await
    }

    /// As [`Clock::work_at`], for one who works again and again: what it worked at `before` counts as done once the clock knows
    /// of this sleep, so that it misses no time in between.
    pub async fn work_on_at(&self, at: Timestamp, before: Option<Busy>) -> Busy {
        let timer = Timer::set(self, at, Rank::Event);
        drop(before);
        timer.fires().await;
        // Before the timer is gone: whoever moves the clock goes on when there is neither timer nor work.
        self.busy()
    }

    async fn wait_until(&self, at: Timestamp, rank: Rank) {
        Timer::set(self, at, rank).fires().await;
    }

    /// Runs `work` for at most `limit` of platform time. What is ready exactly at the limit is in time.
    pub fn timeout<F: Future>(&self, limit: Duration, work: F) -> impl Future<Output = Result<F::Output, Elapsed>> {
        self.within(limit, Rank::Limit, work)
    }

    /// As [`Clock::timeout`], for whoever waits for what may never come: where the platform's time stands still, machine time
    /// counts. What time brings about at the very end, limits that are over included, is still seen.
    pub async fn patience<F: Future>(&self, limit: Duration, work: F) -> Result<F::Output, Elapsed> {
        match self.mode() {
            Mode::Frozen => transport::timeout(limit, work).await,
            Mode::Real | Mode::Virtual => self.within(limit, Rank::Patience, work).await,
        }
    }

    async fn within<F: Future>(&self, limit: Duration, rank: Rank, work: F) -> Result<F::Output, Elapsed> {
        tokio::select! {
            biased;
            done = work => Ok(done),
            () = self.wait_until(later(self.now(), limit), rank) => Err(Elapsed),
        }
    }

    /// As [`Clock::sleep`], where it must come to an end: where the platform's time stands still, machine time counts. While a
    /// scenario plays, everything that is due by the end has happened then, and has gone on to where it waits again.
    pub async fn pause(&self, duration: Duration) {
        match self.mode() {
            Mode::Frozen => transport::sleep(duration).await,
            Mode::Real | Mode::Virtual => self.wait_until(later(self.now(), duration), Rank::Quiet).await,
        }
    }

    /// Says that work goes on outside the async world (a script's thread), so that a virtual clock must not jump.
    ///
    /// Hold the guard in the task that waits for that work, not in the thread that does it: it must be released after the
    /// result has arrived, or the clock could miss its last chance to move.
    pub fn busy(&self) -> Busy {
        self.inner.busy.fetch_add(1, Ordering::AcqRel);
        Busy { clock: self.clone() }
    }

    fn is_busy(&self) -> bool {
        self.inner.busy.load(Ordering::Acquire) > 0
    }

    /// How many timers wait.
    pub fn timers(&self) -> usize {
        self.inner.state.lock().timers.len()
    }
}

impl std::fmt::Debug for Clock {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Clock").field("mode", &self.mode()).field("now", &self.now()).finish_non_exhaustive()
    }
}

impl State {
    fn now(&self) -> Timestamp {
        match self.mode {
            Mode::Real => later(self.base, self.anchor.elapsed()),
            Mode::Frozen | Mode::Virtual => self.base,
        }
    }

    fn rebase(&mut self) {
        self.base = self.now();
        self.anchor = Stopwatch::start();
    }

    /// Whether one thread plays the world, on a time that does not run by itself.
    fn is_alone(&self) -> bool {
        self.alone && self.mode != Mode::Real
    }
}

/// Held while work goes on outside the async world; see [`Clock::busy`].
#[must_use = "the clock may jump as soon as this is dropped"]
pub struct Busy {
    clock: Clock,
}

impl Drop for Busy {
    fn drop(&mut self) {
        self.clock.inner.busy.fetch_sub(1, Ordering::AcqRel);
    }
}

/// `at` plus `duration`, stopping at the end of time.
pub fn later(at: Timestamp, duration: Duration) -> Timestamp {
    SignedDuration::try_from(duration).ok().and_then(|by| at.checked_add(by).ok()).unwrap_or(Timestamp::MAX)
}

/// The time from `earlier` to `later`; zero if they are the other way round.
pub fn between(earlier: Timestamp, later: Timestamp) -> Duration {
    later.duration_since(earlier).try_into().unwrap_or(Duration::ZERO)
}

#[cfg(test)]
mod tests;

//! Time, in one place. Everything that a platform knows of time comes from its world's [`Clock`]: limits and periods,
//! audit rows, `Date` in scripts, timeouts, delays of faults. Guards of the transport (how long a slow header is waited
//! for, the grace at shutdown) stay on the machine's time and live in [`transport`].
//!
//! A clock is *real* (the machine's clock plus an offset), *frozen* (moves only when told) or *virtual* (moves only when
//! told, or, while a scenario plays and nothing is in flight, jumps to the next timer: see [`Clock::when_idle`]).

use std::collections::BTreeMap;
use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use parking_lot::Mutex;
use tokio::sync::Notify;

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
    jumps: bool,
    timers: BTreeMap<Key, Arc<Notify>>,
    next_timer: u64,
}

/// What timers are ordered by: their time, then what they are for, then their age.
type Key = (Timestamp, Rank, u64);

/// Which of the timers of one instant fires first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    /// Something goes on.
    Event,
    /// The time for something is up: only when all that is due at the same instant has happened, so that it is in time.
    Limit,
}

/// The wait was longer than the given time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the time was up")]
pub struct Elapsed;

/// A clock cannot be set to a time before the one that it shows: timers and limits would lose their meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the clock shows {now} and cannot go back to {asked}")]
pub struct Backwards {
    /// What the clock shows.
    pub now: Timestamp,
    /// What was asked for.
    pub asked: Timestamp,
}

impl Clock {
    /// A clock that runs with the machine's, and shows `at` now (the machine's time if `None`).
    pub fn real(at: Option<Timestamp>) -> Self {
        Self::new(Mode::Real, at.unwrap_or_else(machine_now))
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
        let state =
            State { mode, base: at, anchor: Stopwatch::start(), jumps: false, timers: BTreeMap::new(), next_timer: 0 };
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
        state.wake_all();
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
        self.wait_for(&timer, at).await;
        // Before the timer is gone: whoever moves the clock goes on when there is neither timer nor work.
        self.busy()
    }

    async fn wait_until(&self, at: Timestamp, rank: Rank) {
        let timer = Timer::set(self, at, rank);
        self.wait_for(&timer, at).await;
    }

    async fn wait_for(&self, timer: &Timer<'_>, at: Timestamp) {
        loop {
            let woken = timer.woken.notified();
            let (now, mode) = {
                let state = self.inner.state.lock();
                (state.now(), state.mode)
            };
            if now >= at {
                return;
            }
            match mode {
                Mode::Real => {
                    // Wakes either by itself or because the clock was moved.
                    let _ = transport::timeout(between(now, at), woken).await;
                }
                Mode::Frozen | Mode::Virtual => woken.await,
            }
        }
    }

    /// Runs `work` for at most `limit` of platform time. What is ready exactly at the limit is in time.
    pub async fn timeout<F: Future>(&self, limit: Duration, work: F) -> Result<F::Output, Elapsed> {
        tokio::select! {
            biased;
            done = work => Ok(done),
            () = self.wait_until(later(self.now(), limit), Rank::Limit) => Err(Elapsed),
        }
    }

    /// As [`Clock::timeout`], for whoever waits for what may never come: where the platform's time stands still, machine time
    /// counts.
    pub async fn patience<F: Future>(&self, limit: Duration, work: F) -> Result<F::Output, Elapsed> {
        match self.mode() {
            Mode::Frozen => transport::timeout(limit, work).await,
            Mode::Real | Mode::Virtual => self.timeout(limit, work).await,
        }
    }

    /// As [`Clock::sleep`], where it must come to an end: where the platform's time stands still, machine time counts.
    pub async fn pause(&self, duration: Duration) {
        match self.mode() {
            Mode::Frozen => transport::sleep(duration).await,
            Mode::Real | Mode::Virtual => self.sleep(duration).await,
        }
    }

    /// Moves the clock by `duration`, from timer to timer: each timer on the way fires at its own time, in order, and what
    /// it wakes gets to run before the next one fires.
    pub async fn advance(&self, duration: Duration) {
        let target = later(self.now(), duration);
        self.advance_to(target).await;
    }

    /// Moves the clock to `target` as [`Clock::advance`] does; an error if the clock is already past it.
    pub async fn set(&self, target: Timestamp) -> Result<(), Backwards> {
        let now = self.now();
        if target < now {
            return Err(Backwards { now, asked: target });
        }
        self.advance_to(target).await;
        Ok(())
    }

    async fn advance_to(&self, target: Timestamp) {
        if self.jumps() {
            // A scenario plays: the thread that plays it moves the clock when nothing else is left to do.
            self.sleep_until(target).await;
            return;
        }
        loop {
            let fired = {
                let mut state = self.inner.state.lock();
                state.rebase();
                match state.timers.first_key_value() {
                    Some((&(at, ..), _)) if at <= target => state.fire_first(),
                    _ => {
                        state.base = state.base.max(target);
                        state.wake_all();
                        return;
                    }
                }
            };
            self.settle(fired).await;
        }
    }

    /// Gives what a timer woke the chance to run: until the timer is gone and no script works, for a bounded time.
    async fn settle(&self, fired: Key) {
        const PATIENCE: Duration = Duration::from_secs(1);
        let watch = Stopwatch::start();
        while watch.elapsed() < PATIENCE {
            tokio::task::yield_now().await;
            let gone = !self.inner.state.lock().timers.contains_key(&fired);
            if gone && self.inner.busy.load(Ordering::Acquire) == 0 {
                break;
            }
        }
        // A timer that nobody polls any more would fire again for ever.
        self.inner.state.lock().timers.remove(&fired);
    }

    /// Asks a virtual clock to jump to its next timer whenever [`Clock::when_idle`] is called and nothing is in flight.
    pub fn jump_when_idle(&self, jumps: bool) {
        self.inner.state.lock().jumps = jumps;
    }

    fn jumps(&self) -> bool {
        let state = self.inner.state.lock();
        state.jumps && state.mode == Mode::Virtual
    }

    /// Tells the clock that the thread which plays its world has nothing left to run: the hook for
    /// `tokio::runtime::Builder::on_thread_park`. A virtual clock that was asked to jump moves to its next timer and fires
    /// that one alone, unless something is [`busy`](Clock::busy) elsewhere.
    pub fn when_idle(&self) {
        if self.inner.busy.load(Ordering::Acquire) > 0 {
            return;
        }
        let mut state = self.inner.state.lock();
        if state.jumps && state.mode == Mode::Virtual {
            state.fire_first();
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

    /// Moves the clock to its first timer and wakes that one alone. A timer that has fired already but was not polled yet
    /// is woken again, which is harmless.
    fn fire_first(&mut self) -> Key {
        let Some((&key, timer)) = self.timers.first_key_value() else {
            return (self.base, Rank::Limit, u64::MAX);
        };
        timer.notify_one();
        self.base = self.base.max(key.0);
        key
    }

    fn wake_all(&self) {
        self.timers.values().for_each(|timer| timer.notify_one());
    }
}

/// One entry among the clock's timers, gone when dropped.
struct Timer<'a> {
    clock: &'a Clock,
    key: Key,
    woken: Arc<Notify>,
}

impl<'a> Timer<'a> {
    fn set(clock: &'a Clock, at: Timestamp, rank: Rank) -> Self {
        let mut state = clock.inner.state.lock();
        let age = match rank {
            Rank::Event => state.next_timer,
            // Of limits the newest first: it lies within those that are older.
            Rank::Limit => u64::MAX - state.next_timer,
        };
        let key = (at, rank, age);
        state.next_timer += 1;
        let woken = Arc::new(Notify::new());
        state.timers.insert(key, Arc::clone(&woken));
        Self { clock, key, woken }
    }
}

impl Drop for Timer<'_> {
    fn drop(&mut self) {
        self.clock.inner.state.lock().timers.remove(&self.key);
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

/// Measures machine time: for transport, scripts and reports, never for what a platform knows of time.
#[derive(Debug, Clone, Copy)]
pub struct Stopwatch(std::time::Instant);

impl Stopwatch {
    /// Starts now.
    #[expect(clippy::disallowed_methods, reason = "the one place where machine time enters")]
    pub fn start() -> Self {
        Self(std::time::Instant::now())
    }

    /// Machine time since the start.
    pub fn elapsed(&self) -> Duration {
        self.0.elapsed()
    }
}

/// How long the processor has worked for this thread: for limits that a machine with much else to do must not tighten. Where
/// the system cannot tell, it is zero.
pub fn thread_time() -> Duration {
    #[cfg(unix)]
    {
        let spent = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
        spent.try_into().unwrap_or_default()
    }
    #[cfg(not(unix))]
    Duration::ZERO
}

#[expect(clippy::disallowed_methods, reason = "the one place where machine time enters")]
fn machine_now() -> Timestamp {
    Timestamp::now()
}

/// `at` plus `duration`, stopping at the end of time.
pub fn later(at: Timestamp, duration: Duration) -> Timestamp {
    SignedDuration::try_from(duration).ok().and_then(|by| at.checked_add(by).ok()).unwrap_or(Timestamp::MAX)
}

/// The time from `earlier` to `later`; zero if they are the other way round.
pub fn between(earlier: Timestamp, later: Timestamp) -> Duration {
    later.duration_since(earlier).try_into().unwrap_or(Duration::ZERO)
}

/// Machine time for guards of the transport: they protect this process and have nothing to do with a world's time.
pub mod transport {
    use super::{Duration, Elapsed, Future};

    /// Runs `work` for at most `limit` of machine time.
    #[expect(clippy::disallowed_methods, reason = "the one place where machine time is waited for")]
    pub async fn timeout<F: Future>(limit: Duration, work: F) -> Result<F::Output, Elapsed> {
        tokio::time::timeout(limit, work).await.map_err(|_| Elapsed)
    }

    /// Waits for `duration` of machine time.
    #[expect(clippy::disallowed_methods, reason = "the one place where machine time is waited for")]
    pub async fn sleep(duration: Duration) {
        tokio::time::sleep(duration).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn start() -> Timestamp {
        "2020-05-01T12:00:00Z".parse().unwrap()
    }

    /// Plays `work` as the runner does: on a thread of its own, with the clock moving whenever that thread is idle.
    fn play<T>(clock: &Clock, work: impl Future<Output = T>) -> T {
        clock.jump_when_idle(true);
        let idle = clock.clone();
        tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .on_thread_park(move || idle.when_idle())
            .build()
            .unwrap()
            .block_on(work)
    }

    #[test]
    fn virtual_time_jumps_from_timer_to_timer_in_order() {
        let clock = Clock::virtual_at(start());
        let order = Arc::new(Mutex::new(Vec::new()));
        play(&clock, async {
            let mut tasks = tokio::task::JoinSet::new();
            for seconds in [30, 5, 583_200, 5] {
                let (clock, order) = (clock.clone(), Arc::clone(&order));
                tasks.spawn(async move {
                    clock.sleep(Duration::from_secs(seconds)).await;
                    order.lock().push((seconds, clock.since(start()).as_secs()));
                });
            }
            tasks.join_all().await;
        });
        assert_eq!(*order.lock(), [(5, 5), (5, 5), (30, 30), (583_200, 583_200)]);
        assert_eq!(clock.timers(), 0);
    }

    #[test]
    fn what_is_ready_exactly_at_the_limit_is_in_time() {
        let clock = Clock::virtual_at(start());
        let (exact, late) = play(&clock, async {
            let limit = Duration::from_secs(5);
            let exact = clock.timeout(limit, clock.sleep(limit)).await;
            let late = clock.timeout(limit, clock.sleep(limit + Duration::from_nanos(1))).await;
            (exact, late)
        });
        assert_eq!((exact, late), (Ok(()), Err(Elapsed)));
        assert_eq!(clock.since(start()), Duration::from_secs(10));
    }

    #[test]
    fn what_takes_several_steps_or_another_task_is_in_time_too() {
        let clock = Clock::virtual_at(start());
        let (steps, task) = play(&clock, async {
            let limit = Duration::from_secs(2);
            let second = Duration::from_secs(1);
            let steps = clock.timeout(limit, async {
                clock.sleep(second).await;
                clock.timeout(second, std::future::pending::<()>()).await
            });
            let steps = steps.await;
            let (send, wait) = tokio::sync::oneshot::channel();
            tokio::spawn({
                let clock = clock.clone();
                async move {
                    clock.sleep(second).await;
                    clock.sleep(second).await;
                    let _ = send.send(());
                }
            });
            (steps, clock.timeout(limit, wait).await)
        });
        assert_eq!((steps, task), (Ok(Err(Elapsed)), Ok(Ok(()))));
    }

    #[test]
    fn a_virtual_clock_waits_for_a_busy_thread() {
        let clock = Clock::virtual_at(start());
        let (seen, at_answer) = play(&clock, async {
            let guard = clock.busy();
            let (answer, wait) = tokio::sync::oneshot::channel();
            let script = std::thread::spawn(move || {
                // Long enough for the player's thread to go idle many times over.
                (0..200).for_each(|_| std::thread::yield_now());
                answer.send(()).unwrap();
            });
            let timer = tokio::spawn({
                let clock = clock.clone();
                async move { clock.sleep(Duration::from_secs(1)).await }
            });
            wait.await.unwrap();
            let at_answer = clock.since(start());
            drop(guard);
            timer.await.unwrap();
            script.join().unwrap();
            (clock.since(start()), at_answer)
        });
        assert_eq!((at_answer, seen), (Duration::ZERO, Duration::from_secs(1)));
    }

    #[tokio::test]
    async fn a_frozen_clock_moves_when_told_and_fires_what_lies_between() {
        let clock = Clock::frozen(start());
        let task = tokio::spawn({
            let clock = clock.clone();
            async move {
                clock.sleep(Duration::from_secs(10)).await;
                let first = clock.since(start());
                clock.sleep(Duration::from_secs(10)).await;
                (first, clock.since(start()))
            }
        });
        while clock.timers() == 0 {
            tokio::task::yield_now().await;
        }
        clock.advance(Duration::from_secs(60)).await;
        assert_eq!(task.await.unwrap(), (Duration::from_secs(10), Duration::from_secs(20)));
        assert_eq!(clock.since(start()), Duration::from_secs(60));
    }

    #[tokio::test]
    async fn a_real_clock_can_be_moved_ahead_under_a_sleeper() {
        let clock = Clock::real(Some(start()));
        let task = tokio::spawn({
            let clock = clock.clone();
            async move { clock.sleep(Duration::from_secs(3600)).await }
        });
        while clock.timers() == 0 {
            tokio::task::yield_now().await;
        }
        clock.advance(Duration::from_secs(7200)).await;
        task.await.unwrap();
        assert!(clock.since(start()) >= Duration::from_secs(7200));
    }

    #[tokio::test]
    async fn a_clock_does_not_go_back() {
        let clock = Clock::frozen(start());
        let asked = start() - SignedDuration::from_secs(1);
        assert_eq!(clock.set(asked).await, Err(Backwards { now: start(), asked }));
    }

    #[test]
    fn the_end_of_time_is_a_wall_and_not_a_panic() {
        assert_eq!(later(start(), Duration::MAX), Timestamp::MAX);
        assert_eq!(between(Timestamp::MAX, Timestamp::MIN), Duration::ZERO);
    }
}

//! How a clock is moved: by whoever tells it to, from timer to timer, and by the thread that plays its world when that thread has
//! nothing left to run.

use std::time::Duration;

use jiff::Timestamp;

use super::timer::{Key, Rank};
use super::{Clock, Mode, Stopwatch, later};

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
    /// Moves the clock by `duration`, from timer to timer: each timer on the way fires at its own time, in order, and what
    /// it wakes gets to run before the next one fires. What is due at the last instant has run, too, to where it waits again.
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
        if self.is_alone() {
            // A scenario plays: the thread that plays it moves the clock when nothing else is left to do.
            self.wait_until(target, Rank::Quiet).await;
            return;
        }
        loop {
            let fired = {
                let mut state = self.inner.state.lock();
                state.rebase();
                match state.timers.first() {
                    Some(at) if at <= target => state.fire_first(),
                    _ => {
                        state.base = state.base.max(target);
                        state.timers.wake_all();
                        None
                    }
                }
            };
            let Some(fired) = fired else { return };
            self.settle(fired).await;
        }
    }

    /// Gives what a timer woke the chance to run: until the timer is gone and no script works, for a bounded time.
    async fn settle(&self, fired: Key) {
        const PATIENCE: Duration = Duration::from_secs(1);
        let watch = Stopwatch::start();
        while watch.elapsed() < PATIENCE {
            tokio::task::yield_now().await;
            let is_gone = !self.inner.state.lock().timers.is_waiting(&fired);
            if is_gone && !self.is_busy() {
                break;
            }
        }
        // A timer that nobody polls any more would fire again for ever.
        self.inner.state.lock().timers.remove(&fired);
    }

    /// Says whether one thread alone plays the clock's world and calls [`Clock::when_idle`]. Then a virtual clock jumps to its
    /// next timer when nothing is in flight, and one that is frozen does so for as long as somebody [advances](Clock::advance)
    /// it.
    pub fn jump_when_idle(&self, alone: bool) {
        self.inner.state.lock().alone = alone;
    }

    /// Whether one thread alone plays the clock's world, on a time that does not run by itself. Nothing else of that world may
    /// go on while that thread waits for a script, so that the same happens every time.
    pub fn is_alone(&self) -> bool {
        self.inner.state.lock().is_alone()
    }

    /// Tells the clock that the thread which plays its world has nothing left to run: the hook for
    /// `tokio::runtime::Builder::on_thread_park`, see [`super::thread`]. The clock moves to its next timer and fires that one
    /// alone, unless something is [`busy`](Clock::busy) elsewhere.
    pub fn when_idle(&self) {
        if self.is_busy() {
            return;
        }
        let mut state = self.inner.state.lock();
        let moves = match state.mode {
            Mode::Virtual => true,
            Mode::Frozen => state.timers.is_let_pass(),
            Mode::Real => false,
        };
        if state.alone && moves {
            state.fire_first();
        }
    }
}

impl super::State {
    /// Moves the clock to its first timer and fires that one alone.
    fn fire_first(&mut self) -> Option<Key> {
        let key = self.timers.fire_first()?;
        self.base = self.base.max(key.0);
        Some(key)
    }
}

//! What waits for a clock, and in which order it is woken: by its time, and of what is due at the same instant, what goes on by
//! itself before limits that are over, these before whoever let time pass, and whoever loses patience last.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use jiff::Timestamp;
use tokio::sync::Notify;

use super::{Clock, Mode, between, transport};

/// Which of the timers of one instant fires first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rank {
    /// Something goes on.
    Event,
    /// The time for something is up: only when all that is due at the same instant has happened, so that it is in time.
    Limit,
    /// Time was to pass, and has: only when all that it brings about has happened, so that whoever let it pass finds a quiet
    /// world.
    Quiet,
    /// Somebody waits no longer for what might have come: only when nothing can come any more at this instant.
    Patience,
}

/// What timers are ordered by: their time, then what they are for, then their age.
pub(super) type Key = (Timestamp, Rank, u64);

/// What waits for a clock.
#[derive(Default)]
pub(super) struct Timers {
    waiting: BTreeMap<Key, Arc<Signal>>,
    /// How many of them are [`Rank::Quiet`].
    quiet: usize,
    made: u64,
}

/// How a timer's owner is told of it.
#[derive(Default)]
struct Signal {
    woken: Notify,
    fired: AtomicBool,
}

impl Timers {
    pub(super) fn len(&self) -> usize {
        self.waiting.len()
    }

    /// When the first timer is due.
    pub(super) fn first(&self) -> Option<Timestamp> {
        self.waiting.first_key_value().map(|(&(at, ..), _)| at)
    }

    /// Fires the first timer, and that one alone. One that has fired already but was not polled yet is woken again, which is
    /// harmless.
    pub(super) fn fire_first(&self) -> Option<Key> {
        let (&key, signal) = self.waiting.first_key_value()?;
        signal.fired.store(true, Ordering::Release);
        signal.woken.notify_one();
        Some(key)
    }

    /// Lets everybody look at the time again.
    pub(super) fn wake_all(&self) {
        self.waiting.values().for_each(|signal| signal.woken.notify_one());
    }

    pub(super) fn is_waiting(&self, key: &Key) -> bool {
        self.waiting.contains_key(key)
    }

    /// Whether somebody lets time pass.
    pub(super) fn is_let_pass(&self) -> bool {
        self.quiet > 0
    }

    pub(super) fn remove(&mut self, key: &Key) {
        if self.waiting.remove(key).is_some() && key.1 == Rank::Quiet {
            self.quiet -= 1;
        }
    }

    fn insert(&mut self, at: Timestamp, rank: Rank) -> (Key, Arc<Signal>) {
        let age = match rank {
            Rank::Event | Rank::Quiet => self.made,
            // Of limits the newest first: it lies within those that are older.
            Rank::Limit | Rank::Patience => u64::MAX - self.made,
        };
        self.made += 1;
        self.quiet += usize::from(rank == Rank::Quiet);
        let (key, signal) = ((at, rank, age), Arc::new(Signal::default()));
        self.waiting.insert(key, Arc::clone(&signal));
        (key, signal)
    }
}

/// One entry among the clock's timers, gone when dropped.
pub(super) struct Timer<'a> {
    clock: &'a Clock,
    /// None if it was due before it was set.
    set: Option<(Key, Arc<Signal>)>,
}

impl<'a> Timer<'a> {
    pub(super) fn set(clock: &'a Clock, at: Timestamp, rank: Rank) -> Self {
        let mut state = clock.inner.state.lock();
        let now = state.now();
        // A quiet world may still have to be waited for when no time is to pass at all.
        let waits_in_line = rank >= Rank::Quiet && state.is_alone();
        let is_due = at < now || at == now && !waits_in_line;
        Self { clock, set: (!is_due).then(|| state.timers.insert(at, rank)) }
    }

    /// Waits for it.
    pub(super) async fn fires(&self) {
        let Some((key, signal)) = &self.set else { return };
        let at = key.0;
        loop {
            let woken = signal.woken.notified();
            let (now, mode) = {
                let state = self.clock.inner.state.lock();
                (state.now(), state.mode)
            };
            match mode {
                Mode::Real if now >= at => return,
                Mode::Real => {
                    // Wakes either by itself or because the clock was moved.
                    let _ = transport::timeout(between(now, at), woken).await;
                }
                // Others of the same instant may have their turn before: whoever looks meanwhile must wait for its own.
                Mode::Frozen | Mode::Virtual if now > at || signal.fired.load(Ordering::Acquire) => return,
                Mode::Frozen | Mode::Virtual => woken.await,
            }
        }
    }
}

impl Drop for Timer<'_> {
    fn drop(&mut self) {
        if let Some((key, _)) = &self.set {
            self.clock.inner.state.lock().timers.remove(key);
        }
    }
}

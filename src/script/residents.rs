//! Engines that live on: the scripts of one place, each in an engine of its own, all of them on one thread. What a script
//! leaves in its global scope is there when it is called again; what one does to its memory is nothing to the others. A
//! piece of work goes through as many of them as it likes, so that calling hundreds costs no more than one change of thread.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use parking_lot::Mutex;
use tokio::sync::oneshot;

use super::ambient::Ambient;
use super::attend::attend;
use super::engine::{Engine, Library, Scope};
use super::failure::Failure;
use super::limits::Limits;
use super::meter::{Meter, Stop};
use super::pool::{Pool, Seat};
use super::session::broken_down;
use super::thread::{Desk, Job};
use crate::world::clock::{Clock, Elapsed, Stopwatch};

/// How much longer than it may run a script is waited for, in machine time, before its thread is left behind. Long: a script
/// that can be interrupted is, and all others on the thread lose what they have with it.
const PATIENCE: Duration = Duration::from_secs(2);

/// The engines of a thread, by name.
pub(super) type Homes = HashMap<Arc<str>, Home>;

/// One engine, and what measures its runs.
pub(super) struct Home {
    engine: Engine,
    meter: Arc<Meter>,
}

/// Several engines that live on one thread, from outside.
pub struct Residents {
    pool: Pool,
    library: Library,
    seat: Option<Seat>,
    watched: Arc<Watched>,
}

/// The thread with all its engines was left behind.
#[derive(Debug, Clone, PartialEq)]
pub struct Lost {
    /// Whose script it was; nobody's if no thread could be had.
    pub by: Option<Arc<str>>,
    /// What it did.
    pub failure: Failure,
}

/// What the thread is at, for whoever waits for it.
struct Watched {
    watch: Stopwatch,
    /// When the present run began, in nanoseconds of the watch; [`IDLE`] between runs.
    since: AtomicU64,
    running: Mutex<Option<(Arc<str>, Arc<Meter>)>>,
}

const IDLE: u64 = u64::MAX;

/// The engines, in the hands of a piece of work on their thread.
pub struct Quarters<'a> {
    homes: &'a mut Homes,
    library: Library,
    watched: &'a Watched,
}

impl Residents {
    /// No engines yet. The thread is taken from `pool` when there is work.
    pub fn new(pool: &Pool, library: Library) -> Self {
        let watched = Watched { watch: Stopwatch::start(), since: AtomicU64::new(IDLE), running: Mutex::new(None) };
        Self { pool: pool.clone(), library, seat: None, watched: Arc::new(watched) }
    }

    /// Does `work` on the engines' thread. A virtual `clock` stands meanwhile. If a script can neither be finished nor
    /// interrupted, the thread is left behind with all engines: the next work finds none.
    pub async fn run<T: Send + 'static>(
        &mut self,
        clock: &Clock,
        work: impl FnOnce(&mut Quarters<'_>) -> T + Send + 'static,
    ) -> Result<T, Lost> {
        let _busy = clock.busy();
        let nobody = |failure| Lost { by: None, failure };
        let seat = self.seat.take().map_or_else(|| self.pool.take(), Ok).map_err(nobody)?;
        let (finished, mut result) = oneshot::channel();
        let (library, watched) = (self.library, Arc::clone(&self.watched));
        let job: Job = Box::new(move |desk: &mut Desk| {
            let mut quarters = Quarters { homes: &mut desk.homes, library, watched: &watched };
            let _ = finished.send(work(&mut quarters));
        });
        let mut guard = Attended { residents: self, seat: Some(seat) };
        guard.give(job);
        loop {
            match attend(clock, PATIENCE / 4, &mut result).await {
                Ok(done) => {
                    guard.release();
                    return done.map_err(|_| nobody(broken_down()));
                }
                Err(Elapsed) => {
                    if let Some(lost) = guard.residents.watched.overdue() {
                        return Err(lost);
                    }
                }
            }
        }
    }
}

/// A thread that works. If whoever waits for it goes away, its script is stopped and the thread left behind.
struct Attended<'a> {
    residents: &'a mut Residents,
    seat: Option<Seat>,
}

impl Attended<'_> {
    fn give(&self, job: Job) {
        // If the thread is gone, so is the way back, which is seen there.
        let _ = self.seat.as_ref().map(|seat| seat.jobs.send(job));
    }

    fn release(&mut self) {
        self.residents.seat = self.seat.take();
    }
}

impl Drop for Attended<'_> {
    fn drop(&mut self) {
        let Some(seat) = self.seat.take() else { return };
        if self.residents.watched.overdue().is_some() {
            tracing::warn!(thread = seat.number, "a thread is left behind with all its scripts");
        }
        self.residents.watched.cancel();
        self.residents.pool.leave_behind(seat);
        // What the old thread still does is of no interest to the next one.
        self.residents.watched =
            Arc::new(Watched { watch: Stopwatch::start(), since: AtomicU64::new(IDLE), running: Mutex::new(None) });
    }
}

impl Drop for Residents {
    fn drop(&mut self) {
        if let Some(seat) = self.seat.take() {
            let _ = seat.jobs.send(Box::new(|desk| desk.homes.clear()));
            self.pool.give_back(seat);
        }
    }
}

impl std::fmt::Debug for Residents {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Residents").field("library", &self.library).finish_non_exhaustive()
    }
}

impl Watched {
    fn now(&self) -> u64 {
        u64::try_from(self.watch.elapsed().as_nanos()).unwrap_or(IDLE - 1)
    }

    /// The script that neither ends nor can be interrupted, if there is one.
    fn overdue(&self) -> Option<Lost> {
        let since = self.since.load(Ordering::Acquire);
        if since == IDLE {
            return None;
        }
        let (by, meter) = self.running.lock().clone()?;
        let limit = meter.limits().time;
        let ran = Duration::from_nanos(self.now().saturating_sub(since));
        (ran > limit + PATIENCE).then_some(Lost { by: Some(by), failure: Failure::Abandoned { limit } })
    }

    fn cancel(&self) {
        if let Some((_, meter)) = &*self.running.lock() {
            meter.stop(Stop::Cancelled);
        }
    }
}

impl Quarters<'_> {
    /// Makes an engine of that name, in place of the one that there may be. Each run in it has `limits` of its own; its
    /// memory is for all of them together.
    pub fn move_in(&mut self, name: &Arc<str>, limits: Limits, ambient: &Arc<dyn Ambient>) -> Result<(), Failure> {
        self.homes.remove(name);
        let engine = Engine::new(self.library, limits.memory, ambient)?;
        let meter = Arc::new(Meter::of_work(limits));
        engine.obey(&meter);
        self.homes.insert(Arc::clone(name), Home { engine, meter });
        Ok(())
    }

    /// Ends the engine of that name, with all that its script has left there.
    pub fn move_out(&mut self, name: &str) {
        self.homes.remove(name);
    }

    /// Whether there is an engine of that name.
    pub fn is_in(&self, name: &str) -> bool {
        self.homes.contains_key(name)
    }

    /// Does `work` in the engine of that name; nothing if there is none. One that ran out of memory is in no state to be
    /// used again, and is gone afterwards.
    pub fn visit<T>(
        &mut self,
        name: &str,
        work: impl FnOnce(&Scope<'_, '_>) -> Result<T, Failure>,
    ) -> Option<Result<T, Failure>> {
        let (key, home) = self.homes.get_key_value(name)?;
        *self.watched.running.lock() = Some((Arc::clone(key), Arc::clone(&home.meter)));
        self.watched.since.store(self.watched.now(), Ordering::Release);
        let done = home.engine.run_again(&home.meter, work);
        self.watched.since.store(IDLE, Ordering::Release);
        if matches!(done, Err(Failure::OutOfMemory { .. })) {
            self.homes.remove(name);
        }
        Some(done)
    }
}

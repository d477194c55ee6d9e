//! A session with a JavaScript engine, from the async world: run something on the engine's thread, answer what it asks, and
//! never wait for longer than it may take.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, oneshot};

use super::ambient::Ambient;
use super::attend::attend;
use super::bridge::{Asker, Host, bridge};
use super::engine::{Engine, Library, Scope};
use super::failure::Failure;
use super::limits::Limits;
use super::meter::{Meter, Stop};
use super::pool::{Lane, Pool, Seat};
use super::thread::{Desk, Job};
use crate::world::clock::{Busy, Clock, Elapsed};

/// How much longer than it may run a script is waited for: the engine looks at the time now and then only.
const GRACE: Duration = Duration::from_millis(75);

/// The same where one thread alone plays the world, and nobody else waits: long, so that a busy machine does not make a script
/// that can be interrupted one that cannot.
const GRACE_ALONE: Duration = Duration::from_secs(2);

/// An engine on a thread of its own. What one run leaves in the global scope, the next one finds, unless one ran out of
/// memory: then the next one starts anew.
pub struct Session {
    pool: Pool,
    library: Library,
    ambient: Arc<dyn Ambient>,
    lane: Lane,
    seat: Option<Seat>,
}

/// What comes of waiting for a script.
enum Next<T, Q, A> {
    /// It has ended.
    Done(Result<T, Failure>),
    /// It asks something, and waits for an answer.
    Asked(Q, oneshot::Sender<A>),
}

/// What came of a run.
#[derive(Debug)]
pub struct Ran<T> {
    /// What it gave, or why it failed.
    pub result: Result<T, Failure>,
    /// How long the script ran, in machine time, without what it waited for.
    pub spent: Duration,
}

impl Session {
    pub(super) fn new(pool: Pool, library: Library, ambient: Arc<dyn Ambient>, lane: Lane) -> Self {
        Self { pool, library, ambient, lane, seat: None }
    }

    /// Does `work` on the engine's thread, within `limits`. Meanwhile `host` answers what the script asks, in the task that
    /// waits here. A virtual `clock` stands while the script runs, and may move while it waits for an answer.
    pub async fn run<H: Host, T: Send + 'static>(
        &mut self,
        clock: &Clock,
        limits: Limits,
        host: &H,
        work: impl FnOnce(&Scope<'_, '_>, Asker<H::Question, H::Answer>) -> Result<T, Failure> + Send + 'static,
    ) -> Ran<T> {
        self.start(clock, limits, host, work, false).await
    }

    /// As [`Session::run`], and ends the session: the thread is free for others as soon as the result is there.
    pub async fn finish<H: Host, T: Send + 'static>(
        mut self,
        clock: &Clock,
        limits: Limits,
        host: &H,
        work: impl FnOnce(&Scope<'_, '_>, Asker<H::Question, H::Answer>) -> Result<T, Failure> + Send + 'static,
    ) -> Ran<T> {
        self.start(clock, limits, host, work, true).await
    }

    async fn start<H: Host, T: Send + 'static>(
        &mut self,
        clock: &Clock,
        limits: Limits,
        host: &H,
        work: impl FnOnce(&Scope<'_, '_>, Asker<H::Question, H::Answer>) -> Result<T, Failure> + Send + 'static,
        last: bool,
    ) -> Ran<T> {
        let mut turn = Some(Turn::take(clock, &self.lane).await);
        let seat = match self.seat.take().map_or_else(|| self.pool.take(), Ok) {
            Ok(seat) => seat,
            Err(failure) => return Ran { result: Err(failure), spent: Duration::ZERO },
        };
        let meter = Arc::new(Meter::new(limits));
        let (asker, mut asked) = bridge(Arc::clone(&meter));
        let (finished, mut result) = oneshot::channel();
        let job = job(self.library, &self.ambient, &meter, last, move |scope| work(scope, asker), finished);
        let occupied = Occupied { pool: &self.pool, meter: &meter, seat: Some(seat) };
        occupied.give(job);

        let grace = if clock.is_alone() { GRACE_ALONE } else { GRACE };
        let result = loop {
            let next = async {
                tokio::select! {
                    biased;
                    done = &mut result => Next::Done(done.unwrap_or_else(|_| Err(broken_down()))),
                    Some((question, way_back)) = asked.recv() => Next::Asked(question, way_back),
                }
            };
            match attend(clock, meter.left() + grace, next).await {
                Ok(Next::Done(done)) => break done,
                Ok(Next::Asked(question, way_back)) => {
                    drop(turn.take());
                    let answer = host.answer(question).await;
                    turn = Some(Turn::take(clock, &self.lane).await);
                    // The script was stopped meanwhile: then nobody waits for the answer.
                    let _ = way_back.send(answer);
                }
                Err(Elapsed) if meter.left().is_zero() => {
                    let spent = meter.spent();
                    drop(occupied);
                    return Ran { result: Err(Failure::Abandoned { limit: limits.time }), spent };
                }
                Err(Elapsed) => {}
            }
        };
        self.seat = occupied.release();
        Ran { result, spent: meter.spent() }
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        if let Some(seat) = self.seat.take() {
            // After the last run there is none any more, and this costs nothing.
            let _ = seat.jobs.send(Box::new(|desk| desk.engine = None));
            self.pool.give_back(seat);
        }
    }
}

impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Session").field("library", &self.library).finish_non_exhaustive()
    }
}

/// The work as the thread does it: on the session's engine, which is made if need be, with the result sent back at once.
fn job<T: Send + 'static>(
    library: Library,
    ambient: &Arc<dyn Ambient>,
    meter: &Arc<Meter>,
    last: bool,
    work: impl FnOnce(&Scope<'_, '_>) -> Result<T, Failure> + Send + 'static,
    finished: oneshot::Sender<Result<T, Failure>>,
) -> Job {
    let (ambient, meter) = (Arc::clone(ambient), Arc::clone(meter));
    Box::new(move |desk: &mut Desk| {
        let engine = match desk.engine.take() {
            Some(engine) => Ok(engine),
            None => Engine::new(library, meter.limits().memory, &ambient),
        };
        let (done, engine) = match engine {
            Ok(engine) => (engine.run(&meter, work), Some(engine)),
            Err(failure) => (Err(failure), None),
        };
        // An engine that ran out of memory is in no state to be used again.
        let keep = !last && !matches!(done, Err(Failure::OutOfMemory { .. }));
        let _ = finished.send(done);
        desk.engine = engine.filter(|_| keep);
    })
}

/// What is said when a thread ends without a result.
pub(super) fn broken_down() -> Failure {
    Failure::Broken { detail: "its thread broke down, which is a defect of Backlot".to_owned() }
}

/// A thread that works. If whoever waits for it goes away, the script is stopped and the thread left behind.
struct Occupied<'a> {
    pool: &'a Pool,
    meter: &'a Meter,
    seat: Option<Seat>,
}

impl Occupied<'_> {
    fn give(&self, job: Job) {
        // If the thread is gone, so is the way back, which is seen there.
        let _ = self.seat.as_ref().map(|seat| seat.jobs.send(job));
    }

    /// The thread, which has done its work.
    fn release(mut self) -> Option<Seat> {
        self.seat.take()
    }
}

impl Drop for Occupied<'_> {
    fn drop(&mut self) {
        if let Some(seat) = self.seat.take() {
            self.meter.stop(Stop::Cancelled);
            tracing::warn!(thread = seat.number, "a script's thread is left behind");
            self.pool.leave_behind(seat);
        }
    }
}

/// What is held while a script runs: a virtual clock, which must stand, and one of the script's turns.
struct Turn {
    _busy: Busy,
    _permit: Option<OwnedSemaphorePermit>,
}

impl Turn {
    async fn take(clock: &Clock, lane: &Lane) -> Self {
        // Whoever holds a turn runs, and none runs for ever, so that the clock stands for a short time only.
        let busy = clock.busy();
        Self { _busy: busy, _permit: Arc::clone(&lane.turns).acquire_owned().await.ok() }
    }
}

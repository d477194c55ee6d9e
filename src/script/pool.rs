//! The threads that scripts run on: made when they are needed, kept for the next script, and left behind when a script does
//! not let go of one.

use std::sync::{Arc, LazyLock, mpsc};

use parking_lot::Mutex;
use tokio::sync::Semaphore;

use super::ambient::Ambient;
use super::engine::Library;
use super::failure::Failure;
use super::session::Session;
use super::thread::{self, Job};

/// How many threads there may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct PoolLimits {
    /// In all: scripts that run, scripts that wait for an answer, and those left behind.
    pub(super) threads: usize,
    /// Left behind in a script that does not end.
    pub(super) abandoned: usize,
    /// Kept for the next script.
    pub(super) idle: usize,
}

impl Default for PoolLimits {
    fn default() -> Self {
        Self { threads: 512, abandoned: 32, idle: 32 }
    }
}

/// The threads that scripts run on. Clones share them.
#[derive(Clone)]
pub struct Pool {
    shared: Arc<Shared>,
}

pub(super) struct Shared {
    limits: PoolLimits,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    idle: Vec<Seat>,
    threads: usize,
    abandoned: usize,
    made: u64,
}

/// A thread, from outside: the way to give it work. When the last way is gone, the thread ends.
pub(super) struct Seat {
    pub(super) number: u64,
    pub(super) jobs: mpsc::Sender<Job>,
    /// Set under the pool's lock when the thread is left behind.
    left_behind: Arc<Mutex<bool>>,
}

/// A thread, from inside: its place in the pool's count, given up at its end.
pub(super) struct Place {
    shared: Arc<Shared>,
    left_behind: Arc<Mutex<bool>>,
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut state = self.shared.state.lock();
        state.threads -= 1;
        if *self.left_behind.lock() {
            state.abandoned -= 1;
        }
    }
}

impl Pool {
    /// The one that everything in this process shares: threads hold nothing of a world.
    pub fn shared() -> &'static Self {
        static POOL: LazyLock<Pool> = LazyLock::new(|| Pool::new(PoolLimits::default()));
        &POOL
    }

    pub(super) fn new(limits: PoolLimits) -> Self {
        Self { shared: Arc::new(Shared { limits, state: Mutex::new(State::default()) }) }
    }

    /// A session: an engine of its own, made on a thread of its own when the first script is run.
    pub fn session(&self, library: Library, ambient: Arc<dyn Ambient>, lane: Lane) -> Session {
        Session::new(self.clone(), library, ambient, lane)
    }

    /// How many threads there are, of whatever kind.
    pub fn threads(&self) -> usize {
        self.shared.state.lock().threads
    }

    /// How many threads are left behind in a script that does not end.
    pub fn abandoned(&self) -> usize {
        self.shared.state.lock().abandoned
    }

    /// A thread that nobody else uses.
    pub(super) fn take(&self) -> Result<Seat, Failure> {
        let limits = self.shared.limits;
        let mut state = self.shared.state.lock();
        if state.abandoned >= limits.abandoned {
            return Err(Failure::TooManyAbandoned { limit: limits.abandoned });
        }
        if let Some(seat) = state.idle.pop() {
            return Ok(seat);
        }
        if state.threads >= limits.threads {
            return Err(Failure::TooManyThreads { limit: limits.threads });
        }
        state.threads += 1;
        state.made += 1;
        let number = state.made;
        drop(state);
        let left_behind = Arc::new(Mutex::new(false));
        // If the thread cannot be started, the place is given up on the way out.
        let place = Place { shared: Arc::clone(&self.shared), left_behind: Arc::clone(&left_behind) };
        match thread::start(number, place) {
            Ok(jobs) => Ok(Seat { number, jobs, left_behind }),
            Err(error) => Err(Failure::Broken { detail: format!("no thread could be started: {error}") }),
        }
    }

    /// Takes back a thread that waits for work.
    pub(super) fn give_back(&self, seat: Seat) {
        let mut state = self.shared.state.lock();
        if state.idle.len() < self.shared.limits.idle {
            state.idle.push(seat);
        }
    }

    /// Counts a thread that still works as left behind. It ends by itself when its work does.
    #[expect(clippy::needless_pass_by_value, reason = "the thread ends when this way to it is gone")]
    pub(super) fn leave_behind(&self, seat: Seat) {
        let mut state = self.shared.state.lock();
        state.abandoned += 1;
        *seat.left_behind.lock() = true;
    }
}

impl std::fmt::Debug for Pool {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pool").field("threads", &self.threads()).field("abandoned", &self.abandoned()).finish()
    }
}

/// Lets a few runs of one script go on at once, and the next ones wait, so that a script that hogs its time holds up itself
/// and no other. Clones share the turns.
#[derive(Debug, Clone)]
pub struct Lane {
    pub(super) turns: Arc<Semaphore>,
}

impl Lane {
    /// How many runs of one script go on at once.
    pub const WIDTH: usize = 8;

    /// A lane of the usual width.
    pub fn new() -> Self {
        Self { turns: Arc::new(Semaphore::new(Self::WIDTH)) }
    }
}

impl Default for Lane {
    fn default() -> Self {
        Self::new()
    }
}

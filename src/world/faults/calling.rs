//! What becomes of one call on its way out: the faults of the caller that hit it, put together into one plan.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;

use super::plan::{End, Pace};
use super::point::Size;
use crate::world::clock::Clock;

/// How the caller hangs up before there is an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HangUp {
    /// How long after the whole request was sent.
    pub after: Duration,
    /// How.
    pub then: End,
}

/// A request's body that is not sent whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CutBody {
    /// How much of it is sent.
    pub after: Size,
    /// What follows.
    pub then: End,
}

/// A call that lets others go first.
#[derive(Debug, Clone)]
pub struct Behind {
    /// The line of calls that the fault has seen.
    pub line: Arc<Line>,
    /// The place of this one in it, counted from 1.
    pub place: u64,
    /// How many go first.
    pub by: u64,
    /// How long it waits for them at most.
    pub at_most: Duration,
}

/// What becomes of one call on its way out.
#[derive(Debug, Clone, Default)]
pub struct Calling {
    /// How long after its time it goes out.
    pub late: Duration,
    /// What goes first.
    pub behind: Option<Behind>,
    /// How its body is dealt out.
    pub pace: Option<Pace>,
    /// Where its body ends.
    pub cut: Option<CutBody>,
    /// How the caller hangs up.
    pub hang_up: Option<HangUp>,
    /// How long after it each copy of it goes out.
    pub copies: Vec<Duration>,
    /// Whether the connection is a new one, closed afterwards.
    pub fresh: bool,
    /// Whether there is no connection at all, for as long as the call may take.
    pub unreachable: bool,
}

/// The calls that one fault has seen, in order, so that one can wait for those behind it.
#[derive(Debug)]
pub struct Line(watch::Sender<u64>);

impl Default for Line {
    fn default() -> Self {
        Self(watch::Sender::new(0))
    }
}

impl Line {
    /// Says that the call at `place`, and with it all that came before it, has ended.
    pub fn ended(&self, place: u64) {
        self.0.send_if_modified(|last| {
            let is_later = place > *last;
            *last = place.max(*last);
            is_later
        });
    }

    /// Waits until the call at `place` has ended.
    async fn until(&self, place: u64) {
        let mut watcher = self.0.subscribe();
        // The sender is this, so there is always one.
        let _ = watcher.wait_for(|last| *last >= place).await;
    }
}

/// The place of one call in a line: when nobody holds it any more, the call has ended.
#[derive(Debug)]
pub struct Standing {
    line: Arc<Line>,
    place: u64,
}

impl Standing {
    /// At `place`, counted from 1.
    pub fn new(line: Arc<Line>, place: u64) -> Self {
        Self { line, place }
    }

    /// The call has ended.
    pub fn ended(&self) {
        self.line.ended(self.place);
    }
}

impl Drop for Standing {
    fn drop(&mut self) {
        self.ended();
    }
}

impl Behind {
    /// Waits until those that go first have ended, or it has waited long enough.
    pub async fn wait(&self, clock: &Clock) {
        let _ = clock.timeout(self.at_most, self.line.until(self.place + self.by)).await;
    }
}

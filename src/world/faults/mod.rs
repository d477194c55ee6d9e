//! Faults: something made to go wrong, on chosen exchanges. A fault says where (`on`), when (`nth`, `first`, `every`…) and what
//! (`do`). A world holds those that it was given, and says of each exchange which of them hit it; what they do to it is carried
//! out by whoever plays the exchange: the platform, the server, the client.

pub mod attempt;
pub mod calling;
pub mod fault;
pub mod idle;
pub mod kind;
pub mod kinds;
pub mod place;
pub mod plan;
pub mod point;
pub mod touched;
pub mod when;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use jiff::Timestamp;
use parking_lot::Mutex;
use serde_json::Value as Json;
use tokio::sync::watch;

pub use attempt::Attempts;
use calling::{Line, Standing};
pub use fault::{Fault, Words};
use idle::Ever;
pub use kind::{Effect, Group, Kind};
pub use place::Asked;
pub use touched::{Hit, Touched};

use super::clock::Clock;
use super::rng::Rng;

/// The most faults that one world holds.
pub const MOST_FAULTS: usize = 1_000;

/// The faults of one world.
#[derive(Debug)]
pub struct Faults {
    /// Whether any is armed: all that an exchange looks at where none is.
    any: AtomicBool,
    known: Mutex<Vec<Known>>,
    attempts: Attempts,
    /// Told whenever a fault is added, armed or disarmed.
    changed: watch::Sender<()>,
}

impl Default for Faults {
    fn default() -> Self {
        let changed = watch::Sender::new(());
        Self { any: AtomicBool::default(), known: Mutex::default(), attempts: Attempts::default(), changed }
    }
}

/// A fault that a world holds.
#[derive(Debug)]
struct Known {
    fault: Arc<Fault>,
    /// When it was armed last, if it is armed.
    armed: Option<Timestamp>,
    /// How many exchanges it was about since then.
    seen: u64,
    /// How many of them it has hit.
    hits: u64,
    line: Arc<Line>,
    ever: Ever,
}

/// A fault could not be armed or disarmed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// There is none of that name.
    #[error("there is no fault named '{0}'")]
    Unknown(String),
    /// The world holds as many as it may.
    #[error("a world holds at most {MOST_FAULTS} faults")]
    TooMany,
}

impl Faults {
    /// Whether any fault is armed.
    pub fn any(&self) -> bool {
        self.any.load(Ordering::Relaxed)
    }

    /// Adds `fault`, in the place of one of the same name if there is one; armed from `now` on, unless it waits to be armed.
    pub fn add(&self, fault: Fault, now: Timestamp) -> Result<(), Refusal> {
        let mut known = self.known.lock();
        let (seen, hits) = fault.counted;
        let armed = fault.armed.then_some(now);
        let ever = Ever { armed: armed.is_some(), seen, hits };
        let new = Known { fault: Arc::new(fault), armed, seen, hits, line: Arc::default(), ever };
        let place = new.fault.name.as_ref().and_then(|name| known.iter().position(|one| one.is_named(name)));
        match place {
            Some(at) => known[at] = new,
            None if known.len() >= MOST_FAULTS => return Err(Refusal::TooMany),
            None => known.push(new),
        }
        self.look(&known);
        Ok(())
    }

    /// Holds `faults` in the place of all that it held.
    pub fn replace(&self, faults: Vec<Fault>, now: Timestamp) {
        let before = {
            let mut known = self.known.lock();
            let before = std::mem::take(&mut *known);
            self.look(&known);
            before
        };
        // There were not more of them when they were saved.
        faults.into_iter().for_each(|fault| drop(self.add(fault, now)));
        // What they came to is not undone.
        for known in self.known.lock().iter_mut() {
            if let Some(same) = before.iter().find(|one| one.fault.written == known.fault.written) {
                known.ever = same.ever;
            }
        }
    }

    /// Arms the fault of that name, which begins to count anew.
    pub fn arm(&self, name: &str, now: Timestamp) -> Result<(), Refusal> {
        self.each(name, |known| {
            (known.armed, known.seen, known.hits, known.line) = (Some(now), 0, 0, Arc::default());
            known.ever.armed = true;
        })
    }

    /// Disarms the fault of that name.
    pub fn disarm(&self, name: &str) -> Result<(), Refusal> {
        self.each(name, |known| known.armed = None)
    }

    /// Disarms all faults.
    pub fn disarm_all(&self) {
        let mut known = self.known.lock();
        known.iter_mut().for_each(|known| known.armed = None);
        self.look(&known);
    }

    fn each(&self, name: &str, change: impl FnOnce(&mut Known)) -> Result<(), Refusal> {
        let mut known = self.known.lock();
        let one = known.iter_mut().find(|known| known.is_named(name));
        change(one.ok_or_else(|| Refusal::Unknown(name.to_owned()))?);
        self.look(&known);
        Ok(())
    }

    fn look(&self, known: &[Known]) {
        self.any.store(known.iter().any(|known| known.armed.is_some()), Ordering::Relaxed);
        self.changed.send_replace(());
    }

    /// Sees every change from here on: for [`Faults::port_may_change`].
    pub fn changes(&self) -> watch::Receiver<()> {
        self.changed.subscribe()
    }

    /// Whether nothing listens at `now`.
    pub fn close_port(&self, now: Timestamp) -> bool {
        let is_closed = |known: &Known| {
            known.fault.closes_port() && known.armed.is_some_and(|armed| known.fault.when.is_time(armed, now))
        };
        self.any() && self.known.lock().iter().any(is_closed)
    }

    /// Waits until [`Faults::close_port`] may say something else: a fault has changed since `changes` was asked for, or it
    /// is time for one to begin or to end.
    pub async fn port_may_change(&self, clock: &Clock, mut changes: watch::Receiver<()>) {
        let now = clock.now();
        let next = {
            let known = self.known.lock();
            let closing = known.iter().filter(|known| known.fault.closes_port());
            closing.flat_map(|known| known.fault.when.turns(known.armed)).filter(|at| *at > now).min()
        };
        let time = async {
            match next {
                Some(at) => clock.sleep_until(at).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            // The sender is this, so there is always one.
            _ = changes.changed() => {}
            () = time => {}
        }
    }

    /// The names that faults have.
    pub fn names(&self) -> Vec<String> {
        self.known.lock().iter().filter_map(|known| known.fault.name.clone()).collect()
    }

    /// The faults that hit a connection which has just been accepted, before anything was asked on it.
    pub fn connection(&self, now: Timestamp, rng: &Rng) -> Touched {
        if !self.any() {
            return Touched::NONE;
        }
        self.touch(now, rng, Fault::is_of_connections)
    }

    /// The faults that hit an exchange.
    pub fn exchange(&self, asked: &Asked<'_>, now: Timestamp, rng: &Rng) -> Touched {
        if !self.any() {
            return Touched::NONE;
        }
        self.touch(now, rng, |fault| fault.on.fits(asked) && !(asked.accepted && fault.is_of_connections()))
    }

    fn touch(&self, now: Timestamp, rng: &Rng, is_about: impl Fn(&Fault) -> bool) -> Touched {
        let (mut hits, mut lines) = (Vec::new(), Vec::new());
        for (at, known) in self.known.lock().iter_mut().enumerate() {
            let Some(armed) = known.armed else { continue };
            if !is_about(&known.fault) || !known.fault.when.is_time(armed, now) {
                continue;
            }
            known.seen += 1;
            known.ever.seen += 1;
            let number = known.seen;
            // By name, so that the same fault draws the same whatever stands before it.
            let purpose = match &known.fault.name {
                Some(name) => format!("fault {name}, exchange {number}"),
                None => format!("fault number {at}, exchange {number}"),
            };
            let own = rng.fork(&purpose);
            if known.fault.does.groups().any(|group| group == Group::Calling) {
                // Another call may wait for this one.
                lines.push(Arc::new(Standing::new(Arc::clone(&known.line), number)));
            }
            if known.fault.when.picks(number, known.hits, || own.fraction()) {
                known.hits += 1;
                known.ever.hits += 1;
                let (fault, line) = (Arc::clone(&known.fault), Arc::clone(&known.line));
                hits.push(Hit { fault, number, rng: Arc::new(own), line });
            }
        }
        Touched::by(hits, lines)
    }

    /// What is known of requests that were made again.
    pub fn attempts(&self) -> &Attempts {
        &self.attempts
    }

    /// Everything, as a list that can be read back.
    pub fn snapshot(&self) -> Json {
        let known = self.known.lock();
        let is_over = |known: &&Known| known.armed.is_none() && known.fault.name.is_none();
        known.iter().filter(|known| !is_over(known)).map(Known::to_json).collect()
    }
}

impl Known {
    fn is_named(&self, name: &str) -> bool {
        self.fault.name.as_deref() == Some(name)
    }

    fn to_json(&self) -> Json {
        let mut json = self.fault.written.clone();
        if self.armed.is_none() {
            json["armed"] = false.into();
        }
        json["seen"] = self.seen.into();
        json["hits"] = self.hits.into();
        json
    }
}

#[cfg(test)]
mod tests;

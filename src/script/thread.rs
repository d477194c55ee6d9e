//! A thread that runs scripts, from inside: it works off what it is given until nobody can give it anything more.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc;

use super::engine::{Engine, THREAD_STACK};
use super::pool::Place;
use super::residents::Homes;

/// A piece of work, with what the thread keeps between pieces.
pub(super) type Job = Box<dyn FnOnce(&mut Desk) + Send>;

/// What a thread keeps between pieces of work.
#[derive(Default)]
pub(super) struct Desk {
    /// The engine of the session that the thread works for.
    pub(super) engine: Option<Engine>,
    /// The engines that live on, if the thread works for [`super::Residents`].
    pub(super) homes: Homes,
}

/// Starts a thread that has `place` in its pool.
pub(super) fn start(number: u64, place: Place) -> std::io::Result<mpsc::Sender<Job>> {
    let (jobs, given) = mpsc::channel::<Job>();
    let thread = std::thread::Builder::new().name(format!("script {number}")).stack_size(THREAD_STACK);
    thread.spawn(move || {
        let _place = place;
        let mut desk = Desk::default();
        while let Ok(job) = given.recv() {
            // A panic is a defect of Backlot, and costs one script, not the thread: whoever waits sees that no result came.
            if catch_unwind(AssertUnwindSafe(|| job(&mut desk))).is_err() {
                desk.engine = None;
                desk.homes.clear();
            }
        }
    })?;
    Ok(jobs)
}

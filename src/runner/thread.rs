//! The thread that plays one scenario: an asynchronous world of its own, in which a virtual clock moves whenever nothing is
//! left to run.

use std::future::Future;
use std::io;

use crate::world::clock::Clock;

/// Plays `work` on this thread to its end. While nothing runs, `clock` jumps to its next timer if it is virtual.
pub fn play<F: Future>(clock: &Clock, work: F) -> io::Result<F::Output> {
    clock.jump_when_idle(true);
    let idle = clock.clone();
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().on_thread_park(move || idle.when_idle()).build()?;
    let output = runtime.block_on(work);
    // What is still waiting (a server that hangs on purpose) must not hold up the end.
    runtime.shutdown_background();
    Ok(output)
}

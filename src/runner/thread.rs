//! The thread that plays one scenario.

use std::future::Future;
use std::io;

use crate::world::clock::Clock;
use crate::world::clock::thread::Alone;

/// Plays `work` on this thread to its end. While nothing runs, `clock` jumps to its next timer if it is virtual.
pub fn play<F: Future>(clock: &Clock, work: F) -> io::Result<F::Output> {
    let alone = Alone::with(clock)?;
    let output = alone.play(work);
    alone.end();
    Ok(output)
}

//! Waiting for a script's thread, for so long and no longer.

use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::thread::Thread;
use std::time::Duration;

use crate::world::clock::{Clock, Elapsed, Stopwatch, transport};

/// Waits for `work`, which a script's thread brings to its end, for at most `patience` of machine time. Where one thread alone
/// plays the world of `clock`, that thread waits here and does nothing else: what a script does and what goes on beside it
/// would otherwise come in any order, and the same scenario would not give the same every time.
pub(super) async fn attend<F: Future>(clock: &Clock, patience: Duration, work: F) -> Result<F::Output, Elapsed> {
    if clock.is_alone() { here(patience, work) } else { transport::timeout(patience, work).await }
}

fn here<F: Future>(patience: Duration, work: F) -> Result<F::Output, Elapsed> {
    let watch = Stopwatch::start();
    let waker = Waker::from(Arc::new(Caller(std::thread::current())));
    let mut cx = Context::from_waker(&waker);
    // A task that was looked at often must give way to others, says the runtime. Here it must not.
    let mut work = pin!(tokio::task::unconstrained(work));
    loop {
        if let Poll::Ready(done) = work.as_mut().poll(&mut cx) {
            return Ok(done);
        }
        let left = patience.saturating_sub(watch.elapsed());
        if left.is_zero() {
            return Err(Elapsed);
        }
        std::thread::park_timeout(left);
    }
}

/// The thread that waits.
struct Caller(Thread);

impl Wake for Caller {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

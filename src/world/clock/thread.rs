//! The thread that plays one world by itself: an asynchronous runtime in which the clock moves whenever nothing is left to run.

use std::future::Future;
use std::io;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Wake, Waker};

use parking_lot::Mutex;
use tokio::runtime::{Builder, Runtime};

use super::Clock;

/// The one thread on which everything of a world happens.
#[derive(Debug)]
pub struct Alone {
    runtime: Runtime,
    signal: Arc<Signal>,
}

/// Whether the work at hand was woken and has not run yet. The runtime looks at it last: it takes its thread for idle when only
/// that work is left.
#[derive(Debug, Default)]
struct Signal {
    woken: AtomicBool,
    runtime: Mutex<Option<Waker>>,
}

impl Wake for Signal {
    fn wake(self: Arc<Self>) {
        self.woken.store(true, Ordering::Release);
        if let Some(runtime) = &*self.runtime.lock() {
            runtime.wake_by_ref();
        }
    }
}

impl Alone {
    /// The thread that calls this is to play the world of `clock`. While nothing runs, the clock moves as
    /// [`Clock::when_idle`] says.
    pub fn with(clock: &Clock) -> io::Result<Self> {
        clock.jump_when_idle(true);
        let signal = Arc::new(Signal::default());
        let (idle, woken) = (clock.clone(), Arc::clone(&signal));
        let runtime = Builder::new_current_thread()
            .enable_all()
            .on_thread_park(move || {
                if !woken.woken.load(Ordering::Acquire) {
                    idle.when_idle();
                }
            })
            .build()?;
        Ok(Self { runtime, signal })
    }

    /// Plays `work` to its end.
    pub fn play<F: Future>(&self, work: F) -> F::Output {
        let mut work = pin!(work);
        let waker = Waker::from(Arc::clone(&self.signal));
        let output = self.runtime.block_on(std::future::poll_fn(|cx| {
            *self.signal.runtime.lock() = Some(cx.waker().clone());
            self.signal.woken.store(false, Ordering::Release);
            work.as_mut().poll(&mut Context::from_waker(&waker))
        }));
        // The runtime knows of the signal, and must not be kept by it.
        *self.signal.runtime.lock() = None;
        output
    }

    /// Ends it. What is still waiting (a server that hangs on purpose) does not hold up the end.
    pub fn end(self) {
        self.runtime.shutdown_background();
    }
}

//! The machine's time, which enters here and nowhere else: for what measures the machine, and for guards of the transport.

use std::time::Duration;

use jiff::Timestamp;

/// Measures machine time: for transport, scripts and reports, never for what a platform knows of time.
#[derive(Debug, Clone, Copy)]
pub struct Stopwatch(std::time::Instant);

impl Stopwatch {
    /// Starts now.
    #[expect(clippy::disallowed_methods, reason = "the one place where machine time enters")]
    pub fn start() -> Self {
        Self(std::time::Instant::now())
    }

    /// Machine time since the start.
    pub fn elapsed(&self) -> Duration {
        self.0.elapsed()
    }
}

/// How long the processor has worked for this thread: for limits that a machine with much else to do must not tighten. Where
/// the system cannot tell, it is zero.
pub fn thread_time() -> Duration {
    #[cfg(unix)]
    {
        let spent = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
        spent.try_into().unwrap_or_default()
    }
    #[cfg(not(unix))]
    Duration::ZERO
}

#[expect(clippy::disallowed_methods, reason = "the one place where machine time enters")]
pub(super) fn now() -> Timestamp {
    Timestamp::now()
}

/// Machine time for guards of the transport: they protect this process and have nothing to do with a world's time.
pub mod transport {
    use std::future::Future;
    use std::time::Duration;

    use crate::world::clock::Elapsed;

    /// Runs `work` for at most `limit` of machine time.
    #[expect(clippy::disallowed_methods, reason = "the one place where machine time is waited for")]
    pub async fn timeout<F: Future>(limit: Duration, work: F) -> Result<F::Output, Elapsed> {
        tokio::time::timeout(limit, work).await.map_err(|_| Elapsed)
    }

    /// Waits for `duration` of machine time.
    #[expect(clippy::disallowed_methods, reason = "the one place where machine time is waited for")]
    pub async fn sleep(duration: Duration) {
        tokio::time::sleep(duration).await;
    }
}

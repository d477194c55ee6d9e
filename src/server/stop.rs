//! How a server stops: first it finishes what is in flight, then it cuts what is left.

use tokio::sync::watch;

/// How far the stop has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Phase {
    /// Nobody asked for it.
    Serving,
    /// What is in flight is finished, and nothing new begins.
    Finishing,
    /// The grace time is over.
    Cut,
}

/// Tells every connection how far the stop has come.
#[derive(Debug)]
pub(super) struct Stop(watch::Sender<Phase>);

/// A connection's side of it.
#[derive(Debug, Clone)]
pub(super) struct Stopping(watch::Receiver<Phase>);

impl Stop {
    pub(super) fn new() -> Self {
        Self(watch::Sender::new(Phase::Serving))
    }

    pub(super) fn reach(&self, phase: Phase) {
        self.0.send_replace(phase);
    }

    pub(super) fn watcher(&self) -> Stopping {
        Stopping(self.0.subscribe())
    }
}

impl Stopping {
    /// Ready as soon as the stop has come as far as `phase`. A server that is gone has come as far as it can.
    pub(super) async fn until(&mut self, phase: Phase) {
        let _ = self.0.wait_for(|reached| *reached >= phase).await;
    }
}

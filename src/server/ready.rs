//! Whether everything is loaded. A server listens from the start, so that a port that is taken is known at once, and says
//! that it is not ready until its worlds are.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Whether everything is loaded. Clones share the same answer.
#[derive(Debug, Clone, Default)]
pub struct Ready(Arc<AtomicBool>);

impl Ready {
    /// Nothing is loaded yet.
    pub fn not_yet() -> Self {
        Self::default()
    }

    /// Everything is loaded.
    pub fn now() -> Self {
        let ready = Self::default();
        ready.reached();
        ready
    }

    /// Says that everything is loaded.
    pub fn reached(&self) {
        self.0.store(true, Ordering::Release);
    }

    /// Whether everything is loaded.
    pub fn is_reached(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }
}

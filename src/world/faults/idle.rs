//! Faults that have hit nothing although their world has come to its end: most often what they say of where or when is not what
//! their author thinks.

use std::sync::Arc;

use super::{Fault, Faults, Known};

/// A fault that has hit nothing.
#[derive(Debug, Clone)]
pub struct Idle {
    /// The fault.
    pub fault: Arc<Fault>,
    /// Whether it was ever armed.
    pub was_armed: bool,
    /// How many exchanges it was about.
    pub seen: u64,
}

/// What a fault came to since its world began, however often it was armed anew.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Ever {
    pub(super) armed: bool,
    pub(super) seen: u64,
    pub(super) hits: u64,
}

impl Faults {
    /// Those that have hit nothing, in the order in which they were added. Whether a port that nobody listens at was asked for
    /// cannot be seen, so a fault that closes one is not among them.
    pub fn idle(&self) -> Vec<Idle> {
        let known = self.known.lock();
        let idle = known.iter().filter(|one| one.ever.hits == 0 && !one.fault.closes_port());
        let told = |one: &Known| Idle { fault: Arc::clone(&one.fault), was_armed: one.ever.armed, seen: one.ever.seen };
        idle.map(told).collect()
    }
}

//! What one run of a script may use.

use std::time::Duration;

/// What one run of a script may use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Machine time, without the time that the script waits for answers of its host.
    pub time: Duration,
    /// Memory in bytes, the engine's own share included: about 100 KiB before the first line.
    pub memory: usize,
    /// Questions to its host.
    pub calls: usize,
}

impl Default for Limits {
    /// 10 s, 64 MiB, 1,000 questions.
    fn default() -> Self {
        Self { time: Duration::from_secs(10), memory: 64 * 1024 * 1024, calls: 1000 }
    }
}

//! From a scenario to its outcome: threads, jobs, and the real programs that take part.

pub mod jobs;
pub mod outcome;
pub mod process;
pub mod thread;

//! The exit codes, defined once.

use std::process::ExitCode;

/// How the program ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// Everything passed.
    Passed = 0,
    /// The command line made no sense.
    Usage = 1,
    /// A file is invalid.
    Invalid = 2,
    /// Something could not run: a port was taken, a program could not be started, a server could not be reached.
    CouldNotRun = 3,
    /// An expectation failed.
    Failed = 4,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

//! Every way in which a script can fail, as data: what was thrown and where, or which limit it ran into.

use std::time::Duration;

use super::source::Position;

/// Why a script did not come to its end.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Failure {
    /// It threw, and nobody caught it.
    #[error("{0}")]
    Thrown(Box<Thrown>),
    /// It is not JavaScript.
    #[error("SyntaxError: {message}{}", place(.at.as_ref()))]
    Syntax {
        /// What the engine says.
        message: String,
        /// Where.
        at: Option<Position>,
    },
    /// It ran for longer than it may.
    #[error("the script ran for longer than the {} that it may", span(*.limit))]
    TimedOut {
        /// How long it may run.
        limit: Duration,
    },
    /// It ran for longer than it may, and could not be interrupted: it is inside a built-in function that asks nobody
    /// whether to go on. Nobody waits for it any more.
    #[error("the script ran for longer than the {} that it may, and could not be interrupted", span(*.limit))]
    Abandoned {
        /// How long it may run.
        limit: Duration,
    },
    /// It needed more memory than it may have.
    #[error("the script needed more than the {} that it may have", megabytes(*.limit))]
    OutOfMemory {
        /// How much it may have, in bytes.
        limit: usize,
    },
    /// Its calls were nested too deeply.
    #[error("the script's calls were nested too deeply (endless recursion?){}", place(.at.as_ref()))]
    StackOverflow {
        /// Where, in one of the nested calls.
        at: Option<Position>,
    },
    /// It asked the host for more than it may.
    #[error("the script called out more than the {limit} times that it may")]
    TooManyCalls {
        /// How many calls a run may make.
        limit: usize,
    },
    /// It was not started: too many scripts that were left behind still run.
    #[error(
        "the script was not started: {limit} scripts that ignored their time limit still run, and that is the most there may be"
    )]
    TooManyAbandoned {
        /// How many there may be.
        limit: usize,
    },
    /// It was not started: too many scripts run or wait for an answer.
    #[error("the script was not started: {limit} scripts run or wait for an answer, and that is the most there may be")]
    TooManyThreads {
        /// How many there may be.
        limit: usize,
    },
    /// It was not started, or its thread broke down: the machine's doing or a defect of Backlot, never the script's.
    #[error("the script could not be run: {detail}")]
    Broken {
        /// What happened.
        detail: String,
    },
}

/// What a script threw.
#[derive(Debug, Clone, PartialEq)]
pub struct Thrown {
    /// The name of the error: `TypeError`; none if what was thrown is not an error.
    pub name: Option<String>,
    /// The error's message, or what was thrown as text.
    pub message: String,
    /// Where it was thrown or, for an error, made.
    pub at: Option<Position>,
    /// The calls that led there, innermost first, one line each; empty if nothing is known.
    pub stack: String,
}

impl Failure {
    /// Its stable name, in kebab-case.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Thrown(_) => "thrown",
            Self::Syntax { .. } => "syntax",
            Self::TimedOut { .. } => "timed-out",
            Self::Abandoned { .. } => "abandoned",
            Self::OutOfMemory { .. } => "out-of-memory",
            Self::StackOverflow { .. } => "stack-overflow",
            Self::TooManyCalls { .. } => "too-many-calls",
            Self::TooManyAbandoned { .. } => "too-many-abandoned",
            Self::TooManyThreads { .. } => "too-many-threads",
            Self::Broken { .. } => "broken",
        }
    }

    /// Where in the script it happened, if it happened in the script.
    pub fn at(&self) -> Option<&Position> {
        match self {
            Self::Thrown(thrown) => thrown.at.as_ref(),
            Self::Syntax { at, .. } | Self::StackOverflow { at } => at.as_ref(),
            _ => None,
        }
    }
}

impl std::fmt::Display for Thrown {
    /// `TypeError: not a function (callbacks/server.js:12:5)`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.name {
            Some(name) if self.message.is_empty() => f.write_str(name)?,
            Some(name) => write!(f, "{name}: {}", self.message)?,
            None => write!(f, "thrown: {}", self.message)?,
        }
        f.write_str(&place(self.at.as_ref()))
    }
}

fn place(at: Option<&Position>) -> String {
    at.map(|at| format!(" ({at})")).unwrap_or_default()
}

fn span(limit: Duration) -> String {
    match limit.subsec_millis() {
        0 => format!("{} s", limit.as_secs()),
        _ => format!("{} ms", limit.as_millis()),
    }
}

fn megabytes(bytes: usize) -> String {
    const MIB: usize = 1024 * 1024;
    if bytes.is_multiple_of(MIB) { format!("{} MiB", bytes / MIB) } else { format!("{bytes} bytes") }
}

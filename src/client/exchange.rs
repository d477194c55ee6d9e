//! What the client is asked to do and what it reports: a request, the limits it runs under, and one [`Exchange`] with the
//! answer or the failure, the time that each phase took, and the connection that was used.

use std::borrow::Cow;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, Method, StatusCode, Version};
use jiff::Timestamp;
use url::Url;

use super::failure::{Failure, Phase};
use crate::journal::exchange::Connection;

/// A request to send. `Host` and `Content-Length` are added; nothing else is.
#[derive(Debug, Clone)]
pub struct Request {
    /// Its method.
    pub method: Method,
    /// Where it goes: absolute, `http` or `https`.
    pub url: Url,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body; an empty one is sent as none.
    pub body: Bytes,
    /// The world's own state names this host (a creator registered it), so that it needs no other permission.
    pub is_named: bool,
}

/// What an exchange may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The world's time for everything, from the look-up of the name to the last byte of the answer, redirects included.
    pub within: Duration,
    /// Bytes of an answer's body.
    pub body: usize,
}

/// An answer, or as much of it as came.
#[derive(Debug, Clone)]
pub struct Answer {
    /// Its status.
    pub status: StatusCode,
    /// The HTTP version that was spoken.
    pub version: Version,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body.
    pub body: Bytes,
}

/// One request with its answer, or its failure.
#[derive(Debug, Clone)]
pub struct Exchange {
    /// What was asked.
    pub request: Request,
    /// What was answered; if there is a failure as well, as much of it as had come.
    pub answer: Option<Answer>,
    /// Why the answer is missing or not whole.
    pub failure: Option<Failure>,
    /// The world's time when it began.
    pub at: Timestamp,
    /// When each phase ended.
    pub timings: Timings,
    /// The connection; none for a server that is played in this process, and none before one was made.
    pub connection: Option<Connection>,
    /// The faults that touched it, as the journal tells them.
    pub faults: Vec<Cow<'static, str>>,
    /// The same request again, because a fault sent copies of it.
    pub copies: Vec<Exchange>,
}

impl Exchange {
    /// The whole answer, or why there is none.
    pub fn outcome(&self) -> Result<&Answer, &Failure> {
        match (&self.failure, &self.answer) {
            (Some(failure), _) => Err(failure),
            (None, Some(answer)) => Ok(answer),
            (None, None) => unreachable!("an exchange ends with an answer or a failure"),
        }
    }
}

/// When each phase of an exchange ended, in the world's time since the exchange began.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Timings {
    ended: [Option<Duration>; Phase::ALL.len()],
    total: Duration,
}

impl Timings {
    pub(super) fn end(&mut self, phase: Phase, after: Duration) {
        self.ended[phase as usize] = Some(after);
    }

    pub(super) fn finish(&mut self, after: Duration) {
        self.total = after;
    }

    /// From the beginning to the end, whatever the end was.
    pub fn total(&self) -> Duration {
        self.total
    }

    /// The phases that ended, in order, with the time that each of them took.
    pub fn phases(&self) -> impl Iterator<Item = (Phase, Duration)> + '_ {
        let mut before = Duration::ZERO;
        Phase::ALL.into_iter().filter_map(move |phase| {
            let ended = self.ended[phase as usize]?;
            let took = ended.saturating_sub(before);
            before = ended;
            Some((phase, took))
        })
    }

    /// The time that `phase` took, if it ended.
    pub fn took(&self, phase: Phase) -> Option<Duration> {
        self.phases().find(|(ended, _)| *ended == phase).map(|(_, took)| took)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phase_took_what_passed_since_the_one_before_it() {
        let mut timings = Timings::default();
        timings.end(Phase::Send, Duration::from_millis(3));
        timings.end(Phase::WaitForHead, Duration::from_millis(10));
        assert_eq!(timings.took(Phase::WaitForHead), Some(Duration::from_millis(7)));
        assert_eq!(timings.took(Phase::Connect), None, "a connection that was used again was not connected");
        assert_eq!(timings.phases().count(), 2);
    }
}

//! How far an exchange has come: kept outside the work itself, so that an exchange which is stopped in the middle can still
//! say in which phase it was, and what had arrived.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::{HeaderMap, Response, StatusCode, Version};
use jiff::Timestamp;
use parking_lot::Mutex;

use super::exchange::{Answer, Exchange, Request, Timings};
use super::failure::{Failure, Phase};
use super::socket::Watch;
use crate::journal::exchange::Connection;
use crate::world::clock::{Clock, between};

/// How far an exchange has come.
pub(super) struct Progress<'a> {
    clock: &'a Clock,
    began: Timestamp,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    phase: Option<Phase>,
    timings: Timings,
    connection: Option<(Connection, Watch)>,
    head: Option<(StatusCode, Version, HeaderMap)>,
    body: BytesMut,
}

impl<'a> Progress<'a> {
    pub(super) fn begin(clock: &'a Clock) -> Self {
        Self { clock, began: clock.now(), state: Mutex::default() }
    }

    pub(super) fn clock(&self) -> &'a Clock {
        self.clock
    }

    /// A phase begins.
    pub(super) fn enter(&self, phase: Phase) {
        self.state.lock().phase = Some(phase);
    }

    /// A phase has ended.
    pub(super) fn end(&self, phase: Phase) {
        let after = self.elapsed();
        self.state.lock().timings.end(phase, after);
    }

    fn elapsed(&self) -> Duration {
        self.clock.since(self.began)
    }

    /// The request goes onto this connection now.
    pub(super) fn send_on(&self, connection: Connection, watch: Watch) {
        watch.traffic.begin();
        let mut state = self.state.lock();
        state.phase = Some(Phase::Send);
        state.connection = Some((connection, watch));
    }

    /// The head of the answer is there.
    pub(super) fn head(&self, status: StatusCode, version: Version, headers: HeaderMap) {
        let now = self.elapsed();
        let mut state = self.state.lock();
        let sent = state
            .connection
            .as_ref()
            .and_then(|(_, watch)| watch.traffic.seen().last_sent)
            .map_or(now, |at| between(self.began, at).min(now));
        state.timings.end(Phase::Send, sent);
        state.timings.end(Phase::WaitForHead, now);
        state.phase = Some(Phase::ReadBody);
        state.head = Some((status, version, headers));
    }

    /// A part of the answer's body is there. Gives how long the body is so far, in bytes.
    pub(super) fn body(&self, part: &[u8]) -> usize {
        let mut state = self.state.lock();
        state.body.extend_from_slice(part);
        state.body.len()
    }

    /// How many bytes of the answer's body are there.
    pub(super) fn body_so_far(&self) -> u64 {
        self.state.lock().body.len() as u64
    }

    /// What the exchange is doing. Whether a request is still being sent is known only to the connection.
    pub(super) fn phase(&self) -> Phase {
        let state = self.state.lock();
        match (state.phase, &state.connection) {
            (Some(Phase::Send), Some((_, watch))) if watch.traffic.seen().is_sent() => Phase::WaitForHead,
            (Some(phase), _) => phase,
            (None, _) => Phase::Dns,
        }
    }

    /// Takes the whole answer out, for a fault to change it; [`Progress::put`] puts it back. Nothing if there is none.
    pub(super) fn take(&self) -> Option<Response<Bytes>> {
        let mut state = self.state.lock();
        let (status, version, headers) = state.head.take()?;
        let mut response = Response::new(state.body.split().freeze());
        *response.status_mut() = status;
        *response.version_mut() = version;
        *response.headers_mut() = headers;
        Some(response)
    }

    /// The answer as a fault left it.
    pub(super) fn put(&self, response: Response<Bytes>) {
        let (head, body) = response.into_parts();
        let mut state = self.state.lock();
        state.head = Some((head.status, head.version, head.headers));
        state.body = BytesMut::from(&body[..]);
    }

    /// The exchange as it stands, ended by `failure` or in good order.
    pub(super) fn finish(self, request: Request, failure: Option<Failure>) -> Exchange {
        let total = self.elapsed();
        let mut state = self.state.into_inner();
        state.timings.finish(total);
        let body = state.body.freeze();
        let answer = state.head.map(|(status, version, headers)| Answer { status, version, headers, body });
        let connection = state.connection.map(|(connection, _)| connection);
        let (faults, copies) = (Vec::new(), Vec::new());
        Exchange { request, answer, failure, at: self.began, timings: state.timings, connection, faults, copies }
    }
}

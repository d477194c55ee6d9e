//! An exchange from its beginning to its entry in the journal, however it ends.

use std::borrow::Cow;
use std::sync::Arc;

use bytes::Bytes;
use http::{Response, StatusCode, request};
use jiff::Timestamp;

use super::{Inbound, ask, body_limit, claimant, problem};
use crate::journal::exchange::{
    Body, Connection, Direction, Exchange, ExchangeId, RecordedFailure, RecordedRequest, RecordedResponse,
};
use crate::journal::verdict::{Checks, Headroom, Outcome, Verdict};
use crate::world::World;

/// Name and time of an exchange that has begun.
#[derive(Debug, Clone, Copy)]
pub struct Begun {
    /// Its name in the journal.
    pub id: ExchangeId,
    /// The platform's time when it began.
    pub at: Timestamp,
}

impl Begun {
    /// An exchange that begins now.
    pub fn now(world: &World) -> Self {
        Self { id: world.journal().begin(), at: world.clock().now() }
    }
}

/// An exchange that is not over. If it is dropped, because the caller hung up and nobody is left to answer, the journal
/// says so.
#[derive(Debug)]
pub struct Open {
    world: Arc<World>,
    begun: Begun,
    platform: &'static str,
    connection: Option<Connection>,
    /// There until the exchange is recorded.
    request: Option<RecordedRequest>,
}

impl Drop for Open {
    fn drop(&mut self) {
        self.failed("hung-up", "the caller hung up before there was an answer".to_owned());
    }
}

impl Open {
    /// Begins with the head of a request, its URI without the world's prefix.
    pub fn begin(world: &Arc<World>, begun: Begun, head: &request::Parts, connection: Option<Connection>) -> Self {
        let target = head.uri.path_and_query().map_or("/", |target| target.as_str()).to_owned();
        let request = RecordedRequest {
            method: head.method.clone(),
            target,
            headers: head.headers.clone(),
            body: Body::default(),
        };
        let platform = claimant(head.uri.path()).map_or("backlot", super::Platform::name);
        Self { world: Arc::clone(world), begun, platform, connection, request: Some(request) }
    }

    /// Begins with the head of a request that no platform gets to see.
    pub fn for_nobody(world: &Arc<World>, begun: Begun, head: &request::Parts, connection: Option<Connection>) -> Self {
        let mut open = Self::begin(world, begun, head, connection);
        open.platform = "backlot";
        if let Some(request) = &mut open.request {
            request.target = head.uri.to_string();
        }
        open
    }

    /// Ends with a refusal of Backlot's own.
    pub fn refused(self, status: StatusCode, code: &'static str, reason: &str, help: &str) -> Response<Bytes> {
        let mut checks = Checks::new();
        checks.fail("request", reason.to_owned());
        self.answered(Cow::Borrowed(code), problem(status, code, reason, help), checks.verdict(Outcome::Refused))
    }

    /// Goes on with the body to the answer of the platform that claims the request.
    pub async fn answer(mut self, head: request::Parts, body: Bytes) -> Response<Bytes> {
        if let Some(request) = &mut self.request {
            request.body = Body::keep(&body);
        }
        let inbound = Inbound {
            id: self.begun.id,
            method: head.method,
            uri: head.uri,
            headers: head.headers,
            body,
            connection: self.connection,
        };
        let answer = ask(&self.world, inbound).await;
        self.answered(answer.operation, answer.response, answer.verdict)
    }

    /// Ends with a body that is longer than what is read of one: `length` bytes as far as is known.
    pub fn too_large(mut self, path: &str, length: u64) -> Response<Bytes> {
        if let Some(request) = &mut self.request {
            request.body = Body::unseen(length);
        }
        let limit = body_limit(path);
        let reason = format!("the body is longer than the {limit} bytes that are read of one request");
        let mut checks = Checks::new();
        checks.fail_beyond("body limit", Headroom::new(length, limit, "bytes"), reason.clone());
        let help = "Backlot reads no more than this, whatever the platform would have done; send less.";
        let response = problem(StatusCode::PAYLOAD_TOO_LARGE, "body-too-large", &reason, help);
        self.answered(Cow::Borrowed("body too large"), response, checks.verdict(Outcome::Refused))
    }

    /// Ends with an answer of Backlot's own, because the request could not be read whole.
    pub fn unread(self, status: StatusCode, code: &'static str, reason: &str, help: &str) -> Response<Bytes> {
        let mut checks = Checks::new();
        checks.fail("request", reason.to_owned());
        self.answered(Cow::Borrowed("unread"), problem(status, code, reason, help), checks.verdict(Outcome::Failed))
    }

    /// Ends without an answer, because the request broke off before it was whole.
    pub fn broken_off(mut self, detail: String) {
        self.failed("broken-off", detail);
    }

    fn answered(
        mut self,
        operation: Cow<'static, str>,
        response: Response<Bytes>,
        verdict: Verdict,
    ) -> Response<Bytes> {
        let recorded = RecordedResponse {
            status: response.status(),
            headers: response.headers().clone(),
            body: Body::keep(response.body()),
        };
        self.record(operation, Some(recorded), None, verdict);
        response
    }

    fn failed(&mut self, name: &'static str, detail: String) {
        let mut checks = Checks::new();
        checks.fail("request", detail.clone());
        let failure = RecordedFailure { name: Cow::Borrowed(name), detail };
        self.record(Cow::Borrowed(name), None, Some(failure), checks.verdict(Outcome::Failed));
    }

    fn record(
        &mut self,
        operation: Cow<'static, str>,
        response: Option<RecordedResponse>,
        failure: Option<RecordedFailure>,
        verdict: Verdict,
    ) {
        let Some(request) = self.request.take() else { return };
        self.world.journal().record(Exchange {
            id: self.begun.id,
            direction: Direction::Inbound,
            platform: self.platform,
            operation,
            at: self.begun.at,
            took: self.world.clock().since(self.begun.at),
            cause: None,
            connection: self.connection,
            request,
            response,
            failure,
            verdict,
            faults: Vec::new(),
        });
    }
}

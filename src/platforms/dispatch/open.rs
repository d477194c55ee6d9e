//! An exchange from its beginning to its entry in the journal, however it ends.

use std::borrow::Cow;
use std::sync::Arc;

use bytes::Bytes;
use http::{Response, StatusCode, request};
use jiff::Timestamp;

use super::{Inbound, ask, body_limit, claimant, problem};
use crate::journal::exchange::{
    Again, Body, Connection, Direction, Exchange, ExchangeId, RecordedFailure, RecordedRequest, RecordedResponse,
};
use crate::journal::verdict::{Check, CheckResult, Checks, Headroom, Outcome, Verdict};
use crate::platforms::Answer;
use crate::world::World;
use crate::world::faults::attempt::Mark;
use crate::world::faults::plan::{BadTls, End, Plan};
use crate::world::faults::point::Point;
use crate::world::faults::{Asked, Touched};

/// An answer, and what faults make of it on its way.
#[derive(Debug)]
pub struct Delivered {
    /// The answer.
    pub response: Response<Bytes>,
    /// What becomes of it; none if it simply goes. The delay has passed already.
    pub plan: Option<Box<Plan>>,
}

impl From<Response<Bytes>> for Delivered {
    fn from(response: Response<Bytes>) -> Self {
        Self { response, plan: None }
    }
}

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
    /// What is said of the faults that have hit it.
    faults: Vec<Cow<'static, str>>,
    again: Option<Again>,
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
        let world = Arc::clone(world);
        Self { world, begun, platform, connection, request: Some(request), faults: Vec::new(), again: None }
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
        self.answered(Cow::Borrowed(code), problem(status, code, reason, help), checks.verdict(Outcome::Refused), None)
    }

    /// Goes on with the body to the answer of the platform that claims the request.
    pub async fn answer(mut self, head: request::Parts, body: Bytes) -> Delivered {
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
            faults: Touched::NONE,
        };
        if self.world.faults().any() {
            return Box::pin(self.answer_among_faults(inbound)).await;
        }
        let answer = ask(&self.world, inbound).await;
        self.answered(answer.operation, answer.response, answer.verdict, None).into()
    }

    /// As [`Open::answer`], where faults are armed that may hit the request.
    async fn answer_among_faults(mut self, mut inbound: Inbound) -> Delivered {
        let platform = claimant(inbound.uri.path());
        let asking = platform.map(|platform| platform.asked(&self.world, &inbound)).unwrap_or_default();
        let asked = Asked {
            direction: Direction::Inbound,
            platform: self.platform,
            operation: &asking.operation,
            credential: asking.credential.as_deref(),
            method: &inbound.method,
            path: inbound.uri.path(),
            url: None,
            accepted: self.connection.is_some(),
        };
        let (faults, now) = (self.world.faults(), self.world.clock().now());
        let touched = faults.exchange(&asked, now, self.world.rng());
        let target = inbound.uri.path_and_query().map_or("/", |target| target.as_str());
        let mark = Mark::of(&inbound.method, target, &inbound.body, self.connection.as_ref());
        self.again = faults.attempts().came(mark, now, self.connection.as_ref());
        if !touched.is_hit() {
            let answer = ask(&self.world, inbound).await;
            return self.answered(answer.operation, answer.response, answer.verdict, None).into();
        }
        faults.attempts().broke(mark, self.begun.id, self.begun.at, self.connection.as_ref());
        self.faults = touched.labels();
        let mut plan = touched.answering();
        let said = self.faults.join(", ");
        let mut answer = if touched.is_applied() {
            inbound.faults = touched.clone();
            ask(&self.world, inbound).await
        } else {
            lost(asking.operation)
        };
        let check = Check {
            name: Cow::Borrowed("fault"),
            result: CheckResult::Warned,
            reason: Cow::Owned(if touched.is_applied() {
                said
            } else {
                format!("{said}; the platform never saw the request")
            }),
            headroom: None,
        };
        answer.verdict.checks.push(check);
        touched.rewrite(&mut answer.response);
        let delay = std::mem::take(&mut plan.delay);
        if !delay.is_zero() && !plan.refused {
            self.world.clock().sleep(delay).await;
        }
        let failure = failure_of(&plan);
        let response = self.answered(answer.operation, answer.response, answer.verdict, failure);
        let plan = (plan != Plan::default()).then(|| Box::new(plan));
        Delivered { response, plan }
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
        self.answered(Cow::Borrowed("body too large"), response, checks.verdict(Outcome::Refused), None)
    }

    /// Ends with an answer of Backlot's own, because the request could not be read whole.
    pub fn unread(self, status: StatusCode, code: &'static str, reason: &str, help: &str) -> Response<Bytes> {
        let mut checks = Checks::new();
        checks.fail("request", reason.to_owned());
        self.answered(
            Cow::Borrowed("unread"),
            problem(status, code, reason, help),
            checks.verdict(Outcome::Failed),
            None,
        )
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
        failure: Option<RecordedFailure>,
    ) -> Response<Bytes> {
        let recorded = RecordedResponse {
            status: response.status(),
            headers: response.headers().clone(),
            body: Body::keep(response.body()),
        };
        self.record(operation, Some(recorded), failure, verdict);
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
            faults: std::mem::take(&mut self.faults),
            again: self.again,
        });
    }
}

/// What is left of a request that a fault has lost on its way to the platform.
fn lost(operation: Cow<'static, str>) -> Answer {
    let operation = if operation.is_empty() { Cow::Borrowed("lost") } else { operation };
    Answer { response: Response::new(Bytes::new()), operation, verdict: Checks::new().verdict(Outcome::Failed) }
}

/// Why the caller does not get the answer whole.
fn failure_of(plan: &Plan) -> Option<RecordedFailure> {
    let (name, detail) = match plan {
        Plan { refused: true, .. } => ("refused", "a fault refused the connection"),
        Plan { tls: BadTls { handshake: Some(_), .. }, .. } => ("tls", "a fault made the TLS handshake fail"),
        Plan { tls: BadTls { certificate: Some(_), .. }, .. } => ("tls", "a fault showed a bad certificate"),
        Plan { garbage: Some(_), .. } => ("protocol", "a fault sent garbage in the place of the answer"),
        Plan { malformed_chunk: Some(_), .. } => ("protocol", "a fault sent a chunk that is none"),
        Plan { cut: Some(cut), .. } => match (cut.then, cut.after) {
            (End::Close, Point::Start | Point::InHead) => ("closed", "a fault closed the connection before the answer"),
            (End::Close, _) => ("truncated", "a fault closed the connection in the middle of the answer"),
            (End::Reset, _) => ("reset", "a fault reset the connection"),
            (End::Hang, _) => ("hang", "a fault lets the caller wait for the answer for ever"),
        },
        _ => return None,
    };
    Some(RecordedFailure { name: Cow::Borrowed(name), detail: detail.to_owned() })
}

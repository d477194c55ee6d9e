//! From a request to its answer and its entry in the journal: the same way whether it came over a socket or was played by a
//! scenario inside this process.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, Method, Request, Response, StatusCode, Uri, header};
use jiff::Timestamp;

use super::{Inbound, PLATFORMS, Platform};
use crate::journal::exchange::{
    Body, Connection, Direction, Exchange, ExchangeId, RecordedFailure, RecordedRequest, RecordedResponse,
};
use crate::journal::verdict::{Checks, Headroom, Outcome, Verdict};
use crate::world::World;

/// The most that is read of a body that no platform claims, in bytes.
const UNCLAIMED_BODY: usize = 64 * 1024;

/// The platform that claims `path`, if one does.
pub fn claimant(path: &str) -> Option<&'static dyn Platform> {
    PLATFORMS.iter().copied().find(|platform| platform.claims(path))
}

/// The most that is read of the body of a request for `path`, in bytes.
pub fn body_limit(path: &str) -> usize {
    claimant(path).map_or(UNCLAIMED_BODY, Platform::body_limit)
}

/// An exchange that has begun: what is known of it before there is an answer.
#[derive(Debug, Clone, Copy)]
pub struct Begun {
    id: ExchangeId,
    at: Timestamp,
}

impl Begun {
    /// An exchange that begins now.
    pub fn now(world: &World) -> Self {
        Self { id: world.journal().begin(), at: world.clock().now() }
    }
}

/// Answers `request` (its URI without the world's prefix) in `world`, and records the exchange.
pub async fn answer(
    world: &Arc<World>,
    begun: Begun,
    request: Request<Bytes>,
    connection: Option<Connection>,
) -> Response<Bytes> {
    let (parts, body) = request.into_parts();
    let recorded = record_request(&parts.method, &parts.uri, &parts.headers, Body::keep(&body));
    let Some(platform) = claimant(parts.uri.path()) else {
        let response = nobody(&parts.method, &parts.uri);
        let verdict = refused("route", "no platform answers at this path");
        return record(world, begun, "backlot", Cow::Borrowed("unknown path"), recorded, connection, response, verdict);
    };
    let inbound =
        Inbound { id: begun.id, method: parts.method, uri: parts.uri, headers: parts.headers, body, connection };
    let answer = platform.answer(world, inbound).await;
    record(world, begun, platform.name(), answer.operation, recorded, connection, answer.response, answer.verdict)
}

/// Answers a request whose body is longer than what is read of it, and records the exchange.
pub fn too_large(
    world: &World,
    begun: Begun,
    head: &http::request::Parts,
    length: u64,
    connection: Option<Connection>,
) -> Response<Bytes> {
    let limit = body_limit(head.uri.path());
    let platform = claimant(head.uri.path()).map_or("backlot", Platform::name);
    let recorded = record_request(&head.method, &head.uri, &head.headers, Body::unseen(length));
    let mut checks = Checks::new();
    let reason = format!("the body is longer than the {limit} bytes that are read of one request");
    checks.fail_beyond("body limit", Headroom::new(length, limit, "bytes"), reason.clone());
    let response = problem(
        StatusCode::PAYLOAD_TOO_LARGE,
        "body-too-large",
        &reason,
        "Backlot reads no more than this, whatever the platform would have done; send less.",
    );
    let operation = Cow::Borrowed("body too large");
    record(world, begun, platform, operation, recorded, connection, response, checks.verdict(Outcome::Refused))
}

/// Records a request that broke off before it was whole.
pub fn broken_off(
    world: &World,
    begun: Begun,
    head: &http::request::Parts,
    detail: String,
    connection: Option<Connection>,
) {
    let platform = claimant(head.uri.path()).map_or("backlot", Platform::name);
    let mut checks = Checks::new();
    checks.fail("request", format!("the request broke off: {detail}"));
    world.journal().record(Exchange {
        id: begun.id,
        direction: Direction::Inbound,
        platform,
        operation: Cow::Borrowed("broken off"),
        at: begun.at,
        took: world.clock().since(begun.at),
        cause: None,
        connection,
        request: record_request(&head.method, &head.uri, &head.headers, Body::default()),
        response: None,
        failure: Some(RecordedFailure { name: Cow::Borrowed("broken-off"), detail }),
        verdict: checks.verdict(Outcome::Failed),
        faults: Vec::new(),
    });
}

#[expect(clippy::too_many_arguments, reason = "one call for each part of an exchange")]
fn record(
    world: &World,
    begun: Begun,
    platform: &'static str,
    operation: Cow<'static, str>,
    request: RecordedRequest,
    connection: Option<Connection>,
    response: Response<Bytes>,
    verdict: Verdict,
) -> Response<Bytes> {
    let took: Duration = world.clock().since(begun.at);
    world.journal().record(Exchange {
        id: begun.id,
        direction: Direction::Inbound,
        platform,
        operation,
        at: begun.at,
        took,
        cause: None,
        connection,
        request,
        response: Some(RecordedResponse {
            status: response.status(),
            headers: response.headers().clone(),
            body: Body::keep(response.body()),
        }),
        failure: None,
        verdict,
        faults: Vec::new(),
    });
    response
}

fn record_request(method: &Method, uri: &Uri, headers: &HeaderMap, body: Body) -> RecordedRequest {
    let target = uri.path_and_query().map_or("/", |target| target.as_str());
    RecordedRequest { method: method.clone(), target: target.to_owned(), headers: headers.clone(), body }
}

fn refused(check: &'static str, reason: &'static str) -> Verdict {
    let mut checks = Checks::new();
    checks.fail(check, reason);
    checks.verdict(Outcome::Refused)
}

fn nobody(method: &Method, uri: &Uri) -> Response<Bytes> {
    let message = format!("no platform answers {method} {}", uri.path());
    let names: Vec<_> = PLATFORMS.iter().map(|platform| platform.title()).collect();
    let help = format!("Backlot plays {}; its own API is under /_backlot/.", names.join(", "));
    problem(StatusCode::NOT_FOUND, "unknown-path", &message, &help)
}

/// An answer of Backlot's own, as opposed to a platform's: `{"error": {"code", "message", "help"}}`.
pub fn problem(status: StatusCode, code: &str, message: &str, help: &str) -> Response<Bytes> {
    let body = serde_json::json!({ "error": { "code": code, "message": message, "help": help } });
    let mut response = Response::new(Bytes::from(format!("{body}\n")));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, http::HeaderValue::from_static("application/json"));
    response
}

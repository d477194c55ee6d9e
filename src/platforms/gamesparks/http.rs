//! The calls that scripts make to other servers: out through the world's client, and into the journal, each linked to the
//! exchange that caused it.

use std::borrow::Cow;
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use serde_json::json;
use url::Url;

use super::NAME;
use super::ask::{Outside, Question};
use super::state::State;
use crate::client::{self, Failure, Followed, Limits};
use crate::journal::exchange::{Body, Direction, Event, Exchange, RecordedFailure, RecordedRequest, RecordedResponse};
use crate::journal::verdict::{Checks, Headroom, Outcome, Verdict};
use crate::world::faults::{Asked, Touched};
use crate::world::upstream::is_named;

/// The time that the platform's documents recommend to stay below.
const RECOMMENDED: Duration = Duration::from_secs(5);

/// The most that is read of an answer, in bytes.
pub const MOST_ANSWER: usize = 10 * 1024 * 1024;

/// How many redirects are followed.
pub const MOST_REDIRECTS: usize = 10;

/// A call that a script makes.
#[derive(Debug)]
pub(super) struct Outgoing {
    /// What the journal calls it: `SparkHttp.postJson`.
    pub(super) operation: Cow<'static, str>,
    /// Its method.
    pub(super) method: Method,
    /// Where it goes, as the script says.
    pub(super) url: String,
    /// Its headers.
    pub(super) headers: HeaderMap,
    /// Its body.
    pub(super) body: Bytes,
    /// How long it waits; none for what the game's settings say.
    pub(super) timeout: Option<Duration>,
}

/// An answer to such a call.
#[derive(Debug)]
pub(super) struct Incoming {
    /// Its status.
    pub(super) status: StatusCode,
    /// Its headers.
    pub(super) headers: HeaderMap,
    /// Its body.
    pub(super) body: Bytes,
}

#[async_trait]
impl Question for Outgoing {
    type Answer = Option<Incoming>;

    async fn answer(self, outside: &Outside<'_>) -> Option<Incoming> {
        let url: Url = match self.url.parse() {
            Ok(url) => url,
            Err(error) => {
                outside.never_sent(&self, &format!("{:?} is not a URL: {error}", self.url));
                return None;
            }
        };
        let within = self.timeout.unwrap_or(outside.game.settings.http_time());
        let mut headers = self.headers;
        headers
            .entry(header::USER_AGENT)
            .or_insert(HeaderValue::from_static(concat!("backlot/", env!("CARGO_PKG_VERSION"))));
        let is_named = is_named(&url, &outside.game.settings.allowed_hosts);
        let request = client::Request { method: self.method, url, headers, body: self.body, is_named };
        let limits = Limits { within, body: MOST_ANSWER };
        let state = outside.world.state::<State>();
        let touched = outside.faults(&self.operation, &request);
        let followed = state.client().follow_hit(outside.world, request, limits, MOST_REDIRECTS, &touched).await;
        outside.record(&self.operation, self.timeout, &followed);
        let answer = followed.outcome().ok()?;
        Some(Incoming { status: answer.status, headers: answer.headers.clone(), body: answer.body.clone() })
    }
}

impl Outside<'_> {
    fn never_sent(&self, call: &Outgoing, why: &str) {
        self.world.journal().note(Event {
            at: self.world.clock().now(),
            platform: NAME,
            kind: "http-not-sent",
            cause: self.cause,
            detail: json!({ "call": call.operation, "url": call.url, "reason": why }),
        });
    }

    /// The faults that hit a call.
    fn faults(&self, operation: &str, request: &client::Request) -> Touched {
        if !self.world.faults().any() {
            return Touched::NONE;
        }
        let asked = Asked {
            direction: Direction::Outbound,
            platform: NAME,
            operation,
            credential: None,
            method: &request.method,
            path: request.url.path(),
            url: Some(&request.url),
            accepted: false,
        };
        self.world.faults().exchange(&asked, self.world.clock().now(), self.world.rng())
    }

    /// Records each request that was sent: one, and one more for each redirect and for each copy that a fault has sent.
    fn record(&self, operation: &str, timeout: Option<Duration>, followed: &Followed) {
        let last = followed.hops.len().saturating_sub(1);
        let hops = followed.hops.iter().enumerate().flat_map(|(at, hop)| {
            let failure = if at == last { followed.failure.as_ref() } else { None };
            let copies = hop.copies.iter().map(|copy| (copy, copy.failure.as_ref(), false));
            [(hop, failure, at < last)].into_iter().chain(copies)
        });
        for (hop, failure, is_redirect) in hops {
            self.world.journal().record(Exchange {
                id: self.world.journal().begin(),
                direction: Direction::Outbound,
                platform: NAME,
                operation: Cow::Owned(operation.to_owned()),
                at: hop.at,
                took: hop.timings.total(),
                cause: self.cause,
                connection: hop.connection,
                request: RecordedRequest {
                    method: hop.request.method.clone(),
                    target: hop.request.url.to_string(),
                    headers: hop.request.headers.clone(),
                    body: Body::keep(&hop.request.body),
                },
                response: hop.answer.as_ref().map(|answer| RecordedResponse {
                    status: answer.status,
                    headers: answer.headers.clone(),
                    body: Body::keep(&answer.body),
                }),
                failure: failure.map(|failure| RecordedFailure {
                    name: Cow::Borrowed(failure.name()),
                    detail: failure.to_string(),
                }),
                verdict: verdict(hop, failure, timeout, self.game.settings.http_time(), is_redirect),
                faults: hop.faults.clone(),
                again: None,
            });
        }
    }
}

/// The platform's judgement of one request: how it went, and how close to its time it came.
fn verdict(
    hop: &client::Exchange,
    failure: Option<&Failure>,
    timeout: Option<Duration>,
    usual: Duration,
    is_redirect: bool,
) -> Verdict {
    let mut checks = Checks::new();
    let within = timeout.unwrap_or(usual);
    let time = Headroom::new(hop.timings.total().as_millis(), within.as_millis(), "ms");
    if within > RECOMMENDED {
        let which = if timeout.is_some() { "the script waits" } else { "by default a script waits" };
        let text =
            format!("{which} for {} s; the platform's documents strongly recommend 5 s or less", within.as_secs());
        checks.warn("timeout", text);
    }
    match (failure, &hop.answer) {
        (Some(failure @ Failure::Timeout { .. }), _) => {
            checks.fail_beyond("time", time, format!("{failure}; the script gets null"));
        }
        (Some(failure), _) => {
            checks.fail("answer", format!("{failure}; the script gets null; {}", failure.help()));
        }
        (None, Some(answer)) => {
            checks.pass_within("time", time, "");
            let status = answer.status.as_u16();
            if is_redirect {
                checks.pass("status", format!("{status}: followed"));
            } else if answer.status.is_success() {
                checks.pass("status", status.to_string());
            } else {
                checks.warn("status", format!("{status}: a response like any other to the script"));
            }
        }
        (None, None) => {}
    }
    checks.verdict(Outcome::Failed)
}

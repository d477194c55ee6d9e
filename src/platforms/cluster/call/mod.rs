//! One `callExternal`: what is checked before it, the POST to the creator's server, and what is made of the answer. Every
//! call has exactly one outcome, within five seconds, and nothing is ever tried again.

mod answer;
mod before;
mod reason;
mod record;

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, header};
use serde_json::{Map, Value};

use super::flow::MOST_DELAY;
use super::profile::Profile;
use super::state::State;
use crate::client::{self, Copies, Followed, Limits, Phase};
use crate::journal::exchange::{Exchange, ExchangeId};
use crate::journal::verdict::{Checks, Headroom, Outcome as Judged, Verdict};
use crate::platforms::cluster::faults::TokenRevoked;
use crate::platforms::fidelity::{Row, chosen, documented, inferred};
use crate::tree;
use crate::world::World;
use crate::world::clock::{between, later};
pub use answer::kind;
pub use reason::{Mistake, Reason, Stray};

/// How long a call may take, from the look-up of the name to the last byte of the answer.
pub const TIMEOUT: Duration = Duration::from_secs(5);

/// The most that is read of an answer, in bytes: room for the longest `response` with every character escaped.
pub const MOST_ANSWER: usize = 1024 * 1024;

/// How many redirects are followed.
pub const MOST_REDIRECTS: usize = 10;

/// Who calls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Caller {
    /// An item in a space, by its name.
    Item(String),
    /// Nobody in particular: the call goes to this account's server, and no rate is counted.
    Account(String),
}

/// One `callExternal`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// Who calls.
    pub caller: Caller,
    /// The endpoint that the call names.
    pub endpoint: Option<String>,
    /// What is sent.
    pub request: String,
    /// What is not sent, but given back with the outcome.
    pub meta: String,
}

/// What came of a call.
#[derive(Debug)]
pub struct Outcome {
    /// What came back to the item with it.
    pub meta: String,
    /// The `response`, or why there is none.
    pub result: Result<String, Reason>,
    /// The account whose server was called, once it is known.
    pub account: Option<String>,
    /// The rules that applied, once they are known.
    pub profile: Option<Profile>,
    /// The world's time that it took.
    pub after: Duration,
    /// Everything that was sent, in order: one exchange, and one more for each redirect.
    pub hops: Vec<client::Exchange>,
    /// The platform's judgement.
    pub verdict: Verdict,
    /// The last exchange in the journal; none if nothing was sent.
    pub exchange: Option<ExchangeId>,
}

impl Outcome {
    /// How often the registered URL was called: once, or never.
    pub fn attempts(&self) -> usize {
        usize::from(!self.hops.is_empty())
    }

    /// What a scenario can expect of it.
    pub fn to_json(&self) -> Value {
        let mut json = Map::new();
        let mut put = |key: &str, value: Value| {
            if !value.is_null() {
                json.insert(key.to_owned(), value);
            }
        };
        put("outcome", serde_json::to_value(self.verdict.outcome).unwrap_or_default());
        match &self.result {
            Ok(response) => put("response", response.as_str().into()),
            Err(reason) => {
                put("failure", reason.name().into());
                put("phase", reason.phase().map(Phase::name).into());
                put("reason", reason.to_string().into());
                put("help", reason.help().into());
            }
        }
        put("meta", self.meta.as_str().into());
        put("after", written(self.after).into());
        put("attempts", self.attempts().into());
        put("redirects", self.hops.len().saturating_sub(1).into());
        let status = self.hops.last().and_then(|hop| hop.answer.as_ref()).map(|answer| answer.status.as_u16());
        put("status", status.into());
        put("account", self.account.as_deref().into());
        put("profile", self.profile.map(Profile::word).into());
        Value::Object(json)
    }
}

/// A time as scenarios write it; what is below a millisecond is left out.
fn written(after: Duration) -> String {
    tree::Duration(Duration::from_millis(after.as_millis().try_into().unwrap_or(u64::MAX))).to_string()
}

/// A call that was accepted: the script goes on without an exception, and gets exactly one callback.
#[derive(Debug)]
#[must_use = "an accepted call must be finished: its item waits for a callback"]
pub struct Accepted {
    call: Call,
    checks: Checks,
    /// Where it goes; a call that has nowhere to go was accepted too.
    way: Result<before::Ready, Reason>,
}

/// Checks what the platform checks while the script waits: sizes, how often, whether there is an item. A call that is refused
/// here is an exception in the script and has no callback; this is recorded.
///
/// The outcome is boxed: it is large, and rare.
pub fn accept(world: &World, call: Call) -> Result<Accepted, Box<Outcome>> {
    let state = world.state::<State>();
    let mut checks = Checks::new();
    let way = before::check(&call, &mut state.lock(), world, &mut checks);
    match way {
        Err(reason) if reason.is_refusal() => Err(Box::new(unsent(world, &call, reason, checks))),
        way => Ok(Accepted { call, checks, way }),
    }
}

/// Makes one call in `world`, and records it, with the copies that a fault may have sent of it.
pub async fn call(world: &World, call: &Call) -> Outcome {
    match accept(world, call.clone()) {
        Ok(accepted) => {
            let (outcome, trail) = accepted.finish(world).await;
            trail.end(world).await;
            outcome
        }
        Err(refused) => *refused,
    }
}

/// The outcome of a call of which nothing was sent.
fn unsent(world: &World, call: &Call, reason: Reason, mut checks: Checks) -> Outcome {
    fail(&mut checks, &reason);
    let judged = if reason.is_refusal() { Judged::Refused } else { Judged::Failed };
    let outcome = Outcome {
        meta: call.meta.clone(),
        result: Err(reason),
        account: None,
        profile: None,
        after: Duration::ZERO,
        hops: Vec::new(),
        verdict: checks.verdict(judged),
        exchange: None,
    };
    record::refused(world, call, &outcome);
    outcome
}

impl Accepted {
    /// How long flow control holds it back before it is sent, in the world's time.
    pub fn delay(&self) -> Duration {
        self.way.as_ref().map_or(Duration::ZERO, |ready| ready.delay)
    }

    /// Sends it, waits for what comes of it, and records that. Whatever happens, there is one outcome, at most [`TIMEOUT`] after
    /// the call was sent. Copies of it that a fault has sent may still be on their way then; see [`Trail::end`].
    pub async fn finish(self, world: &World) -> (Outcome, Trail<'_>) {
        let Self { call, mut checks, way } = self;
        let ready = match way {
            Ok(ready) => ready,
            Err(reason) => return (unsent(world, &call, reason, checks), Trail::default()),
        };
        let state = world.state::<State>();
        if !ready.delay.is_zero() {
            world.clock().sleep(ready.delay).await;
        }
        let begun = world.clock().now();
        let redirects = ready.follow_redirects.then_some(MOST_REDIRECTS);
        let limits = Limits { within: ready.timeout, body: MOST_ANSWER };
        let request = post(&ready.url, &call.request);
        let (followed, copies) = state.client().follow_first(world, request, limits, redirects, &ready.faults).await;
        // A fault may have had it go out later than it should.
        let begun = followed.hops.first().map_or(begun, |hop| hop.at);
        let after = match followed.hops.last() {
            Some(last) => between(begun, later(last.at, last.timings.total())),
            None => world.clock().since(begun),
        };
        let result = judge(&followed, &call, &ready, after, state, &mut checks);
        if let Err(reason) = &result {
            fail(&mut checks, reason);
        }
        let mut outcome = Outcome {
            meta: call.meta,
            result,
            account: Some(ready.account),
            profile: Some(ready.profile),
            after,
            hops: followed.hops,
            verdict: checks.verdict(Judged::Failed),
            exchange: None,
        };
        let [cause, last] = record::called(world, &outcome);
        outcome.exchange = last;
        (outcome, Trail { copies, cause })
    }
}

/// The copies of a call that a fault has sent. Nothing depends on them; the journal has each when it has ended.
#[derive(Default)]
#[must_use = "copies go on only while they are waited for"]
pub struct Trail<'a> {
    copies: Copies<'a>,
    cause: Option<ExchangeId>,
}

impl Trail<'_> {
    /// Waits for them, and records them.
    pub async fn end(self, world: &World) {
        record::copies(world, &self.copies.ended().await, self.cause);
    }
}

/// The POST to the creator's server.
fn post(url: &url::Url, request: &str) -> client::Request {
    let mut headers = HeaderMap::with_capacity(2);
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(header::USER_AGENT, HeaderValue::from_static(concat!("backlot/", env!("CARGO_PKG_VERSION"))));
    let body = serde_json::json!({ "request": request }).to_string();
    client::Request { method: Method::POST, url: url.clone(), headers, body: Bytes::from(body), is_named: true }
}

/// What the platform makes of what came back.
fn judge(
    followed: &Followed,
    call: &Call,
    ready: &before::Ready,
    after: Duration,
    state: &State,
    checks: &mut Checks,
) -> Result<String, Reason> {
    reached(followed, checks);
    let answer = followed.outcome().map_err(|failure| Reason::NoAnswer(failure.clone()))?;
    let headroom = Headroom::new(after.as_millis(), ready.timeout.as_millis(), "ms");
    checks.pass_within("time", headroom, "");
    if let [_, rest @ ..] = &followed.hops[..]
        && !rest.is_empty()
    {
        let last = rest.last().map(|hop| format!("{} {}", hop.request.method, hop.request.url)).unwrap_or_default();
        checks.pass_within("redirects", Headroom::new(rest.len(), MOST_REDIRECTS, "redirects"), last);
    }
    answer::status(answer.status, checks)?;
    let mut object = answer::json(&answer.body, checks)?;
    if ready.faults.find::<TokenRevoked>().is_some() {
        let mistake = Mistake::Revoked(followed.hops.last().map(|hop| hop.at).unwrap_or_default());
        return Err(Reason::VerifyWrong { account: ready.account.clone(), mistake });
    }
    answer::verify(&object, &call.request, &ready.account, &state.lock(), checks)?;
    answer::response(&mut object, ready.profile, checks)
}

/// Notes that the server was reached, if it was.
fn reached(followed: &Followed, checks: &mut Checks) {
    let Some(hop) = followed.hops.first() else { return };
    match hop.connection {
        Some(connection) => {
            let peer = connection.peer.map_or_else(String::new, |peer| peer.to_string());
            let how = if connection.request > 1 { "a connection that was used before" } else { "a new connection" };
            checks.pass("connection", format!("{peer}, on {how}"));
        }
        None if hop.answer.is_some() => checks.pass("connection", "played inside this process"),
        None => {}
    }
}

/// Notes the check that did not hold.
fn fail(checks: &mut Checks, reason: &Reason) {
    let text = format!("{reason}; {}", reason.help());
    match reason {
        Reason::NoItem(_) | Reason::NoAccount { .. } => checks.fail("caller", text),
        Reason::RequestTooLarge { size, limit } => {
            checks.fail_beyond("request size", Headroom::new(*size, *limit, "bytes"), text);
        }
        Reason::MetaTooLarge { size, limit } => {
            checks.fail_beyond("meta size", Headroom::new(*size, *limit, "bytes"), text);
        }
        Reason::RateLimit { per_minute, .. } => {
            let headroom = Headroom::new(per_minute + 1, *per_minute, "calls a minute");
            checks.fail_beyond("rate", headroom, text);
        }
        Reason::FlowControl { delay } => {
            let headroom = Headroom::new(delay.as_millis(), MOST_DELAY.as_millis(), "ms of delay");
            checks.fail_beyond("flow control", headroom, text);
        }
        Reason::NoEndpoint(_) => checks.fail("endpoint", text),
        Reason::NoAnswer(client::Failure::Timeout { after, .. }) => {
            let millis = after.as_millis();
            checks.fail_beyond("time", Headroom::new(millis, millis, "ms"), text);
        }
        Reason::NoAnswer(client::Failure::TooManyRedirects { limit }) => {
            checks.fail_beyond("redirects", Headroom::new(limit + 1, *limit, "redirects"), text);
        }
        Reason::NoAnswer(failure) => match failure.phase() {
            None | Some(Phase::Dns | Phase::Connect | Phase::Tls) => checks.fail("connection", text),
            Some(Phase::Send | Phase::WaitForHead | Phase::ReadBody) => checks.fail("answer", text),
        },
        Reason::Status { .. } => checks.fail("status", text),
        Reason::NotJson { .. } | Reason::NotAnObject { .. } => checks.fail("json", text),
        Reason::VerifyMissing(_) | Reason::VerifyWrong { .. } => checks.fail("verify", text),
        Reason::ResponseMissing | Reason::ResponseNotString { .. } => checks.fail("response", text),
        Reason::ResponseTooLarge { size, limit, .. } => {
            checks.fail_beyond("response size", Headroom::new(*size, *limit, "bytes"), text);
        }
    }
}

/// The verify token, right or wrong, that a server answered with.
pub(super) fn secret(exchange: &Exchange) -> Option<String> {
    let answer = exchange.response.as_ref()?.body.json()?;
    Some(answer.get("verify")?.as_str()?.to_owned())
}

const WIRE: &[Row] = &[
    documented(
        "cluster.call.post",
        "Each call is one POST with a JSON object whose only key is request; meta stays on the platform.",
        "External communication page",
    ),
    inferred(
        "cluster.call.content-type",
        "The request's content type is application/json.",
        "a public server library that works with the platform reads nothing else",
    ),
    documented(
        "cluster.call.timeout",
        "A call that has no answer within 5 s has failed.",
        "External communication page",
    ),
    chosen(
        "cluster.call.timeout-covers",
        "The 5 s cover everything, from the look-up of the name to the last byte of the answer, redirects included.",
        "what they are measured from is not documented; this is what a script would notice",
    ),
    documented("cluster.call.no-retry", "A call is never repeated.", "External communication page"),
    documented(
        "cluster.call.http-versions",
        "HTTP/1.1 and HTTP/2 are spoken, over http and https; HTTP/2 only where TLS negotiates it.",
        "official type definitions",
    ),
    inferred(
        "cluster.call.redirects",
        "Redirects are followed, a 302 as a GET, at most 10 of them; this can be switched off.",
        "Google Apps Script, which many creators use, answers every POST with a 302 to another host; the limit is chosen",
    ),
    chosen(
        "cluster.call.most-answer",
        "At most 1 MiB is read of an answer.",
        "a limit is not documented, and there must be one",
    ),
    chosen(
        "cluster.call.headers",
        "Host, Content-Type, Content-Length and a User-Agent that says backlot are sent, nothing else.",
        "the platform's other headers are unknown",
    ),
    chosen(
        "cluster.call.tls",
        "Certificates must be valid and from an authority that this machine trusts.",
        "not documented",
    ),
    documented(
        "cluster.call.two-arguments",
        "A call without an endpoint id goes to the URL of the legacy way; it is deprecated since Creator Kit 2.32.",
        "official type definitions of April 2025",
    ),
    chosen(
        "cluster.call.only-endpoint",
        "In a scenario, a call without an endpoint id goes to the only endpoint, if there is no URL of the legacy way.",
        "it makes scenarios shorter",
    ),
];

/// The rows of this folder.
pub(super) const FIDELITY: &[&[Row]] = &[WIRE, answer::FIDELITY, reason::FIDELITY];

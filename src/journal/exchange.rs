//! What the journal keeps of one HTTP request with its response, or its failure, and of the events between exchanges.

use std::borrow::Cow;
use std::net::SocketAddr;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::{HeaderMap, HeaderValue, Method, StatusCode};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;
use serde::ser::{SerializeMap as _, Serializer};

use super::verdict::Verdict;

/// Names one exchange from its beginning, so that what it causes can refer to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(transparent)]
pub struct ExchangeId(pub u64);

/// Which way the request went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// To the platform.
    Inbound,
    /// From the platform.
    Outbound,
}

/// One HTTP request with its response, or its failure.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Exchange {
    /// Its name.
    pub id: ExchangeId,
    /// Which way the request went.
    pub direction: Direction,
    /// The platform that played it; `backlot` for what no platform owns.
    pub platform: &'static str,
    /// What was asked of the platform, in its own words: `experience.award`, `callback`, `callExternal`…
    pub operation: Cow<'static, str>,
    /// The platform's time when the request arrived or left.
    #[schemars(with = "String")]
    pub at: Timestamp,
    /// Platform time from the request's first byte to the answer's last, in the journal as milliseconds.
    #[serde(rename = "took_ms", serialize_with = "milliseconds")]
    #[schemars(with = "f64")]
    pub took: Duration,
    /// The exchange that made the platform send this one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cause: Option<ExchangeId>,
    /// The connection, where there was one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub connection: Option<Connection>,
    /// What was asked.
    pub request: RecordedRequest,
    /// What was answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub response: Option<RecordedResponse>,
    /// Why there was no answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failure: Option<RecordedFailure>,
    /// The platform's judgement.
    pub verdict: Verdict,
    /// The faults that touched it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub faults: Vec<Cow<'static, str>>,
    /// If a fault had broken the same request of the same peer just before: which attempt this is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub again: Option<Again>,
}

/// A request that was made again after a fault had broken it, as client libraries do without telling anybody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Again {
    /// Which attempt this is, counted from 1: never less than 2.
    pub attempt: u32,
    /// The first of them.
    pub of: ExchangeId,
    /// Platform time since the first, in the journal as milliseconds.
    #[serde(rename = "after_ms", serialize_with = "milliseconds")]
    #[schemars(with = "f64")]
    pub after: Duration,
    /// On how many connections they came.
    pub connections: u32,
}

impl std::fmt::Display for Again {
    /// `2 requests on 2 connections, 3 ms apart`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { attempt, connections, .. } = self;
        let connections = match connections {
            0 | 1 => "1 connection".to_owned(),
            more => format!("{more} connections"),
        };
        write!(f, "{attempt} requests on {connections}, {} ms apart", self.after.as_millis())
    }
}

impl Exchange {
    /// Lets go of the buffers that the wire was read into. Headers and bodies are slices of them, and an exchange that is
    /// kept for long would keep the whole of each: many times its own size.
    pub(super) fn let_go_of_the_wire(&mut self) {
        match self.direction {
            Direction::Inbound => {
                detach(&mut self.request.headers);
                self.request.body.detach();
            }
            Direction::Outbound => {
                if let Some(response) = &mut self.response {
                    detach(&mut response.headers);
                    response.body.detach();
                }
            }
        }
        self.verdict.checks.shrink_to_fit();
    }
}

/// Gives the values of `headers` one buffer of their own.
fn detach(headers: &mut HeaderMap) {
    let mut own = BytesMut::with_capacity(headers.values().map(HeaderValue::len).sum());
    for value in headers.values_mut() {
        own.extend_from_slice(value.as_bytes());
        // Cannot fail: these bytes were a value before.
        if let Ok(mut detached) = HeaderValue::from_maybe_shared(own.split().freeze()) {
            detached.set_sensitive(value.is_sensitive());
            *value = detached;
        }
    }
}

/// The connection that an exchange used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Connection {
    /// Counted from 1 for each server or client.
    pub id: u64,
    /// Which request of that connection this was, counted from 1.
    pub request: u64,
    /// The other end.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub peer: Option<SocketAddr>,
}

/// A request as the journal keeps it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct RecordedRequest {
    /// Its method.
    #[serde(serialize_with = "display")]
    #[schemars(with = "String")]
    pub method: Method,
    /// Inbound: path and query as they arrived, without the world's prefix. Outbound: the whole URL.
    pub target: String,
    /// Its headers.
    #[serde(serialize_with = "headers")]
    #[schemars(with = "std::collections::BTreeMap<String, String>")]
    pub headers: HeaderMap,
    /// Its body.
    pub body: Body,
}

/// A response as the journal keeps it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct RecordedResponse {
    /// Its status.
    #[serde(serialize_with = "status")]
    #[schemars(with = "u16")]
    pub status: StatusCode,
    /// Its headers.
    #[serde(serialize_with = "headers")]
    #[schemars(with = "std::collections::BTreeMap<String, String>")]
    pub headers: HeaderMap,
    /// Its body.
    pub body: Body,
}

/// Why an exchange has no response.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct RecordedFailure {
    /// Its stable name: `refused`, `timeout`, `reset`…
    pub name: Cow<'static, str>,
    /// What happened, in a sentence.
    pub detail: String,
}

/// A body as the journal keeps it: its beginning, and how long it was.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Body {
    kept: Bytes,
    length: u64,
    cut: bool,
}

impl Body {
    /// The most that the journal keeps of one body, in bytes.
    pub const MOST_KEPT: usize = 64 * 1024;

    /// Keeps the beginning of `body`.
    pub fn keep(body: &Bytes) -> Self {
        let length = body.len() as u64;
        if body.len() <= Self::MOST_KEPT {
            return Self { kept: body.clone(), length, cut: false };
        }
        // A slice would hold on to the whole buffer.
        Self { kept: Bytes::copy_from_slice(&body[..Self::MOST_KEPT]), length, cut: true }
    }

    /// Gives what was kept a buffer of its own.
    fn detach(&mut self) {
        self.kept = Bytes::copy_from_slice(&self.kept);
    }

    /// Keeps nothing of a body that was never held in memory, only how long it was.
    pub fn unseen(length: u64) -> Self {
        Self { kept: Bytes::new(), length, cut: length > 0 }
    }

    /// The same body, of which `kept` is shown instead of what was kept.
    #[must_use]
    pub fn showing(&self, kept: Bytes) -> Self {
        Self { kept, ..*self }
    }

    /// What was kept.
    pub fn kept(&self) -> &Bytes {
        &self.kept
    }

    /// How long it was, in bytes.
    pub fn length(&self) -> u64 {
        self.length
    }

    /// The body as JSON, if it was kept whole and is JSON.
    pub fn json(&self) -> Option<serde_json::Value> {
        (!self.cut).then(|| serde_json::from_slice(&self.kept).ok()).flatten()
    }

    /// Whether only its beginning was kept, or nothing.
    pub fn is_cut(&self) -> bool {
        self.cut
    }
}

/// How a [`Body`] is written.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Body")]
struct Written<'a> {
    /// How long it was, in bytes.
    length: u64,
    /// What was kept of it, if that is UTF-8.
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<&'a str>,
    /// What was kept of it, if that is not UTF-8.
    #[serde(skip_serializing_if = "Option::is_none")]
    base64: Option<String>,
    /// Only its beginning was kept, or nothing.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    cut: bool,
}

impl Serialize for Body {
    /// `{"length": 5, "text": "hello"}`; `base64` instead of `text` where it is not UTF-8; `cut: true` where only the
    /// beginning was kept.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use base64::Engine as _;
        let text = std::str::from_utf8(&self.kept).ok();
        let base64 = text.is_none().then(|| base64::engine::general_purpose::STANDARD.encode(&self.kept));
        let text = text.filter(|text| !text.is_empty());
        Written { length: self.length, text, base64, cut: self.cut }.serialize(serializer)
    }
}

impl JsonSchema for Body {
    fn schema_name() -> Cow<'static, str> {
        Written::schema_name()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        Written::json_schema(generator)
    }
}

/// Something that happened in a world without being an exchange: a line that a script logged, an award, the clock moved.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Event {
    /// The platform's time.
    #[schemars(with = "String")]
    pub at: Timestamp,
    /// The platform it happened in; `backlot` for what belongs to none.
    pub platform: &'static str,
    /// What happened: `log`, `audit`, `clock`…
    pub kind: &'static str,
    /// The exchange during which it happened.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cause: Option<ExchangeId>,
    /// What there is to say about it.
    pub detail: serde_json::Value,
}

fn milliseconds<S: Serializer>(duration: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
    // Whole microseconds: enough to compare, and short to read.
    #[expect(clippy::cast_precision_loss, reason = "exact below 285 years")]
    serializer.serialize_f64(duration.as_micros() as f64 / 1000.0)
}

fn display<S: Serializer>(value: &impl std::fmt::Display, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(value)
}

fn status<S: Serializer>(status: &StatusCode, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_u16(status.as_u16())
}

/// An object of names and values; a name that was sent more than once has its values joined by a line break.
fn headers<S: Serializer>(headers: &HeaderMap, serializer: S) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(Some(headers.keys_len()))?;
    for name in headers.keys() {
        let values: Vec<_> =
            headers.get_all(name).iter().map(|value| String::from_utf8_lossy(value.as_bytes())).collect();
        map.serialize_entry(name.as_str(), &values.join("\n"))?;
    }
    map.end()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::verdict::{Checks, Outcome};
    use crate::journal::{Journal, Limits};

    #[test]
    fn what_is_kept_holds_nothing_of_the_wires_buffers() {
        let wire = Bytes::from(vec![b'7'; 8192]);
        let mut headers = HeaderMap::new();
        headers.insert("authorization", HeaderValue::from_maybe_shared(wire.slice(..20)).unwrap());
        headers.insert("x-more", HeaderValue::from_maybe_shared(wire.slice(20..25)).unwrap());
        headers.get_mut("authorization").unwrap().set_sensitive(true);
        let message = |headers: &HeaderMap| (headers.clone(), Body::keep(&wire.slice(100..200)));
        let journal = Journal::new(Limits::default());
        for direction in [Direction::Inbound, Direction::Outbound] {
            let read = message(&headers);
            let written = (HeaderMap::new(), Body::default());
            let (request, response) = if direction == Direction::Inbound { (read, written) } else { (written, read) };
            journal.record(Exchange {
                id: journal.begin(),
                direction,
                platform: "test",
                operation: Cow::Borrowed("test"),
                at: Timestamp::UNIX_EPOCH,
                took: Duration::ZERO,
                cause: None,
                connection: None,
                request: RecordedRequest {
                    method: Method::GET,
                    target: "/".to_owned(),
                    headers: request.0,
                    body: request.1,
                },
                response: Some(RecordedResponse { status: StatusCode::OK, headers: response.0, body: response.1 }),
                failure: None,
                verdict: Checks::new().verdict(Outcome::Failed),
                faults: Vec::new(),
                again: None,
            });
        }
        drop(headers);
        let page = journal.after(0, 2, |_| true);
        let kept = page.entries[0].exchange().unwrap();
        assert_eq!(
            (&kept.request.headers["authorization"], kept.request.body.length()),
            (&"7".repeat(20).parse().unwrap(), 100)
        );
        assert!(kept.request.headers["authorization"].is_sensitive() && !kept.request.headers["x-more"].is_sensitive());
        assert!(wire.is_unique(), "an entry still holds the buffer that the wire was read into");
    }
}

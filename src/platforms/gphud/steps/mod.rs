//! The steps that GPHUD adds to scenarios: a request of the developer's application, played inside this process on the same
//! way as one over a socket; what people in Second Life do; and what the platform must know by then.

mod conduct;
mod expect_audit;
mod expect_xp;
mod names;
mod people;

use async_trait::async_trait;
use bytes::Bytes;
use http::{HeaderName, HeaderValue, Method, Request, Response, Uri};
use indexmap::IndexMap;
use serde_json::{Map as JsonMap, Value as Json, json};

use super::PATH;
use super::state::State;
use crate::client::Failure;
use crate::diag::suggest::nearest;
use crate::diag::{Code, Diagnostic, quoted};
use crate::journal::exchange::ExchangeId;
use crate::platforms::dispatch::{self, Begun};
use crate::scenario::step::{CouldNot, Played, Stage, Step, StepKind};
use crate::tree::{Decode as _, Decoding, Node, Schemas, Spanned, Value, record};
use crate::world::World;

/// The kinds of steps.
pub(super) const STEPS: &[&dyn StepKind] = &[
    &Command,
    &Raw,
    &people::Play,
    &people::Leave,
    &expect_audit::ExpectAudit,
    &expect_xp::ExpectXp,
    &conduct::ExpectAcceptableUse,
];

/// `gphud: { command: … }`, or the body as a text.
struct Command;

/// What the application sends.
enum Sends {
    /// These fields, and those of the fixture's `client` that are not among them.
    Fields(JsonMap<String, Json>),
    /// This text.
    Text(String),
}

impl StepKind for Command {
    fn key(&self) -> &'static str {
        "gphud"
    }

    fn about(&self) -> &'static str {
        "The application sends a request: its fields, on top of those that the fixture names under client; or a text, as it is."
    }

    fn decode(&self, node: &Node, cx: &mut Decoding<'_>) -> Option<Box<dyn Step>> {
        let sends = match &node.value {
            Value::Map(_) => match Json::decode(node, cx)? {
                Json::Object(fields) => Sends::Fields(fields),
                _ => return None,
            },
            Value::Text(text) => Sends::Text(text.clone()),
            _ => return cx.wrong_type(node, "a map of fields, or a text"),
        };
        Some(Box::new(sends))
    }

    fn examine(&self, node: &Node, expects: Option<&Node>, world: &World, cx: &mut Decoding<'_>) {
        if !expects_refusal(expects) {
            names::examine_character(node.get("target"), world, cx);
        }
        let Some(typed) = node.get("command").filter(|typed| !cx.is_open(typed)) else { return };
        let known = || super::commands::all().map(|command| command.name);
        let Some(name) = typed.as_text().filter(|name| !known().any(|known| known.eq_ignore_ascii_case(name))) else {
            return;
        };
        if let Some(near) = nearest(name, known()).filter(|_| !expects_refusal(expects)) {
            let message = format!("GPHUD has no command {}", quoted(name));
            let problem = Diagnostic::warning(Code::UnknownName, typed.place(), message);
            cx.report(problem.help(format!("did you mean {}?", quoted(near))));
        }
    }

    fn schema(&self, _: &mut Schemas) -> Json {
        json!({
            "description": "What the application sends: the fields of the request, or the text of its body.",
            "anyOf": [
                { "type": "object", "properties": { "command": { "description": "The command, such as experience.award." } } },
                { "type": "string" },
            ],
        })
    }
}

/// Whether a step expects to be told that something is wrong.
fn expects_refusal(expects: Option<&Node>) -> bool {
    let is_of_refusal = |name: &str| matches!(name, "error" | "terminate");
    expects.and_then(Node::as_map).is_some_and(|map| {
        map.names().any(is_of_refusal)
            || map.get("responsetype").is_some_and(|kind| kind.as_text() != Some("OKResponse"))
    })
}

#[async_trait]
impl Step for Sends {
    async fn play(&self, stage: &Stage) -> Result<Played, CouldNot> {
        let body = match self {
            Self::Text(text) => text.clone(),
            Self::Fields(fields) => {
                let mut all = stage.world.state::<State>().lock().settings.client.clone();
                all.extend(fields.clone());
                Json::Object(all).to_string()
            }
        };
        let request = Request::builder().method(Method::POST).uri(PATH).body(Bytes::from(body));
        let request = request.map_err(|error| CouldNot::because(error.to_string()))?;
        let (exchange, response) = send(stage, request).await;
        let value = match response {
            Ok(response) => serde_json::from_slice(response.body()).unwrap_or_else(|_| whole(&response)),
            Err(failure) => failure.to_json(),
        };
        Ok(Played { value, exchange: Some(exchange), ..Played::default() })
    }
}

record! {
    /// A request with everything that belongs to HTTP.
    struct RawEntry {
        /// Its method.
        method: Spanned<String> = Spanned::made("POST".into()),
        /// Its path and query.
        path: Spanned<String> = Spanned::made(PATH.into()),
        /// Its headers.
        headers: IndexMap<Spanned<String>, String> = IndexMap::new(),
        /// Its body as a text.
        body: String = String::new(),
        /// Its body as bytes: two hexadecimal digits each.
        hex: Option<Spanned<String>>,
    }
}

/// `gphud-raw: { method: …, body: … }`.
struct Raw;

/// A request that is ready to be sent.
struct Sending {
    request: Request<Bytes>,
}

impl StepKind for Raw {
    fn key(&self) -> &'static str {
        "gphud-raw"
    }

    fn about(&self) -> &'static str {
        "Any HTTP request is sent to the External Access API; what comes back is status, headers, and json or text."
    }

    fn decode(&self, node: &Node, cx: &mut Decoding<'_>) -> Option<Box<dyn Step>> {
        let entry = RawEntry::decode(node, cx)?;
        let before = cx.errors();
        let is_method_open = cx.is_open_text(&entry.method);
        let mut wrong = |span: &crate::diag::Span, message: &str| {
            cx.report(Diagnostic::error(Code::BadValue, span.clone(), message));
        };
        let body = match &entry.hex {
            None => Some(Bytes::from(entry.body)),
            Some(hex) => match bytes_of(hex) {
                Some(bytes) => Some(bytes.into()),
                None => {
                    wrong(&hex.span, "bytes are written as two hexadecimal digits each");
                    None
                }
            },
        };
        let method = if is_method_open { Ok(Method::GET) } else { entry.method.parse::<Method>() };
        if method.is_err() {
            wrong(&entry.method.span, "this is no HTTP method");
        }
        let path = entry.path.parse::<Uri>().ok().filter(|uri| uri.path().starts_with('/'));
        if path.is_none() {
            wrong(&entry.path.span, "this is no path: it begins with a slash, and has no spaces");
        }
        let mut request = Request::new(Bytes::new());
        for (name, value) in &entry.headers {
            match (name.parse::<HeaderName>(), HeaderValue::from_str(value)) {
                (Ok(name), Ok(value)) => {
                    request.headers_mut().append(name, value);
                }
                _ => wrong(&name.span, "this is no HTTP header"),
            }
        }
        if cx.errors() > before {
            return None;
        }
        *request.method_mut() = method.ok()?;
        *request.uri_mut() = path?;
        *request.body_mut() = body?;
        Some(Box::new(Sending { request }))
    }

    fn schema(&self, schemas: &mut Schemas) -> Json {
        RawEntry::schema(schemas)
    }
}

#[async_trait]
impl Step for Sending {
    async fn play(&self, stage: &Stage) -> Result<Played, CouldNot> {
        let (exchange, response) = send(stage, self.request.clone()).await;
        let value = response.map_or_else(|failure| failure.to_json(), |response| whole(&response));
        Ok(Played { value, exchange: Some(exchange), ..Played::default() })
    }
}

async fn send(stage: &Stage, request: Request<Bytes>) -> (ExchangeId, Result<Response<Bytes>, Failure>) {
    let begun = Begun::now(&stage.world);
    (begun.id, dispatch::answer(&stage.world, begun, request, None).await)
}

/// Everything about a response.
fn whole(response: &Response<Bytes>) -> Json {
    let headers: JsonMap<String, Json> = response
        .headers()
        .iter()
        .map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into()))
        .collect();
    let mut value = json!({ "status": response.status().as_u16(), "headers": headers });
    match serde_json::from_slice::<Json>(response.body()) {
        Ok(json) => value["json"] = json,
        Err(_) => value["text"] = String::from_utf8_lossy(response.body()).into(),
    }
    value
}

fn bytes_of(hex: &str) -> Option<Vec<u8>> {
    let digits: Vec<u8> = hex.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    digits
        .chunks(2)
        .map(|pair| match *pair {
            [high, low] => Some(digit(high)? << 4 | digit(low)?),
            _ => None,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::{Diagnostics, Source};
    use crate::tree::{Templates, read};

    fn problems(kind: &dyn StepKind, text: &str) -> Vec<String> {
        let mut problems = Diagnostics::new();
        let node = read::document(&Source::new("step.yaml", text), &mut problems).unwrap();
        let _ = kind.decode(&node, &mut Decoding::new(&mut problems, Templates::Text));
        problems.ordered().iter().map(|one| format!("{} {}", one.span, one.code)).collect()
    }

    #[test]
    fn a_request_is_fields_or_a_text() {
        assert!(problems(&Command, "{ command: external.status, shared: true, note: ~ }").is_empty());
        assert!(problems(&Command, "'{\"developerkey\":'").is_empty());
        assert_eq!(problems(&Command, "[1]"), ["step.yaml:1:1 wrong-type"]);
    }

    #[test]
    fn a_raw_request_is_checked_as_a_whole() {
        assert!(problems(&Raw, "{ method: GET }").is_empty());
        assert!(problems(&Raw, "{ hex: 7b ff 7d, headers: { X-Forwarded-For: 192.0.2.1 } }").is_empty());
        assert_eq!(
            problems(&Raw, "{ method: 'G T', path: GPHUD, hex: 7b7, headers: { a b: c } }"),
            [
                "step.yaml:1:11 bad-value",
                "step.yaml:1:24 bad-value",
                "step.yaml:1:36 bad-value",
                "step.yaml:1:52 bad-value",
            ]
        );
    }

    #[test]
    fn bytes_are_pairs_of_digits() {
        assert_eq!(bytes_of("7b ff\n00"), Some(vec![0x7b, 0xff, 0]));
        assert_eq!((bytes_of("7"), bytes_of("zz"), bytes_of("+1")), (None, None, None));
    }
}

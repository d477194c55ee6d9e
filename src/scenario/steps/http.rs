//! `http`: the program under test, or any server that the world names, is sent a request.

use std::borrow::Cow;
use std::time::Duration as StdDuration;

use async_trait::async_trait;
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use indexmap::IndexMap;
use serde_json::{Map as Object, Value as Json, json};
use url::Url;

use crate::client::{Exchange, Limits, Request};
use crate::diag::{Code, Diagnostic, quoted};
use crate::journal::exchange::{
    Body, Direction, Exchange as Recorded, ExchangeId, RecordedFailure, RecordedRequest, RecordedResponse,
};
use crate::journal::verdict::{Checks, Outcome};
use crate::scenario::step::{CouldNot, Played, Stage, Step, StepKind};
use crate::tree::{Decode as _, Decoding, Duration, Node, Schemas, Spanned, record};
use crate::world::faults::{Asked, Touched};

/// The most that is read of an answer, in bytes.
const MOST_BODY: usize = 1024 * 1024;

pub(super) struct Http;

record! {
    /// A request to the program under test.
    struct Ask {
        /// Where it goes: a whole URL, or a path of the server under test.
        url: Spanned<String>,
        /// Its method. Without it: POST if there is a body, else GET.
        method: Option<Spanned<String>>,
        /// What is added to the URL's query.
        query: IndexMap<String, String> = IndexMap::new(),
        /// Headers. A content type that fits the body is added unless there is one.
        headers: IndexMap<Spanned<String>, Spanned<String>> = IndexMap::new(),
        /// The body, as JSON.
        json: Option<Json>,
        /// The body, as the fields of a form.
        form: Option<IndexMap<String, String>>,
        /// The body, as text.
        text: Option<String>,
        /// How long the answer may take.
        within: Duration = Duration(StdDuration::from_secs(30)),
    }
}

impl StepKind for Http {
    fn key(&self) -> &'static str {
        "http"
    }

    fn about(&self) -> &'static str {
        "The program under test is sent a request. What came of it: status, headers, text, json and took, or failure and detail."
    }

    fn decode(&self, node: &Node, cx: &mut Decoding<'_>) -> Option<Box<dyn Step>> {
        let ask = match node.as_text() {
            Some(url) => Ask::get(url, node),
            None => Ask::decode(node, cx)?,
        };
        let before = cx.errors();
        if !cx.is_open(node) {
            ask.check(node, cx);
        }
        (cx.errors() == before).then(|| Box::new(ask) as Box<dyn Step>)
    }

    fn schema(&self, schemas: &mut Schemas) -> Json {
        let two = |one: &str, other: &str| json!({ "required": [one, other] });
        let place = json!({ "type": "string", "pattern": r"^/|^[A-Za-z][A-Za-z0-9+.\-]*:|\$\{" });
        let whole = json!({
            "allOf": [Ask::schema(schemas)],
            "not": { "anyOf": [two("json", "form"), two("json", "text"), two("form", "text")] },
            "properties": {
                "url": place,
                "method": { "pattern": r"^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$|\$\{" },
                "headers": { "propertyNames": { "pattern": r"^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$" } },
            },
        });
        json!({ "anyOf": [whole, { "allOf": [place], "description": "A URL, or a path of the server under test, to GET." }] })
    }
}

impl Ask {
    fn get(url: &str, node: &Node) -> Self {
        Self {
            url: Spanned::new(url.to_owned(), node.place()),
            method: None,
            query: IndexMap::new(),
            headers: IndexMap::new(),
            json: None,
            form: None,
            text: None,
            within: Duration(StdDuration::from_secs(30)),
        }
    }

    /// What cannot be seen from each key alone.
    fn check(&self, node: &Node, cx: &mut Decoding<'_>) {
        let bodies = ["json", "form", "text"].map(|key| node.as_map().and_then(|map| map.entry(key)).map(|it| &it.key));
        let mut bodies = bodies.into_iter().flatten();
        if let (Some(one), Some(other)) = (bodies.next(), bodies.next()) {
            let message = "a request has one body, and these are two";
            cx.report(Diagnostic::error(Code::ConflictingKeys, other.clone(), message).also(one.clone(), "the other"));
        }
        if let Some(method) = &self.method
            && Method::from_bytes(method.as_bytes()).is_err()
            && !cx.is_open_text(method)
        {
            let message = format!("{} is not a method", quoted(method));
            cx.report(Diagnostic::error(Code::BadValue, method.span.clone(), message));
        }
        let is_open = crate::tree::template::is_template(&self.url);
        if !is_open && !self.url.starts_with('/') && Url::parse(&self.url).is_err() {
            let message = format!("{} is neither a URL nor a path", quoted(&self.url));
            let problem = Diagnostic::error(Code::BadUrl, self.url.span.clone(), message);
            cx.report(problem.help("begin with '/' for a path of the server under test, or with http://"));
        }
        for (name, value) in &self.headers {
            if header_of(name, value).is_none() {
                let message = format!("{} cannot be a header", quoted(&format!("{}: {}", name.value, value.value)));
                cx.report(Diagnostic::error(Code::BadValue, name.span.clone(), message));
            }
        }
    }

    fn request(&self, stage: &Stage) -> Result<Request, CouldNot> {
        let mut url = match (self.url.starts_with('/'), &stage.server) {
            (true, Some(server)) => server.join(&self.url).map_err(|error| CouldNot::because(error.to_string()))?,
            (true, None) => {
                let message = format!("there is no server under test that {} could be a path of", quoted(&self.url));
                return Err(CouldNot::because(message).help("add 'server:' to the scenario, or write the whole URL"));
            }
            (false, _) => Url::parse(&self.url).map_err(|error| CouldNot::because(error.to_string()))?,
        };
        if !self.query.is_empty() {
            url.query_pairs_mut().extend_pairs(&self.query);
        }
        let (body, content_type) = self.body();
        let mut headers = HeaderMap::new();
        for (name, value) in &self.headers {
            if let Some((name, value)) = header_of(name, value) {
                headers.append(name, value);
            }
        }
        if let Some(content_type) = content_type {
            headers.entry(header::CONTENT_TYPE).or_insert(HeaderValue::from_static(content_type));
        }
        let method = self.method.as_ref().and_then(|method| Method::from_bytes(method.as_bytes()).ok());
        let method = method.unwrap_or(if content_type.is_some() { Method::POST } else { Method::GET });
        // The server under test is named by the scenario; every other host must be allowed.
        let is_named = stage.server.as_ref().is_some_and(|server| server.origin() == url.origin());
        Ok(Request { method, url, headers, body, is_named })
    }

    fn body(&self) -> (Bytes, Option<&'static str>) {
        if let Some(json) = &self.json {
            (Bytes::from(json.to_string()), Some("application/json"))
        } else if let Some(form) = &self.form {
            let encoded = form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
            (Bytes::from(encoded), Some("application/x-www-form-urlencoded"))
        } else if let Some(text) = &self.text {
            (Bytes::from(text.clone()), Some("text/plain; charset=utf-8"))
        } else {
            (Bytes::new(), None)
        }
    }
}

fn header_of(name: &str, value: &str) -> Option<(HeaderName, HeaderValue)> {
    Some((HeaderName::from_bytes(name.as_bytes()).ok()?, HeaderValue::from_str(value).ok()?))
}

#[async_trait]
impl Step for Ask {
    async fn play(&self, stage: &Stage) -> Result<Played, CouldNot> {
        let request = self.request(stage)?;
        let touched = faults(stage, &request);
        let id = stage.world.journal().begin();
        let limits = Limits { within: *self.within, body: MOST_BODY };
        let exchange = stage.client.exchange_hit(&stage.world, request, limits, &touched).await;
        let value = value_of(&exchange);
        let mut exchange = exchange;
        let copies = std::mem::take(&mut exchange.copies);
        let journal = stage.world.journal();
        journal.record(recorded(id, exchange));
        for copy in copies {
            journal.record(recorded(journal.begin(), copy));
        }
        Ok(Played { exchange: Some(id), ..Played::new(value) })
    }
}

/// The faults that hit the request.
fn faults(stage: &Stage, request: &Request) -> Touched {
    let world = &stage.world;
    if !world.faults().any() {
        return Touched::NONE;
    }
    let asked = Asked {
        direction: Direction::Outbound,
        platform: "backlot",
        operation: "http",
        credential: None,
        method: &request.method,
        path: request.url.path(),
        url: Some(&request.url),
        accepted: false,
    };
    world.faults().exchange(&asked, world.clock().now(), world.rng())
}

fn value_of(exchange: &Exchange) -> Json {
    let mut value = Object::new();
    if let Some(failure) = &exchange.failure {
        value.insert("failure".to_owned(), failure.name().into());
        value.insert("detail".to_owned(), failure.to_string().into());
    }
    if let Some(answer) = &exchange.answer {
        value.insert("status".to_owned(), answer.status.as_u16().into());
        let headers: Object<String, Json> = answer
            .headers
            .iter()
            .map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into()))
            .collect();
        value.insert("headers".to_owned(), headers.into());
        if let Ok(json) = serde_json::from_slice::<Json>(&answer.body) {
            value.insert("json".to_owned(), json);
        }
        value.insert("text".to_owned(), String::from_utf8_lossy(&answer.body).into());
    }
    value.insert("took".to_owned(), Duration(exchange.timings.total()).to_string().into());
    Json::Object(value)
}

fn recorded(id: ExchangeId, exchange: Exchange) -> Recorded {
    let mut checks = Checks::new();
    match (&exchange.failure, &exchange.answer) {
        (Some(failure), _) => checks.fail("answer", failure.to_string()),
        (None, Some(answer)) => checks.pass("answer", format!("{}", answer.status)),
        (None, None) => {}
    }
    let response = exchange.answer.as_ref().map(|answer| RecordedResponse {
        status: answer.status,
        headers: answer.headers.clone(),
        body: Body::keep(&answer.body),
    });
    let failure = exchange
        .failure
        .as_ref()
        .map(|failure| RecordedFailure { name: Cow::Borrowed(failure.name()), detail: failure.to_string() });
    Recorded {
        id,
        direction: Direction::Outbound,
        platform: "backlot",
        operation: Cow::Borrowed("http"),
        at: exchange.at,
        took: exchange.timings.total(),
        cause: None,
        connection: exchange.connection,
        request: RecordedRequest {
            method: exchange.request.method,
            target: exchange.request.url.to_string(),
            headers: exchange.request.headers,
            body: Body::keep(&exchange.request.body),
        },
        response,
        failure,
        verdict: checks.verdict(Outcome::Failed),
        faults: exchange.faults,
        again: None,
    }
}

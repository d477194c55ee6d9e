//! The second entry, `/rs/CREDENTIAL/SECRET/REQUEST`: requests of servers and of players, as JSON over HTTP.

pub mod admission;

use std::borrow::Cow;
use std::sync::Arc;

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, Response, StatusCode, header};
use serde_json::Value;

use super::admission::Request;
use super::files::Base;
use super::limits;
use super::requests::names::ERROR_RESPONSE;
use super::requests::pipeline::{self, Incoming};
use super::requests::{Document, Errors};
use super::state::State;
use crate::diag::quoted;
use crate::journal::verdict::{Checks, Outcome};
use crate::platforms::fidelity::{Row, chosen, inferred, observed};
use crate::platforms::{Answer, Inbound};
use crate::world::World;
use admission::Admitted;

/// How we know.
pub const FIDELITY: &[&[Row]] = &[OWN, admission::FIDELITY];

const OWN: &[Row] = &[
    observed(
        "rs.status",
        "a request that the platform refuses is answered with 200 and an error in the response",
        "browser code that reads the error of a successful answer",
    ),
    inferred(
        "rs.cors",
        "pages of any origin may call, preflight requests included",
        "pages that called it from the browser",
    ),
    chosen(
        "rs.no-json",
        "a body that is no JSON object is answered with 400 and a GameSparksErrorResponse; an empty one is {}",
        "unknown",
    ),
    chosen("rs.content-type", "a response is application/json in UTF-8, whatever the request says it is", "unknown"),
];

/// What the path of a request starts with.
pub const PREFIX: &str = "/rs";

/// What the journal calls a request whose class is not known yet.
const OPERATION: &str = "rs";

/// Whether `path` is that of a request, well formed or not.
pub fn is_request(path: &str) -> bool {
    path.strip_prefix(PREFIX).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Answers a request.
pub(super) async fn answer(world: &Arc<World>, inbound: Inbound) -> Answer {
    let mut checks = Checks::new();
    if inbound.method == Method::OPTIONS {
        checks.pass("method", "OPTIONS: a browser asks whether it may");
        let verdict = checks.verdict(Outcome::Refused);
        return Answer { response: preflight(&inbound.headers), operation: Cow::Borrowed("preflight"), verdict };
    }
    let asked = Request {
        method: &inbound.method,
        path: inbound.uri.path(),
        headers: &inbound.headers,
        length: inbound.body.len(),
    };
    match admission::admit(world.state::<State>(), asked, &mut checks) {
        Err(refused) => {
            let response = with_cors(refused.response());
            Answer { response, operation: Cow::Borrowed(OPERATION), verdict: checks.verdict(Outcome::Refused) }
        }
        Ok(admitted) => {
            let operation = Cow::Owned(admitted.name.clone());
            let game = Arc::clone(&admitted.game);
            let response = match limits::count(world, &game, &mut checks) {
                Ok(()) => admitted_answer(world, admitted, &inbound, &mut checks).await,
                Err(exceeded) => limits::too_many_requests(exceeded),
            };
            let response = with_cors(limits::bounded(&game, response, &mut checks));
            Answer { response, operation, verdict: checks.verdict(Outcome::Refused) }
        }
    }
}

async fn admitted_answer(
    world: &Arc<World>,
    admitted: Admitted,
    inbound: &Inbound,
    checks: &mut Checks,
) -> Response<Bytes> {
    let request = match body(&inbound.body) {
        Ok(request) => request,
        Err(why) => {
            checks.fail("body", why);
            let mut response = Document::new();
            response.insert("@class".to_owned(), Value::String(format!(".{ERROR_RESPONSE}")));
            response.insert("error".to_owned(), Value::Object(Errors::one("json", "INVALID").into_map()));
            let mut answer = json(response);
            *answer.status_mut() = StatusCode::BAD_REQUEST;
            return answer;
        }
    };
    class(&admitted, &request, checks);
    let player = match admission::player(&admitted, &request, checks) {
        Ok(player) => player,
        Err(errors) => {
            let class = super::requests::names::response_to(&admitted.name);
            let mut response = Document::new();
            response.insert("@class".to_owned(), Value::String(format!(".{class}")));
            if let Some(id) = request.get("requestId") {
                response.insert("requestId".to_owned(), id.clone());
            }
            response.insert("error".to_owned(), Value::Object(errors.into_map()));
            return json(response);
        }
    };
    let incoming = Incoming {
        name: admitted.name,
        request,
        player,
        credential: Some(admitted.credential),
        with_scripts: true,
        cause: Some(inbound.id),
        depth: 0,
        base: Base::of(&inbound.headers),
    };
    json(pipeline::handle(world, &admitted.game, incoming, checks).await.response)
}

fn body(body: &Bytes) -> Result<Document, String> {
    let text = body.trim_ascii();
    if text.is_empty() {
        return Ok(Document::new());
    }
    match serde_json::from_slice(text) {
        Ok(Value::Object(request)) => Ok(request),
        Ok(_) => Err("a request is a JSON object, and the body is another JSON value".to_owned()),
        Err(error) => Err(format!("a request is a JSON object, and the body is no JSON: {error}")),
    }
}

/// The path decides what class the request is of; a body that says something else is worth a word.
fn class(admitted: &Admitted, request: &Document, checks: &mut Checks) {
    let said = super::requests::sending::class_of(request);
    if let Some(said) = said.filter(|said| *said != admitted.name) {
        let reason =
            format!("@class is {} and the path says {}; the path counts", quoted(said), quoted(&admitted.name));
        checks.warn("class", reason);
    }
}

fn json(document: Document) -> Response<Bytes> {
    let mut response = Response::new(Bytes::from(Value::Object(document).to_string()));
    let json = HeaderValue::from_static("application/json;charset=utf-8");
    response.headers_mut().insert(header::CONTENT_TYPE, json);
    response
}

fn with_cors(mut response: Response<Bytes>) -> Response<Bytes> {
    response.headers_mut().insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    response
}

fn preflight(asked: &HeaderMap) -> Response<Bytes> {
    let mut response = with_cors(Response::new(Bytes::new()));
    let headers = response.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("POST, OPTIONS"));
    let wanted = asked.get(header::ACCESS_CONTROL_REQUEST_HEADERS).cloned();
    headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, wanted.unwrap_or(HeaderValue::from_static("content-type")));
    response
}

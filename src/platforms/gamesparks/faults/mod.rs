//! The faults inside GameSparks, one file for each kind, for callbacks and for requests over `/rs/` alike. No script runs for a
//! request that one of them has hit.

mod bad_credential;
mod script_error;
mod script_timeout;
mod size_limit;
mod usage_limit;

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderValue, Response, StatusCode, header};
use serde_json::{Map, Value, json};

use super::requests::names;
use super::state::State;
use super::{callback, failure, files, limits, mails, output, requests, rs};
use crate::journal::verdict::{Checks, Outcome};
use crate::platforms::fidelity::{Row, chosen, documented};
use crate::platforms::{Answer, Asking, Inbound};
use crate::script::Failure;
use crate::world::World;
use crate::world::faults::Kind;

/// The one list.
pub(super) const KINDS: &[Kind] =
    &[script_timeout::KIND, script_error::KIND, usage_limit::KIND, size_limit::KIND, bad_credential::KIND];

/// What faults choose by: `callback` or the class of the request, and the credential in the path.
pub(super) fn asked(world: &World, request: &Inbound) -> Asking {
    let path = request.uri.path();
    if rs::is_request(path) {
        let Some([credential, _, name]) = rs::admission::split(path) else { return Asking::default() };
        return Asking { operation: Cow::Owned(name), credential: Some(credential) };
    }
    if files::is_file(path) {
        return files::asked(path);
    }
    let path = callback::address::Path::split(path);
    let game = path.api_key().and_then(|key| world.state::<State>().game(key));
    let is_credential = |name: &str| game.as_ref().is_some_and(|game| game.credentials.contains_key(name));
    let address = path.address(is_credential);
    let credential = address.map(|address| address.credential.unwrap_or(super::state::credential::DEFAULT).to_owned());
    Asking { operation: Cow::Borrowed(callback::OPERATION), credential }
}

/// Everything that can be asked of it, and by its scripts of others.
pub(super) fn operations() -> Vec<String> {
    let calls =
        ["get", "delete", "postForm", "postJson", "postString", "postXml", "putForm", "putJson", "putString", "putXml"];
    let own = requests::REQUESTS.iter().map(|kind| kind.name().to_owned());
    let calls = calls.iter().map(|verb| format!("SparkHttp.{verb}"));
    let routes = [callback::OPERATION, files::UPLOADING, files::FETCHING, mails::OPERATION];
    routes.into_iter().map(str::to_owned).chain(own).chain(calls).collect()
}

/// The answer to a request that one of these faults has hit; nothing if none has.
pub(super) async fn answer(world: &Arc<World>, request: &Inbound) -> Option<Answer> {
    let faults = &request.faults;
    if faults.is_empty() {
        return None;
    }
    let operation = asked(world, request).operation;
    let mut checks = Checks::new();
    let (response, outcome) = if faults.find::<bad_credential::BadCredential>().is_some() {
        checks.fail("fault", "a fault has the credential refused");
        let mut response = Response::new(Bytes::new());
        *response.status_mut() = StatusCode::FORBIDDEN;
        (response, Outcome::Refused)
    } else if let Some(fault) = faults.find::<usage_limit::UsageLimit>() {
        checks.fail("fault", format!("a fault has the usage limit {} exceeded", fault.name()));
        let mut response = errors(&json!({ fault.name(): "LIMIT_EXCEEDED" }));
        *response.status_mut() = StatusCode::TOO_MANY_REQUESTS;
        (response, Outcome::Refused)
    } else if let Some(fault) = faults.find::<size_limit::SizeLimit>() {
        match fault.of() {
            size_limit::Sent::Request => {
                checks.fail("fault", "a fault has the request be longer than it may");
                let mut response = Response::new(Bytes::new());
                *response.status_mut() = StatusCode::PAYLOAD_TOO_LARGE;
                (response, Outcome::Refused)
            }
            size_limit::Sent::Response => {
                let reason = "a fault has the answer be longer than it may";
                checks.fail("fault", reason);
                (limits::too_long(reason), Outcome::Failed)
            }
        }
    } else if faults.find::<script_timeout::ScriptTimeout>().is_some() {
        let limit = limit(world, request);
        world.clock().sleep(limit).await;
        (failed(request, &operation, &Failure::TimedOut { limit }, &mut checks), Outcome::Failed)
    } else if let Some(fault) = faults.find::<script_error::ScriptError>() {
        (failed(request, &operation, &fault.failure(), &mut checks), Outcome::Failed)
    } else {
        return None;
    };
    Some(Answer { response, operation, verdict: checks.verdict(outcome) })
}

/// How long scripts of the game may run.
fn limit(world: &World, request: &Inbound) -> Duration {
    let state = world.state::<State>();
    let path = callback::address::Path::split(request.uri.path());
    let game = path.api_key().and_then(|key| state.game(key)).or_else(|| state.games().first().cloned());
    game.map_or(Duration::from_secs(5), |game| game.settings.script_time())
}

/// What is answered when a script has failed.
fn failed(request: &Inbound, operation: &str, failure: &Failure, checks: &mut Checks) -> Response<Bytes> {
    checks.fail("fault", format!("a fault has the script fail: {failure}"));
    if !rs::is_request(request.uri.path()) {
        return callback::failed::answer("the script", failure, 1, checks);
    }
    let mut body = Map::new();
    body.insert("@class".to_owned(), Value::from(format!(".{}", names::response_to(operation))));
    body.insert("error".to_owned(), json!({ failure::key(failure): failure::text(failure, 1) }));
    json_response(&Value::Object(body))
}

fn errors(errors: &Value) -> Response<Bytes> {
    json_response(&json!({ output::ERRORS: errors }))
}

fn json_response(value: &Value) -> Response<Bytes> {
    let mut response = Response::new(Bytes::from(value.to_string()));
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

/// How we know.
pub(super) const FIDELITY: &[Row] = &[
    documented(
        "fault.script-timeout",
        "a script that runs for too long ends in longRunningScriptError; a caller waits as long",
        "Spark API page",
    ),
    chosen(
        "fault.script-error",
        "a script that throws is answered as failed.body says",
        "as with real errors of scripts",
    ),
    chosen(
        "fault.usage-limit",
        "a usage limit that is exceeded is answered with 429 and its name under errors",
        "the names of the limits are documented, how they are reported is not",
    ),
    chosen(
        "fault.size-limit",
        "a request that is too long is answered with 413 and no body, an answer that is too long with 500 and RESPONSE_LIMIT",
        "as with real ones",
    ),
    chosen(
        "fault.bad-credential",
        "a credential that was taken away is answered with 403 and no body",
        "as a wrong one is",
    ),
];

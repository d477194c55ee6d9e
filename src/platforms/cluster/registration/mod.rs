//! The registration API, as Creator Kit calls it: one list of routes for both generations, who may use them, and the one
//! place where a refusal becomes bytes.

mod current;
mod legacy;
mod login;

use std::borrow::Cow;

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, Response, StatusCode, header};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};

use super::account::{self, Account};
use super::state::State;
use crate::journal::exchange::Exchange;
use crate::journal::verdict::{Checks, Headroom, Outcome};
use crate::platforms::fidelity::{Row, chosen, observed};
use crate::platforms::{Answer, Inbound};
use crate::world::World;
use crate::world::rng::Rng;

/// The most that is read of a request's body, in bytes. The largest that makes sense holds one URL.
pub const MOST_BODY: usize = 16 * 1024;

/// One route.
struct Route {
    method: Method,
    /// The path; `{}` stands for one segment, the id.
    path: &'static str,
    /// What it does, in the journal.
    operation: &'static str,
    run: Run,
}

/// Who may use a route, and what it does.
enum Run {
    /// An account that proves who it is.
    Account(fn(&mut Visit<'_>) -> Result<Value, Refusal>),
    /// Anybody; what was sent is not looked at.
    Anybody(fn() -> Value),
}

/// One request by an account that has proved who it is.
struct Visit<'a> {
    name: &'a str,
    account: &'a mut Account,
    /// The id in the path; empty where the route has none.
    id: &'a str,
    body: &'a [u8],
    rng: &'a Rng,
    now: Timestamp,
    checks: &'a mut Checks,
}

/// The one list.
const ROUTES: &[Route] = &[
    Route {
        method: Method::GET,
        path: "/v1/external_call/endpoints",
        operation: "endpoints.list",
        run: Run::Account(current::list_endpoints),
    },
    Route {
        method: Method::POST,
        path: "/v1/external_call/endpoints",
        operation: "endpoints.add",
        run: Run::Account(current::add_endpoint),
    },
    Route {
        method: Method::POST,
        path: "/v1/external_call/endpoints/{}/delete",
        operation: "endpoints.delete",
        run: Run::Account(current::delete_endpoint),
    },
    Route {
        method: Method::GET,
        path: "/v1/external_call/verify_tokens",
        operation: "verify_tokens.list",
        run: Run::Account(current::list_tokens),
    },
    Route {
        method: Method::POST,
        path: "/v1/external_call/verify_tokens",
        operation: "verify_tokens.add",
        run: Run::Account(current::add_token),
    },
    Route {
        method: Method::POST,
        path: "/v1/external_call/verify_tokens/{}/delete",
        operation: "verify_tokens.delete",
        run: Run::Account(current::delete_token),
    },
    Route {
        method: Method::GET,
        path: "/v1/user/web_rpc_url",
        operation: "web_rpc_url.show",
        run: Run::Account(legacy::show),
    },
    Route {
        method: Method::POST,
        path: "/v1/user/web_rpc_url",
        operation: "web_rpc_url.set",
        run: Run::Account(legacy::set),
    },
    Route {
        method: Method::POST,
        path: "/v1/user/web_rpc_url/delete",
        operation: "web_rpc_url.delete",
        run: Run::Account(legacy::delete),
    },
    Route { method: Method::GET, path: "/v1/account", operation: "account.show", run: Run::Account(login::account) },
    Route {
        method: Method::POST,
        path: "/v1/analytics/event",
        operation: "analytics.event",
        run: Run::Anybody(login::counted),
    },
];

/// Why a request was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
enum Refusal {
    #[error("no access token was sent: say X-Cluster-Access-Token: <token>, or Authorization: Bearer <token>")]
    NoAccessToken,
    #[error("the access token belongs to no account of this world")]
    UnknownAccessToken,
    #[error("there is nothing at this path")]
    NoRoute,
    #[error("this path takes {} only", .0.iter().map(Method::as_str).collect::<Vec<_>>().join(" and "))]
    WrongMethod(Vec<Method>),
    #[error("the body must be a JSON object: {0}")]
    BadBody(String),
    #[error("nothing is registered")]
    Nothing,
    #[error("there is no {what} with the id {id:?}")]
    Unknown { what: &'static str, id: String },
    #[error(transparent)]
    Account(#[from] account::Refusal),
}

impl Refusal {
    fn status(&self) -> StatusCode {
        match self {
            Self::NoAccessToken | Self::UnknownAccessToken => StatusCode::UNAUTHORIZED,
            Self::NoRoute | Self::Nothing | Self::Unknown { .. } => StatusCode::NOT_FOUND,
            Self::WrongMethod(_) => StatusCode::METHOD_NOT_ALLOWED,
            Self::BadBody(_) | Self::Account(_) => StatusCode::BAD_REQUEST,
        }
    }

    /// The platform's own codes, where they are known.
    fn code(&self) -> &'static str {
        match self {
            Self::NoAccessToken | Self::UnknownAccessToken => "unauthorized",
            Self::NoRoute | Self::Nothing | Self::Unknown { .. } => "not_found",
            Self::WrongMethod(_) => "method_not_allowed",
            Self::BadBody(_) => "bad_request",
            Self::Account(account::Refusal::InvalidUrl { .. }) => "external_call_invalid_url",
            Self::Account(account::Refusal::UrlExists { .. }) => "external_call_url_already_exists",
            Self::Account(account::Refusal::TooManyEndpoints) => "external_call_endpoint_count_limit_exceeded",
            Self::Account(account::Refusal::TooManyTokens) => "external_call_verify_token_count_limit_exceeded",
        }
    }
}

/// Whether `path` belongs to this API.
pub(super) fn claims(path: &str) -> bool {
    path.starts_with("/v1/external_call/")
        || path == "/v1/user/web_rpc_url"
        || path.starts_with("/v1/user/web_rpc_url/")
        || matches!(path, "/v1/account" | "/v1/analytics/event")
}

/// What the journal calls a request.
pub(super) fn operation(method: &Method, path: &str) -> &'static str {
    route(method, path).map_or("registration", |(route, _)| route.operation)
}

/// Everything that can be asked.
pub(super) fn operations() -> impl Iterator<Item = &'static str> {
    ROUTES.iter().map(|route| route.operation)
}

/// Answers one request.
pub(super) fn answer(world: &World, request: &Inbound) -> Answer {
    let mut checks = Checks::new();
    let (operation, result) = match route(&request.method, request.uri.path()) {
        Ok((route, id)) => {
            checks.pass("route", route.operation);
            (Cow::Borrowed(route.operation), visit(world, request, route, id, &mut checks))
        }
        Err(refusal) => {
            checks.fail("route", refusal.to_string());
            (Cow::Borrowed("registration"), Err(refusal))
        }
    };
    let response = match result {
        Ok(value) => reply(StatusCode::OK, &value),
        Err(refusal) => reply(refusal.status(), &refused(&refusal)),
    };
    Answer { response, operation, verdict: checks.verdict(Outcome::Refused) }
}

/// The error in every form that the generations of Creator Kit read: the present one looks at `code`, the legacy one shows
/// `detail`.
fn refused(refusal: &Refusal) -> Value {
    let (status, text) = (refusal.status(), refusal.to_string());
    json!({
        "code": refusal.code(),
        "message": text,
        "title": status.canonical_reason(),
        "type": refusal.code(),
        "detail": text,
    })
}

fn reply(status: StatusCode, value: &Value) -> Response<Bytes> {
    let mut response = Response::new(Bytes::from(value.to_string()));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json; charset=utf-8"));
    response
}

/// The route of a request, with the id in its path.
fn route<'a>(method: &Method, path: &'a str) -> Result<(&'static Route, &'a str), Refusal> {
    let mut others = Vec::new();
    for route in ROUTES {
        let Some(id) = id_in(route.path, path) else { continue };
        if route.method == *method {
            return Ok((route, id));
        }
        others.push(route.method.clone());
    }
    Err(if others.is_empty() { Refusal::NoRoute } else { Refusal::WrongMethod(others) })
}

/// The id in `path`, if it has the form of `pattern`; empty where the pattern has none.
fn id_in<'a>(pattern: &str, path: &'a str) -> Option<&'a str> {
    match pattern.split_once("{}") {
        None => (pattern == path).then_some(""),
        Some((before, after)) => {
            let id = path.strip_prefix(before)?.strip_suffix(after)?;
            (!id.is_empty() && !id.contains('/')).then_some(id)
        }
    }
}

fn visit(world: &World, request: &Inbound, route: &Route, id: &str, checks: &mut Checks) -> Result<Value, Refusal> {
    let run = match route.run {
        Run::Account(run) => run,
        Run::Anybody(run) => return Ok(run()),
    };
    let mut data = world.state::<State>().lock();
    let owner = access_token(&request.headers).ok_or(Refusal::NoAccessToken).and_then(|token| {
        let exactly = data.accounts.values().position(|account| account.access_token == token);
        let padded = || {
            let mut accounts = data.accounts.values();
            accounts.position(|account| !account.access_token.is_empty() && account.creator_kit_token() == token)
        };
        let place = exactly.or_else(padded).and_then(|at| data.accounts.get_index_mut(at));
        place.ok_or(Refusal::UnknownAccessToken)
    });
    let (name, account) = match owner {
        Ok(owner) => owner,
        Err(refusal) => {
            checks.fail("access token", refusal.to_string());
            return Err(refusal);
        }
    };
    checks.pass("access token", format!("{name} ({} profile)", account.profile().word()));
    let now = world.clock().now();
    let mut visit = Visit { name, account, id, body: &request.body, rng: world.rng(), now, checks };
    let result = run(&mut visit);
    if let Err(refusal) = &result {
        checks.fail(failed_check(refusal), refusal.to_string());
    }
    result
}

/// The check that a refusal belongs to.
fn failed_check(refusal: &Refusal) -> &'static str {
    match refusal {
        Refusal::NoAccessToken | Refusal::UnknownAccessToken => "access token",
        Refusal::NoRoute | Refusal::WrongMethod(_) => "route",
        Refusal::BadBody(_) => "body",
        Refusal::Nothing | Refusal::Unknown { .. } => "id",
        Refusal::Account(account::Refusal::InvalidUrl { .. } | account::Refusal::UrlExists { .. }) => "url",
        Refusal::Account(account::Refusal::TooManyEndpoints) => "endpoints",
        Refusal::Account(account::Refusal::TooManyTokens) => "tokens",
    }
}

pub(super) fn access_token(headers: &HeaderMap) -> Option<&str> {
    let own = headers.get("x-cluster-access-token").and_then(|value| value.to_str().ok());
    let bearer = || headers.get(header::AUTHORIZATION)?.to_str().ok()?.strip_prefix("Bearer ");
    own.or_else(bearer).map(str::trim).filter(|token| !token.is_empty())
}

/// The access token that an exchange was sent with, and the verify token that it was answered with.
pub(super) fn secrets(exchange: &Exchange) -> Vec<String> {
    let answer = exchange.response.as_ref().and_then(|response| response.body.json());
    let verify = answer.and_then(|answer| Some(answer.get("verifyToken")?.as_str()?.to_owned()));
    access_token(&exchange.request.headers).map(str::to_owned).into_iter().chain(verify).collect()
}

impl Visit<'_> {
    /// The `url` in the body.
    fn url(&mut self) -> Result<String, Refusal> {
        #[derive(Deserialize)]
        struct Body {
            #[serde(default)]
            url: String,
        }
        let body: Body = serde_json::from_slice(self.body).map_err(|error| Refusal::BadBody(error.to_string()))?;
        account::callable(&body.url)?;
        self.checks.pass_within("url", Headroom::new(body.url.len(), account::MOST_URL, "bytes"), "");
        Ok(body.url)
    }
}

const FIDELITY_HERE: &[Row] = &[
    observed(
        "cluster.registration.routes",
        "The routes, their request and answer bodies, and the four error codes.",
        "Creator Kit v3.3.0 source; for the legacy way, the source before v2.32.0",
    ),
    chosen(
        "cluster.registration.access-token",
        "The creator's access token is also taken from Authorization: Bearer.",
        "other clients than Creator Kit find that easier",
    ),
    observed(
        "cluster.registration.refusals",
        "A refusal has the keys code, message, title, type and detail.",
        "Creator Kit source: the present windows read code, the legacy one shows detail",
    ),
    chosen(
        "cluster.registration.statuses",
        "Without a known access token the answer is 401, with an unknown id or path 404, with another method 405.",
        "only the statuses 400 and, for a URL that is not registered, 404 are known",
    ),
    chosen(
        "cluster.registration.deleted",
        "A deletion is answered with an empty object, and takes effect at once.",
        "Creator Kit does not look at the body",
    ),
    chosen(
        "cluster.registration.order",
        "A URL is checked for its form, then for being registered already, then for the number of endpoints.",
        "the order is not known",
    ),
];

/// The rows of this folder.
pub(super) const FIDELITY: &[&[Row]] = &[FIDELITY_HERE, current::FIDELITY, legacy::FIDELITY, login::FIDELITY];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_route_is_found_by_method_and_path() {
        let found = |method: Method, path: &'static str| route(&method, path).map(|(route, id)| (route.operation, id));
        assert_eq!(found(Method::GET, "/v1/external_call/endpoints"), Ok(("endpoints.list", "")));
        assert_eq!(found(Method::POST, "/v1/external_call/endpoints/e-1/delete"), Ok(("endpoints.delete", "e-1")));
        assert_eq!(
            found(Method::GET, "/v1/external_call/endpoints/e-1/delete"),
            Err(Refusal::WrongMethod(vec![Method::POST]))
        );
        assert_eq!(found(Method::POST, "/v1/external_call/endpoints//delete"), Err(Refusal::NoRoute));
        assert_eq!(found(Method::POST, "/v1/external_call/endpoints/a/b/delete"), Err(Refusal::NoRoute));
        assert_eq!(found(Method::GET, "/v1/user/web_rpc_url/"), Err(Refusal::NoRoute));
    }

    #[test]
    fn only_the_paths_of_this_api_are_claimed() {
        assert!(claims("/v1/account") && claims("/v1/analytics/event") && !claims("/v1/accounts"));
        assert!(claims("/v1/external_call/anything") && claims("/v1/user/web_rpc_url"));
        assert!(!claims("/v1/user/web_rpc_urls") && !claims("/v1/user") && !claims("/v1/external_calls"));
    }
}

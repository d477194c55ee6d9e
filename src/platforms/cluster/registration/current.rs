//! The routes since Creator Kit 2.32: endpoints and verify tokens, which have nothing to do with each other.

use serde_json::{Value, json};

use super::{Refusal, Visit};
use crate::journal::verdict::Headroom;
use crate::platforms::cluster::profile::{MOST_ENDPOINTS, MOST_TOKENS};
use crate::platforms::cluster::token::Token;
use crate::platforms::fidelity::{Row, chosen, inferred, observed};

pub(super) fn list_endpoints(visit: &mut Visit<'_>) -> Result<Value, Refusal> {
    let endpoints: Vec<_> =
        visit.account.endpoints.iter().map(|(id, address)| json!({ "endpointId": id, "url": address.text })).collect();
    Ok(json!({ "endpoints": endpoints }))
}

pub(super) fn add_endpoint(visit: &mut Visit<'_>) -> Result<Value, Refusal> {
    let url = visit.url()?;
    let id = visit.account.add_endpoint(&url, visit.rng)?;
    let used = visit.account.endpoints.len();
    visit.checks.pass_within("endpoints", Headroom::new(used, MOST_ENDPOINTS, "endpoints"), "");
    Ok(json!({ "endpointId": id, "url": url }))
}

pub(super) fn delete_endpoint(visit: &mut Visit<'_>) -> Result<Value, Refusal> {
    if visit.account.delete_endpoint(visit.id) {
        Ok(json!({}))
    } else {
        Err(Refusal::Unknown { what: "endpoint", id: visit.id.to_owned() })
    }
}

pub(super) fn list_tokens(visit: &mut Visit<'_>) -> Result<Value, Refusal> {
    let tokens: Vec<_> = visit.account.tokens.iter().map(listed).collect();
    Ok(json!({ "tokens": tokens }))
}

pub(super) fn add_token(visit: &mut Visit<'_>) -> Result<Value, Refusal> {
    let (token, secret) = visit.account.add_token(visit.rng, visit.now)?;
    let mut shown = listed(token);
    shown["verifyToken"] = secret.into();
    let used = visit.account.tokens.len();
    visit.checks.pass_within("tokens", Headroom::new(used, MOST_TOKENS, "tokens"), "");
    Ok(shown)
}

pub(super) fn delete_token(visit: &mut Visit<'_>) -> Result<Value, Refusal> {
    if visit.account.delete_token(visit.id, visit.now) {
        Ok(json!({}))
    } else {
        Err(Refusal::Unknown { what: "verify token", id: visit.id.to_owned() })
    }
}

fn listed(token: &Token) -> Value {
    json!({ "registeredAt": token.registered_at, "tokenId": token.id })
}

pub(super) const FIDELITY: &[Row] = &[
    inferred(
        "cluster.registration.token-list",
        "The list of tokens does not contain the tokens themselves.",
        "Creator Kit v3.3.0 source has no room for them when it reads the list",
    ),
    chosen(
        "cluster.registration.registered-at",
        "registeredAt is a time as RFC 3339 writes it, in UTC.",
        "its form is not documented",
    ),
    observed(
        "cluster.registration.no-edit",
        "An endpoint cannot be changed, only added and deleted.",
        "Creator Kit v3.3.0 source",
    ),
];

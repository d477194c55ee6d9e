//! The routes until Creator Kit 2.31: one URL per account, and a token with each registration.

use serde_json::{Value, json};

use super::{Refusal, Visit};
use crate::platforms::fidelity::{Row, chosen, observed};

pub(super) fn show(visit: &mut Visit<'_>) -> Result<Value, Refusal> {
    let address = visit.account.url.as_ref().ok_or(Refusal::Nothing)?;
    Ok(json!({ "url": address.text }))
}

pub(super) fn set(visit: &mut Visit<'_>) -> Result<Value, Refusal> {
    let url = visit.url()?;
    let replaces = visit.account.token.is_some();
    let secret = visit.account.register(&url, visit.rng, visit.now)?;
    if replaces {
        visit.checks.warn("token", "the token before this one has ended: the server needs the new one");
    } else {
        visit.checks.pass("token", "shown this one time");
    }
    Ok(json!({ "url": url, "verifyToken": secret }))
}

pub(super) fn delete(visit: &mut Visit<'_>) -> Result<Value, Refusal> {
    if visit.account.unregister(visit.now) { Ok(json!({})) } else { Err(Refusal::Nothing) }
}

pub(super) const FIDELITY: &[Row] = &[
    observed(
        "cluster.registration.legacy-none",
        "Asking for the URL where none is registered is answered with 404.",
        "Creator Kit source before v2.32.0",
    ),
    chosen(
        "cluster.registration.legacy-delete",
        "Deleting the URL ends its token; deleting where none is registered is answered with 404.",
        "not documented",
    ),
];

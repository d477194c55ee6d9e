//! What Creator Kit asks beside registrations: who an access token belongs to, when it is entered or a window is opened, and
//! every few minutes how often the editor's features were used.

use serde_json::{Value, json};

use super::{Refusal, Visit};
use crate::platforms::fidelity::{Row, absent, chosen, observed};

pub(super) fn account(visit: &mut Visit<'_>) -> Result<Value, Refusal> {
    Ok(json!({ "userId": visit.name, "username": visit.name }))
}

/// Counts are taken from anybody, and thrown away.
pub(super) fn counted() -> Value {
    json!({})
}

pub(super) const FIDELITY: &[Row] = &[
    observed(
        "cluster.login.account",
        "GET /v1/account gives the userId and the username of the access token's account.",
        "Creator Kit source, v2.31.0 and v3.3.0",
    ),
    chosen(
        "cluster.login.ids",
        "Both are the account's name in the world.",
        "Creator Kit stores and shows them, and looks at nothing but that the name is not empty",
    ),
    observed(
        "cluster.login.analytics",
        "POST /v1/analytics/event is taken from anybody, with or without an access token.",
        "Creator Kit source: sent every five minutes, and the answer is not looked at",
    ),
    observed(
        "cluster.login.headers",
        "The access token is in X-Cluster-Access-Token; the other X-Cluster headers are not looked at.",
        "Creator Kit source",
    ),
    chosen(
        "cluster.login.padded",
        "An access token of fewer than 64 characters is also known with hyphens after it, up to 64 characters.",
        "Creator Kit takes tokens of exactly 64 characters only, and short ones are easier to read",
    ),
    absent(
        "cluster.login.uploads",
        "The routes behind Creator Kit's upload windows: groups, venues, templates of items.",
        "Creator Kit source",
    ),
];

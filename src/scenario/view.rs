//! An entry of the journal as expectations see it: what was asked and what was answered as JSON where it is JSON, and the words
//! that people use for the rest.

use serde_json::{Map as Object, Value as Json, json};

use crate::journal::exchange::{Body, Direction, Event, Exchange};
use crate::journal::verdict::{CheckResult, Outcome};
use crate::journal::{Entry, What};
use crate::tree::Duration;

/// The entry as one value.
pub fn of(entry: &Entry) -> Json {
    let mut fields = match &entry.what {
        What::Exchange(exchange) => of_exchange(exchange),
        What::Event(event) => of_event(event),
    };
    fields.insert("seq".to_owned(), entry.seq.into());
    Json::Object(fields)
}

fn of_exchange(exchange: &Exchange) -> Object<String, Json> {
    let mut fields = Object::new();
    let mut put = |key: &str, value: Json| fields.insert(key.to_owned(), value);
    put("platform", exchange.platform.into());
    put("operation", exchange.operation.as_ref().into());
    put("direction", direction(exchange.direction).into());
    put("at", exchange.at.to_string().into());
    put("took", Duration(exchange.took).to_string().into());
    put("method", exchange.request.method.as_str().into());
    put("target", exchange.request.target.as_str().into());
    put("request", body(&exchange.request.body));
    if let Some(response) = &exchange.response {
        put("status", response.status.as_u16().into());
        put("response", body(&response.body));
    }
    if let Some(failure) = &exchange.failure {
        put("failure", failure.name.as_ref().into());
    }
    put("outcome", outcome(exchange.verdict.outcome).into());
    put("summary", exchange.verdict.summary.as_ref().into());
    let checks = exchange.verdict.checks.iter().map(|check| (check.name.to_string(), result(check.result).into()));
    put("checks", Json::Object(checks.collect()));
    if !exchange.faults.is_empty() {
        put("faults", json!(exchange.faults));
    }
    if let Some(again) = &exchange.again {
        put("attempt", again.attempt.into());
    }
    if let Some(connection) = &exchange.connection {
        put("connection", json!({ "id": connection.id, "request": connection.request }));
    }
    fields
}

fn of_event(event: &Event) -> Object<String, Json> {
    let mut fields = Object::new();
    fields.insert("platform".to_owned(), event.platform.into());
    fields.insert("event".to_owned(), event.kind.into());
    fields.insert("at".to_owned(), event.at.to_string().into());
    fields.insert("detail".to_owned(), event.detail.clone());
    fields
}

fn body(body: &Body) -> Json {
    body.json().unwrap_or_else(|| String::from_utf8_lossy(body.kept()).into())
}

fn direction(direction: Direction) -> &'static str {
    match direction {
        Direction::Inbound => "inbound",
        Direction::Outbound => "outbound",
    }
}

fn outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Accepted => "accepted",
        Outcome::Refused => "refused",
        Outcome::Failed => "failed",
    }
}

fn result(result: CheckResult) -> &'static str {
    match result {
        CheckResult::Passed => "passed",
        CheckResult::Failed => "failed",
        CheckResult::Warned => "warned",
    }
}

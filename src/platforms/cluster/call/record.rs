//! A call in the journal: one outbound exchange for each request that was sent, or one event for a call that was refused
//! before anything was.

use std::borrow::Cow;

use serde_json::json;

use super::{Call, Caller, Outcome};
use crate::client;
use crate::journal::exchange::{
    Body, Direction, Event, Exchange, ExchangeId, RecordedFailure, RecordedRequest, RecordedResponse,
};
use crate::journal::verdict::{Checks, Outcome as Judged, Verdict};
use crate::platforms::cluster::NAME;
use crate::world::World;

/// A call that was sent. Gives its first exchange, and its last.
pub(super) fn called(world: &World, outcome: &Outcome) -> [Option<ExchangeId>; 2] {
    let (mut first, mut cause) = (None, None);
    let last = outcome.hops.len().saturating_sub(1);
    for (at, hop) in outcome.hops.iter().enumerate() {
        let verdict = if at == last { outcome.verdict.clone() } else { on_the_way(hop) };
        let exchange = exchange(world, hop, cause, verdict);
        cause = Some(exchange.id);
        first = first.or(cause);
        world.journal().record(exchange);
    }
    [first, cause]
}

/// Copies of a call that a fault has sent.
pub(super) fn copies(world: &World, copies: &[client::Exchange], cause: Option<ExchangeId>) {
    for copy in copies {
        world.journal().record(exchange(world, copy, cause, copied(copy)));
    }
}

/// A call that was refused before anything was sent.
pub(super) fn refused(world: &World, call: &Call, outcome: &Outcome) {
    let (kind, name) = match &call.caller {
        Caller::Item(name) => ("item", name),
        Caller::Account(name) => ("account", name),
    };
    world.journal().note(Event {
        at: world.clock().now(),
        platform: NAME,
        kind: "call-refused",
        cause: None,
        detail: json!({ kind: name, "verdict": outcome.verdict }),
    });
}

fn exchange(world: &World, hop: &client::Exchange, cause: Option<ExchangeId>, verdict: Verdict) -> Exchange {
    Exchange {
        id: world.journal().begin(),
        direction: Direction::Outbound,
        platform: NAME,
        operation: Cow::Borrowed("callExternal"),
        at: hop.at,
        took: hop.timings.total(),
        cause,
        connection: hop.connection,
        request: RecordedRequest {
            method: hop.request.method.clone(),
            target: hop.request.url.to_string(),
            headers: hop.request.headers.clone(),
            body: Body::keep(&hop.request.body),
        },
        response: hop.answer.as_ref().map(|answer| RecordedResponse {
            status: answer.status,
            headers: answer.headers.clone(),
            body: Body::keep(&answer.body),
        }),
        failure: hop
            .failure
            .as_ref()
            .map(|failure| RecordedFailure { name: Cow::Borrowed(failure.name()), detail: failure.to_string() }),
        verdict,
        faults: hop.faults.clone(),
        again: None,
    }
}

/// The verdict on a copy that a fault has sent: nothing depends on it.
fn copied(copy: &client::Exchange) -> Verdict {
    let mut checks = Checks::new();
    match copy.outcome() {
        Ok(answer) => checks.pass("answer", format!("{}: not looked at", answer.status.as_u16())),
        Err(failure) => checks.fail("answer", failure.to_string()),
    }
    checks.verdict(Judged::Failed)
}

/// The verdict on a redirect that was followed.
fn on_the_way(hop: &client::Exchange) -> Verdict {
    let mut checks = Checks::new();
    if let Some(answer) = &hop.answer {
        checks.pass("redirects", format!("{}: followed", answer.status.as_u16()));
    }
    checks.verdict(Judged::Failed)
}

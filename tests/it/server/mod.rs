//! The server against those who speak badly, slowly or not at all. After each of them it must go on answering.

mod bodies;
mod crowds;
mod ends;
mod heads;
mod http2;
pub(crate) mod tls;

use backlot::journal::exchange::{Event, Exchange};

use crate::kit::{Backlot, soon};

/// Waits for an event of that kind in the default world.
async fn event(backlot: &Backlot, kind: &str) -> Event {
    let world = backlot.world();
    let page =
        soon(world.journal().wait_after(0, 1, |entry| entry.event().is_some_and(|event| event.kind == kind))).await;
    page.entries[0].event().unwrap().clone()
}

/// Waits for an exchange of that operation in the default world.
async fn exchange(backlot: &Backlot, operation: &str) -> Exchange {
    let world = backlot.world();
    let wanted = |exchange: &Exchange| exchange.operation == operation;
    let page = soon(world.journal().wait_after(0, 1, |entry| entry.exchange().is_some_and(wanted))).await;
    page.entries[0].exchange().unwrap().clone()
}

/// It answers still.
async fn answers(backlot: &Backlot) {
    assert_eq!(backlot.client().get("/anything").await.code(), "404 unknown-path");
}

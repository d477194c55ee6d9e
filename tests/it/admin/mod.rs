//! The admin API, route by route, with its mistakes.

mod clock;
mod faults;
mod guard;
mod journal;
mod program;
mod snapshot;
mod worlds;

use crate::kit::Reply;

/// The status and the body as compact JSON.
fn seen(reply: &Reply) -> String {
    match reply.body.is_empty() {
        true => reply.status.as_u16().to_string(),
        false => format!("{} {}", reply.status.as_u16(), reply.json()),
    }
}

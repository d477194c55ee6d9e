//! The clock of a world: what it shows, how it moves, and moving it.

use std::sync::Arc;

use axum::routing::{get, post, put};
use axum::{Extension, Json};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::problem::Problem;
use super::read::Given;
use super::route::Route;
use crate::journal::exchange::Event;
use crate::tree::{Duration, record};
use crate::world::World;
use crate::world::clock::{Backwards, Mode};

pub(super) const ROUTES: &[Route] = &[
    Route {
        method: "GET",
        path: "clock",
        about: "what the world's clock shows, and how it moves",
        handler: || get(show),
    },
    Route {
        method: "PUT",
        path: "clock",
        about: "set it: {\"at\": \"2020-05-01T12:00:00Z\", \"mode\": \"frozen\"}, either or both",
        handler: || put(set),
    },
    Route { method: "POST", path: "clock/advance", about: "move it: {\"by\": \"6d18h\"}", handler: || post(advance) },
];

record! {
    /// How a clock shall be.
    struct Wanted {
        /// The time that it shall show, not before the one that it shows.
        at: Option<Timestamp>,
        /// How it shall move.
        mode: Option<Mode>,
    }
}

record! {
    /// How far a clock shall be moved.
    struct Step {
        /// By how much.
        by: Duration,
    }
}

async fn show(Extension(world): Extension<Arc<World>>) -> Json<Value> {
    Json(about(&world))
}

async fn set(Extension(world): Extension<Arc<World>>, Given(wanted): Given<Wanted>) -> Result<Json<Value>, Problem> {
    let clock = world.clock();
    let before = clock.now();
    if let Some(at) = wanted.at
        && at < before
    {
        return Err(backwards(Backwards { now: before, asked: at }));
    }
    // A clock that shall stand stops before it is moved, so that it stands exactly there; one that shall run is moved first.
    let stands = wanted.mode.filter(|mode| *mode != Mode::Real);
    if let Some(mode) = stands {
        clock.set_mode(mode);
    }
    if let Some(at) = wanted.at {
        clock.set(at).await.map_err(backwards)?;
    }
    if let Some(mode) = wanted.mode {
        clock.set_mode(mode);
    }
    note(&world, before);
    Ok(Json(about(&world)))
}

async fn advance(Extension(world): Extension<Arc<World>>, Given(step): Given<Step>) -> Json<Value> {
    let before = world.clock().now();
    world.clock().advance(*step.by).await;
    note(&world, before);
    Json(about(&world))
}

fn backwards(error: Backwards) -> Problem {
    let help = "Reset the world to begin again: POST /_backlot/worlds/NAME/reset.";
    Problem::conflict("clock-backwards", error.to_string(), help)
}

/// The journal tells that the clock was moved, because what comes after it would be hard to understand otherwise.
fn note(world: &World, before: Timestamp) {
    let clock = world.clock();
    let detail = json!({ "from": before, "to": clock.now(), "mode": clock.mode() });
    world.journal().note(Event { at: clock.now(), platform: "backlot", kind: "clock", cause: None, detail });
}

fn about(world: &World) -> Value {
    let clock = world.clock();
    json!({ "at": clock.now(), "mode": clock.mode(), "timers": clock.timers() })
}

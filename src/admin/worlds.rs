//! Worlds: list them, make them, make them anew, delete them.

use axum::Json;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, get, post};
use http::{StatusCode, header};
use serde_json::{Value, json};

use super::Shared;
use super::problem::Problem;
use super::read::Given;
use super::route::Route;
use crate::server::worlds::Refusal;
use crate::tree::record;
use crate::world::World;

pub(super) const ROUTES: &[Route] = &[
    Route { method: "GET", path: "worlds", about: "every world, with its clock and seed", handler: || get(list) },
    Route {
        method: "POST",
        path: "worlds",
        about: "make a world: {\"name\": \"ci-7\"}, with \"seed\" if it matters",
        handler: || post(create),
    },
    Route { method: "GET", path: "worlds/{name}", about: "one world", handler: || get(one) },
    Route {
        method: "DELETE",
        path: "worlds/{name}",
        about: "delete a world and everything in it",
        handler: || delete(remove),
    },
    Route {
        method: "POST",
        path: "worlds/{name}/reset",
        about: "make a world as it was in the beginning",
        handler: || post(reset),
    },
];

record! {
    /// A world that is wanted.
    struct Wanted {
        /// Its name: 1 to 64 letters, digits, '-', '_' and '.'.
        name: String,
        /// Where its randomness starts; the server's own seed if it is not given.
        seed: Option<u64>,
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        let message = refusal.to_string();
        match refusal {
            Refusal::Unknown(_) => {
                Self::not_found("unknown-world", message, "GET /_backlot/worlds lists those that exist.")
            }
            Refusal::Exists(_) => {
                Self::conflict("world-exists", message, "Use another name, or reset the one that is there.")
            }
            Refusal::BadName(_) => Self::bad("bad-name", message, "A name is part of paths: /w/NAME/…"),
            Refusal::TooMany => {
                Self::conflict("too-many-worlds", message, "Delete worlds that are not needed any more.")
            }
            Refusal::Default => {
                Self::conflict("default-world", message, "POST /_backlot/worlds/default/reset makes it anew.")
            }
        }
    }
}

async fn list(State(shared): State<Shared>) -> Json<Value> {
    let worlds: Vec<_> = shared.worlds.all().iter().map(|world| about(world)).collect();
    Json(json!({ "worlds": worlds }))
}

async fn create(State(shared): State<Shared>, Given(wanted): Given<Wanted>) -> Result<Response, Problem> {
    let world = shared.worlds.create(&wanted.name, wanted.seed)?;
    let place = format!("/_backlot/worlds/{}", world.name());
    Ok((StatusCode::CREATED, [(header::LOCATION, place)], Json(about(&world))).into_response())
}

async fn one(State(shared): State<Shared>, Path(name): Path<String>) -> Result<Json<Value>, Problem> {
    Ok(Json(about(&*shared.worlds.get(&name)?)))
}

async fn reset(State(shared): State<Shared>, Path(name): Path<String>) -> Result<Json<Value>, Problem> {
    Ok(Json(about(&*shared.worlds.reset(&name)?)))
}

async fn remove(State(shared): State<Shared>, Path(name): Path<String>) -> Result<StatusCode, Problem> {
    shared.worlds.delete(&name)?;
    Ok(StatusCode::NO_CONTENT)
}

/// A world in short.
pub(super) fn about(world: &World) -> Value {
    let clock = world.clock();
    json!({
        "name": world.name(),
        "seed": world.rng().seed(),
        "clock": { "at": clock.now(), "mode": clock.mode() },
        "journal": { "newest": world.journal().newest(), "evicted": world.journal().evicted() },
    })
}

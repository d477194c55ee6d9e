//! The faults of a world: what is made to go wrong, what it has hit, and arming and disarming it.

use std::sync::Arc;

use axum::extract::{Path, Request};
use axum::routing::{delete, get, post};
use axum::{Extension, Json};
use serde_json::{Value, json};

use super::problem::Problem;
use super::read;
use super::route::Route;
use crate::diag::Diagnostics;
use crate::platforms;
use crate::tree::read::Limits;
use crate::tree::{Decoding, Templates};
use crate::world::World;
use crate::world::faults::Refusal;

pub(super) const ROUTES: &[Route] = &[
    Route {
        method: "GET",
        path: "faults",
        about: "what is made to go wrong in the world, and how often it has been seen and has hit",
        handler: || get(list),
    },
    Route {
        method: "POST",
        path: "faults",
        about: "arm a fault: {\"on\": {\"gphud\": \"*\"}, \"nth\": 3, \"do\": \"reset\"}",
        handler: || post(add),
    },
    Route { method: "DELETE", path: "faults", about: "disarm every fault", handler: || delete(disarm_all) },
    Route {
        method: "POST",
        path: "faults/{name}/arm",
        about: "arm the fault of that name, which counts anew",
        handler: || post(arm),
    },
    Route {
        method: "POST",
        path: "faults/{name}/disarm",
        about: "disarm the fault of that name",
        handler: || post(disarm),
    },
];

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        let message = refusal.to_string();
        match refusal {
            Refusal::Unknown(_) => {
                Self::not_found("unknown-fault", message, "GET /_backlot/faults lists those that the world holds.")
            }
            Refusal::TooMany => Self::conflict("too-many-faults", message, "Give faults names, and arm those again."),
        }
    }
}

async fn list(Extension(world): Extension<Arc<World>>) -> Json<Value> {
    Json(about(&world))
}

async fn add(Extension(world): Extension<Arc<World>>, request: Request) -> Result<Json<Value>, Problem> {
    let node = read::document(request, Limits { bytes: 1024 * 1024, ..Limits::default() }).await?;
    let mut problems = Diagnostics::new();
    let fault = platforms::language().faults().read(&node, &mut Decoding::new(&mut problems, Templates::Text));
    let Some(fault) = fault else { return Err(Problem::of(&problems)) };
    world.faults().add(fault, world.clock().now())?;
    Ok(Json(about(&world)))
}

async fn disarm_all(Extension(world): Extension<Arc<World>>) -> Json<Value> {
    world.faults().disarm_all();
    Json(about(&world))
}

async fn arm(Extension(world): Extension<Arc<World>>, Path(name): Path<String>) -> Result<Json<Value>, Problem> {
    world.faults().arm(&name, world.clock().now())?;
    Ok(Json(about(&world)))
}

async fn disarm(Extension(world): Extension<Arc<World>>, Path(name): Path<String>) -> Result<Json<Value>, Problem> {
    world.faults().disarm(&name)?;
    Ok(Json(about(&world)))
}

fn about(world: &World) -> Value {
    json!({ "faults": world.faults().snapshot() })
}

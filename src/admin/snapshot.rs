//! A whole world as one value: taken out, and put in again.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::routing::{get, put};
use axum::{Extension, Json};
use serde_json::Value;

use super::problem::Problem;
use super::route::Route;
use super::worlds::about;
use super::{Shared, read};
use crate::diag::Diagnostics;
use crate::platforms;
use crate::scenario::Reader;
use crate::tree::read::Limits;
use crate::world::World;
use crate::world::clock::Mode;

pub(super) const ROUTES: &[Route] = &[
    Route {
        method: "GET",
        path: "snapshot",
        about: "the whole world as one value, which is also a fixture",
        handler: || get(export),
    },
    Route {
        method: "PUT",
        path: "snapshot",
        about: "make the world anew from a snapshot or a fixture",
        handler: || put(import),
    },
];

/// How much is read of one snapshot: as much as a world with hundreds of thousands of people needs.
const LIMITS: Limits = Limits { bytes: 128 * 1024 * 1024, depth: 64, values: 10_000_000 };

async fn export(Extension(world): Extension<Arc<World>>) -> Json<Value> {
    Json(platforms::snapshot(&world))
}

async fn import(
    State(shared): State<Shared>,
    Extension(world): Extension<Arc<World>>,
    request: Request,
) -> Result<Json<Value>, Problem> {
    let node = read::document(request, LIMITS).await?;
    let mut problems = Diagnostics::new();
    let language = platforms::language();
    let setting = Reader::new(&language).setting(&node, &mut problems);
    let (Some(setting), false) = (setting, problems.has_errors()) else { return Err(Problem::of(&problems)) };
    let anew = platforms::make(world.name(), &setting, world.rng().seed(), Mode::Real, &mut problems);
    if problems.has_errors() {
        return Err(Problem::of(&problems));
    }
    shared.worlds.replace(Arc::clone(&anew))?;
    Ok(Json(about(&anew)))
}

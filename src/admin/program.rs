//! About the program: whether it is ready, and which it is.

use axum::Json;
use axum::extract::State;
use axum::routing::get;
use http::StatusCode;
use serde_json::{Value, json};

use super::Shared;
use super::problem::Problem;
use super::route::Route;
use crate::platforms::PLATFORMS;

pub(super) const ROUTES: &[Route] = &[
    Route { method: "GET", path: "ready", about: "200 once every world is loaded, 503 before", handler: || get(ready) },
    Route {
        method: "GET",
        path: "version",
        about: "the version, and the platforms that it plays",
        handler: || get(version),
    },
];

async fn ready(State(shared): State<Shared>) -> Result<Json<Value>, Problem> {
    if shared.ready.is_reached() {
        return Ok(Json(json!({ "ready": true })));
    }
    let help = "Ask again in a moment; the program ends by itself if a file is invalid.";
    Err(Problem::new(StatusCode::SERVICE_UNAVAILABLE, "not-ready", "the worlds are still being loaded", help))
}

async fn version() -> Json<Value> {
    let platforms: Vec<_> =
        PLATFORMS.iter().map(|platform| json!({ "name": platform.name(), "title": platform.title() })).collect();
    Json(json!({ "version": env!("CARGO_PKG_VERSION"), "platforms": platforms }))
}

//! Backlot's own API under `/_backlot/`: worlds, journal, clock, faults and snapshots, for tests and for people with curl. Each group
//! of routes is one file with its own list; the router, the index and the documentation are made from these lists.
//!
//! Routes about the inside of a world are about the one that the request chooses, as with every other path: `/w/NAME/` in
//! front, or the header `Backlot-World`.

mod clock;
mod faults;
mod filter;
mod guard;
mod index;
mod journal;
mod problem;
mod program;
mod query;
mod read;
mod route;
mod snapshot;
mod worlds;

use std::sync::Arc;

use axum::Router;

use crate::server::ready::Ready;
use crate::server::route::OWN_PREFIX;
use crate::server::worlds::Worlds;
use problem::Problem;
use route::Route;

/// What the API works on.
#[derive(Clone)]
pub struct Settings {
    /// The worlds.
    pub worlds: Arc<Worlds>,
    /// Whether they are loaded.
    pub ready: Ready,
    /// Names of this machine, beside the loopback's, under which a request may address the API.
    pub hosts: Vec<String>,
}

/// What handlers share.
type Shared = Arc<Settings>;

/// Every group of routes.
const GROUPS: &[&[Route]] =
    &[index::ROUTES, program::ROUTES, worlds::ROUTES, journal::ROUTES, clock::ROUTES, faults::ROUTES, snapshot::ROUTES];

fn routes() -> impl Iterator<Item = &'static Route> {
    GROUPS.iter().copied().flatten()
}

/// The routes of the API.
pub fn router(settings: Settings) -> Router {
    let shared: Shared = Arc::new(settings);
    routes()
        .fold(Router::new(), |router, route| router.route(&format!("{OWN_PREFIX}{}", route.path), (route.handler)()))
        .route(OWN_PREFIX.trim_end_matches('/'), axum::routing::get(index::show))
        .fallback(nowhere)
        .method_not_allowed_fallback(wrong_method)
        .layer(axum::middleware::from_fn_with_state(Arc::clone(&shared), guard::check))
        .with_state(shared)
}

async fn nowhere(uri: http::Uri) -> Problem {
    let path = uri.path();
    let paths: Vec<_> = routes().map(|route| format!("{OWN_PREFIX}{}", route.path)).collect();
    let near = crate::diag::suggest::nearest(path, paths.iter().map(String::as_str));
    let help = match near {
        Some(near) => format!("Did you mean {near}? GET {OWN_PREFIX} lists every route."),
        None => format!("GET {OWN_PREFIX} lists every route."),
    };
    Problem::not_found("unknown-route", format!("there is no route {path}"), help)
}

async fn wrong_method(method: http::Method, path: axum::extract::MatchedPath) -> Problem {
    let path = path.as_str();
    let below = path.strip_prefix(OWN_PREFIX).unwrap_or_default();
    let possible: Vec<_> = routes().filter(|route| route.path == below).map(|route| route.method).collect();
    let help = format!("Possible here: {}.", possible.join(", "));
    Problem::new(http::StatusCode::METHOD_NOT_ALLOWED, "wrong-method", format!("{path} does not know {method}"), help)
}

//! What a route is.

use axum::routing::MethodRouter;

use super::Shared;

/// One route of the API.
#[derive(Debug)]
pub(super) struct Route {
    /// Its method.
    pub(super) method: &'static str,
    /// Its path below `/_backlot/`, with names in braces.
    pub(super) path: &'static str,
    /// What it does, in a sentence.
    pub(super) about: &'static str,
    /// What answers.
    pub(super) handler: fn() -> MethodRouter<Shared>,
}

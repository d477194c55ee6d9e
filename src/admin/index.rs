//! What there is, for whoever comes without knowing.

use axum::routing::get;

use super::route::Route;
use super::{OWN_PREFIX, routes};

pub(super) const ROUTES: &[Route] = &[Route { method: "GET", path: "", about: "this list", handler: || get(show) }];

/// Every route with what it does, as text.
pub(super) async fn show() -> String {
    let line = |method: &str, path: &str| format!("{method:<7}{OWN_PREFIX}{path}");
    let widest = routes().map(|route| line(route.method, route.path).len()).max().unwrap_or(0);
    let head = format!("Backlot {}\n\n", env!("CARGO_PKG_VERSION"));
    let tail =
        "\nPaths about the inside of a world are about 'default', or with /w/NAME in front about the world NAME.\n";
    let list = routes().fold(String::new(), |list, route| {
        list + &format!("{:<widest$}  {}\n", line(route.method, route.path), route.about)
    });
    head + &list + tail
}

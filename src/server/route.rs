//! Which world a request is for, and whether Backlot's own API or a platform answers it.

use std::sync::Arc;

use bytes::Bytes;
use http::uri::PathAndQuery;
use http::{HeaderMap, HeaderName, Response, StatusCode, Uri};

use super::worlds::{DEFAULT, Refusal, Worlds};
use crate::platforms::dispatch;
use crate::world::World;

/// The header that chooses a world.
pub const WORLD_HEADER: HeaderName = HeaderName::from_static("backlot-world");

/// What Backlot's own paths start with.
pub const OWN_PREFIX: &str = "/_backlot/";

/// Where a request goes.
#[derive(Debug)]
pub struct Route {
    /// The world that it is for.
    pub world: Arc<World>,
    /// Path and query without the world's prefix.
    pub uri: Uri,
    /// Whether Backlot's own API answers.
    pub own: bool,
}

/// Finds the world of a request: the path prefix `/w/NAME` first, then the header, then the one that its way here `asked` for
/// (a user name for the proxy), then the default one.
pub fn route(
    worlds: &Worlds,
    uri: &Uri,
    headers: &HeaderMap,
    asked: Option<&str>,
) -> Result<Route, Box<Response<Bytes>>> {
    let (name, uri) = match split(uri.path()) {
        Some((name, rest)) => (Some(name), without_prefix(uri, rest)),
        None => (None, uri.clone()),
    };
    let header = headers.get(WORLD_HEADER).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
    let name = name.map(str::to_owned).or(header).or_else(|| asked.map(str::to_owned));
    let world = match name.as_deref() {
        None | Some(DEFAULT) => worlds.default(),
        Some(name) => worlds.get(name).map_err(|refusal| Box::new(unknown(&refusal)))?,
    };
    let path = uri.path();
    let own = path.starts_with(OWN_PREFIX) || path == "/_backlot";
    Ok(Route { world, uri, own })
}

/// `/w/NAME/rest` as `NAME` and `/rest`.
fn split(path: &str) -> Option<(&str, &str)> {
    let rest = path.strip_prefix("/w/")?;
    let end = rest.find('/').unwrap_or(rest.len());
    (end > 0).then(|| rest.split_at(end))
}

fn without_prefix(uri: &Uri, path: &str) -> Uri {
    let path = if path.is_empty() { "/" } else { path };
    let target = match uri.query() {
        Some(query) => format!("{path}?{query}"),
        None => path.to_owned(),
    };
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = target.parse::<PathAndQuery>().ok();
    // A part of a valid path that starts with a slash is a valid path, and the rest was valid already.
    Uri::from_parts(parts).unwrap_or_else(|_| Uri::from_static("/"))
}

fn unknown(refusal: &Refusal) -> Response<Bytes> {
    let help = "Create it with POST /_backlot/worlds {\"name\": …}; GET /_backlot/worlds lists those that exist.";
    dispatch::problem(StatusCode::NOT_FOUND, "unknown-world", &refusal.to_string(), help)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platforms::new_world;
    use crate::world::Settings;

    fn worlds() -> Worlds {
        let worlds = Worlds::new(Arc::new(|name: &str, _| new_world(Settings { seed: 1, ..Settings::named(name) })));
        worlds.create("a", None).unwrap();
        worlds.create("b", None).unwrap();
        worlds
    }

    fn found(target: &str, header: Option<&str>, asked: Option<&str>) -> Result<(String, String, bool), StatusCode> {
        let mut headers = HeaderMap::new();
        if let Some(name) = header {
            headers.insert(WORLD_HEADER, name.parse().unwrap());
        }
        route(&worlds(), &target.parse().unwrap(), &headers, asked)
            .map(|route| (route.world.name().to_owned(), route.uri.to_string(), route.own))
            .map_err(|response| response.status())
    }

    #[test]
    fn the_path_chooses_before_the_header_and_the_header_before_the_way_here() {
        let ok = |world: &str, uri: &str, own| Ok((world.to_owned(), uri.to_owned(), own));
        assert_eq!(found("/GPHUD/external", None, None), ok("default", "/GPHUD/external", false));
        assert_eq!(found("/x?q=1", Some("b"), None), ok("b", "/x?q=1", false));
        assert_eq!(found("/w/a/x?q=1", Some("b"), None), ok("a", "/x?q=1", false));
        assert_eq!(found("/w/a", None, None), ok("a", "/", false));
        assert_eq!(found("/w/a/_backlot/journal", None, None), ok("a", "/_backlot/journal", true));
        assert_eq!(found("/w/nobody/x", None, None), Err(StatusCode::NOT_FOUND));
        assert_eq!(found("/x", Some("nobody"), None), Err(StatusCode::NOT_FOUND));
        assert_eq!(found("/w/", None, None), ok("default", "/w/", false));
        assert_eq!(found("/x", None, Some("a")), ok("a", "/x", false));
        assert_eq!(found("/x", Some("b"), Some("a")), ok("b", "/x", false));
        assert_eq!(found("/x", None, Some("nobody")), Err(StatusCode::NOT_FOUND));
    }
}

//! As an HTTP proxy: requests for the platforms' own hosts are answered here, over `CONNECT` and in absolute form. Nothing is
//! ever forwarded: what is for anybody else is refused, with a reason.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::{HeaderMap, HeaderName, Method, Response, StatusCode, Version, header, request};

use super::names::{bare, is_this_machine};
use super::{Arrival, Service};
use crate::platforms::{self, PLATFORMS, dispatch};

/// What only a proxy is told. No platform gets to see it.
const FOR_PROXIES: [HeaderName; 2] = [header::PROXY_AUTHORIZATION, HeaderName::from_static("proxy-connection")];

/// Whether the request is for somebody whom this server does not play: the host then.
pub(super) fn foreign<'a>(head: &'a request::Parts, arrival: Arrival, service: &Service) -> Option<&'a str> {
    // Every request of HTTP/2 names the server that it is for, be it a proxy or not.
    if head.version >= Version::HTTP_2 {
        return None;
    }
    let authority = head.uri.authority()?;
    let host = bare(authority.host());
    if platforms::owner(host).is_some() {
        return None;
    }
    let usual = if head.uri.scheme_str() == Some("https") { 443 } else { 80 };
    let is_here = is_this_machine(host, &service.hosts, Some(arrival.local.ip()));
    (!is_here || authority.port_u16().unwrap_or(usual) != arrival.local.port()).then_some(host)
}

/// The world that a user name for the proxy asks for.
pub(super) fn world(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(header::PROXY_AUTHORIZATION)?.to_str().ok()?;
    let (scheme, credentials) = value.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let credentials = String::from_utf8(STANDARD.decode(credentials.trim()).ok()?).ok()?;
    let user = credentials.split(':').next().unwrap_or_default();
    (!user.is_empty()).then(|| user.to_owned())
}

/// Takes away what is meant for a proxy.
pub(super) fn strip(headers: &mut HeaderMap) {
    if headers.contains_key(&FOR_PROXIES[0]) || headers.contains_key(&FOR_PROXIES[1]) {
        FOR_PROXIES.iter().for_each(|name| drop(headers.remove(name)));
    }
}

/// Why a request for `host` is refused, and what helps.
pub(super) fn refusal(method: &Method, host: &str) -> (String, String) {
    let played: Vec<_> = PLATFORMS.iter().flat_map(|platform| platform.hosts()).copied().collect();
    let what = if method == Method::CONNECT { "a tunnel" } else { "a request" };
    let reason = format!("{what} to '{host}' was asked for, which no platform owns, and Backlot forwards nothing");
    let help = format!(
        "As a proxy it answers for {}. Let the program reach other hosts without it: NO_PROXY={host}",
        played.join(", ")
    );
    (reason, help)
}

/// The answer to a tunnel that was asked for in a way in which none can be given.
pub(super) fn no_tunnel() -> Response<Bytes> {
    let message = "a tunnel was asked for over HTTP/2";
    let help = "Ask for it with CONNECT over HTTP/1.1, as most clients do by themselves.";
    dispatch::problem(StatusCode::NOT_IMPLEMENTED, "no-tunnel", message, help)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_user_name_is_the_world() {
        let of = |value: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::PROXY_AUTHORIZATION, value.parse().unwrap());
            world(&headers)
        };
        let basic = |text: &str| format!("Basic {}", STANDARD.encode(text));
        assert_eq!(of(&basic("checkout:")), Some("checkout".to_owned()));
        assert_eq!(of(&basic("checkout:secret:more").replace("Basic", "bAsIc")), Some("checkout".to_owned()));
        for other in ["Bearer x", "Basic", "Basic !", &basic(":x"), &basic("")] {
            assert_eq!(of(other), None, "{other}");
        }
    }
}

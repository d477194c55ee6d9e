//! Who may use the API: not a web page. A page can make a browser send requests to this machine, and with a name of its own
//! that suddenly means this machine (DNS rebinding) it could even read the answers. So the host that a request addresses,
//! and the origin that it comes from, must be this machine under a name that a stranger cannot give it.

use std::net::IpAddr;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::uri::Authority;
use http::{HeaderMap, StatusCode, Uri, header};

use super::Shared;
use super::problem::Problem;
use crate::server::Arrival;
use crate::server::names::is_this_machine;

pub(super) async fn check(State(shared): State<Shared>, request: Request, next: Next) -> Result<Response, Problem> {
    let local = request.extensions().get::<Arrival>().map(|arrival| arrival.local.ip().to_canonical());
    judge(request.uri(), request.headers(), &shared.hosts, local)?;
    Ok(next.run(request).await)
}

fn judge(uri: &Uri, headers: &HeaderMap, hosts: &[String], local: Option<IpAddr>) -> Result<(), Problem> {
    let ours = |authority: &Authority| is_this_machine(authority.host(), hosts, local);
    if let Some(authority) = uri.authority()
        && !ours(authority)
    {
        return Err(foreign_host(authority.as_str()));
    }
    for host in headers.get_all(header::HOST) {
        if !Authority::try_from(host.as_bytes()).is_ok_and(|authority| ours(&authority)) {
            return Err(foreign_host(&String::from_utf8_lossy(host.as_bytes())));
        }
    }
    for origin in headers.get_all(header::ORIGIN) {
        let parsed = Uri::try_from(origin.as_bytes()).ok();
        if !parsed.as_ref().and_then(Uri::authority).is_some_and(ours) {
            return Err(foreign_origin(&String::from_utf8_lossy(origin.as_bytes())));
        }
    }
    Ok(())
}

fn foreign_host(host: &str) -> Problem {
    let message = format!("the API does not answer requests that are addressed to '{host}'");
    let help = "Use 127.0.0.1 or localhost, or start Backlot with --allow-host and the name of this machine.";
    Problem::new(StatusCode::FORBIDDEN, "foreign-host", message, help)
}

fn foreign_origin(origin: &str) -> Problem {
    let message = format!("the API does not answer requests of web pages from '{origin}'");
    let help = "Use a program instead of a page, or start Backlot with --allow-host and the host of the page.";
    Problem::new(StatusCode::FORBIDDEN, "foreign-origin", message, help)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passes(uri: &str, host: Option<&str>, origin: Option<&str>) -> bool {
        let mut headers = HeaderMap::new();
        for (name, value) in [(header::HOST, host), (header::ORIGIN, origin)] {
            if let Some(value) = value {
                headers.insert(name, value.parse().unwrap());
            }
        }
        let local = "192.168.1.7".parse().ok();
        judge(&uri.parse().unwrap(), &headers, &["backlot".to_owned()], local).is_ok()
    }

    #[test]
    fn this_machine_is_known_by_names_that_a_stranger_cannot_give_it() {
        for host in [
            "127.0.0.1:4400",
            "127.8.9.10",
            "localhost",
            "LOCALHOST:80",
            "a.localhost:1",
            "localhost.",
            "[::1]:4400",
            "[::ffff:127.0.0.1]",
            "192.168.1.7:4400",
            "backlot:4400",
            "Backlot",
        ] {
            assert!(passes("/x", Some(host), None), "{host}");
            assert!(passes("/x", None, Some(&format!("http://{host}"))), "{host}");
            assert!(passes(&format!("http://{host}/x"), None, None), "{host}");
        }
        assert!(passes("/x", None, None));
    }

    #[test]
    fn everybody_else_is_foreign() {
        for host in [
            "evil.example",
            "evil.example:4400",
            "localhost.evil.example",
            "127.0.0.1.evil.example",
            "notlocalhost",
            "192.168.1.8",
            "10.0.0.1:4400",
            "localhost@evil.example",
            "evil.example#localhost",
            "",
            "[::2]",
            "0.0.0.0:4400",
        ] {
            assert!(!passes("/x", Some(host), None), "{host}");
            assert!(!passes("/x", Some("localhost"), Some(&format!("http://{host}"))), "{host}");
        }
        assert!(!passes("http://evil.example/x", Some("localhost"), None));
        for origin in ["null", "file://", "chrome-extension://abc"] {
            assert!(!passes("/x", Some("localhost"), Some(origin)), "{origin}");
        }
    }
}

//! Where a world's outbound HTTP goes: servers that are played inside this process (stubs), and the hosts that the world
//! allows to be really connected to. Backlot never connects anywhere that a world does not name.

use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;
use http::{Request, Response};
use parking_lot::RwLock;
use url::{Host, Url};

use super::clock::Clock;
use super::faults::plan::BadCertificate;

/// A server that is played inside this process, so that a scenario needs nothing else and runs on virtual time.
#[async_trait]
pub trait Upstream: Send + Sync {
    /// Answers one request, or breaks. Every wait is on `clock`.
    async fn answer(&self, clock: &Clock, request: Request<Bytes>) -> Result<Response<Bytes>, Broken>;
}

/// How an in-process server fails to answer; the client reports these as it does the real thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Broken {
    /// Nothing listens.
    Refused,
    /// The TLS handshake failed.
    Handshake,
    /// The server showed a certificate that is not good.
    Certificate(BadCertificate),
    /// The connection was reset before an answer.
    Reset,
    /// The connection was reset in the middle of the answer's body.
    ResetInBody,
    /// The connection was closed before an answer.
    Closed,
    /// The answer ended before what it had promised.
    Truncated {
        /// The length that the answer promised, in bytes.
        promised: u64,
        /// What came, in bytes.
        got: u64,
    },
    /// What came is no HTTP.
    Garbled {
        /// Whether the head was, and the body is not.
        in_body: bool,
    },
}

/// A world's in-process servers and the hosts that it allows.
#[derive(Default)]
pub struct Upstreams {
    played: RwLock<Vec<(Url, Arc<dyn Upstream>)>>,
    allowed: RwLock<Vec<String>>,
}

impl Upstreams {
    /// Plays `upstream` for every URL that starts with `prefix` (same scheme, host and port; path as a prefix). A second
    /// one for the same prefix replaces the first.
    pub fn play(&self, prefix: Url, upstream: Arc<dyn Upstream>) {
        let mut played = self.played.write();
        played.retain(|(known, _)| *known != prefix);
        played.push((prefix, upstream));
        // The longest prefix is asked first.
        played.sort_by_key(|(known, _)| std::cmp::Reverse(known.path().len()));
    }

    /// The in-process server that plays `url`, if one does.
    pub fn find(&self, url: &Url) -> Option<Arc<dyn Upstream>> {
        self.played.read().iter().find(|(prefix, _)| covers(prefix, url)).map(|(_, upstream)| Arc::clone(upstream))
    }

    /// Allows connections to `host`: a name, `*.name` for everything below it, or `*` for everything.
    pub fn allow(&self, host: &str) {
        self.allowed.write().push(host.to_ascii_lowercase());
    }

    /// Whether a real connection to the host of `url` is allowed: loopback always is, everything else must be named.
    pub fn allows(&self, url: &Url) -> bool {
        match url.host() {
            Some(Host::Ipv4(address)) if address.is_loopback() => true,
            Some(Host::Ipv6(address)) if address.is_loopback() => true,
            Some(Host::Domain(name)) if name == "localhost" || name.ends_with(".localhost") => true,
            Some(_) => is_named(url, &self.allowed.read()),
            None => false,
        }
    }

    /// The hosts that are allowed by name.
    pub fn allowed(&self) -> Vec<String> {
        self.allowed.read().clone()
    }
}

/// Whether `url` is `prefix` or below it: same scheme, host and port, and a path that begins with the other's.
pub fn covers(prefix: &Url, url: &Url) -> bool {
    prefix.scheme() == url.scheme()
        && prefix.host() == url.host()
        && prefix.port_or_known_default() == url.port_or_known_default()
        && path_starts_with(url.path(), prefix.path())
}

/// Whether the host of `url` is among `names`: a name, `*.name` for everything below it, or `*` for everything.
pub fn is_named(url: &Url, names: &[String]) -> bool {
    let Some(host) = url.host() else { return false };
    let host = host.to_string().to_ascii_lowercase();
    names.iter().any(|name| match name.strip_prefix('*') {
        Some(suffix) => host.ends_with(&suffix.to_ascii_lowercase()),
        None => name.eq_ignore_ascii_case(&host),
    })
}

fn path_starts_with(path: &str, prefix: &str) -> bool {
    let prefix = prefix.strip_suffix('/').unwrap_or(prefix);
    path.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Nobody;

    #[async_trait]
    impl Upstream for Nobody {
        async fn answer(&self, _: &Clock, _: Request<Bytes>) -> Result<Response<Bytes>, Broken> {
            Err(Broken::Refused)
        }
    }

    fn url(text: &str) -> Url {
        text.parse().unwrap()
    }

    #[test]
    fn the_longest_prefix_answers() {
        let upstreams = Upstreams::default();
        let (all, users): (Arc<dyn Upstream>, Arc<dyn Upstream>) = (Arc::new(Nobody), Arc::new(Nobody));
        upstreams.play(url("https://partner.example"), Arc::clone(&all));
        upstreams.play(url("https://partner.example/users"), Arc::clone(&users));
        let found = |text| upstreams.find(&url(text)).map(|found| Arc::ptr_eq(&found, &users));
        assert_eq!(found("https://partner.example/users/7"), Some(true));
        assert_eq!(found("https://partner.example:443/usersx"), Some(false));
        assert_eq!(found("http://partner.example/users"), None);
    }

    #[test]
    fn only_loopback_and_named_hosts_are_allowed() {
        let upstreams = Upstreams::default();
        upstreams.allow("API.example");
        upstreams.allow("*.partner.example");
        for (text, allowed) in [
            ("http://127.0.0.1:80/", true),
            ("http://[::1]/", true),
            ("http://localhost/", true),
            ("https://api.example/x", true),
            ("https://eu.partner.example/", true),
            ("https://partner.example/", false),
            ("https://evil.example/", false),
            ("https://10.0.0.1/", false),
        ] {
            assert_eq!(upstreams.allows(&url(text)), allowed, "{text}");
        }
    }
}

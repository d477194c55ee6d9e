//! Requests that are made again: after a fault has broken an exchange, the same request from the same peer is probably a client
//! library that tries again without telling its user. The journal says so.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::net::IpAddr;
use std::time::Duration;

use http::Method;
use jiff::Timestamp;
use parking_lot::Mutex;

use crate::journal::exchange::{Again, Connection, ExchangeId};
use crate::world::clock::between;

/// How many broken requests are remembered.
const MOST: usize = 256;

/// For how long the same request counts as the same one made again, in the platform's time.
pub const WITHIN: Duration = Duration::from_secs(60);

/// The requests that were broken lately.
#[derive(Debug, Default)]
pub struct Attempts(Mutex<Vec<Broken>>);

/// What a request is recognised by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    content: u64,
    peer: Option<IpAddr>,
}

#[derive(Debug)]
struct Broken {
    mark: Mark,
    first: ExchangeId,
    /// When the first of them came.
    at: Timestamp,
    /// How many there were.
    attempts: u32,
    /// The connections that they came on.
    connections: Vec<u64>,
}

impl Mark {
    /// That of a request with this content from this connection.
    pub fn of(method: &Method, target: &str, body: &[u8], connection: Option<&Connection>) -> Self {
        let mut hasher = DefaultHasher::new();
        (method, target, body).hash(&mut hasher);
        let peer = connection.and_then(|connection| connection.peer).map(|peer| peer.ip());
        Self { content: hasher.finish(), peer }
    }
}

impl Attempts {
    /// What there is to say of a request that comes at `now`: whether it is one made again.
    pub fn came(&self, mark: Mark, now: Timestamp, connection: Option<&Connection>) -> Option<Again> {
        let mut broken = self.0.lock();
        broken.retain(|one| between(one.at, now) <= WITHIN);
        let one = broken.iter_mut().find(|one| one.mark == mark)?;
        one.attempts += 1;
        if let Some(connection) = connection
            && !one.connections.contains(&connection.id)
        {
            one.connections.push(connection.id);
        }
        let connections = u32::try_from(one.connections.len()).unwrap_or(u32::MAX);
        Some(Again { attempt: one.attempts, of: one.first, after: between(one.at, now), connections })
    }

    /// A fault has broken the exchange of a request that came at `at`.
    pub fn broke(&self, mark: Mark, id: ExchangeId, at: Timestamp, connection: Option<&Connection>) {
        let mut broken = self.0.lock();
        if broken.iter().any(|one| one.mark == mark) {
            return;
        }
        if broken.len() >= MOST {
            broken.remove(0);
        }
        let connections = connection.map(|connection| connection.id).into_iter().collect();
        broken.push(Broken { mark, first: id, at, attempts: 1, connections });
    }

    /// Whether anything was broken lately, so that it is worth looking.
    pub fn is_empty(&self) -> bool {
        self.0.lock().is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::clock::later;

    #[test]
    fn the_same_request_after_a_broken_one_is_an_attempt_more() {
        let attempts = Attempts::default();
        let at: Timestamp = "2020-05-01T12:00:00Z".parse().unwrap();
        let on = |id| Connection { id, request: 1, peer: "127.0.0.1:50000".parse().ok() };
        let mark = |body: &[u8]| Mark::of(&Method::POST, "/x", body, Some(&on(1)));
        assert_eq!(attempts.came(mark(b"a"), at, Some(&on(1))), None);
        attempts.broke(mark(b"a"), ExchangeId(1), at, Some(&on(1)));
        let soon = later(at, Duration::from_millis(3));
        assert_eq!(attempts.came(mark(b"b"), soon, Some(&on(2))), None, "another body is another request");
        let again = attempts.came(mark(b"a"), soon, Some(&on(2))).unwrap();
        assert_eq!(again.to_string(), "2 requests on 2 connections, 3 ms apart");
        let third = attempts.came(mark(b"a"), soon, Some(&on(2))).unwrap();
        assert_eq!((third.attempt, third.of, third.connections), (3, ExchangeId(1), 2));
        let late = later(at, Duration::from_secs(61));
        assert_eq!(attempts.came(mark(b"a"), late, Some(&on(2))), None);
    }
}

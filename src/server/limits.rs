//! The limits of the transport, in one place. They guard this process and count in machine time; a platform's own limits
//! live with the platform.

use std::time::Duration;

/// What the server takes from the other end of a socket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Connections at once. One more is answered with 503 and closed.
    pub connections: usize,
    /// How long the first byte of a connection, or a request's whole head, may take to arrive.
    pub head: Duration,
    /// How long a request's body may take to arrive.
    pub body: Duration,
    /// The most bytes that the bodies of all requests may hold together.
    pub bodies: usize,
    /// The most bytes of a request's head, which hyper lets have 100 headers at most.
    pub head_bytes: usize,
    /// The most requests at once on one HTTP/2 connection.
    pub streams: u32,
    /// How long requests in flight may still take after a stop was asked for.
    pub grace: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 4096,
            head: Duration::from_secs(30),
            body: Duration::from_secs(30),
            bodies: 256 * 1024 * 1024,
            head_bytes: 64 * 1024,
            streams: 256,
            grace: Duration::from_millis(700),
        }
    }
}

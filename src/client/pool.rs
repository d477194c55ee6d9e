//! Connections that wait for their next request, kept per origin, few and not for long.

use std::collections::HashMap;

use parking_lot::Mutex;
use url::{Origin, Url};

use super::connect::Connection;
use crate::world::clock::Stopwatch;

/// How long a connection may wait for its next request, in machine time: less than the five seconds after which Node, and
/// most servers after it, close theirs, because a request that meets a closing connection is lost.
const IDLE_LIMIT: std::time::Duration = std::time::Duration::from_secs(4);

/// How many connections may wait per origin.
const MOST_PER_ORIGIN: usize = 64;

/// How many connections may wait in all.
const MOST: usize = 256;

/// Connections that wait for their next request.
#[derive(Default)]
pub(super) struct Pool {
    idle: Mutex<Idle>,
}

#[derive(Default)]
struct Idle {
    origins: HashMap<Origin, Vec<(Stopwatch, Connection)>>,
    count: usize,
}

impl Pool {
    /// A connection to the origin of `url` that is still open as far as the operating system knows, the last used first.
    pub(super) fn take(&self, url: &Url) -> Option<Connection> {
        let mut stale = Vec::new();
        let found = {
            let mut idle = self.idle.lock();
            let idle = &mut *idle;
            let waiting = idle.origins.get_mut(&url.origin())?;
            let before = waiting.len();
            let mut found = None;
            while let Some((since, connection)) = waiting.pop() {
                if since.elapsed() < IDLE_LIMIT && connection.watch.is_open() {
                    found = Some(connection);
                    break;
                }
                stale.push(connection);
            }
            let left = waiting.len();
            idle.count -= before - left;
            if left == 0 {
                idle.origins.remove(&url.origin());
            }
            found
        };
        drop(stale);
        found
    }

    /// Keeps `connection` for the next request to the origin of `url`. Where there is no room, others are closed: of the same
    /// origin the one that has waited longest, of all origins those that have waited too long, or else all.
    pub(super) fn put(&self, url: &Url, connection: Connection) {
        let mut stale = Vec::new();
        {
            let mut idle = self.idle.lock();
            if idle.count >= MOST {
                stale = idle.sweep();
            }
            idle.count += 1;
            let waiting = idle.origins.entry(url.origin()).or_default();
            waiting.push((Stopwatch::start(), connection));
            if waiting.len() > MOST_PER_ORIGIN {
                stale.push(waiting.remove(0).1);
                idle.count -= 1;
            }
        }
        // Closed outside the lock.
        drop(stale);
    }

    /// How many connections wait.
    pub(super) fn len(&self) -> usize {
        self.idle.lock().count
    }

    /// Closes every connection that waits.
    pub(super) fn clear(&self) {
        drop(std::mem::take(&mut *self.idle.lock()));
    }
}

impl Idle {
    /// Takes out what has waited too long, or everything if nothing has.
    fn sweep(&mut self) -> Vec<Connection> {
        let mut stale = Vec::new();
        for waiting in self.origins.values_mut() {
            let keep_from = waiting.partition_point(|(since, _)| since.elapsed() >= IDLE_LIMIT);
            stale.extend(waiting.drain(..keep_from).map(|(_, connection)| connection));
        }
        if stale.is_empty() {
            stale.extend(self.origins.drain().flat_map(|(_, waiting)| waiting).map(|(_, connection)| connection));
        }
        self.origins.retain(|_, waiting| !waiting.is_empty());
        self.count = self.origins.values().map(Vec::len).sum();
        stale
    }
}

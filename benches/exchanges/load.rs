//! The load: connections that ask again as soon as they were answered. It speaks in bytes, so that it costs as little as it can
//! beside what is measured.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use backlot::world::clock::Stopwatch;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

use super::Subject;
use super::numbers::quantile;

/// What one round came to.
pub(crate) struct Measured {
    pub(crate) per_second: f64,
    /// Half of the answers came within this time, in seconds.
    pub(crate) p50: f64,
    /// And 99 of 100 within this.
    pub(crate) p99: f64,
}

impl Measured {
    /// From how long each request took, in seconds, and how long all of them did.
    pub(crate) fn of(each: Vec<f64>, all: Duration) -> Self {
        #[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
        let per_second = each.len() as f64 / all.as_secs_f64();
        Self { per_second, p50: quantile(each.clone(), 50), p99: quantile(each, 99) }
    }
}

/// Requests of one kind to one server.
pub(crate) struct Load<'a> {
    pub(crate) address: SocketAddr,
    pub(crate) connections: usize,
    pub(crate) subject: &'a Subject,
    /// What every answer must contain.
    pub(crate) proof: &'a str,
}

impl Load<'_> {
    /// Asks for as long as `duration`.
    pub(crate) async fn run(&self, duration: Duration) -> Measured {
        let watch = Stopwatch::start();
        let mut asking = JoinSet::new();
        for _ in 0..self.connections {
            let mut line = self.connect().await;
            asking.spawn(async move {
                let mut each = Vec::new();
                while watch.elapsed() < duration {
                    let one = Stopwatch::start();
                    line.ask().await;
                    each.push(one.elapsed().as_secs_f64());
                }
                each
            });
        }
        let each: Vec<_> = asking.join_all().await.concat();
        Measured::of(each, watch.elapsed())
    }

    /// Asks `many` times.
    pub(crate) async fn send(&self, many: u64) {
        let left = Arc::new(AtomicU64::new(many));
        let mut asking = JoinSet::new();
        for _ in 0..self.connections {
            let (mut line, left) = (self.connect().await, Arc::clone(&left));
            asking.spawn(async move {
                let take = |left: u64| left.checked_sub(1);
                while left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, take).is_ok() {
                    line.ask().await;
                }
            });
        }
        asking.join_all().await;
    }

    async fn connect(&self) -> Line {
        let Subject { target, body, .. } = self.subject;
        let request = format!(
            "POST {target} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        );
        let stream = TcpStream::connect(self.address).await.unwrap();
        stream.set_nodelay(true).unwrap();
        let mut line = Line { stream, request: request.into_bytes(), answer: Vec::with_capacity(16 * 1024) };
        line.ask().await;
        let answer = String::from_utf8_lossy(&line.answer);
        assert!(answer.contains(self.proof), "not what was to be measured: {answer}");
        line
    }
}

/// One connection.
struct Line {
    stream: TcpStream,
    request: Vec<u8>,
    answer: Vec<u8>,
}

impl Line {
    /// Sends the request, and reads the answer to its end.
    async fn ask(&mut self) {
        self.stream.write_all(&self.request).await.unwrap();
        self.answer.clear();
        let mut wanted = None;
        while wanted.is_none_or(|wanted| self.answer.len() < wanted) {
            assert!(self.stream.read_buf(&mut self.answer).await.unwrap() > 0, "the server hung up");
            wanted = wanted.or_else(|| whole(&self.answer));
        }
        assert!(self.answer.starts_with(b"HTTP/1.1 200"), "{}", String::from_utf8_lossy(&self.answer));
    }
}

/// How long an answer is, once its head is there.
fn whole(answer: &[u8]) -> Option<usize> {
    const LENGTH: &str = "content-length: ";
    let end = answer.windows(4).position(|four| four == b"\r\n\r\n")? + 4;
    let head = std::str::from_utf8(&answer[..end]).unwrap();
    let at = head.find(LENGTH).expect("an answer says how long it is") + LENGTH.len();
    let digits = head[at..].split('\r').next().unwrap();
    Some(end + digits.parse::<usize>().unwrap())
}

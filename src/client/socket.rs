//! One TCP connection as the client sees it: it counts what goes in and out, remembers how the other end finished with it,
//! and can be asked whether it is still good before a second request goes onto it.

use std::io::{self, ErrorKind};
use std::mem::MaybeUninit;
use std::net::Shutdown;
use std::pin::Pin;
use std::sync::{Arc, Weak};
use std::task::{Context, Poll, ready};

use jiff::Timestamp;
use parking_lot::Mutex;
use socket2::SockRef;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::sync::Notify;

use crate::world::clock::Clock;

/// How the other end finished with a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// In good order: a FIN.
    Closed,
    /// With a RST.
    Reset,
}

/// How many of an answer's first bytes are remembered, to say what came instead of HTTP.
const REMEMBERED: usize = 16;

/// What went over a connection since the last [`Traffic::begin`].
#[derive(Debug)]
pub(super) struct Traffic {
    clock: Clock,
    seen: Mutex<Seen>,
    /// Told whenever bytes were sent.
    went: Notify,
}

/// See [`Traffic`].
#[derive(Debug, Clone, Default)]
pub(super) struct Seen {
    /// Bytes sent.
    pub(super) sent: u64,
    /// Bytes received.
    pub(super) received: u64,
    /// When the last byte was sent.
    pub(super) last_sent: Option<Timestamp>,
    /// Whether there is more to send than the other end takes.
    pub(super) stalled: bool,
    /// How the other end finished, if it did.
    pub(super) end: Option<End>,
    first: [u8; REMEMBERED],
}

impl Seen {
    /// The first bytes that were received.
    pub(super) fn first(&self) -> &[u8] {
        let kept = usize::try_from(self.received).unwrap_or(usize::MAX).min(REMEMBERED);
        &self.first[..kept]
    }

    /// Whether a request has left as far as it was given to the connection.
    pub(super) fn is_sent(&self) -> bool {
        self.sent > 0 && !self.stalled
    }
}

impl Traffic {
    /// Counts from here, for the next exchange on the connection.
    pub(super) fn begin(&self) {
        let mut seen = self.seen.lock();
        *seen = Seen { end: seen.end, stalled: seen.stalled, ..Seen::default() };
    }

    /// What went over the connection so far.
    pub(super) fn seen(&self) -> Seen {
        self.seen.lock().clone()
    }

    fn received(&self, bytes: &[u8]) {
        let mut seen = self.seen.lock();
        if let Some(room) = usize::try_from(seen.received).ok().and_then(|at| seen.first.get_mut(at..)) {
            let kept = room.len().min(bytes.len());
            room[..kept].copy_from_slice(&bytes[..kept]);
        }
        seen.received += bytes.len() as u64;
    }

    fn closed(&self) {
        self.seen.lock().end.get_or_insert(End::Closed);
    }

    fn sent(&self, bytes: usize) {
        let now = self.clock.now();
        let mut seen = self.seen.lock();
        seen.sent += bytes as u64;
        seen.last_sent = Some(now);
        seen.stalled = false;
        drop(seen);
        self.went.notify_waiters();
    }

    /// Waits until more than `bytes` were sent since [`Traffic::begin`].
    pub(super) async fn sent_more_than(&self, bytes: u64) {
        loop {
            let mut went = std::pin::pin!(self.went.notified());
            // Before the look, so that nothing is missed in between.
            went.as_mut().enable();
            if self.seen.lock().sent > bytes {
                return;
            }
            went.await;
        }
    }

    fn failed(&self, error: &io::Error) {
        // A write to a connection that was reset earlier fails as a broken pipe.
        if matches!(error.kind(), ErrorKind::ConnectionReset | ErrorKind::BrokenPipe | ErrorKind::ConnectionAborted) {
            self.seen.lock().end = Some(End::Reset);
        }
    }
}

/// A TCP connection that keeps [`Traffic`].
#[derive(Debug)]
pub(super) struct Socket {
    stream: Arc<TcpStream>,
    traffic: Arc<Traffic>,
}

/// What can be known of a connection while hyper owns it.
#[derive(Debug, Clone)]
pub(super) struct Watch {
    /// Weak, so that a connection which has ended is closed at once, and not when somebody looks at it again.
    stream: Weak<TcpStream>,
    /// What goes over it.
    pub(super) traffic: Arc<Traffic>,
}

impl Socket {
    /// Counts what goes over `stream`, timed by `clock`.
    pub(super) fn new(stream: TcpStream, clock: Clock) -> Self {
        let traffic = Traffic { clock, seen: Mutex::default(), went: Notify::new() };
        Self { stream: Arc::new(stream), traffic: Arc::new(traffic) }
    }

    /// A handle that stays behind when the connection is given away.
    pub(super) fn watch(&self) -> Watch {
        Watch { stream: Arc::downgrade(&self.stream), traffic: Arc::clone(&self.traffic) }
    }
}

impl Watch {
    /// Has the connection end with a RST, and not with a FIN, when it is dropped.
    pub(super) fn reset_when_dropped(&self) {
        if let Some(stream) = self.stream.upgrade() {
            let _ = stream.set_zero_linger();
        }
    }

    /// Whether an idle connection can take another request: the operating system is asked directly, because the runtime may
    /// not have noticed yet that the other end has closed it.
    pub(super) fn is_open(&self) -> bool {
        let Some(stream) = self.stream.upgrade() else { return false };
        let mut byte = [MaybeUninit::uninit()];
        match SockRef::from(&*stream).peek(&mut byte) {
            Ok(waiting) => waiting > 0,
            Err(error) => error.kind() == ErrorKind::WouldBlock,
        }
    }
}

impl Watch {
    /// Has the connection end with a RST when it is closed.
    pub(super) fn end_with_reset(&self) {
        if let Some(stream) = self.stream.upgrade() {
            let _ = SockRef::from(&*stream).set_linger(Some(std::time::Duration::ZERO));
        }
    }
}

impl AsyncRead for Socket {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        loop {
            ready!(self.stream.poll_read_ready(cx))?;
            let before = buf.filled().len();
            match self.stream.try_read(buf.initialize_unfilled()) {
                Ok(0) if buf.remaining() > 0 => {
                    self.traffic.closed();
                    return Poll::Ready(Ok(()));
                }
                Ok(count) => {
                    buf.advance(count);
                    self.traffic.received(&buf.filled()[before..]);
                    return Poll::Ready(Ok(()));
                }
                Err(error) if error.kind() == ErrorKind::WouldBlock => {}
                Err(error) => {
                    self.traffic.failed(&error);
                    return Poll::Ready(Err(error));
                }
            }
        }
    }
}

impl Socket {
    fn poll_send(
        &self,
        cx: &mut Context<'_>,
        send: impl Fn(&TcpStream) -> io::Result<usize>,
    ) -> Poll<io::Result<usize>> {
        loop {
            match self.stream.poll_write_ready(cx) {
                Poll::Ready(ready) => ready?,
                Poll::Pending => {
                    self.traffic.seen.lock().stalled = true;
                    return Poll::Pending;
                }
            }
            match send(&self.stream) {
                Ok(count) => {
                    self.traffic.sent(count);
                    return Poll::Ready(Ok(count));
                }
                Err(error) if error.kind() == ErrorKind::WouldBlock => {}
                Err(error) => {
                    self.traffic.failed(&error);
                    return Poll::Ready(Err(error));
                }
            }
        }
    }
}

impl AsyncWrite for Socket {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.poll_send(cx, |stream| stream.try_write(bytes))
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.poll_send(cx, |stream| stream.try_write_vectored(slices))
    }

    fn is_write_vectored(&self) -> bool {
        true
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(SockRef::from(&*self.stream).shutdown(Shutdown::Write))
    }
}

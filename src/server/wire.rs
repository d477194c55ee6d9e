//! A socket as hyper sees it. hyper keeps what it is given until a connection has ended, and gives nothing back; a wire
//! sends its socket home by itself, so that something can still be said, or done, on it.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use parking_lot::Mutex;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::script::{Cue, Player};
use super::stream::Stream;
use crate::world::faults::plan::End;

/// A stream in hyper's hands.
pub(super) struct Wire {
    /// There until this is dropped.
    stream: Option<Stream>,
    /// Whether something was read to which nothing was answered yet.
    unanswered: bool,
    /// What faults make of the answers.
    player: Player,
    home: Home,
}

/// Where the stream of a wire is found when nobody uses the wire any more.
#[derive(Debug, Clone, Default)]
pub(super) struct Home(Arc<Mutex<Option<Returned>>>);

/// A stream that came back.
#[derive(Debug)]
pub(super) struct Returned {
    pub(super) stream: Stream,
    /// Whether something was read to which nothing was answered.
    pub(super) unanswered: bool,
    /// How a fault has ended it, if one did.
    pub(super) ended: Option<End>,
}

impl Home {
    /// The stream, if it came back.
    pub(super) fn take(&self) -> Option<Returned> {
        self.0.lock().take()
    }
}

impl Wire {
    /// `stream`, of which something waits to be read, and which will be found at `home`. Answers go out as `cue` has it.
    pub(super) fn new(stream: Stream, home: Home, cue: Cue) -> Self {
        Self { unanswered: true, stream: Some(stream), player: Player::new(cue), home }
    }

    /// The stream, which then will not be found at home.
    pub(super) fn into_stream(mut self) -> Option<Stream> {
        self.stream.take()
    }

    /// Goes on with what faults make of an answer.
    fn play(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.stream.as_mut() {
            Some(stream) => self.player.play(Pin::new(stream), cx),
            None => Poll::Ready(Err(io::ErrorKind::NotConnected.into())),
        }
    }

    fn stream(&mut self) -> io::Result<Pin<&mut Stream>> {
        self.stream.as_mut().map(Pin::new).ok_or_else(|| io::ErrorKind::NotConnected.into())
    }
}

impl Drop for Wire {
    fn drop(&mut self) {
        if let Some(stream) = self.stream.take() {
            *self.home.0.lock() = Some(Returned { stream, unanswered: self.unanswered, ended: self.player.ended() });
        }
    }
}

impl AsyncRead for Wire {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        ready!(self.play(cx))?;
        let before = buffer.filled().len();
        let read = self.stream()?.poll_read(cx, buffer);
        self.unanswered |= buffer.filled().len() > before;
        read
    }
}

impl AsyncWrite for Wire {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.unanswered = false;
        ready!(self.play(cx))?;
        match self.player.listen(&[io::IoSlice::new(bytes)]) {
            Some(heard) => Poll::Ready(Ok(heard)),
            None => self.stream()?.poll_write(cx, bytes),
        }
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.unanswered = false;
        ready!(self.play(cx))?;
        match self.player.listen(slices) {
            Some(heard) => Poll::Ready(Ok(heard)),
            None => self.stream()?.poll_write_vectored(cx, slices),
        }
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.as_ref().is_some_and(AsyncWrite::is_write_vectored)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.play(cx))?;
        self.stream()?.poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.play(cx))?;
        self.stream()?.poll_shutdown(cx)
    }
}

//! A socket as hyper sees it. hyper keeps what it is given until a connection has ended, and gives nothing back; a wire
//! sends its socket home by itself, so that something can still be said, or done, on it.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::{Buf as _, Bytes};
use parking_lot::Mutex;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

/// A socket, and the bytes that were read from it already.
#[derive(Debug)]
pub(super) struct Wire {
    first: Bytes,
    /// There until this is dropped.
    socket: Option<TcpStream>,
    /// Whether something was read to which nothing was answered yet.
    unanswered: bool,
    home: Home,
}

/// Where the socket of a wire is found when nobody uses the wire any more.
#[derive(Debug, Clone, Default)]
pub(super) struct Home(Arc<Mutex<Option<Returned>>>);

/// A socket that came back.
#[derive(Debug)]
pub(super) struct Returned {
    pub(super) socket: TcpStream,
    /// Whether something was read to which nothing was answered.
    pub(super) unanswered: bool,
}

impl Home {
    /// The socket, if it came back.
    pub(super) fn take(&self) -> Option<Returned> {
        self.0.lock().take()
    }
}

impl Wire {
    /// `socket`, from which `first` was read already, and which will be found at `home`.
    pub(super) fn new(socket: TcpStream, first: Bytes, home: Home) -> Self {
        Self { unanswered: !first.is_empty(), first, socket: Some(socket), home }
    }

    fn socket(&mut self) -> io::Result<Pin<&mut TcpStream>> {
        self.socket.as_mut().map(Pin::new).ok_or_else(|| io::ErrorKind::NotConnected.into())
    }
}

impl Drop for Wire {
    fn drop(&mut self) {
        if let Some(socket) = self.socket.take() {
            *self.home.0.lock() = Some(Returned { socket, unanswered: self.unanswered });
        }
    }
}

impl AsyncRead for Wire {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        if !self.first.is_empty() {
            let length = self.first.len().min(buffer.remaining());
            buffer.put_slice(&self.first[..length]);
            self.first.advance(length);
            return Poll::Ready(Ok(()));
        }
        let before = buffer.filled().len();
        let read = self.socket()?.poll_read(cx, buffer);
        self.unanswered |= buffer.filled().len() > before;
        read
    }
}

impl AsyncWrite for Wire {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.unanswered = false;
        self.socket()?.poll_write(cx, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.unanswered = false;
        self.socket()?.poll_write_vectored(cx, slices)
    }

    fn is_write_vectored(&self) -> bool {
        true
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.socket()?.poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.socket()?.poll_shutdown(cx)
    }
}

//! What a connection is made of: a socket, TLS over it, or TLS over a tunnel that was asked for through TLS. Bytes that were
//! read to find out what is spoken are put back, and read again by whoever speaks it.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::{Buf as _, Bytes};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio_rustls::server::TlsStream;

/// Bytes in both directions.
#[derive(Debug)]
pub(super) struct Stream {
    /// What is read first.
    unread: Bytes,
    line: Line,
}

#[derive(Debug)]
enum Line {
    Plain(TcpStream),
    Tls(Box<TlsStream<Stream>>),
}

impl Stream {
    /// Over a socket, in clear text.
    pub(super) fn plain(socket: TcpStream) -> Self {
        Self { unread: Bytes::new(), line: Line::Plain(socket) }
    }

    /// Over another stream, encrypted.
    pub(super) fn tls(tls: TlsStream<Self>) -> Self {
        Self { unread: Bytes::new(), line: Line::Tls(Box::new(tls)) }
    }

    /// Has the connection end with a RST, and not with a FIN, when it is dropped.
    pub(super) fn reset_when_dropped(&self) {
        match &self.line {
            Line::Plain(socket) => drop(socket.set_zero_linger()),
            Line::Tls(tls) => tls.get_ref().0.reset_when_dropped(),
        }
    }

    /// The same, from which `bytes` are read again before everything else.
    pub(super) fn with_unread(self, bytes: Bytes) -> Self {
        debug_assert!(self.unread.is_empty(), "bytes are put back once");
        Self { unread: bytes, ..self }
    }
}

impl AsyncRead for Stream {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        if !self.unread.is_empty() {
            let length = self.unread.len().min(buffer.remaining());
            buffer.put_slice(&self.unread[..length]);
            self.unread.advance(length);
            return Poll::Ready(Ok(()));
        }
        match &mut self.line {
            Line::Plain(socket) => Pin::new(socket).poll_read(cx, buffer),
            Line::Tls(tls) => Pin::new(tls).poll_read(cx, buffer),
        }
    }
}

impl AsyncWrite for Stream {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        match &mut self.line {
            Line::Plain(socket) => Pin::new(socket).poll_write(cx, bytes),
            Line::Tls(tls) => Pin::new(tls).poll_write(cx, bytes),
        }
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        match &mut self.line {
            Line::Plain(socket) => Pin::new(socket).poll_write_vectored(cx, slices),
            Line::Tls(tls) => Pin::new(tls).poll_write_vectored(cx, slices),
        }
    }

    fn is_write_vectored(&self) -> bool {
        match &self.line {
            Line::Plain(socket) => socket.is_write_vectored(),
            Line::Tls(tls) => tls.is_write_vectored(),
        }
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.line {
            Line::Plain(socket) => Pin::new(socket).poll_flush(cx),
            Line::Tls(tls) => Pin::new(tls).poll_flush(cx),
        }
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.line {
            Line::Plain(socket) => Pin::new(socket).poll_shutdown(cx),
            Line::Tls(tls) => Pin::new(tls).poll_shutdown(cx),
        }
    }
}

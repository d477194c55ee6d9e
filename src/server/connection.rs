//! One connection: which protocol it speaks, its requests one by one, and what is to be said of its end.

use std::convert::Infallible;
use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::Arc;

use bytes::BytesMut;
use hyper::server::conn::{http1, http2};
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use serde_json::json;
use tokio::io::AsyncReadExt as _;
use tokio::net::TcpStream;

use super::request::Answering;
use super::stop::{Phase, Stopping};
use super::wire::{Home, Returned, Wire};
use super::{Arrival, Served, parting};
use crate::journal::exchange::Event;
use crate::world::clock::{Elapsed, transport};

/// What an HTTP/2 connection starts with, and no method of HTTP/1.1 does.
const PREFACE: &[u8] = b"PRI ";

/// Serves one connection to its end.
pub(super) async fn serve(socket: TcpStream, arrival: Arrival, served: Arc<Served>, stopping: Stopping) {
    let mut cut = stopping.clone();
    tokio::select! {
        biased;
        () = play(socket, arrival, served, stopping) => {}
        () = cut.until(Phase::Cut) => {}
    }
}

/// From the first byte to the last.
async fn play(mut socket: TcpStream, arrival: Arrival, served: Arc<Served>, mut stopping: Stopping) {
    let limits = served.service.limits;
    let mut first = BytesMut::with_capacity(1024);
    let begun = tokio::select! {
        begun = transport::timeout(limits.head, begin(&mut socket, &mut first)) => begun,
        () = stopping.until(Phase::Finishing) => return,
    };
    match begun {
        Ok(Ok(())) => {}
        Ok(Err(_)) => return,
        Err(Elapsed) if first.is_empty() => return,
        Err(Elapsed) => {
            note(&served, arrival, "head-timeout", "the head of a request did not arrive in time");
            return parting::head_too_slow(socket, limits).await;
        }
    }
    let http2 = first.starts_with(PREFACE);
    let home = Home::default();
    let io = TokioIo::new(Wire::new(socket, first.freeze(), home.clone()));
    let answering = Arc::new(Answering::new(Arc::clone(&served), arrival));
    let service = service_fn(move |request| {
        let answering = Arc::clone(&answering);
        async move { Ok::<_, Infallible>(answering.answer(request).await) }
    });
    let ended = if http2 {
        let mut http = http2::Builder::new(TokioExecutor::new());
        http.timer(TokioTimer::new())
            .max_concurrent_streams(limits.streams)
            .max_header_list_size(u32::try_from(limits.head_bytes).unwrap_or(u32::MAX))
            .keep_alive_interval(limits.head)
            .keep_alive_timeout(limits.head);
        drive(http.serve_connection(io, service), &mut stopping, http2::Connection::graceful_shutdown).await
    } else {
        let mut http = http1::Builder::new();
        http.timer(TokioTimer::new())
            .header_read_timeout(limits.head)
            .max_header_size(limits.head_bytes)
            // Large enough for the head, and for the usual body in one piece.
            .max_buf_size(limits.head_bytes.max(64 * 1024))
            .half_close(true);
        drive(http.serve_connection(io, service), &mut stopping, http1::Connection::graceful_shutdown).await
    };
    let Some(returned) = home.take() else { return };
    tokio::select! {
        () = part(ended, returned, arrival, &served, http2) => {}
        () = stopping.until(Phase::Finishing) => {}
    }
}

/// Parts from a connection as its end asks for.
async fn part(ended: Result<(), hyper::Error>, returned: Returned, arrival: Arrival, served: &Served, http2: bool) {
    match ended {
        Ok(()) => parting::linger(returned.socket).await,
        Err(error) if error.is_timeout() && returned.unanswered => {
            note(served, arrival, "head-timeout", "the head of a request did not arrive in time");
            parting::head_too_slow(returned.socket, served.service.limits).await;
        }
        // A connection on which nothing was asked any more has waited long enough.
        Err(error) if error.is_timeout() => {}
        Err(error) => {
            tracing::debug!(connection = arrival.connection, peer = %arrival.peer, %error, "a connection ended early");
            if let Some(kind) = kind(&error, http2) {
                note(served, arrival, kind, &whole(&error));
                parting::linger(returned.socket).await;
            }
        }
    }
}

/// Reads as much as tells the protocols apart.
async fn begin(socket: &mut TcpStream, first: &mut BytesMut) -> std::io::Result<()> {
    loop {
        if socket.read_buf(first).await? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        let known = first.len().min(PREFACE.len());
        if known == PREFACE.len() || first[..known] != PREFACE[..known] {
            return Ok(());
        }
    }
}

/// Serves until the connection has ended, and winds it up when the server stops.
async fn drive<C>(connection: C, stopping: &mut Stopping, wind_up: impl FnOnce(Pin<&mut C>)) -> Result<(), hyper::Error>
where
    C: Future<Output = Result<(), hyper::Error>>,
{
    let mut connection = pin!(connection);
    tokio::select! {
        biased;
        ended = connection.as_mut() => return ended,
        () = stopping.until(Phase::Finishing) => wind_up(connection.as_mut()),
    }
    connection.await
}

/// What an error of a connection is called in the journal; none if it is nobody's mistake.
fn kind(error: &hyper::Error, http2: bool) -> Option<&'static str> {
    match () {
        () if error.is_parse_too_large() => Some("head-too-large"),
        () if error.is_parse() => Some("malformed-request"),
        () if error.is_incomplete_message() => Some("half-a-request"),
        () if http2 && !error.is_closed() => Some("http2-error"),
        () => None,
    }
}

/// Tells the default world, because without a whole head nobody knows which world was meant.
fn note(served: &Served, arrival: Arrival, kind: &'static str, what: &str) {
    let world = served.service.worlds.default();
    let detail = json!({ "what": what, "connection": arrival.connection, "peer": arrival.peer.to_string() });
    let at = world.clock().now();
    world.journal().note(Event { at, platform: "backlot", kind, cause: None, detail });
}

/// An error with what caused it.
fn whole(error: &hyper::Error) -> String {
    let mut text = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        text += &format!(": {cause}");
        source = cause.source();
    }
    text
}

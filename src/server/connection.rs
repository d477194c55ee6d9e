//! One connection: which protocol it speaks, its requests one by one, and what is to be said of its end. A connection may
//! turn into a tunnel; what is spoken inside is served in its place.

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
use super::script::Cue;
use super::stop::{Phase, Stopping};
use super::stream::Stream;
use super::tunnel::Tunnel;
use super::wire::{Home, Returned, Wire};
use super::{Arrival, Served, faulty, parting, tls};
use crate::journal::exchange::Event;
use crate::world::clock::{Elapsed, transport};
use crate::world::faults::plan::{BadTls, End};

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
async fn play(socket: TcpStream, arrival: Arrival, served: Arc<Served>, mut stopping: Stopping) {
    let accepted = tokio::select! {
        accepted = faulty::accepted(&served.service, arrival, socket) => accepted,
        () = stopping.until(Phase::Finishing) => return,
    };
    let Some((socket, bad)) = accepted else { return };
    let mut line = Line { arrival, served, tunnel: None, bad };
    let mut stream = Stream::plain(socket);
    // Boxed, because a connection that waits holds all of it.
    while let Some((inner, tunnel)) = Box::pin(line.talk(stream, &mut stopping)).await {
        stream = match line.enter(inner, tunnel).await {
            Some(inner) => inner,
            None => return,
        };
    }
}

/// A connection, or the tunnel that it has become.
struct Line {
    arrival: Arrival,
    served: Arc<Served>,
    tunnel: Option<Tunnel>,
    /// How a fault has TLS go wrong.
    bad: BadTls,
}

/// What a connection starts with.
enum Beginning {
    /// Something is there to be read; whether it is HTTP/2.
    Spoken(Stream, bool),
    /// It is over, and everything is said.
    Over,
}

impl Line {
    /// Enters a tunnel. One that names another world is that world's from here on, with the faults of connections that are armed
    /// there; nothing if one of them refuses it.
    async fn enter(&mut self, stream: Stream, tunnel: Tunnel) -> Option<Stream> {
        let worlds = &self.served.service.worlds;
        let named = tunnel.world.as_deref().and_then(|name| worlds.get(name).ok());
        let other = named.filter(|world| !Arc::ptr_eq(world, &worlds.default()));
        self.tunnel = Some(tunnel);
        let Some(world) = other else { return Some(stream) };
        let (stream, bad) = faulty::tunnelled(&world, self.arrival, stream).await?;
        self.bad = bad;
        Some(stream)
    }

    /// Serves what is spoken over `stream` to its end. If that end is a tunnel, it gives what is inside.
    async fn talk(&self, stream: Stream, stopping: &mut Stopping) -> Option<(Stream, Tunnel)> {
        let Beginning::Spoken(stream, http2) = self.begin(stream, stopping).await else { return None };
        let limits = self.served.service.limits;
        let home = Home::default();
        let cue = Cue::default();
        let io = TokioIo::new(Wire::new(stream, home.clone(), cue.clone()));
        let answering = Arc::new(Answering::new(Arc::clone(&self.served), self.arrival, self.tunnel.clone(), cue));
        let service = service_fn({
            let answering = Arc::clone(&answering);
            move |request| {
                let answering = Arc::clone(&answering);
                async move { answering.answer(request).await }
            }
        });
        let ended = if http2 {
            let mut http = http2::Builder::new(TokioExecutor::new());
            http.timer(TokioTimer::new())
                .max_concurrent_streams(limits.streams)
                .max_header_list_size(u32::try_from(limits.head_bytes).unwrap_or(u32::MAX))
                .keep_alive_interval(limits.head)
                .keep_alive_timeout(limits.head);
            drive(http.serve_connection(io, service), stopping, http2::Connection::graceful_shutdown).await
        } else {
            let mut http = http1::Builder::new();
            http.timer(TokioTimer::new())
                .header_read_timeout(limits.head)
                .max_header_size(limits.head_bytes)
                // Large enough for the head, and for the usual body in one piece.
                .max_buf_size(limits.head_bytes.max(64 * 1024))
                .half_close(true);
            let connection = http.serve_connection(io, service).with_upgrades();
            drive(connection, stopping, http1::UpgradeableConnection::graceful_shutdown).await
        };
        if ended.is_ok()
            && let Some(opening) = answering.opening()
        {
            return opening.inside().await;
        }
        let returned = home.take()?;
        tokio::select! {
            () = self.part(ended, returned, http2) => {}
            () = stopping.until(Phase::Finishing) => {}
        }
        None
    }

    /// Finds out what is spoken, and shakes hands if it is TLS.
    async fn begin(&self, stream: Stream, stopping: &mut Stopping) -> Beginning {
        let mut stream = stream;
        let mut encrypted = false;
        loop {
            let (opened, first) = match self.first(stream, stopping).await {
                Some(opened) => opened,
                None => return Beginning::Over,
            };
            if encrypted || first.first() != Some(&tls::FIRST) {
                let http2 = first.starts_with(PREFACE);
                return Beginning::Spoken(opened.with_unread(first.freeze()), http2);
            }
            if let Some(how) = self.bad.handshake {
                faulty::shake(opened, how).await;
                return Beginning::Over;
            }
            let shaken = tokio::select! {
                shaken = tls::accept(opened.with_unread(first.freeze()), self.arrival, &self.served, self.bad.certificate) => shaken,
                () = stopping.until(Phase::Finishing) => return Beginning::Over,
            };
            stream = match shaken {
                Ok(shaken) => shaken,
                Err(what) => {
                    self.note("tls-failed", &what);
                    return Beginning::Over;
                }
            };
            encrypted = true;
        }
    }

    /// The first bytes; nothing if there are none, and nobody is left to be told.
    async fn first(&self, mut stream: Stream, stopping: &mut Stopping) -> Option<(Stream, BytesMut)> {
        let limits = self.served.service.limits;
        let mut first = BytesMut::with_capacity(1024);
        let begun = tokio::select! {
            begun = transport::timeout(limits.head, begin(&mut stream, &mut first)) => begun,
            () = stopping.until(Phase::Finishing) => return None,
        };
        match begun {
            Ok(Ok(())) => Some((stream, first)),
            Ok(Err(_)) => None,
            Err(Elapsed) if first.is_empty() => None,
            Err(Elapsed) => {
                self.note("head-timeout", "the head of a request did not arrive in time");
                parting::head_too_slow(stream, limits).await;
                None
            }
        }
    }

    /// Parts from a connection as its end asks for.
    async fn part(&self, ended: Result<(), hyper::Error>, returned: Returned, http2: bool) {
        match ended {
            // A fault has ended it: what goes over the wire now is the fault.
            _ if returned.ended == Some(End::Close) => parting::linger(returned.stream).await,
            _ if returned.ended.is_some() => {}
            Ok(()) => parting::linger(returned.stream).await,
            Err(error) if error.is_timeout() && returned.unanswered => {
                self.note("head-timeout", "the head of a request did not arrive in time");
                parting::head_too_slow(returned.stream, self.served.service.limits).await;
            }
            // A connection on which nothing was asked any more has waited long enough.
            Err(error) if error.is_timeout() => {}
            Err(error) => {
                let Arrival { connection, peer, .. } = self.arrival;
                tracing::debug!(connection, %peer, %error, "a connection ended early");
                if let Some(kind) = kind(&error, http2) {
                    self.note(kind, &whole(&error));
                    parting::linger(returned.stream).await;
                }
            }
        }
    }

    /// Tells the tunnel's world, or else the default one, because without a whole head nobody knows which world was meant.
    fn note(&self, kind: &'static str, what: &str) {
        let worlds = &self.served.service.worlds;
        let asked = self.tunnel.as_ref().and_then(|tunnel| worlds.get(tunnel.world.as_deref()?).ok());
        let world = asked.unwrap_or_else(|| worlds.default());
        let Arrival { connection, peer, .. } = self.arrival;
        let detail = json!({ "what": what, "connection": connection, "peer": peer.to_string() });
        let at = world.clock().now();
        world.journal().note(Event { at, platform: "backlot", kind, cause: None, detail });
    }
}

/// Reads as much as tells the protocols apart.
async fn begin(stream: &mut Stream, first: &mut BytesMut) -> std::io::Result<()> {
    loop {
        if stream.read_buf(first).await? == 0 {
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

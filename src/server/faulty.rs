//! Faults on the server's side of a connection: what happens when it is accepted, when TLS begins on it, and when an answer
//! that faults have hit is to go out over it.

use std::fmt;

use bytes::Bytes;
use http::{HeaderMap, Method, Response, StatusCode, Version, header, request};
use http_body_util::Either;
use serde_json::json;
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;

use super::request::Sent;
use super::script::{Acted, Cue, Script};
use super::stream::Stream;
use super::{Arrival, Service, parting, request as answering};
use crate::journal::exchange::Event;
use crate::platforms::dispatch::Delivered;
use crate::world::World;
use crate::world::faults::plan::{BadTls, End, Handshake, Plan};
use crate::world::faults::point::Point;

/// The TLS alert handshake_failure, as it goes over the wire: an alert, TLS 1.2, two bytes long, fatal, 40.
const HANDSHAKE_FAILURE: [u8; 7] = [0x15, 3, 3, 0, 2, 2, 40];

/// A stream of HTTP/2 that a fault has ended.
#[derive(Debug)]
pub(super) struct Cut;

impl fmt::Display for Cut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a fault ended the stream")
    }
}

impl std::error::Error for Cut {}

/// What becomes of a connection that was just accepted: the socket, and how TLS goes wrong on it if it does; nothing if a fault
/// has refused it. Which world it is for shows only with its first request, so these faults are those of the default one.
pub(super) async fn accepted(service: &Service, arrival: Arrival, socket: TcpStream) -> Option<(TcpStream, BadTls)> {
    let plan = connection(&service.worlds.default(), arrival).await;
    if plan.refused {
        let _ = socket.set_zero_linger();
        return None;
    }
    Some((socket, plan.tls))
}

/// What becomes of a tunnel of `world`, as [`accepted`] says of a connection: here the world is known before anything was asked.
pub(super) async fn tunnelled(world: &World, arrival: Arrival, stream: Stream) -> Option<(Stream, BadTls)> {
    let plan = connection(world, arrival).await;
    if plan.refused {
        stream.reset_when_dropped();
        return None;
    }
    Some((stream, plan.tls))
}

/// What the faults of `world` do to a connection before anything was asked on it, once the delay that they ask for has passed.
async fn connection(world: &World, arrival: Arrival) -> Plan {
    let touched = world.faults().connection(world.clock().now(), world.rng());
    if !touched.is_hit() {
        return Plan::default();
    }
    let detail =
        json!({ "faults": touched.labels(), "connection": arrival.connection, "peer": arrival.peer.to_string() });
    world.journal().note(Event {
        at: world.clock().now(),
        platform: "backlot",
        kind: "connection-fault",
        cause: None,
        detail,
    });
    let plan = touched.answering();
    if !plan.delay.is_zero() {
        world.clock().sleep(plan.delay).await;
    }
    plan
}

/// Has the TLS handshake fail that begins on `stream`.
pub(super) async fn shake(mut stream: Stream, how: Handshake) {
    match how {
        Handshake::Alert => {
            if stream.write_all(&HANDSHAKE_FAILURE).await.is_ok() {
                parting::linger(stream).await;
            }
        }
        Handshake::Close => parting::linger(stream).await,
        Handshake::Reset => stream.reset_when_dropped(),
    }
}

/// What is told of a request whose answer goes out: whatever decides how long that answer is.
pub(super) struct Asked {
    method: Method,
    version: Version,
}

impl Asked {
    pub(super) fn of(head: &request::Parts) -> Self {
        Self { method: head.method.clone(), version: head.version }
    }

    /// How many bytes of a body hyper writes.
    fn body(&self, status: StatusCode, headers: &HeaderMap, body: &Bytes) -> usize {
        let is_bare = self.method == Method::HEAD
            || matches!(status, StatusCode::NO_CONTENT | StatusCode::NOT_MODIFIED)
            || headers.contains_key(header::TRANSFER_ENCODING);
        if is_bare { 0 } else { body.len() }
    }
}

/// Sends an answer on its way as faults have it.
pub(super) async fn send(delivered: Delivered, asked: &Asked, world: &World, cue: &Cue) -> Result<Response<Sent>, Cut> {
    let Delivered { response, plan } = delivered;
    let Some(plan) = plan else { return Ok(response.map(answering::sent)) };
    if asked.version >= Version::HTTP_2 {
        return stream(response, &plan, world).await;
    }
    // What was answered before on this connection leaves first.
    tokio::task::yield_now().await;
    let body = asked.body(response.status(), response.headers(), response.body());
    cue.give(Script { plan, body, clock: world.clock().clone() });
    Ok(response.map(answering::sent))
}

/// On a stream of HTTP/2: what ends a connection of HTTP/1.1 ends the stream here, with RST_STREAM, and the others go on.
async fn stream(response: Response<Bytes>, plan: &Plan, world: &World) -> Result<Response<Sent>, Cut> {
    let is_before_body = plan.cut.is_some_and(|cut| matches!(cut.after, Point::Start | Point::InHead));
    if is_before_body && plan.cut.is_some_and(|cut| cut.then == End::Hang) {
        return std::future::pending().await;
    }
    if plan.refused || plan.tls.is_any() || plan.garbage.is_some() || is_before_body {
        return Err(Cut);
    }
    Ok(response.map(|whole| Either::Right(axum::body::Body::new(Acted::new(plan, &whole, world.clock())))))
}

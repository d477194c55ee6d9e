//! One request: its world, its body within the limits, and who answers it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use bytes::Bytes;
use http::{Method, Request, Response, StatusCode, Version, request};
use http_body_util::{Either, Full};
use hyper::body::Incoming;
use parking_lot::Mutex;

use super::body::{self, Unread};
use super::route::{self, Route};
use super::script::Cue;
use super::tunnel::{Opening, Tunnel};
use super::worlds::DEFAULT;
use super::{Arrival, Served, Service, faulty, proxy};
use crate::journal::exchange::Connection;
use crate::platforms::dispatch::{self, Begun, Open};
use crate::world::World;
use crate::world::clock::{Elapsed, transport};

/// Platforms answer in one piece; Backlot's own API may stream.
pub(super) type Sent = Either<Full<Bytes>, axum::body::Body>;

/// Answers the requests of one connection.
pub(super) struct Answering {
    pub(super) served: Arc<Served>,
    pub(super) arrival: Arrival,
    /// The tunnel through which they come.
    tunnel: Option<Tunnel>,
    /// The tunnel that this connection is about to become.
    opening: Mutex<Option<Opening>>,
    count: AtomicU64,
    /// Where it is said what faults make of an answer.
    cue: Cue,
}

impl Answering {
    pub(super) fn new(served: Arc<Served>, arrival: Arrival, tunnel: Option<Tunnel>, cue: Cue) -> Self {
        Self { served, arrival, tunnel, opening: Mutex::new(None), count: AtomicU64::new(0), cue }
    }

    /// The tunnel that was asked for, if one was.
    pub(super) fn opening(&self) -> Option<Opening> {
        self.opening.lock().take()
    }

    /// Answers one request. An error ends the stream of HTTP/2 on which it came.
    pub(super) async fn answer(&self, request: Request<Incoming>) -> Result<Response<Sent>, faulty::Cut> {
        let service = &self.served.service;
        let mut request = request;
        let upgrade = (*request.method() == Method::CONNECT).then(|| hyper::upgrade::on(&mut request));
        let (mut head, body) = request.into_parts();
        let asked = proxy::world(&head.headers).or_else(|| self.tunnel.as_ref()?.world.clone());
        proxy::strip(&mut head.headers);
        let Route { world, uri, own } = match route::route(&service.worlds, &head.uri, &head.headers, asked.as_deref())
        {
            Ok(route) => route,
            Err(response) => return Ok(response.map(sent)),
        };
        if let Some(host) = proxy::foreign(&head, self.arrival, service) {
            let (reason, help) = proxy::refusal(&head.method, host);
            let open = Open::for_nobody(&world, Begun::now(&world), &head, Some(self.connection()));
            return Ok(open.refused(StatusCode::FORBIDDEN, "unplayed-host", &reason, &help).map(sent));
        }
        if let Some(upgrade) = upgrade {
            if head.version >= Version::HTTP_2 {
                return Ok(proxy::no_tunnel().map(sent));
            }
            let named = (world.name() != DEFAULT).then(|| world.name().to_owned());
            *self.opening.lock() = Some(Opening { tunnel: Tunnel { world: named }, upgrade });
            return Ok(Response::new(sent(Bytes::new())));
        }
        head.uri = uri;
        if own {
            return Ok(own_api(service, world, self.arrival, head, body).await);
        }
        if !service.ready.is_reached() {
            let help = "Ask again in a moment; GET /_backlot/ready says when.";
            let message = "the worlds are still being loaded";
            return Ok(dispatch::problem(StatusCode::SERVICE_UNAVAILABLE, "not-ready", message, help).map(sent));
        }
        let limits = service.limits;
        let open = Open::begin(&world, Begun::now(&world), &head, Some(self.connection()));
        let limit = dispatch::body_limit(head.uri.path());
        let read = transport::timeout(limits.body, body::read(body, limit, &self.served.scales)).await;
        let response = match read {
            Ok(Ok((body, _share))) => {
                let asked = faulty::Asked::of(&head);
                let delivered = open.answer(head, body).await;
                return faulty::send(delivered, &asked, &world, &self.cue).await;
            }
            Ok(Err(Unread::TooLarge { length })) => open.too_large(head.uri.path(), length),
            Ok(Err(Unread::TooMuch)) => {
                let limit = self.served.scales.limit();
                let reason = format!("the bodies that are being read would hold more than {limit} bytes together");
                let help = "Send large bodies one after the other.";
                open.unread(StatusCode::SERVICE_UNAVAILABLE, "too-much-at-once", &reason, help)
            }
            Ok(Err(Unread::Broken(error))) => {
                open.broken_off(format!("the connection ended while the body was read: {error}"));
                // Nobody is left to read this.
                let mut response = Response::new(Bytes::new());
                *response.status_mut() = StatusCode::BAD_REQUEST;
                response
            }
            Err(Elapsed) => {
                let reason = format!("the body did not arrive within {} s", limits.body.as_secs_f64());
                let help = "Send the body at once, or announce the length that is really sent.";
                open.unread(StatusCode::REQUEST_TIMEOUT, "body-timeout", &reason, help)
            }
        };
        Ok(response.map(sent))
    }

    /// The connection, with the number of the request at hand.
    fn connection(&self) -> Connection {
        Connection {
            id: self.arrival.connection,
            request: self.count.fetch_add(1, Ordering::Relaxed) + 1,
            peer: Some(self.arrival.peer),
        }
    }
}

async fn own_api(
    service: &Service,
    world: Arc<World>,
    arrival: Arrival,
    head: request::Parts,
    body: Incoming,
) -> Response<Sent> {
    use tower_service::Service as _;
    let mut request = Request::from_parts(head, axum::body::Body::new(body));
    request.extensions_mut().insert(world);
    request.extensions_mut().insert(arrival);
    let mut router = service.own.clone();
    match dispatch::caught(router.call(request)).await {
        Ok(Ok(response)) => response.map(Either::Right),
        Ok(Err(never)) => match never {},
        Err(panic) => {
            tracing::error!(panic, "Backlot's own API panicked");
            let message = format!("Backlot's own API panicked: {panic}");
            dispatch::problem(StatusCode::INTERNAL_SERVER_ERROR, "panic", &message, dispatch::PANIC_HELP).map(sent)
        }
    }
}

pub(super) fn sent(body: Bytes) -> Sent {
    Either::Left(Full::new(body))
}

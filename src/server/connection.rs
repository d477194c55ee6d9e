//! One connection: which protocol it speaks, and its requests one by one.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use bytes::{Bytes, BytesMut};
use http::{Request, Response, request};
use http_body_util::{BodyExt as _, Either, Full};
use hyper::body::{Body as _, Incoming};
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::graceful::Watcher;
use tokio::net::TcpStream;

use super::route::{self, Route};
use super::{Sent, Service};
use crate::journal::exchange::Connection;
use crate::platforms::dispatch::{self, Begun};
use crate::world::World;
use crate::world::clock::{Elapsed, transport};

/// Serves one connection to its end.
pub(super) async fn serve(stream: TcpStream, peer: SocketAddr, id: u64, service: Arc<Service>, watcher: Watcher) {
    let limits = service.limits;
    let Ok(Ok(protocol)) = transport::timeout(limits.head, protocol(&stream)).await else {
        return;
    };
    let count = AtomicU64::new(0);
    let answer = service_fn(move |request| {
        let connection = Connection { id, request: count.fetch_add(1, Ordering::Relaxed) + 1, peer: Some(peer) };
        let service = Arc::clone(&service);
        async move { Ok::<_, Infallible>(answer(&service, request, connection).await) }
    });
    let io = TokioIo::new(stream);
    let ended = match protocol {
        Protocol::Http1 => {
            let mut http = hyper::server::conn::http1::Builder::new();
            http.timer(TokioTimer::new())
                .header_read_timeout(limits.head)
                .max_headers(limits.headers)
                .max_buf_size(limits.head_bytes)
                .half_close(true);
            watcher.watch(http.serve_connection(io, answer)).await
        }
        Protocol::Http2 => {
            let mut http = hyper::server::conn::http2::Builder::new(TokioExecutor::new());
            http.timer(TokioTimer::new())
                .max_concurrent_streams(limits.streams)
                .max_header_list_size(u32::try_from(limits.head_bytes).unwrap_or(u32::MAX))
                .keep_alive_interval(limits.head)
                .keep_alive_timeout(limits.head);
            watcher.watch(http.serve_connection(io, answer)).await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(connection = id, %peer, %error, "a connection ended early");
    }
}

enum Protocol {
    Http1,
    Http2,
}

/// Looks at the first bytes without taking them: an HTTP/2 connection starts with `PRI `, and no method of HTTP/1.1 does.
async fn protocol(stream: &TcpStream) -> std::io::Result<Protocol> {
    const PREFACE: &[u8] = b"PRI ";
    const PAUSE: std::time::Duration = std::time::Duration::from_millis(1);
    let mut seen = [0; PREFACE.len()];
    loop {
        let length = stream.peek(&mut seen).await?;
        if length == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        if seen[..length] != PREFACE[..length] {
            return Ok(Protocol::Http1);
        }
        if length == PREFACE.len() {
            return Ok(Protocol::Http2);
        }
        // The rest of the four bytes is on its way; the caller bounds how long that may take.
        transport::sleep(PAUSE).await;
    }
}

async fn answer(service: &Service, request: Request<Incoming>, connection: Connection) -> Response<Sent> {
    let (mut head, body) = request.into_parts();
    let Route { world, uri, own } = match route::route(&service.worlds, &head.uri, &head.headers) {
        Ok(route) => route,
        Err(response) => return response.map(sent),
    };
    head.uri = uri;
    if own {
        return own_api(service, world, head, body).await;
    }
    let begun = Begun::now(&world);
    let limit = dispatch::body_limit(head.uri.path());
    match transport::timeout(service.limits.body, read(body, limit)).await {
        Ok(Ok(body)) => {
            let request = Request::from_parts(head, body);
            dispatch::answer(&world, begun, request, Some(connection)).await.map(sent)
        }
        Ok(Err(Unread::TooLarge { length })) => {
            dispatch::too_large(&world, begun, &head, length, Some(connection)).map(sent)
        }
        Ok(Err(Unread::Broken(error))) => {
            let detail = format!("the connection ended while the body was read: {error}");
            dispatch::broken_off(&world, begun, &head, detail, Some(connection));
            gone()
        }
        Err(Elapsed) => {
            let detail = format!("the body did not arrive within {} s", service.limits.body.as_secs());
            dispatch::broken_off(&world, begun, &head, detail.clone(), Some(connection));
            let help = "Send the body at once, or announce the length that is really sent.";
            dispatch::problem(http::StatusCode::REQUEST_TIMEOUT, "body-timeout", &detail, help).map(sent)
        }
    }
}

/// Nobody is left to read this.
fn gone() -> Response<Sent> {
    let mut response = Response::new(sent(Bytes::new()));
    *response.status_mut() = http::StatusCode::BAD_REQUEST;
    response
}

async fn own_api(service: &Service, world: Arc<World>, head: request::Parts, body: Incoming) -> Response<Sent> {
    use tower_service::Service as _;
    let mut request = Request::from_parts(head, axum::body::Body::new(body));
    request.extensions_mut().insert(world);
    let mut router = service.own.clone();
    let response = match router.call(request).await {
        Ok(response) => response,
        Err(never) => match never {},
    };
    response.map(Either::Right)
}

fn sent(body: Bytes) -> Sent {
    Either::Left(Full::new(body))
}

enum Unread {
    TooLarge { length: u64 },
    Broken(hyper::Error),
}

/// Reads a body of at most `limit` bytes.
async fn read(mut body: Incoming, limit: usize) -> Result<Bytes, Unread> {
    let announced = body.size_hint().lower();
    if announced > limit as u64 {
        return Err(Unread::TooLarge { length: announced });
    }
    let mut whole: Option<Bytes> = None;
    let mut buffer = BytesMut::new();
    while let Some(frame) = body.frame().await {
        let Ok(data) = frame.map_err(Unread::Broken)?.into_data() else { continue };
        let length = whole.as_ref().map_or(buffer.len(), Bytes::len) + data.len();
        if length > limit {
            return Err(Unread::TooLarge { length: length as u64 });
        }
        // Most bodies come in one piece, which needs no copy.
        if buffer.is_empty() && whole.is_none() {
            whole = Some(data);
            continue;
        }
        if let Some(first) = whole.take() {
            buffer.extend_from_slice(&first);
        }
        buffer.extend_from_slice(&data);
    }
    Ok(whole.unwrap_or_else(|| buffer.freeze()))
}

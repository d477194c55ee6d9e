//! One exchange, step by step: an in-process server if one plays the URL, else a connection that waits or a new one, the
//! request, the head, the body.

use bytes::Bytes;
use http::{HeaderValue, Response, header};
use http_body_util::BodyExt as _;
use hyper::body::{Body as _, Incoming};

use super::Client;
use super::blame;
use super::connect::{self, Connection, MOST_HEAD};
use super::exchange::{Exchange, Limits, Request};
use super::failure::{Failure, Phase};
use super::progress::Progress;
use crate::journal;
use crate::world::World;
use crate::world::clock::{Mode, transport};
use crate::world::upstream::{Broken, Upstream};

/// One exchange in `world`, with whatever end it comes to.
pub(super) async fn exchange(client: &Client, world: &World, request: Request, limits: Limits) -> Exchange {
    let clock = world.clock();
    let progress = Progress::begin(clock);
    let work = async {
        connect::check(&request.url)?;
        if let Some(upstream) = world.upstreams().find(&request.url) {
            return played(&*upstream, &request, limits, &progress).await;
        }
        if !request.is_named && !world.upstreams().allows(&request.url) {
            let host = request.url.host_str().unwrap_or_default().to_owned();
            return Err(Failure::NotAllowed { host });
        }
        // A virtual clock must not jump over what happens on a real network.
        let _busy = clock.busy();
        let work = over_sockets(client, &request, limits, &progress);
        if clock.mode() == Mode::Real {
            return work.await;
        }
        // And a server that hangs must not be waited for until somebody moves a clock that stands.
        match transport::timeout(limits.within, work).await {
            Ok(done) => done,
            Err(_) => Err(Failure::Timeout { phase: progress.phase(), after: limits.within }),
        }
    };
    let failure = match clock.timeout(limits.within, work).await {
        Ok(done) => done.err(),
        Err(_) => Some(Failure::Timeout { phase: progress.phase(), after: limits.within }),
    };
    progress.finish(request, failure)
}

/// An exchange with a server that is played in this process.
async fn played(
    upstream: &dyn Upstream,
    request: &Request,
    limits: Limits,
    progress: &Progress<'_>,
) -> Result<(), Failure> {
    let mut wire = http::Request::new(request.body.clone());
    *wire.method_mut() = request.method.clone();
    *wire.headers_mut() = request.headers.clone();
    *wire.uri_mut() = request.url.as_str().parse().map_err(|error: http::uri::InvalidUri| Failure::BadUrl {
        url: request.url.to_string(),
        why: error.to_string(),
    })?;
    if !request.body.is_empty() {
        wire.headers_mut().insert(header::CONTENT_LENGTH, HeaderValue::from(request.body.len()));
    }
    progress.enter(Phase::WaitForHead);
    let answer = upstream.answer(progress.clock(), wire).await.map_err(|broken| match broken {
        Broken::Refused => Failure::Refused { addresses: Vec::new() },
        Broken::Reset => Failure::Reset { phase: Phase::WaitForHead },
        Broken::Closed => Failure::Closed { phase: Phase::WaitForHead, got: 0 },
        Broken::Truncated { promised, got } => Failure::Truncated { promised: Some(promised), got },
    })?;
    let (head, body) = answer.into_parts();
    progress.head(head.status, head.version, head.headers);
    if body.len() > limits.body {
        return Err(too_large(limits));
    }
    progress.body(&body);
    progress.end(Phase::ReadBody);
    Ok(())
}

/// An exchange over a real connection.
async fn over_sockets(
    client: &Client,
    request: &Request,
    limits: Limits,
    progress: &Progress<'_>,
) -> Result<(), Failure> {
    let (connection, answer) = head(client, request, progress).await?;
    let (head, body) = answer.into_parts();
    let says_close =
        head.headers.get_all(header::CONNECTION).iter().any(|value| value.as_bytes().eq_ignore_ascii_case(b"close"));
    let keep_alive = client.keep_alive && head.version >= http::Version::HTTP_11 && !says_close;
    progress.head(head.status, head.version, head.headers);
    read(body, &connection, limits, progress).await?;
    progress.end(Phase::ReadBody);
    // An answer that came before the whole request was taken leaves the connection in the middle of a sentence.
    if keep_alive && !connection.watch.traffic.seen().stalled {
        client.pool.put(&request.url, connection);
    }
    Ok(())
}

/// Sends the request on a connection that waits, or on a new one.
///
/// A connection that waited may turn out to be closed. If nothing of the request was sent on it, hyper hands the request
/// back, and it goes onto another connection: for the server, this is the first time that it sees it, so it is no retry.
/// Once a byte of it was sent, whatever happens is the end of the exchange.
async fn head(
    client: &Client,
    request: &Request,
    progress: &Progress<'_>,
) -> Result<(Connection, Response<Incoming>), Failure> {
    loop {
        let waiting = if client.keep_alive { client.pool.take(&request.url) } else { None };
        let is_new = waiting.is_none();
        let mut connection = match waiting {
            Some(connection) => connection,
            // Boxed: rarely needed once connections wait, and large.
            None => Box::pin(client.connector.connect(&request.url, progress)).await?,
        };
        progress.send_on(
            journal::exchange::Connection {
                id: connection.id,
                request: connection.requests + 1,
                peer: Some(connection.peer),
            },
            connection.watch.clone(),
        );
        if !is_new && !connection.is_ready().await {
            continue;
        }
        let error = match connection.send(request).await {
            Ok(answer) => return Ok((connection, answer)),
            Err(error) => error,
        };
        if is_new || error.message().is_none() {
            let seen = connection.watch.traffic.seen();
            return Err(blame::no_head(error.error(), progress.phase(), &seen, MOST_HEAD));
        }
    }
}

/// Reads the answer's body.
async fn read(
    mut body: Incoming,
    connection: &Connection,
    limits: Limits,
    progress: &Progress<'_>,
) -> Result<(), Failure> {
    let promised = body.size_hint().exact();
    if promised.is_some_and(|promised| promised > limits.body as u64) {
        return Err(too_large(limits));
    }
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|error| {
            blame::no_body(&error, promised, progress.body_so_far(), &connection.watch.traffic.seen())
        })?;
        let part: Bytes = frame.into_data().unwrap_or_default();
        if progress.body_so_far() + part.len() as u64 > limits.body as u64 {
            return Err(too_large(limits));
        }
        progress.body(&part);
    }
    Ok(())
}

fn too_large(limits: Limits) -> Failure {
    Failure::TooLarge { what: "body", limit: limits.body as u64 }
}

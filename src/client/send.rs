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
use super::faulty;
use super::outgoing::Paced;
use super::progress::Progress;
use crate::journal;
use crate::world::World;
use crate::world::clock::{Clock, Mode, transport};
use crate::world::faults::Touched;
use crate::world::faults::calling::{Calling, HangUp};
use crate::world::faults::plan::{End, Plan};
use crate::world::upstream::Upstream;

/// How an exchange goes, if faults have hit it.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct How<'a> {
    /// What becomes of the call on its way out.
    pub(super) calling: Option<&'a Calling>,
    /// What becomes of the answer on its way back.
    pub(super) plan: Option<&'a Plan>,
    /// What changes the answer.
    pub(super) touched: Option<&'a Touched>,
}

/// One exchange in `world`, with whatever end it comes to.
pub(super) async fn exchange(
    client: &Client,
    world: &World,
    request: Request,
    limits: Limits,
    how: How<'_>,
) -> Exchange {
    let clock = world.clock();
    let progress = Progress::begin(clock);
    let work = async {
        connect::check(&request.url)?;
        if how.plan.is_some() {
            progress.enter(Phase::Connect);
            Box::pin(faulty::before(how)).await?;
        }
        if let Some(upstream) = world.upstreams().find(&request.url) {
            return played(&*upstream, &request, limits, &progress, how).await;
        }
        if !request.is_named && !world.upstreams().allows(&request.url) {
            let host = request.url.host_str().unwrap_or_default().to_owned();
            return Err(Failure::NotAllowed { host });
        }
        // A virtual clock must not jump over what happens on a real network.
        let _busy = clock.busy();
        let work = over_sockets(client, &request, limits, &progress, how.calling);
        if clock.mode() == Mode::Real {
            work.await?;
        } else {
            // And a server that hangs must not be waited for until somebody moves a clock that stands.
            match transport::timeout(limits.within, work).await {
                Ok(done) => done?,
                Err(_) => return Err(Failure::Timeout { phase: progress.phase(), after: limits.within }),
            }
        }
        if how.plan.is_some() {
            Box::pin(on_its_way(how, &progress)).await?;
        }
        Ok(())
    };
    // Boxed, because whoever waits for an exchange holds all of it otherwise.
    let failure = match clock.timeout(limits.within, Box::pin(work)).await {
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
    how: How<'_>,
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
    if let Some(calling) = how.calling {
        progress.enter(Phase::Send);
        Box::pin(send_as_played(calling, request, progress.clock())).await?;
    }
    progress.enter(Phase::WaitForHead);
    let answer = upstream.answer(progress.clock(), wire);
    let answer = match how.calling.and_then(|calling| calling.hang_up) {
        None => answer.await?,
        Some(hang_up) => {
            let answer = Box::pin(before_hanging_up(answer, hang_up, progress.clock())).await;
            answer.ok_or(Failure::HungUp { phase: Phase::WaitForHead })??
        }
    };
    let answer = match (how.touched, how.plan) {
        (Some(touched), Some(plan)) => {
            let mut answer = answer;
            touched.rewrite(&mut answer);
            Box::pin(plan.deliver(progress.clock(), answer)).await?
        }
        _ => answer,
    };
    let (head, body) = answer.into_parts();
    progress.head(head.status, head.version, head.headers);
    if body.len() > limits.body {
        return Err(too_large(limits));
    }
    progress.body(&body);
    progress.end(Phase::ReadBody);
    Ok(())
}

/// The time that a request takes to be sent to a server that is played, and whether it gets there whole.
async fn send_as_played(calling: &Calling, request: &Request, clock: &Clock) -> Result<(), Failure> {
    if let Some(pace) = calling.pace {
        clock.sleep(pace.interval.saturating_mul(u32::try_from(pace.pieces).unwrap_or(u32::MAX))).await;
    }
    match calling.cut {
        Some(cut) if cut.after.0 < request.body.len() as u64 => match cut.then {
            End::Hang => std::future::pending().await,
            End::Close | End::Reset => Err(Failure::HungUp { phase: Phase::Send }),
        },
        _ => Ok(()),
    }
}

/// What is answered before the caller hangs up; nothing if it does first. The server gets the request in any case.
async fn before_hanging_up<T>(answer: impl Future<Output = T>, hang_up: HangUp, clock: &Clock) -> Option<T> {
    let mut answer = std::pin::pin!(answer);
    let seen = std::future::poll_fn(|cx| std::task::Poll::Ready(answer.as_mut().poll(cx))).await;
    if hang_up.after.is_zero() {
        return None;
    }
    match seen {
        std::task::Poll::Ready(done) => Some(done),
        std::task::Poll::Pending => tokio::select! {
            biased;
            () = clock.sleep(hang_up.after) => None,
            done = answer => Some(done),
        },
    }
}

/// What faults make of an answer that came over a real connection: as if they had hit it on its way.
async fn on_its_way(how: How<'_>, progress: &Progress<'_>) -> Result<(), Failure> {
    let (Some(touched), Some(plan)) = (how.touched, how.plan) else { return Ok(()) };
    let Some(mut answer) = progress.take() else { return Ok(()) };
    touched.rewrite(&mut answer);
    progress.put(plan.deliver(progress.clock(), answer).await?);
    Ok(())
}

/// An exchange over a real connection.
async fn over_sockets(
    client: &Client,
    request: &Request,
    limits: Limits,
    progress: &Progress<'_>,
    calling: Option<&Calling>,
) -> Result<(), Failure> {
    let (connection, answer) = head(client, request, progress, calling).await?;
    let (head, body) = answer.into_parts();
    let says_close =
        head.headers.get_all(header::CONNECTION).iter().any(|value| value.as_bytes().eq_ignore_ascii_case(b"close"));
    let is_fresh = calling.is_some_and(|calling| calling.fresh);
    let keep_alive = client.keep_alive && !is_fresh && head.version >= http::Version::HTTP_11 && !says_close;
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
    calling: Option<&Calling>,
) -> Result<(Connection, Response<Incoming>), Failure> {
    let is_fresh = calling.is_some_and(|calling| calling.fresh);
    loop {
        let waiting = if client.keep_alive && !is_fresh { client.pool.take(&request.url) } else { None };
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
        let sent = match calling {
            None => connection.send(request, None).await,
            Some(calling) => Box::pin(send_as(calling, &mut connection, request, progress)).await?,
        };
        let error = match sent {
            Ok(answer) => return Ok((connection, answer)),
            Err(error) => error,
        };
        if is_new || error.message().is_none() {
            let seen = connection.watch.traffic.seen();
            return Err(blame::no_head(error.error(), progress.phase(), &seen, MOST_HEAD));
        }
    }
}

/// Sends the request as a fault has it.
async fn send_as(
    calling: &Calling,
    connection: &mut Connection,
    request: &Request,
    progress: &Progress<'_>,
) -> Result<connect::Sent, Failure> {
    let watch = connection.watch.clone();
    let paced = Paced::of(&request.body, calling, progress.clock(), watch.clone());
    let is_cut = calling.cut.is_some_and(|cut| cut.then != End::Hang && cut.after.0 < request.body.len() as u64);
    let sent = connection.send(request, paced);
    let Some(hang_up) = calling.hang_up else {
        let sent = sent.await;
        return if is_cut && sent.is_err() { Err(Failure::HungUp { phase: Phase::Send }) } else { Ok(sent) };
    };
    let gone = async {
        watch.traffic.sent_more_than(request.body.len() as u64).await;
        progress.clock().sleep(hang_up.after).await;
    };
    tokio::select! {
        biased;
        () = gone => {
            if hang_up.then == End::Reset {
                watch.reset_when_dropped();
            }
            Err(Failure::HungUp { phase: Phase::WaitForHead })
        }
        sent = sent => Ok(sent),
    }
}

/// Reads the answer's body.
pub(super) async fn read(
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

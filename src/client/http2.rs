//! One exchange over HTTP/2, come what may: where TLS agrees on it, and without TLS by just speaking it.

use super::Client;
use super::blame;
use super::connect::{self, MOST_HEAD};
use super::exchange::{Exchange, Limits, Request};
use super::failure::Failure;
use super::progress::Progress;
use super::send;
use crate::journal;
use crate::world::World;

/// One exchange on a connection of its own. `None` if TLS agrees on another version, and so nothing was sent.
pub(super) async fn exchange(client: &Client, world: &World, request: Request, limits: Limits) -> Option<Exchange> {
    let clock = world.clock();
    let progress = Progress::begin(clock);
    let work = async {
        connect::check(&request.url)?;
        let Some(mut connection) = Box::pin(client.connector.connect_http2(&request.url, &progress)).await? else {
            return Ok(false);
        };
        let at = journal::exchange::Connection { id: connection.id, request: 1, peer: Some(connection.peer) };
        progress.send_on(at, connection.watch.clone());
        let answer = connection.send(&request, None).await.map_err(|error| {
            let seen = connection.watch.traffic.seen();
            blame::no_head(error.error(), progress.phase(), &seen, MOST_HEAD)
        })?;
        let (head, body) = answer.into_parts();
        progress.head(head.status, head.version, head.headers);
        send::read(body, &connection, limits, &progress).await?;
        Ok(true)
    };
    let failure = match clock.timeout(limits.within, work).await {
        Ok(Ok(true)) => None,
        Ok(Ok(false)) => return None,
        Ok(Err(failure)) => Some(failure),
        Err(_) => Some(Failure::Timeout { phase: progress.phase(), after: limits.within }),
    };
    Some(progress.finish(request, failure))
}

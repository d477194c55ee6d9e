//! Connections that are used again, and the one case in which a request goes onto a second connection.

use std::sync::Arc;

use backlot::client::{Failure, Phase, Settings};
use backlot::world::clock::Clock;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::sync::Notify;

use super::{Caller, named};
use crate::peer::Peer;

const OK: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

#[tokio::test]
async fn a_connection_is_used_again_and_says_so() {
    let peer = Peer::answer(OK).await;
    let caller = Caller::new();
    let mut used = Vec::new();
    for _ in 0..3 {
        let exchange = caller.post(&peer.url()).await;
        let connection = exchange.connection.unwrap();
        used.push((connection.id, connection.request, exchange.timings.took(Phase::Connect).is_some()));
    }
    assert_eq!(used, [(1, 1, true), (1, 2, false), (1, 3, false)]);
}

#[tokio::test]
async fn without_keep_alive_every_exchange_connects() {
    let peer = Peer::answer(OK).await;
    let caller = Caller::with(Clock::real(None), Settings { keep_alive: false, ..Settings::default() });
    caller.post(&peer.url()).await;
    assert_eq!(caller.post(&peer.url()).await.connection.unwrap().id, 2);
    assert_eq!(caller.client.idle_connections(), 0);
}

#[tokio::test]
async fn a_connection_that_was_closed_while_it_waited_is_replaced() {
    let closed = Arc::new(Notify::new());
    let peer = Peer::play({
        let closed = Arc::clone(&closed);
        move |mut line| {
            let closed = Arc::clone(&closed);
            async move {
                line.request().await;
                line.send(OK).await;
                drop(line);
                closed.notify_one();
            }
        }
    })
    .await;
    let caller = Caller::new();
    for id in 1..=3 {
        let exchange = caller.post(&peer.url()).await;
        assert_eq!(exchange.outcome().unwrap().status, 200);
        assert_eq!(exchange.connection.unwrap().id, id);
        closed.notified().await;
    }
    assert_eq!(peer.requests(), 3, "each request was seen once");
}

#[tokio::test]
async fn a_server_that_closes_a_waiting_connection_is_not_kept_waiting() {
    let (told, mut hears) = tokio::sync::mpsc::unbounded_channel();
    let peer = Peer::play(move |mut line| {
        let told = told.clone();
        async move {
            line.request().await;
            line.send(OK).await;
            line.stream.shutdown().await.unwrap();
            // The other end closes as well, although nobody asks it for anything.
            told.send(line.stream.read(&mut [0; 8]).await.unwrap()).unwrap();
        }
    })
    .await;
    let caller = Caller::new();
    caller.post(&peer.url()).await;
    assert_eq!(hears.recv().await, Some(0));
}

#[tokio::test]
async fn a_request_that_was_sent_is_never_sent_again() {
    let peer = Peer::play(|mut line| async move {
        line.request().await;
        line.send(OK).await;
        // The second request on the connection is read, and the connection closed.
        line.request().await;
    })
    .await;
    let caller = Caller::new();
    caller.post(&peer.url()).await;
    let exchange = caller.post(&peer.url()).await;
    assert_eq!(exchange.failure, Some(Failure::Closed { phase: Phase::WaitForHead, got: 0 }));
    assert_eq!((exchange.connection.unwrap().id, peer.requests()), (1, 2));
}

#[tokio::test]
async fn an_answer_that_was_cut_does_not_leave_its_connection_behind() {
    let peer = Peer::answer("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nnonsense\r\n").await;
    let caller = Caller::new();
    assert_eq!(named(&caller.post(&peer.url()).await), "protocol in read-body");
    assert_eq!(caller.client.idle_connections(), 0);
}

#[tokio::test]
async fn many_at_once_keep_a_bounded_number_of_connections() {
    let peer = Peer::answer(OK).await;
    let caller = Arc::new(Caller::new());
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..200 {
        let (caller, url) = (Arc::clone(&caller), peer.url());
        tasks.spawn(async move { caller.post(&url).await.failure });
    }
    assert!(tasks.join_all().await.iter().all(Option::is_none));
    let waiting = caller.client.idle_connections();
    assert!((1..=64).contains(&waiting), "{waiting}");
    caller.client.close_idle();
    assert_eq!(caller.client.idle_connections(), 0);
}

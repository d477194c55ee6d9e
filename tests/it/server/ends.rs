//! Stopping, and panics: how things end.

use std::sync::Arc;
use std::time::Duration;

use axum::routing::get;
use backlot::server::limits::Limits;
use backlot::world::clock::Stopwatch;

use super::answers;
use crate::kit::{Backlot, bare};

/// A server with a route that panics and one that hangs.
async fn troubled() -> Backlot {
    let trouble = axum::Router::new()
        .route("/_backlot/panic", get(async || -> &'static str { panic!("a mistake") }))
        .route("/_backlot/hang", get(std::future::pending::<&'static str>));
    Backlot::serve(Limits::default(), Arc::new(bare), trouble).await
}

#[tokio::test]
async fn a_panic_is_an_answer_and_the_connection_lives_on() {
    let backlot = troubled().await;
    let mut wire = backlot.client().wire().await;
    wire.send("GET /_backlot/panic HTTP/1.1\r\nHost: localhost\r\n\r\n").await;
    let said = wire.until("report it with the request").await;
    assert!(said.starts_with("HTTP/1.1 500 "), "{said}");
    assert!(said.contains("panicked: a mistake"), "{said}");
    wire.send("GET /x HTTP/1.1\r\nHost: x\r\n\r\n").await;
    wire.until("unknown-path").await;
    answers(&backlot).await;
}

#[tokio::test]
async fn it_stops_at_once_when_nothing_is_in_flight() {
    let mut backlot = Backlot::start().await;
    let silent = backlot.client().wire().await;
    let mut kept = backlot.client().wire().await;
    kept.send("GET /x HTTP/1.1\r\nHost: x\r\n\r\n").await;
    kept.until("unknown-path").await;
    let watch = Stopwatch::start();
    backlot.stop().await;
    assert!(watch.elapsed() < Limits::default().grace, "waited for idle connections: {:?}", watch.elapsed());
    assert_eq!(silent.rest().await, "");
    kept.rest().await;
}

#[tokio::test]
async fn it_stops_within_a_second_whatever_is_in_flight() {
    let mut backlot = troubled().await;
    let mut hanging = backlot.client().wire().await;
    hanging.send("GET /_backlot/hang HTTP/1.1\r\nHost: localhost\r\n\r\n").await;
    let mut half_a_head = backlot.client().wire().await;
    half_a_head.send("GET /x HTTP/1.1\r\n").await;
    let mut half_a_body = backlot.client().wire().await;
    half_a_body.send("POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n").await;
    half_a_body.until("100 Continue\r\n\r\n").await;
    answers(&backlot).await;
    let watch = Stopwatch::start();
    backlot.stop().await;
    assert!(watch.elapsed() < Duration::from_secs(1), "{:?}", watch.elapsed());
    assert_eq!(hanging.rest().await, "");
}

#[tokio::test]
async fn what_is_in_flight_is_finished_within_the_grace_time() {
    let mut backlot = Backlot::start().await;
    let mut wire = backlot.client().wire().await;
    wire.send("POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n").await;
    wire.until("100 Continue\r\n\r\n").await;
    let address = backlot.address();
    let finishing = async {
        // Once nobody listens any more, the stop has begun.
        while tokio::net::TcpStream::connect(address).await.is_ok() {}
        wire.send("hello").await;
        wire.rest().await
    };
    let ((), said) = tokio::join!(backlot.stop(), finishing);
    assert!(said.starts_with("HTTP/1.1 404 "), "{said:?}");
}

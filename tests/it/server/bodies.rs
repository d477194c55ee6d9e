//! Bodies of requests: too long, slow, and broken off.

use std::time::Duration;

use backlot::server::limits::Limits;
use bytes::Bytes;

use super::{answers, exchange};
use crate::kit::Backlot;

const HUNDRED_MEGABYTES: usize = 100 * 1024 * 1024;

#[tokio::test]
async fn a_body_of_100_mb_is_refused_in_words() {
    let backlot = Backlot::start().await;
    let reply = backlot.client().post("/x", Bytes::from(vec![b'x'; HUNDRED_MEGABYTES])).await;
    assert_eq!(reply.code(), "413 body-too-large");
    assert!(reply.text().contains("65536 bytes"), "{}", reply.text());
    let exchange = exchange(&backlot, "body too large").await;
    assert_eq!(exchange.request.body.length(), HUNDRED_MEGABYTES as u64);
    assert_eq!(exchange.request.body.kept().len(), 0);
    answers(&backlot).await;
}

#[tokio::test]
async fn a_body_without_end_is_refused_as_soon_as_it_is_too_long() {
    let backlot = Backlot::start().await;
    let mut wire = backlot.client().wire().await;
    wire.send("POST /x HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n").await;
    let chunk = format!("10000\r\n{}\r\n", "x".repeat(0x10000)).repeat(16);
    for _ in 0..HUNDRED_MEGABYTES / chunk.len() {
        wire.send(&chunk).await;
    }
    let said = wire.until("\r\n").await;
    assert_eq!(said, "HTTP/1.1 413 Payload Too Large\r\n");
    answers(&backlot).await;
}

#[tokio::test]
async fn who_asks_before_sending_is_told_at_once() {
    let backlot = Backlot::start().await;
    let mut wire = backlot.client().wire().await;
    wire.send("POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\nExpect: 100-continue\r\n\r\n").await;
    assert_eq!(wire.until("\r\n").await, "HTTP/1.1 413 Payload Too Large\r\n");
    let mut wire = backlot.client().wire().await;
    wire.send("POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nExpect: 100-continue\r\n\r\n").await;
    assert_eq!(wire.until("\r\n\r\n").await, "HTTP/1.1 100 Continue\r\n\r\n");
}

#[tokio::test]
async fn bodies_that_are_too_much_together_are_refused() {
    let backlot = Backlot::within(Limits { bodies: 1000, ..Limits::default() }).await;
    let reply = backlot.client().post("/x", "x".repeat(2000)).await;
    assert_eq!(reply.code(), "503 too-much-at-once");
    assert!(reply.text().contains("1000 bytes"), "{}", reply.text());
    // What was refused weighs nothing any more.
    let reply = backlot.client().post("/x", "x".repeat(1000)).await;
    assert_eq!(reply.code(), "404 unknown-path");
}

#[tokio::test]
async fn a_slow_body_is_answered_with_408() {
    let backlot = Backlot::within(Limits { body: Duration::from_millis(50), ..Limits::default() }).await;
    let mut wire = backlot.client().wire().await;
    wire.send("POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n{").await;
    let said = wire.rest().await;
    assert!(said.starts_with("HTTP/1.1 408 "), "{said:?}");
    assert!(said.contains("\"body-timeout\""), "{said:?}");
    exchange(&backlot, "unread").await;
    answers(&backlot).await;
}

#[tokio::test]
async fn half_a_body_is_recorded() {
    let backlot = Backlot::start().await;
    backlot.client().say("POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n{").await;
    let exchange = exchange(&backlot, "broken-off").await;
    assert_eq!(exchange.failure.unwrap().name, "broken-off");
    answers(&backlot).await;
}

#[tokio::test]
async fn a_reset_in_the_middle_of_a_body_is_recorded() {
    let backlot = Backlot::start().await;
    let mut wire = backlot.client().wire().await;
    wire.send("POST /x HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 10\r\n\r\n").await;
    // Only who reads the body asks for it.
    wire.until("100 Continue\r\n\r\n").await;
    wire.reset();
    let page = crate::kit::soon(backlot.world().journal().wait_after(0, 1, |_| true)).await;
    let failure = page.entries[0].exchange().unwrap().failure.as_ref().unwrap();
    assert!(matches!(&*failure.name, "broken-off" | "hung-up"), "{failure:?}");
    answers(&backlot).await;
}

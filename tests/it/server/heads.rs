//! Heads of requests: malformed, endless, slow, and broken off.

use std::time::Duration;

use backlot::server::limits::Limits;

use super::{answers, event};
use crate::kit::Backlot;

/// A server that waits for a head no longer than a test wants to.
async fn impatient() -> Backlot {
    Backlot::within(Limits { head: Duration::from_millis(50), ..Limits::default() }).await
}

#[tokio::test]
async fn malformed_requests_are_answered_with_400_and_recorded() {
    for garbage in [
        &b"GET\r\n\r\n"[..],
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET /\x00 HTTP/1.1\r\n\r\n",
        b"POST / HTTP/1.1\r\nContent-Length: many\r\n\r\n",
        b"POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
        b"POST / HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n",
        b"GET / HTTP/1.1\r\nno colon here\r\n\r\n",
        b"\r\n\r\n\r\nnonsense\r\n\r\n",
    ] {
        let backlot = Backlot::start().await;
        let said = backlot.client().say(garbage).await;
        assert!(said.starts_with("HTTP/1.1 400 "), "{:?}: {said:?}", String::from_utf8_lossy(garbage));
        let event = event(&backlot, "malformed-request").await;
        assert!(event.detail["what"].as_str().is_some_and(|what| !what.is_empty()), "{event:?}");
        answers(&backlot).await;
    }
}

#[tokio::test]
async fn an_endless_head_is_answered_with_431_and_recorded() {
    let backlot = Backlot::start().await;
    let header = format!("x: {}\r\n", "y".repeat(1000));
    let long = format!("GET / HTTP/1.1\r\n{}\r\n", header.repeat(90));
    let many = format!("GET / HTTP/1.1\r\n{}\r\n", "x: y\r\n".repeat(101));
    for head in [long, many] {
        let said = backlot.client().say(head).await;
        assert!(said.starts_with("HTTP/1.1 431 "), "{said:?}");
    }
    assert_eq!(event(&backlot, "head-too-large").await.platform, "backlot");
    answers(&backlot).await;
}

#[tokio::test]
async fn a_slow_head_is_answered_with_408_and_recorded() {
    let backlot = impatient().await;
    // Broken off among the first bytes, where the protocol is not known yet, and later.
    for begun in ["PR", "GET /x HT", "GET /x HTTP/1.1\r\nHost: x\r\n"] {
        let mut wire = backlot.client().wire().await;
        wire.send(begun).await;
        let said = wire.rest().await;
        assert!(said.starts_with("HTTP/1.1 408 Request Timeout\r\n"), "{begun}: {said:?}");
        assert!(said.contains("did not arrive within 0.05 s"), "{said:?}");
    }
    event(&backlot, "head-timeout").await;
    answers(&backlot).await;
}

#[tokio::test]
async fn a_connection_on_which_nothing_is_asked_is_closed_without_a_word() {
    let backlot = impatient().await;
    assert_eq!(backlot.client().wire().await.rest().await, "");
    let mut kept = backlot.client().wire().await;
    kept.send("GET /x HTTP/1.1\r\nHost: x\r\n\r\n").await;
    kept.until("\"unknown-path\"").await;
    kept.until("\n").await;
    assert_eq!(kept.rest().await, "");
}

#[tokio::test]
async fn half_a_head_is_recorded() {
    let backlot = Backlot::start().await;
    backlot.client().say("GET /x HTTP/1.1\r\nHost: x\r\n").await;
    event(&backlot, "half-a-request").await;
    answers(&backlot).await;
}

#[tokio::test]
async fn requests_in_a_row_are_answered_in_order() {
    let backlot = Backlot::start().await;
    let said = backlot.client().say("GET /one HTTP/1.1\r\n\r\nGET /two HTTP/1.1\r\nConnection: close\r\n\r\n").await;
    let at = |text: &str| said.find(text).unwrap();
    assert!(at("answers GET /one") < at("answers GET /two"), "{said}");
}

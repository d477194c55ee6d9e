//! Many connections at once.

use backlot::server::limits::Limits;

use super::answers;
use crate::kit::Backlot;

#[tokio::test]
async fn two_thousand_idle_connections_leave_it_answering() {
    rlimit::increase_nofile_limit(10_000).unwrap();
    let backlot = Backlot::start().await;
    let mut idle = Vec::new();
    for at in 0..2000 {
        let mut wire = backlot.client().wire().await;
        // Some have said nothing yet, some half a head, and some have asked before.
        match at % 3 {
            0 => {}
            1 => wire.send("GET /x HTTP/1.1\r\n").await,
            _ => {
                wire.send("GET /x HTTP/1.1\r\nHost: x\r\n\r\n").await;
                wire.until("\"unknown-path\"").await;
            }
        }
        idle.push(wire);
    }
    answers(&backlot).await;
}

#[tokio::test]
async fn one_connection_too_many_is_told_so() {
    let backlot = Backlot::within(Limits { connections: 2, ..Limits::default() }).await;
    let mut first = backlot.client().wire().await;
    first.send("GET /x HTTP/1.1\r\nHost: x\r\n\r\n").await;
    first.until("unknown-path").await;
    let mut second = backlot.client().wire().await;
    second.send("GET /x HTTP/1.1\r\nHost: x\r\n\r\n").await;
    second.until("unknown-path").await;

    let reply = backlot.client().get("/x").await;
    assert_eq!(reply.code(), "503 too-many-connections");
    assert!(reply.text().contains("already holds 2 connections"), "{}", reply.text());

    second.end().await;
    second.rest().await;
    // The slot is free as soon as the server has noticed, which it has when it takes another request.
    let mut turned_away = 0;
    while backlot.client().get("/x").await.status == 503 {
        turned_away += 1;
        assert!(turned_away < 1000, "the slot was never given back");
    }
}

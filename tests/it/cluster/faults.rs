//! Faults inside of cluster, at the socket of a creator's server: what reaches it, and what the item hears. Each kind has a test
//! here that is named after it.

use std::sync::Arc;

use backlot::journal::verdict::Outcome;
use backlot::world::World;
use backlot::world::clock::Clock;

use super::{call, failed, register, world};
use crate::faults::arm;
use crate::peer::Peer;

/// A world in which one kind of fault hits the second call and no other, and the server of its creator, which answers as it
/// should.
async fn scene(kind: &str) -> (Arc<World>, Peer) {
    let world = world(Clock::real(None));
    // The token is known once there is an address to register.
    let token = Arc::new(parking_lot::Mutex::new(String::new()));
    let known = Arc::clone(&token);
    let peer = Peer::play(move |mut line| {
        let known = Arc::clone(&known);
        async move {
            while line.request().await.is_some() {
                let body = format!(r#"{{"verify":"{}","response":"on"}}"#, known.lock());
                let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", body.len());
                line.send((head + &body).as_bytes()).await;
            }
        }
    })
    .await;
    *token.lock() = register(&world, "yuki", &peer.url());
    arm(&world, &format!("- {{ on: {{ cluster: callExternal }}, nth: 2, do: {kind} }}"));
    (world, peer)
}

/// The first and the third call have an answer. What becomes of the second: how it is judged, why, and how many requests have
/// reached the server then.
async fn second(kind: &str) -> (Outcome, String, usize) {
    let (world, peer) = scene(kind).await;
    assert_eq!(call(&world, "lamp", "1").await.result.as_deref().ok(), Some("on"), "{kind}");
    let outcome = call(&world, "lamp", "2").await;
    let (name, _) = failed(&outcome);
    let requests = peer.requests();
    assert_eq!(call(&world, "lamp", "3").await.result.as_deref().ok(), Some("on"), "{kind}");
    assert_eq!(peer.requests(), requests + 1, "{kind}");
    (outcome.verdict.outcome, name, requests)
}

#[tokio::test]
async fn rate_limit() {
    assert_eq!(second("rate-limit").await, (Outcome::Refused, "rate-limit at rate".to_owned(), 1));
}

#[tokio::test]
async fn flow_control() {
    assert_eq!(second("flow-control").await, (Outcome::Refused, "flow-control at flow control".to_owned(), 1));
}

#[tokio::test]
async fn token_revoked() {
    assert_eq!(second("token-revoked").await, (Outcome::Failed, "verify-wrong at verify".to_owned(), 2));
}

#[tokio::test]
async fn endpoint_deleted() {
    assert_eq!(second("endpoint-deleted").await, (Outcome::Failed, "no-endpoint at endpoint".to_owned(), 1));
}

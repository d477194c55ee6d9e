//! Redirects, followed as browsers follow them, within one limit of time and a limit of hops.

use std::time::Duration;

use backlot::client::{Failure, Limits};

use super::{Caller, PLENTY, request};
use crate::peer::Peer;

#[tokio::test]
async fn a_post_that_is_found_elsewhere_is_read_there() {
    let peer = Peer::play(|mut line| async move {
        while let Some(request) = line.request().await {
            let answer = if request.starts_with("POST / ") {
                "HTTP/1.1 302 Found\r\nLocation: /echo\r\nContent-Length: 0\r\n\r\n".to_owned()
            } else {
                let seen = request.lines().next().unwrap();
                format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{seen}", seen.len())
            };
            line.send(answer.as_bytes()).await;
        }
    })
    .await;
    let caller = Caller::new();
    let followed = caller.client.follow(&caller.world, request(&peer.url()), PLENTY, 10).await;
    assert_eq!(&followed.outcome().unwrap().body[..], b"GET /echo HTTP/1.1");
    assert_eq!(followed.hops.len(), 2);
    assert_eq!(followed.hops[1].connection.unwrap().request, 2, "the same connection was used again");
}

#[tokio::test]
async fn a_redirect_that_leads_to_itself_ends() {
    let peer = Peer::answer("HTTP/1.1 307 Temporary Redirect\r\nLocation: /\r\nContent-Length: 0\r\n\r\n").await;
    let caller = Caller::new();
    let followed = caller.client.follow(&caller.world, request(&peer.url()), PLENTY, 3).await;
    assert_eq!(followed.failure, Some(Failure::TooManyRedirects { limit: 3 }));
    assert_eq!((followed.hops.len(), peer.requests()), (4, 4));
}

#[tokio::test]
async fn a_redirect_does_not_lead_out_of_what_the_world_allows() {
    let peer = Peer::answer("HTTP/1.1 302 Found\r\nLocation: http://192.0.2.1/\r\nContent-Length: 0\r\n\r\n").await;
    let caller = Caller::new();
    let followed = caller.client.follow(&caller.world, request(&peer.url()), PLENTY, 10).await;
    assert_eq!(followed.failure.unwrap().name(), "not-allowed");
}

#[tokio::test]
async fn every_hop_counts_against_the_same_time() {
    let peer = Peer::play(|mut line| async move {
        if line.request().await.is_some_and(|request| request.starts_with("POST")) {
            line.send(b"HTTP/1.1 303 See Other\r\nLocation: /slow\r\nContent-Length: 0\r\n\r\n").await;
        }
        line.hang().await;
    })
    .await;
    let caller = Caller::new();
    let limits = Limits { within: Duration::from_millis(80), ..PLENTY };
    let followed = caller.client.follow(&caller.world, request(&peer.url()), limits, 10).await;
    let Some(Failure::Timeout { after, .. }) = followed.failure else { panic!("{followed:?}") };
    assert_eq!((after, followed.hops.len()), (limits.within, 2));
}

//! What the journal says of exchanges that faults have hit, and of requests that were made again.

use backlot::journal::exchange::Exchange;

use super::{ASK, Raw, asked, with};
use crate::kit::Backlot;

fn exchanges(backlot: &Backlot) -> Vec<Exchange> {
    let page = backlot.world().journal().after(0, usize::MAX, |entry| entry.exchange().is_some());
    page.entries.iter().filter_map(|entry| entry.exchange().cloned()).collect()
}

#[tokio::test]
async fn the_exchange_says_which_faults_have_hit_it() {
    let backlot = with("- { nth: 1, do: [{ dribble: { pieces: 2, interval: 1ms } }, { truncate: { after: 20 bytes, then: reset } }] }\n- { nth: 2, do: { status: 503 } }").await;
    asked(&backlot).await;
    let reply = backlot.client().post("/GPHUD/external", "{}").await;
    assert_eq!(reply.status, 503);
    let all = exchanges(&backlot);
    assert_eq!(all[0].faults, ["dribble in 2 pieces, 1ms apart", "truncate after 20 bytes, then reset"]);
    assert_eq!(all[0].failure.as_ref().unwrap().name, "reset");
    assert_eq!(all[0].response.as_ref().unwrap().status, 200, "what the platform answered");
    let check = all[1].verdict.checks.last().unwrap();
    assert_eq!((&*check.name, &*check.reason), ("fault", "status 503; the platform never saw the request"));
    assert!(all[1].failure.is_none());
}

#[tokio::test]
async fn a_silent_retry_is_seen() {
    let backlot = with("- { nth: 1, do: reset }").await;
    asked(&backlot).await;
    let mut raw = Raw::to(&backlot).await;
    raw.send(ASK).await;
    raw.so_far(100).await;
    raw.send(ASK.replace("{}", "[]")).await;
    raw.so_far(100).await;
    let all = exchanges(&backlot);
    let again = all[1].again.unwrap();
    assert_eq!((again.attempt, again.of, again.connections), (2, all[0].id, 2));
    assert!(again.to_string().starts_with("2 requests on 2 connections, "), "{again}");
    assert!(all[0].again.is_none() && all[2].again.is_none(), "another body is another request");
    assert_ne!(all[0].connection.unwrap().id, all[1].connection.unwrap().id);
    assert_eq!(all[2].connection.unwrap().request, 2);
}

#[tokio::test]
async fn a_connection_that_was_refused_is_an_event() {
    let backlot = with("- { nth: 1, do: refuse }").await;
    Raw::to(&backlot).await.all().await;
    let page = backlot.world().journal().after(0, 10, |entry| entry.event().is_some());
    let event = page.entries[0].event().unwrap();
    assert_eq!(event.kind, "connection-fault");
    assert_eq!(event.detail["faults"][0], "refuse");
}

#[tokio::test]
async fn worlds_keep_their_faults_apart() {
    let backlot = with("- { do: { status: 503 } }").await;
    backlot.worlds().create("other", None).unwrap();
    assert_eq!(backlot.client().in_world("other").post("/GPHUD/external", "{}").await.status, 200);
    assert_eq!(backlot.client().post("/GPHUD/external", "{}").await.status, 503);
    // Backlot's own API is never hit.
    assert_eq!(backlot.client().get("/_backlot/ready").await.status, 200);
}

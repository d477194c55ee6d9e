//! Reading a journal: all of it, some of it, and what is still to come.

use std::sync::Arc;

use backlot::journal::Limits;
use backlot::platforms::new_world;
use backlot::world::Settings;

use super::seen;
use crate::kit::{Backlot, Client};

async fn targets(client: &Client, query: &str) -> Vec<String> {
    let reply = client.get(&format!("/_backlot/journal{query}")).await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    let entries = reply.json()["entries"].clone();
    let target = |entry: &serde_json::Value| entry["exchange"]["request"]["target"].as_str().unwrap_or("-").to_owned();
    entries.as_array().unwrap().iter().map(target).collect()
}

#[tokio::test]
async fn an_exchange_is_told_whole() {
    let backlot = Backlot::start().await;
    let client = backlot.client();
    client.put_json("/_backlot/clock", &serde_json::json!({ "at": "2120-05-01T12:00:00Z", "mode": "frozen" })).await;
    client.with("x-test", "yes").with("host", "somewhere.example").post("/x?y=1", "hello").await;
    let mut page = client.get("/_backlot/journal?kind=exchange").await.json();
    let exchange = &mut page["entries"][0]["exchange"];
    let peer = exchange["connection"]["peer"].take();
    assert!(peer.as_str().is_some_and(|peer| peer.starts_with("127.0.0.1:")), "{peer}");
    // The text lists the platforms, which is not the point here.
    let body = exchange["response"]["body"].take();
    assert!(body["text"].as_str().is_some_and(|text| text.contains("unknown-path")), "{body}");
    insta::assert_json_snapshot!(page);
}

#[tokio::test]
async fn filters_pick() {
    let backlot = Backlot::start().await;
    let client = backlot.client();
    for target in ["/a", "/a/b", "/c?d=/a"] {
        client.get(target).await;
    }
    client.post("/large", "x".repeat(100_000)).await;
    client.put_json("/_backlot/clock", &serde_json::json!({ "mode": "frozen" })).await;

    assert_eq!(targets(&client, "").await, ["/a", "/a/b", "/c?d=/a", "/large", "-"]);
    assert_eq!(targets(&client, "?path=/a").await, ["/a"]);
    assert_eq!(targets(&client, "?path=/a*").await, ["/a", "/a/b"]);
    assert_eq!(targets(&client, "?path=/a&path=/c").await, ["/a", "/c?d=/a"]);
    assert_eq!(targets(&client, "?status=413").await, ["/large"]);
    assert_eq!(targets(&client, "?status=4xx&path=/l*").await, ["/large"]);
    assert!(targets(&client, "?status=2xx").await.is_empty());
    assert_eq!(targets(&client, "?kind=clock").await, ["-"]);
    assert!(targets(&client, "?kind=clock&direction=inbound").await.is_empty());
    assert!(targets(&client, "?direction=outbound").await.is_empty());
    assert_eq!(targets(&client, "?operation=body%20too%20large").await, ["/large"]);
    assert_eq!(targets(&client, "?outcome=refused&limit=2").await, ["/a", "/a/b"]);
    assert!(targets(&client, "?platform=nobody").await.is_empty());
    assert_eq!(targets(&client, "?since=3&kind=exchange").await, ["/large"]);
}

#[tokio::test]
async fn a_reader_goes_on_where_it_was() {
    let backlot = Backlot::start().await;
    let client = backlot.client();
    for _ in 0..3 {
        client.get("/a").await;
    }
    let first = client.get("/_backlot/journal?limit=2").await.json();
    assert_eq!((&first["next"], &first["newest"]), (&2.into(), &3.into()));
    let second = client.get("/_backlot/journal?limit=2&since=2").await.json();
    assert_eq!((second["entries"].as_array().unwrap().len(), &second["next"]), (1, &3.into()));
    let third = client.get("/_backlot/journal?since=3&path=/nothing").await.json();
    assert_eq!((third["entries"].as_array().unwrap().len(), &third["next"]), (0, &3.into()));
}

#[tokio::test]
async fn a_reader_waits_for_what_it_wants_and_for_nothing_else() {
    let backlot = Backlot::start().await;
    let client = backlot.client();
    let waiting = tokio::spawn({
        let client = client.clone();
        async move { targets(&client, "?path=/wanted&wait=60s").await }
    });
    client.get("/other").await;
    client.get("/wanted").await;
    assert_eq!(waiting.await.unwrap(), ["/wanted"]);
    assert!(targets(&client, "?path=/never&wait=10ms").await.is_empty());
    assert_eq!(targets(&client, "?path=/other&wait=60s").await, ["/other"]);
}

#[tokio::test]
async fn what_was_evicted_is_counted_and_told() {
    let backlot = Backlot::with(|name| {
        let journal = Limits { entries: 2, ..Limits::default() };
        new_world(Settings { journal, ..Settings::named(name) })
    })
    .await;
    let client = backlot.client();
    for _ in 0..5 {
        client.get("/a").await;
    }
    let page = client.get("/_backlot/journal").await.json();
    assert_eq!((&page["newest"], page["evicted"].to_string()), (&5.into(), r#"{"entries":3,"through":3}"#.into()));
}

#[tokio::test]
async fn it_can_be_forgotten() {
    let backlot = Backlot::start().await;
    let client = backlot.client();
    client.get("/a").await;
    assert_eq!(seen(&client.delete("/_backlot/journal").await), "204");
    client.get("/b").await;
    let page = client.get("/_backlot/journal").await.json();
    assert_eq!((page["entries"].as_array().unwrap().len(), &page["newest"]), (1, &2.into()));
    assert_eq!(page["evicted"]["entries"], 0);
}

#[tokio::test]
async fn what_makes_no_sense_is_refused() {
    let backlot = Backlot::start().await;
    let client = Arc::new(backlot.client());
    let refused = async |query: &str| client.get(&format!("/_backlot/journal?{query}")).await;
    let reply = refused("oprration=x").await;
    assert_eq!(reply.code(), "400 unknown-parameter");
    assert!(reply.text().contains("did you mean 'operation'?"), "{}", reply.text());
    for query in
        ["since=x", "limit=-1", "wait=5", "wait=2m", "status=teapot", "status=0xx", "direction=up", "outcome=ok"]
    {
        assert_eq!(refused(query).await.code(), "400 bad-parameter", "{query}");
    }
}

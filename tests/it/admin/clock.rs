//! Moving a world's clock.

use std::time::Duration;

use serde_json::json;

use super::seen;
use crate::kit::{Backlot, soon};

#[tokio::test]
async fn a_clock_is_set_frozen_and_moved() {
    let backlot = Backlot::start().await;
    let client = backlot.client();
    assert_eq!(client.get("/_backlot/clock").await.json()["mode"], "real");
    let set = client.put_json("/_backlot/clock", &json!({ "at": "2120-05-01T12:00:00Z", "mode": "frozen" })).await;
    assert_eq!(seen(&set), r#"200 {"at":"2120-05-01T12:00:00Z","mode":"frozen","timers":0}"#);
    let moved = client.post_json("/_backlot/clock/advance", &json!({ "by": "6d18h" })).await;
    assert_eq!(seen(&moved), r#"200 {"at":"2120-05-08T06:00:00Z","mode":"frozen","timers":0}"#);
    assert_eq!(client.get("/_backlot/clock").await.json()["at"], "2120-05-08T06:00:00Z");
    let only = client.put_json("/_backlot/clock", &json!({ "mode": "virtual" })).await;
    assert_eq!(seen(&only), r#"200 {"at":"2120-05-08T06:00:00Z","mode":"virtual","timers":0}"#);
}

#[tokio::test]
async fn moving_a_clock_wakes_who_waits_for_it_and_is_in_the_journal() {
    let backlot = Backlot::start().await;
    let client = backlot.client();
    client.put_json("/_backlot/clock", &json!({ "mode": "frozen" })).await;
    let world = backlot.world();
    let sleeper = tokio::spawn(async move { world.clock().sleep(Duration::from_secs(3600)).await });
    while client.get("/_backlot/clock").await.json()["timers"] != 1 {}
    client.post_json("/_backlot/clock/advance", &json!({ "by": "1h" })).await;
    soon(sleeper).await.unwrap();
    let entries = client.get("/_backlot/journal?kind=clock").await.json()["entries"].clone();
    let modes: Vec<_> = entries.as_array().unwrap().iter().map(|entry| &entry["event"]["detail"]["mode"]).collect();
    assert_eq!(modes, ["frozen", "frozen"]);
}

#[tokio::test]
async fn a_clock_does_not_go_back_and_keeps_its_mode() {
    let backlot = Backlot::start().await;
    let client = backlot.client();
    let back = client.put_json("/_backlot/clock", &json!({ "at": "1999-01-01T00:00:00Z", "mode": "frozen" })).await;
    assert_eq!(back.code(), "409 clock-backwards");
    assert_eq!(client.get("/_backlot/clock").await.json()["mode"], "real");
}

#[tokio::test]
async fn what_makes_no_sense_is_refused() {
    let backlot = Backlot::start().await;
    let client = backlot.client();
    for body in [json!({ "mode": "frosen" }), json!({ "at": "noon" }), json!({ "att": "2120-05-01T12:00:00Z" })] {
        assert_eq!(client.put_json("/_backlot/clock", &body).await.code(), "400 invalid-body", "{body}");
    }
    for body in [json!({}), json!({ "by": 5 }), json!({ "by": "5 parsecs" }), json!({ "by": "-1s" })] {
        assert_eq!(client.post_json("/_backlot/clock/advance", &body).await.code(), "400 invalid-body", "{body}");
    }
}

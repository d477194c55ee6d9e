//! A whole world taken out, and put in again.

use serde_json::json;

use crate::kit::{Backlot, Client};

/// A request as the External Access API page shows them, in the world of its fixture.
async fn award(client: &Client) -> String {
    let body = json!({
        "developerkey": "test", "applicationname": "Demo Application", "runasinstanceid": 15,
        "command": "experience.award", "target": "test989", "type": "xp", "ammount": 1, "reason": "test",
    });
    client.post("/GPHUD/external", body.to_string()).await.text().to_owned()
}

#[tokio::test]
async fn a_world_goes_on_where_another_was() {
    let backlot = Backlot::set(&["gphud/seed.yaml"]).await;
    let first = backlot.client();
    for _ in 0..2 {
        let answer = award(&first).await;
        assert!(answer.contains("OKResponse"), "{answer}");
    }
    let whole = first.get("/_backlot/snapshot").await;
    assert_eq!(whole.json()["clock"], json!({ "at": "2020-05-01T12:00:00Z", "mode": "frozen" }));

    first.post_json("/_backlot/worlds", &json!({ "name": "b", "seed": 1 })).await;
    let second = first.in_world("b");
    let put = second.put_json("/_backlot/snapshot", &whole.json()).await;
    assert_eq!((put.status.as_u16(), &put.json()["seed"]), (200, &json!(7)), "{}", put.text());
    assert_eq!(second.get("/_backlot/snapshot").await.json(), whole.json());

    // Three points may be had in a week: one is left in each of the worlds, whatever happens in the other.
    for client in [&first, &second] {
        let answer = award(client).await;
        assert!(answer.contains("OKResponse"), "{answer}");
        let answer = award(client).await;
        assert!(answer.contains("already reached"), "{answer}");
    }
    // What was drawn before the snapshot is not drawn again.
    let bits = |name: &str| backlot.worlds().get(name).unwrap().rng().bits();
    assert_eq!(bits("default"), bits("b"));

    let anew = second.post("/_backlot/worlds/b/reset", "").await;
    assert_eq!(anew.json()["seed"], 1);
    assert!(award(&second).await.contains("OKResponse"));
}

#[tokio::test]
async fn a_fixture_is_as_good_as_a_snapshot() {
    let backlot = Backlot::start().await;
    let client = backlot.client();
    let fixture = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/gphud/seed.yaml")).unwrap();
    let request = http::Request::put("/_backlot/snapshot").body(fixture.into()).unwrap();
    assert_eq!(client.send(request).await.status, 200);
    assert!(award(&client).await.contains("OKResponse"));
}

#[tokio::test]
async fn what_makes_no_sense_is_refused_and_changes_nothing() {
    let backlot = Backlot::set(&["gphud/seed.yaml"]).await;
    let client = backlot.client();
    let before = client.get("/_backlot/snapshot").await.json();
    for (wrong, at) in [
        (json!({ "gphub": {} }), "/error/problems/0/help"),
        (json!({ "gphud": { "instances": { "X": { "id": "seven" } } } }), "/error/problems/0/line"),
        (json!({ "clock": { "at": "noon" }, "seed": -1 }), "/error/problems/1"),
        (json!([]), "/error/message"),
    ] {
        let reply = client.put_json("/_backlot/snapshot", &wrong).await;
        assert_eq!(reply.code(), "400 invalid-body", "{wrong}");
        assert!(reply.json().pointer(at).is_some(), "{}", reply.text());
    }
    assert_eq!(client.get("/_backlot/snapshot").await.json(), before);
}

//! Making, finding, resetting and deleting worlds.

use serde_json::json;

use super::seen;
use crate::kit::Backlot;

#[tokio::test]
async fn a_world_lives_from_its_making_to_its_deletion() {
    let backlot = Backlot::start().await;
    let client = backlot.client();
    let made = client.post_json("/_backlot/worlds", &json!({ "name": "ci-7", "seed": 42 })).await;
    assert_eq!((made.status.as_u16(), made.header("location")), (201, "/_backlot/worlds/ci-7"));
    assert_eq!(made.json()["seed"], 42);
    assert_eq!(client.get("/w/ci-7/x").await.code(), "404 unknown-path");

    let one = client.get("/_backlot/worlds/ci-7").await.json();
    assert_eq!((&one["name"], &one["journal"]["newest"]), (&json!("ci-7"), &json!(1)));
    let list = client.get("/_backlot/worlds").await.json();
    let names: Vec<_> = list["worlds"].as_array().unwrap().iter().map(|world| world["name"].as_str()).collect();
    assert_eq!(names, [Some("default"), Some("ci-7")]);

    let anew = client.post("/_backlot/worlds/ci-7/reset", "").await.json();
    assert_eq!((&anew["seed"], &anew["journal"]["newest"]), (&json!(42), &json!(0)));

    assert_eq!(seen(&client.delete("/_backlot/worlds/ci-7").await), "204");
    assert_eq!(client.get("/w/ci-7/x").await.code(), "404 unknown-world");
}

#[tokio::test]
async fn the_default_world_is_reset_and_not_deleted() {
    let backlot = Backlot::start().await;
    let client = backlot.client();
    client.get("/x").await;
    assert_eq!(client.delete("/_backlot/worlds/default").await.code(), "409 default-world");
    assert_eq!(client.post("/_backlot/worlds/default/reset", "").await.json()["journal"]["newest"], 0);
}

#[tokio::test]
async fn what_cannot_be_is_refused_with_a_reason() {
    let backlot = Backlot::start().await;
    let client = backlot.client();
    let create = async |body: &str| client.post("/_backlot/worlds", body.to_owned()).await;
    assert_eq!(create(r#"{"name": "a"}"#).await.status, 201);
    assert_eq!(create(r#"{"name": "a"}"#).await.code(), "409 world-exists");
    assert_eq!(create(r#"{"name": "default"}"#).await.code(), "409 world-exists");
    assert_eq!(create(r#"{"name": "a/b"}"#).await.code(), "400 bad-name");
    assert_eq!(client.get("/_backlot/worlds/nobody").await.code(), "404 unknown-world");
    assert_eq!(client.post("/_backlot/worlds/nobody/reset", "").await.code(), "404 unknown-world");
    assert_eq!(client.delete("/_backlot/worlds/nobody").await.code(), "404 unknown-world");
}

#[tokio::test]
async fn every_mistake_in_a_body_is_told_at_once_with_its_place() {
    let backlot = Backlot::start().await;
    let client = backlot.client();
    let create = async |body: &str| client.post("/_backlot/worlds", body.to_owned()).await;
    let reply = create("{\"nam\": \"a\",\n \"seed\": \"seven\"}").await;
    assert_eq!(reply.code(), "400 invalid-body");
    insta::assert_json_snapshot!(reply.json());
    assert_eq!(create("").await.code(), "400 body-missing");
    assert_eq!(create("{\"name\": ").await.code(), "400 invalid-body");
    assert_eq!(create("[1, 2]").await.code(), "400 invalid-body");
    assert_eq!(create("\u{0}").await.code(), "400 invalid-body");
    assert_eq!(client.post("/_backlot/worlds", &b"\xff\xfe"[..]).await.code(), "400 invalid-body");
    assert_eq!(create(&"x".repeat(2 * 1024 * 1024)).await.code(), "413 body-too-large");
    // The same as YAML is as good.
    assert_eq!(create("name: b\n").await.status, 201);
}

#[tokio::test]
async fn a_body_that_breaks_off_makes_no_world() {
    let backlot = Backlot::start().await;
    let head = "POST /_backlot/worlds HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n";
    backlot.client().say(format!("{head}{{\"name\": \"a\"}}")).await;
    assert_eq!(backlot.worlds().all().len(), 1);
}

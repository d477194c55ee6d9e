//! A web page cannot drive the API.

use crate::kit::Backlot;

#[tokio::test]
async fn a_foreign_host_or_origin_is_refused_on_every_path_of_its_own() {
    let backlot = Backlot::start().await;
    for path in ["/_backlot/", "/_backlot", "/_backlot/journal", "/_backlot/nothing", "/w/default/_backlot/clock"] {
        let reply = backlot.client().with("host", "evil.example:4400").get(path).await;
        assert_eq!(reply.code(), "403 foreign-host", "{path}");
        let reply = backlot.client().with("origin", "https://evil.example").get(path).await;
        assert_eq!(reply.code(), "403 foreign-origin", "{path}");
        let reply = backlot.client().with("origin", "null").post(path, "{}").await;
        assert_eq!(reply.code(), "403 foreign-origin", "{path}");
    }
    // A body that would be taken does nothing either.
    backlot.client().with("origin", "https://evil.example").post("/_backlot/worlds", r#"{"name": "a"}"#).await;
    assert_eq!(backlot.worlds().all().len(), 1);
}

#[tokio::test]
async fn this_machine_and_the_hosts_that_are_allowed_are_not_refused() {
    let backlot = Backlot::start().await;
    for host in ["localhost:1", "127.0.0.1", "[::1]:4400", "backlot.test:4400"] {
        assert_eq!(backlot.client().with("host", host).get("/_backlot/ready").await.status, 200, "{host}");
        let origin = format!("http://{host}");
        assert_eq!(backlot.client().with("origin", &origin).get("/_backlot/ready").await.status, 200, "{origin}");
    }
    let bare = backlot.client().say("GET /_backlot/ready HTTP/1.0\r\n\r\n").await;
    assert!(bare.contains(" 200 OK\r\n"), "{bare}");
}

#[tokio::test]
async fn platforms_answer_under_any_name() {
    let reply = Backlot::start().await.client().with("host", "sl.example").get("/x").await;
    assert_eq!(reply.code(), "404 unknown-path");
}

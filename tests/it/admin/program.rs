//! What the program says of itself.

use serde_json::json;

use super::seen;
use crate::kit::Backlot;

#[tokio::test]
async fn it_is_not_ready_before_its_worlds_are() {
    let backlot = Backlot::loading().await;
    let client = backlot.client();
    assert_eq!(client.get("/_backlot/ready").await.code(), "503 not-ready");
    assert_eq!(client.get("/GPHUD/external").await.code(), "503 not-ready");
    assert_eq!(client.get("/_backlot/version").await.status, 200);
    backlot.loaded();
    assert_eq!(seen(&client.get("/_backlot/ready").await), r#"200 {"ready":true}"#);
    assert_eq!(client.get("/nothing").await.code(), "404 unknown-path");
}

#[tokio::test]
async fn it_knows_its_version() {
    let reply = Backlot::start().await.client().get("/_backlot/version").await;
    assert_eq!(reply.json()["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(reply.header("content-type"), "application/json");
}

#[tokio::test]
async fn the_index_lists_every_route() {
    let backlot = Backlot::start().await;
    for path in ["/_backlot/", "/_backlot", "/w/default/_backlot/"] {
        let reply = backlot.client().get(path).await;
        assert_eq!(reply.status, 200);
        insta::assert_snapshot!("index", reply.text().replace(env!("CARGO_PKG_VERSION"), "VERSION"));
    }
}

#[tokio::test]
async fn the_page_names_every_route() {
    let backlot = Backlot::start().await;
    let index = backlot.client().get("/_backlot/").await;
    let page = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/admin-api.md")).unwrap();
    for line in index.text().lines().filter(|line| line.contains(" /_backlot/")) {
        let words: Vec<_> = line.split_whitespace().take(2).collect();
        let row = format!("| `{}` |", words.join(" "));
        assert!(page.contains(&row), "docs/admin-api.md has no row {row}");
    }
}

#[tokio::test]
async fn an_unknown_route_and_a_wrong_method_are_told_what_there_is() {
    let backlot = Backlot::start().await;
    let client = backlot.client();
    let reply = client.get("/_backlot/jurnal").await;
    assert_eq!(reply.code(), "404 unknown-route");
    assert!(reply.text().contains("Did you mean /_backlot/journal?"), "{}", reply.text());
    let reply = client.post_json("/_backlot/journal", &json!({})).await;
    assert_eq!(reply.code(), "405 wrong-method");
    assert!(reply.text().contains("Possible here: GET, DELETE."), "{}", reply.text());
    let reply = client.delete("/_backlot").await;
    assert_eq!(reply.code(), "405 wrong-method");
    assert!(reply.text().contains("Possible here: GET."), "{}", reply.text());
}

//! Worlds over sockets: they are chosen by path or header, and never see each other.

use backlot::platforms::new_world;
use backlot::world::Settings;

use crate::kit::Backlot;

#[tokio::test]
async fn a_world_is_chosen_by_path_or_header() {
    let backlot = Backlot::start().await;
    backlot.worlds().create("a", None).unwrap();
    let client = backlot.client();
    client.get("/w/a/one").await;
    client.in_world("a").get("/two").await;
    client.get("/three").await;
    let seen = |name: &str| {
        let page = backlot.worlds().get(name).unwrap().journal().after(0, 10, |_| true);
        page.entries.iter().map(|entry| entry.exchange().unwrap().request.target.clone()).collect::<Vec<_>>()
    };
    assert_eq!(seen("a"), ["/one", "/two"]);
    assert_eq!(seen("default"), ["/three"]);
}

#[tokio::test]
async fn a_world_that_does_not_exist_is_not_made_by_naming_it() {
    let backlot = Backlot::with(|name| new_world(Settings::named(name))).await;
    for reply in [backlot.client().get("/w/nobody/x").await, backlot.client().in_world("nobody").get("/x").await] {
        assert_eq!(reply.code(), "404 unknown-world");
        assert!(reply.text().contains("no world named 'nobody'"), "{}", reply.text());
    }
    assert_eq!(backlot.worlds().all().len(), 1);
}

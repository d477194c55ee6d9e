//! Worlds over sockets: they are chosen by path or header, and never see each other.

use backlot::platforms::new_world;
use backlot::world::Settings;
use serde_json::{Value, json};

use crate::kit::{Backlot, Client};

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

/// What happens in one world, and nobody else may know of it.
async fn live(client: Client, number: u64) {
    let name = format!("world-{number}");
    let made = client.post_json("/_backlot/worlds", &json!({ "name": name, "seed": number })).await;
    assert_eq!(made.status, 201, "{}", made.text());
    // One way of choosing a world for some, the other for others, as in a team.
    let (prefix, client) = match number % 2 {
        0 => (format!("/w/{name}"), client.clone()),
        _ => (String::new(), client.in_world(&name)),
    };
    let path = |rest: &str| format!("{prefix}{rest}");

    let step = json!({ "by": format!("{number}m") });
    client.post_json(&path("/_backlot/clock/advance"), &step).await;

    let points = number % 3 + 1;
    for _ in 0..points {
        let body = json!({
            "developerkey": "test", "applicationname": "Demo Application", "runasinstanceid": 15,
            "command": "experience.award", "target": "test989", "type": "xp", "ammount": 1, "reason": name,
        });
        let answer = client.post(&path("/GPHUD/external"), body.to_string()).await;
        assert!(answer.text().contains("OKResponse"), "{name}: {}", answer.text());
    }
    let url = format!("http://127.0.0.1/{name}");
    let yuki = client.with("x-cluster-access-token", "yuki");
    let registered = yuki.post_json(&path("/v1/user/web_rpc_url"), &json!({ "url": url })).await;
    assert_eq!(registered.json()["url"], url, "{}", registered.text());

    let about = client.get(&path(&format!("/_backlot/worlds/{name}"))).await.json();
    let minutes = (number / 60 + 12, number % 60);
    assert_eq!(about["clock"]["at"], format!("2020-05-01T{:02}:{:02}:00Z", minutes.0, minutes.1));
    assert_eq!(about["seed"], number);

    let journal = client.get(&path("/_backlot/journal?kind=exchange&platform=gphud")).await.json();
    let reasons: Vec<_> = journal["entries"].as_array().unwrap().iter().map(reason).collect();
    assert_eq!(reasons, vec![name.clone(); usize::try_from(points).unwrap()]);

    let whole = client.get(&path("/_backlot/snapshot")).await.json();
    let people = &whole["gphud"]["instances"]["DEV Test"]["characters"];
    assert_eq!(people["test989"]["ledger"].as_array().unwrap().len(), usize::try_from(points).unwrap());
    assert_eq!(whole["cluster"]["accounts"]["yuki"]["url"], url);
    let others = whole.to_string().replace(&format!("/{name}\""), "").replace(&format!("\"{name}\""), "");
    assert!(!others.contains("world-"), "{others}");
}

fn reason(entry: &Value) -> String {
    let body = entry["exchange"]["request"]["body"]["text"].as_str().unwrap();
    serde_json::from_str::<Value>(body).unwrap()["reason"].as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hundred_worlds_at_once_never_see_each_other() {
    let backlot = Backlot::set(&["gphud/seed.yaml", "cluster/one-creator.yaml"]).await;
    let mut lives = tokio::task::JoinSet::new();
    for number in 0..100 {
        lives.spawn(live(backlot.client(), number));
    }
    lives.join_all().await;
    let client = backlot.client();
    assert_eq!(client.get("/_backlot/journal").await.json()["newest"], 0, "the default world heard of it");
    assert_eq!(client.get("/_backlot/worlds").await.json()["worlds"].as_array().unwrap().len(), 101);
}

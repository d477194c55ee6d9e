//! Many at once: a limit holds however many ask for the last point, and every request is applied whole.

use std::collections::HashMap;
use std::sync::Arc;

use backlot::platforms;
use backlot::platforms::gphud::dialect::Name;
use backlot::platforms::gphud::state::State;
use backlot::world::Settings;
use backlot::world::clock::Clock;
use proptest::prelude::*;
use rand::SeedableRng as _;
use rand_chacha::ChaCha8Rng;
use serde_json::{Value, json};

use super::fuzz::{self, Callable};
use super::{post, serve, set_up_text, snapshot};
use crate::kit::Backlot;

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_awards_at_once_at_a_limit_of_a_hundred_grant_a_hundred() {
    let backlot = serve("dev-test.yaml").await;
    let client = backlot.client();
    let set = json!({
        "developerkey": "test", "runasinstanceid": 15, "command": "configuration.setInstance",
        "key": "Experience.xpXPLimit", "value": "100",
    });
    post(&client, set.to_string()).await;
    let award = json!({
        "developerkey": "test", "runasinstanceid": 15, "command": "experience.award",
        "target": "test989", "type": "xp", "ammount": "1", "reason": "all at once",
    })
    .to_string();
    let mut awards = tokio::task::JoinSet::new();
    for _ in 0..1_000 {
        let (client, award) = (client.clone(), award.clone());
        awards.spawn(async move { post(&client, award).await });
    }
    let answers = awards.join_all().await;
    let granted = answers.iter().filter(|answer| answer.contains("OK : Awarded 1 xp to test989")).count();
    let refused = answers.iter().filter(|answer| answer.contains("already reached their xp XP limit")).count();
    assert_eq!((granted, refused), (100, 900));
    let snapshot = snapshot(&backlot.world());
    let instance = &snapshot["instances"]["DEV Test"];
    let rows = instance["characters"]["test989"]["ledger"].as_array().unwrap();
    assert_eq!(rows.len(), 100);
    let awards = |row: &&Value| row["change"] == "Pool Add";
    assert_eq!(instance["audit"].as_array().unwrap().iter().filter(awards).count(), 100);
}

/// A server whose world is the one of fuzzing, with a clock that stands still.
async fn serve_everything() -> Backlot {
    Backlot::with(|name| {
        let clock = Clock::frozen("2020-05-01T12:00:00Z".parse().unwrap());
        let world = platforms::new_world(Settings { clock, seed: 7, ..Settings::named(name) });
        *world.state::<State>().lock() = fuzz::world(Name::Of2020);
        world
    })
    .await
}

/// Some request, which may be refused. It neither moves limits nor rolls dice.
fn some_request(callable: &Callable, seed: u64) -> String {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    loop {
        let request = callable.request(&mut random);
        let text = request.to_lowercase();
        if !["configuration.", "effects.", "roll"].iter().any(|word| text.contains(word)) {
            return request;
        }
    }
}

/// How many points were awarded, and how many notes written, as the answers say.
#[derive(Debug, Default, PartialEq)]
struct Said {
    points: i64,
    awards: usize,
    notes: usize,
}

impl Said {
    fn hear(&mut self, answer: &str) {
        let answer: Value = serde_json::from_str(answer).unwrap();
        let message = answer["message"].as_str().unwrap_or_default();
        let awarded = message.strip_prefix("OK : Awarded ").and_then(|rest| rest.split(' ').next()?.parse().ok());
        let points = awarded.or_else(|| message.starts_with("OK : Granted a point").then_some(1));
        self.points += points.unwrap_or_default();
        self.awards += usize::from(points.is_some());
        self.notes += usize::from(message.ends_with(" note added."));
    }

    /// What the ledgers say, none of which may have more than its limit lets in; and what is written down. A number reaches the
    /// characters of other instances, where limits are others.
    fn in_the_world(instances: &Value) -> Self {
        let mut said = Self::default();
        let characters = |instance: &Value| instance["characters"].as_object().cloned().unwrap_or_default();
        for (name, character) in each(instances).flat_map(characters) {
            let mut sums = HashMap::<&str, i64>::new();
            for row in character["ledger"].as_array().into_iter().flatten() {
                let pool = row["pool"].as_str().unwrap();
                *sums.entry(pool).or_default() += row["amount"].as_i64().unwrap();
                said.awards += 1;
            }
            for (pool, limit) in [("Experience.xp", 3), ("Faction.FactionXP", 5), ("Experience.guild", 1_000)] {
                let limit = if name == "elsewhere" { 1_000 } else { limit };
                assert!(sums.get(pool).is_none_or(|sum| *sum <= limit), "{name} has passed the limit of {pool}");
            }
            said.points += sums.values().sum::<i64>();
        }
        said.notes = each(instances).map(|instance| instance["notes"].as_array().map_or(0, Vec::len)).sum();
        said
    }
}

/// The instances of a snapshot.
fn each(instances: &Value) -> impl Iterator<Item = &Value> {
    instances.as_object().into_iter().flat_map(serde_json::Map::values)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]

    #[test]
    fn whatever_many_connections_ask_for_ledgers_audit_and_snapshot_agree(
        connections in proptest::collection::vec(proptest::collection::vec(any::<u64>(), 10..60), 4..12),
        more in proptest::collection::vec(any::<u64>(), 20),
    ) {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
        runtime.block_on(ask_all(connections, more));
    }
}

async fn ask_all(connections: Vec<Vec<u64>>, more: Vec<u64>) {
    let callable = Arc::new(Callable::new());
    let backlot = serve_everything().await;
    let mut asking = tokio::task::JoinSet::new();
    for seeds in connections {
        let (client, callable) = (backlot.client(), Arc::clone(&callable));
        asking.spawn(async move {
            let mut answers = Vec::new();
            for seed in seeds {
                answers.push(post(&client, some_request(&callable, seed)).await);
            }
            answers
        });
    }
    let mut said = Said::default();
    asking.join_all().await.iter().flatten().for_each(|answer| said.hear(answer));
    let before = snapshot(&backlot.world());
    let instances = &before["instances"];
    // What was answered, what is in ledgers and notes, and what the audit says.
    assert_eq!(said, Said::in_the_world(instances));
    let rows = each(instances).flat_map(|instance| instance["audit"].as_array().into_iter().flatten());
    let rows = rows.filter(|row| row["change"] == "Pool Add");
    let audited: Vec<i64> = rows.filter_map(|row| row["new"].as_str()?.parse().ok()).collect();
    assert_eq!((said.awards, said.points), (audited.len(), audited.iter().sum()));

    // A world that begins from the snapshot answers the same from here on.
    let clock = backlot.world().clock().clone();
    let restored = platforms::new_world(Settings { clock, seed: 7, ..Settings::named("restored") });
    set_up_text(&restored, &json!({ "gphud": before }).to_string());
    let other = Backlot::with(move |_| Arc::clone(&restored)).await;
    let (client, other) = (backlot.client(), other.client());
    for seed in more {
        let request = some_request(&callable, seed);
        assert_eq!(post(&client, request.clone()).await, post(&other, request.clone()).await, "{request}");
    }
}

//! Many at once: a limit holds however many ask for the last point, and every request is applied whole.

use std::sync::Arc;

use backlot::platforms;
use backlot::world::Settings;
use serde_json::{Value, json};

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

/// Numbers that look random, the same in every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % end
    }

    fn one<'t>(&mut self, texts: &[&'t str]) -> &'t str {
        texts[self.below(texts.len())]
    }
}

/// Some command with some arguments, which it may refuse.
fn some_request(numbers: &mut Numbers) -> String {
    const PEOPLE: &[&str] = &["test", "test989", "plainchar", "loner"];
    const GROUPS: &[&str] = &["Elves", "Dwarves", "Red", "Blue", "Smiths", "Club"];
    let command = numbers.one(&[
        "experience.award",
        "experience.award",
        "faction.awardXP",
        "groups.add",
        "groups.remove",
        "groups.join",
        "faction.add",
        "configuration.setChar",
        "notes.character",
        "events.create",
        "health.set",
        "external.status",
    ]);
    json!({
        "developerkey": "test", "runasinstanceid": 15, "command": command,
        "runascharactername": numbers.one(PEOPLE), "target": numbers.one(PEOPLE), "character": numbers.one(PEOPLE),
        "newmember": numbers.one(PEOPLE), "member": numbers.one(PEOPLE), "group": numbers.one(GROUPS),
        "faction": numbers.one(&["Red", "Blue", "Elves"]), "type": "xp", "ammount": numbers.one(&["1", "2", "-1"]),
        "reason": "why not", "key": "Health.health", "value": numbers.one(&["3", "x", ""]), "note": "seen",
        "eventName": numbers.one(&["Ball", "Fair", "Feast"]),
    })
    .to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_many_connections_ask_for_ledgers_audit_and_snapshot_agree() {
    let backlot = serve("every-kind.yaml").await;
    let mut connections = tokio::task::JoinSet::new();
    for seed in 0..16 {
        let client = backlot.client();
        connections.spawn(async move {
            let mut numbers = Numbers(seed);
            let mut awarded = 0_i64;
            for _ in 0..60 {
                let request = some_request(&mut numbers);
                let answer: Value = serde_json::from_str(&post(&client, request).await).unwrap();
                let message = answer["message"].as_str().unwrap_or_default();
                let points =
                    message.strip_prefix("OK : Awarded ").and_then(|rest| rest.split(' ').next()?.parse().ok());
                awarded += points.unwrap_or(i64::from(message.starts_with("OK : Granted a point")));
            }
            awarded
        });
    }
    let awarded: i64 = connections.join_all().await.into_iter().sum();
    let before = snapshot(&backlot.world());
    let instance = &before["instances"]["DEV Test"];
    let characters = instance["characters"].as_object().unwrap();
    let mut points = 0;
    for (name, character) in characters {
        let rows = character["ledger"].as_array().map_or(&[][..], Vec::as_slice);
        let of = |pool: &str| {
            rows.iter().filter(|row| row["pool"] == pool).filter_map(|row| row["amount"].as_i64()).sum::<i64>()
        };
        assert!(of("Experience.xp") <= 3 && of("Faction.FactionXP") <= 5, "{name} has passed a limit");
        points += of("Experience.xp") + of("Faction.FactionXP");
    }
    let audit = instance["audit"].as_array().unwrap().iter().filter(|row| row["change"] == "Pool Add");
    let audited: i64 = audit.filter_map(|row| row["new"].as_str()?.parse::<i64>().ok()).sum();
    assert_eq!((points, audited), (awarded, awarded), "what was answered, what is in ledgers, and what the audit says");

    // A world that begins from the snapshot answers the same from here on.
    let restored = platforms::new_world(Settings {
        clock: backlot.world().clock().clone(),
        seed: 7,
        ..Settings::named("restored")
    });
    set_up_text(&restored, &json!({ "gphud": before }).to_string());
    let other = Backlot::with(move |_| Arc::clone(&restored)).await;
    let (client, other) = (backlot.client(), other.client());
    let mut numbers = Numbers(99);
    for _ in 0..40 {
        let request = some_request(&mut numbers);
        assert_eq!(post(&client, request.clone()).await, post(&other, request.clone()).await, "{request}");
    }
}

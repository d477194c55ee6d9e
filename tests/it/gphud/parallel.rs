//! Many at once: a limit holds however many ask for the last point, and every request is applied whole.

use serde_json::{Value, json};

use super::{post, serve, snapshot};

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

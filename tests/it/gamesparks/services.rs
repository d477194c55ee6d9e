//! Properties, bulk jobs and the leaderboards of challenges, as requests and scripts use them over real sockets.

use serde_json::{Value, json};

use super::serving;
use crate::kit::Backlot;

const ALICE: &str = "5b2f9c0e4d3a1f0001a2b3c4";
const BEA: &str = "5b2f9c0e4d3a1f0001a2b3c5";

const FIXTURE: &str = r#"
gamesparks:
  games:
    g351284AbCdE:
      credentials: { server: { secret: S } }
      players:
        5b2f9c0e4d3a1f0001a2b3c4: { user-name: alice, display-name: Alice, balances: { currency1: 5 }, segments: { AGE: CHILD }, friends: [5b2f9c0e4d3a1f0001a2b3c5] }
        5b2f9c0e4d3a1f0001a2b3c5: { user-name: bea, display-name: Bea }
      properties: { tea: { price: 4 }, cocoa: { price: 3 } }
      property-sets: { menu: { hot: { property: tea, segments: { AGE: { CHILD: cocoa } } }, cold: tea } }
      events: { SCORE: { attributes: { POINTS: { type: number } } } }
      config:
        leaderboards: { BEST: { fields: { POINTS: {} } }, OPEN: { event: SCORE, fields: { POINTS: {} } } }
        achievements: { FIRST: { name: The first, segments: { AGE: { CHILD: { name: Well done } } } } }
        virtual-goods:
          SWORD: { name: Sword, costs: { currency1: 10 }, segments: { AGE: { CHILD: { name: Toy sword, costs: { currency1: 4 } } } } }
        challenge-types: { DUEL: { leaderboard: BEST }, PLAIN: {}, GLOBAL: { global: true, leaderboard: OPEN }, RUSH: { achievement: FIRST } }
      scripts:
        event/WIN.js: Spark.setScriptData('new', Spark.getPlayer().addAchievement('FIRST'));
        modules/COUNT.js: |
          Spark.runtimeCollection('seen').insert({ _id: Spark.getPlayer().getPlayerId(), n: Spark.data.n });
        callbacks/server.js: |
          var boards = Spark.getLeaderboards(), id = Spark.data.id, alice = '5b2f9c0e4d3a1f0001a2b3c4', bea = '5b2f9c0e4d3a1f0001a2b3c5';
          function owners(board) {
            var found = [], cursor = board.getEntries();
            while (cursor.hasNext()) { var entry = cursor.next(); found.push(entry.getUserName() + entry.getAttribute('POINTS')); }
            return found;
          }
          Spark.setScriptData('all', owners(boards.getChallengeLeaderboard(id)));
          Spark.setScriptData('social', owners(boards.getSocialChallengeLeaderboardAs(id, alice, [])));
          Spark.setScriptData('others', owners(boards.getInverseSocialChallengeLeaderboardAs(id, alice, alice)));
          Spark.setScriptData('teams', owners(boards.getTeamChallengeLeaderboard(id, ['none'])));
          var sword = Spark.getConfig().getVirtualGood('SWORD');
          Spark.setScriptData('sword', [sword.name, sword.currency1Cost]);
          Spark.setScriptData('global', boards.getLeaderboard('BEST').getEntryCount());
          Spark.setScriptData('none', [boards.getChallengeLeaderboard('x'), boards.getChallengeLeaderboard(Spark.data.plain)]);
"#;

async fn ask(backlot: &Backlot, player: &str, request: &str, mut body: Value) -> Value {
    body["playerId"] = json!(player);
    backlot.client().post(&format!("/rs/server/S/{request}"), body.to_string()).await.json()
}

#[tokio::test]
async fn properties_are_those_of_the_players_segments() {
    let backlot = serving(FIXTURE).await;
    let set = json!({ "propertySetShortCode": "menu" });
    let of = ask(&backlot, ALICE, "GetPropertySetRequest", set.clone()).await;
    assert_eq!(of["propertySet"], json!({ "hot": { "price": 3 }, "cold": { "price": 4 } }));
    let of = ask(&backlot, BEA, "GetPropertySetRequest", set).await;
    assert_eq!(of["propertySet"], json!({ "hot": { "price": 4 }, "cold": { "price": 4 } }));
    let one = ask(&backlot, ALICE, "GetPropertyRequest", json!({ "propertyShortCode": "tea" })).await;
    assert_eq!(one["property"], json!({ "price": 4 }));
    let none = ask(&backlot, ALICE, "GetPropertyRequest", json!({ "propertyShortCode": "milk" })).await;
    assert_eq!(none["error"], json!({ "property": "NOT_FOUND" }));
    let none = ask(&backlot, ALICE, "GetPropertySetRequest", json!({ "propertySetShortCode": "milk" })).await;
    assert_eq!(none["error"], json!({ "propertySet": "NOT_FOUND" }));
}

#[tokio::test]
async fn bulk_jobs_are_submitted_listed_and_cancelled() {
    let backlot = serving(FIXTURE).await;
    let admin = |request: &'static str, body: Value| ask(&backlot, ALICE, request, body);
    let later = json!({ "playerQuery": {}, "moduleShortCode": "COUNT", "data": { "n": 1 }, "scheduledTime": "2999-01-01T00:00Z" });
    let made = admin("ScheduleBulkJobAdminRequest", later).await;
    assert_eq!((&made["@class"], &made["estimatedCount"]), (&json!(".ScheduleBulkJobAdminResponse"), &json!(2)));
    let id = made["jobId"].as_str().unwrap().to_owned();
    let jobs = admin("ListBulkJobsAdminRequest", json!({})).await["bulkJobs"].take();
    let job = &jobs[0];
    assert_eq!(
        (&job["id"], &job["moduleShortCode"], &job["state"], &job["data"], &job["scheduledTime"]),
        (&json!(id), &json!("COUNT"), &json!("PENDING"), &json!({ "n": 1 }), &json!(32_472_144_000_000_i64))
    );
    assert!(job.get("started").is_none() && job.get("script").is_none(), "{job}");
    let cancelled = admin("CancelBulkJobAdminRequest", json!({ "bulkJobIds": [id, "none"] })).await;
    assert_eq!(cancelled["bulkJobs"].as_array().map(Vec::len), Some(1));
    assert_eq!(cancelled["bulkJobs"][0]["state"], "CANCELLED");
    assert_eq!(admin("ListBulkJobsAdminRequest", json!({})).await["bulkJobs"], json!([]));
    for (body, error) in [
        (json!({ "playerQuery": {}, "moduleShortCode": "NONE" }), json!({ "moduleShortCode": "INVALID" })),
        (json!({ "playerQuery": {}, "script": "var = 1" }), json!({ "script": "Validation error" })),
        (json!({ "playerQuery": { "$none": 1 }, "script": "1" }), json!({ "playerQuery": "INVALID" })),
        (json!({ "playerQuery": {}, "script": "1", "scheduledTime": "soon" }), json!({ "scheduledTime": "INVALID" })),
        (json!({ "playerQuery": {} }), json!({ "moduleShortCode": "INVALID" })),
        (json!({ "script": "1" }), json!({ "playerQuery": "REQUIRED" })),
    ] {
        assert_eq!(admin("ScheduleBulkJobAdminRequest", body.clone()).await["error"], error, "{body}");
    }
    assert_eq!(admin("CancelBulkJobAdminRequest", json!({})).await["error"], json!({ "bulkJobIds": "REQUIRED" }));
}

/// A running challenge of that type between Alice and Bea.
async fn challenge(backlot: &Backlot, code: &str) -> String {
    let body = json!({ "challengeShortCode": code, "usersToChallenge": [BEA] });
    let made = ask(backlot, ALICE, "CreateChallengeRequest", body).await;
    let id = made["challengeInstanceId"].as_str().unwrap().to_owned();
    ask(backlot, BEA, "AcceptChallengeRequest", json!({ "challengeInstanceId": id })).await;
    id
}

#[tokio::test]
async fn a_challenge_has_a_leaderboard_of_its_own() {
    let backlot = serving(FIXTURE).await;
    let (id, plain) = (challenge(&backlot, "DUEL").await, challenge(&backlot, "PLAIN").await);
    for (player, points) in [(ALICE, 5), (BEA, 7), (BEA, 3)] {
        let event = json!({ "challengeInstanceId": id, "eventKey": "SCORE", "POINTS": points });
        let logged = ask(&backlot, player, "LogChallengeEventRequest", event).await;
        assert_eq!(logged.get("error"), None, "{logged}");
    }
    let data =
        ask(&backlot, ALICE, "LeaderboardDataRequest", json!({ "challengeInstanceId": id, "entryCount": 9 })).await;
    let names: Vec<_> = data["data"].as_array().unwrap().iter().filter_map(|one| one["userName"].as_str()).collect();
    assert_eq!((names, &data["challengeInstanceId"]), (vec!["Bea", "Alice"], &json!(id)));
    assert_eq!(data.get("leaderboardShortCode"), None);
    let around = json!({ "challengeInstanceId": id, "entryCount": 0 });
    let around = ask(&backlot, ALICE, "AroundMeLeaderboardRequest", around).await;
    assert_eq!((&around["data"][0]["userName"], &around["data"][0]["rank"]), (&json!("Alice"), &json!(2)));
    let entries = ask(&backlot, BEA, "GetLeaderboardEntriesRequest", json!({ "challenges": [id, "none"] })).await;
    assert_eq!((&entries[&id]["POINTS"], entries.get("none")), (&json!(7), None));
    for (body, error) in [
        (json!({ "challengeInstanceId": plain, "entryCount": 1 }), json!({ "challengeInstanceId": "NO_LEADERBOARD" })),
        (json!({ "challengeInstanceId": "none", "entryCount": 1 }), json!({ "challengeInstanceId": "INVALID" })),
    ] {
        assert_eq!(ask(&backlot, ALICE, "LeaderboardDataRequest", body).await["error"], error);
    }
    let script = backlot.client().get(&format!("/callback/g351284AbCdE/server/S/?id={id}&plain={plain}")).await.json();
    assert_eq!(
        script,
        json!({
            "all": ["Bea7", "Alice5"], "social": ["Bea7", "Alice5"], "others": ["Bea7"], "teams": [],
            "global": 0, "none": [null, null], "sword": ["Sword", 10],
        })
    );
    let told = ask(&backlot, ALICE, "ListMessageRequest", json!({})).await;
    let told = told["messageList"].as_array().unwrap();
    let changed: Vec<_> = told.iter().filter(|one| one["@class"] == ".ChallengeChangedMessage").collect();
    assert_eq!(changed.len(), 2, "the third event changed nothing");
    let of_bea = changed.iter().find(|one| one["who"] == "Bea").unwrap();
    assert_eq!(of_bea["leaderboardData"]["POINTS"], 7);
}

#[tokio::test]
async fn the_first_achievement_may_end_a_challenge() {
    let backlot = serving(FIXTURE).await;
    let (rush, duel) = (challenge(&backlot, "RUSH").await, challenge(&backlot, "DUEL").await);
    let event = ask(&backlot, BEA, "LogEventRequest", json!({ "eventKey": "WIN" })).await;
    assert_eq!(event["scriptData"], json!({ "new": true }));
    for (id, state) in [(&rush, "COMPLETE"), (&duel, "RUNNING")] {
        let shown = ask(&backlot, ALICE, "GetChallengeRequest", json!({ "challengeInstanceId": id })).await;
        assert_eq!(shown["challenge"]["state"], state);
    }
    let told = ask(&backlot, BEA, "ListMessageRequest", json!({})).await;
    let classes: Vec<_> = told["messageList"].as_array().unwrap().iter().map(|one| one["@class"].clone()).collect();
    assert!(classes.contains(&json!(".ChallengeWonMessage")) && classes.contains(&json!(".AchievementEarnedMessage")));
}

#[tokio::test]
async fn a_global_challenge_counts_what_happens_outside_of_it() {
    let backlot = serving(FIXTURE).await;
    let (global, duel) = (challenge(&backlot, "GLOBAL").await, challenge(&backlot, "DUEL").await);
    ask(&backlot, ALICE, "LogEventRequest", json!({ "eventKey": "SCORE", "POINTS": 4 })).await;
    for (id, entries) in [(&global, 1), (&duel, 0)] {
        let body = json!({ "challengeInstanceId": id, "entryCount": 5 });
        let data = ask(&backlot, BEA, "LeaderboardDataRequest", body).await;
        assert_eq!(data["data"].as_array().map(Vec::len), Some(entries));
    }
}

#[tokio::test]
async fn goods_and_achievements_are_those_of_the_players_segments() {
    let backlot = serving(FIXTURE).await;
    let goods = |player| ask(&backlot, player, "ListVirtualGoodsRequest", json!({}));
    let (alice, bea) = (goods(ALICE).await["virtualGoods"][0].take(), goods(BEA).await["virtualGoods"][0].take());
    assert_eq!(
        (&alice["name"], &alice["currency1Cost"], &alice["baseCurrency1Cost"], &alice["segmentedCurrency1Cost"]),
        (&json!("Toy sword"), &json!(4), &json!(10), &json!(4))
    );
    assert_eq!(
        (&bea["name"], &bea["currency1Cost"], bea.get("baseCurrency1Cost")),
        (&json!("Sword"), &json!(10), None)
    );
    let buy = json!({ "shortCode": "SWORD", "quantity": 1, "currencyType": 1 });
    assert_eq!(ask(&backlot, ALICE, "BuyVirtualGoodsRequest", buy.clone()).await["currencyConsumed"], 4);
    assert_eq!(
        ask(&backlot, BEA, "BuyVirtualGoodsRequest", buy).await["error"],
        json!({ "currency1": "INSUFFICIENT_FUNDS" })
    );
    let list = ask(&backlot, ALICE, "ListAchievementsRequest", json!({})).await;
    assert_eq!(list["achievements"][0]["name"], "Well done");
    let duel = challenge(&backlot, "DUEL").await;
    let target = format!("/callback/g351284AbCdE/server/S/{ALICE}?id={duel}&plain=x");
    assert_eq!(backlot.client().get(&target).await.json()["sword"], json!(["Toy sword", 4]));
}

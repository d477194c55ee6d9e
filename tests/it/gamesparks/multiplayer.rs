//! Matches over real sockets: requests that look for them, and scripts that make them.

use serde_json::{Value, json};

use super::serving;
use crate::kit::Backlot;

const ALICE: &str = "5b2f9c0e4d3a1f0001a2b3c4";
const BEA: &str = "5b2f9c0e4d3a1f0001a2b3c5";
const CID: &str = "5b2f9c0e4d3a1f0001a2b3c6";

const FIXTURE: &str = r#"
gamesparks:
  games:
    g351284AbCdE:
      credentials: { server: { secret: S } }
      config:
        matches:
          DUEL: { name: Duel, description: Two, realtime: true, realtime-script: ARENA, thresholds: [{ period: 40s, min: 5, max: 5 }, { period: 20s, range: percent, min: 10, max: 20, accept-min-players: true }] }
          THREE: { min-players: 3 }
          OPEN: { drop-in-drop-out: true }
          HAND: { manual: true, thresholds: [{ period: 600s, min: 10, max: 10 }] }
      players:
        5b2f9c0e4d3a1f0001a2b3c4: { user-name: alice, display-name: Alice, location: { latitude: 51.5, longitude: -0.1 } }
        5b2f9c0e4d3a1f0001a2b3c5: { user-name: bea, display-name: Bea }
        5b2f9c0e4d3a1f0001a2b3c6: { user-name: cid, display-name: Cid }
      settings: { realtime-host: rt.example, realtime-port: 5001 }
      scripts:
        message-global/MatchFoundMessage.js: Spark.setScriptData('for', Spark.getPlayerIds().length);
        callbacks/server.js: |
          var all = Spark.getMultiplayer(), alice = Spark.loadPlayer('5b2f9c0e4d3a1f0001a2b3c4'), out = {};
          var config = Spark.getConfig().getMatchConfig('DUEL');
          out.config = [config.shortCode, config.name, config.minPlayers, config.maxPlayers, config.realtime, config.realtimeScript,
            config.manuallyMatch, config.dropInDropOut, Spark.getConfig().getMatchConfigs().length, Spark.getConfig().getMatchConfig('NONE')];
          out.thresholds = config.thresholds.map(function (one) { return [one.period, one.min, one.max, one.acceptMinPlayers, one.name]; });
          var id = all.createMatch(alice, '5b2f9c0e4d3a1f0001a2b3c5');
          var made = all.loadMatch(id);
          made.setMatchData({ map: 'forest' });
          made.enableRealtime('OTHER');
          made.addPlayersById('5b2f9c0e4d3a1f0001a2b3c6', 'nobody');
          made.removePlayers(alice);
          out.match = [made.matchData, made.realtimeEnabled, made.server.host, made.server.port];
          out.who = made.participants.map(function (one) { return one.player.displayName + one.peerId + (one.accessToken.length); });
          out.none = [all.createMatch(), all.createMatchById('nobody'), all.createMatchWithMatchId(id, alice), all.loadMatch('x'),
            all.loadPendingMatchById('x'), all.loadPendingMatchByPlayer(alice, 'HAND', null)];
          out.named = all.createMatchByIdWithMatchId('own', ['5b2f9c0e4d3a1f0001a2b3c4']);
          var hand = all.getMatchConfig('HAND');
          var one = hand.createPendingMatch('g', 5, alice);
          var two = hand.createPendingMatchWithCustomQuery('g', 8, { 'players.skill': { $lt: 6 } }, { map: 'lake' }, '5b2f9c0e4d3a1f0001a2b3c5');
          out.pending = [one.matchShortCode, one.matchGroup, one.skill, two.matchData, two.matchedPlayers[0].playerId, one.matchedPlayers[0].location];
          out.found = one.findPendingMatches(5).map(function (other) { return other.id === two.id; });
          out.same = all.loadPendingMatchByPlayer(alice, 'HAND', 'g').id === one.id;
          var both = one.joinPendingMatch(two);
          out.both = [both.id === one.id, both.skill, both.matchData, both.matchedPlayers.length];
          all.cancelMatchmaking(alice, 'HAND', 'g');
          out.collection = Spark.systemCollection('matchInstance').count({ 'matchData.map': 'forest' });
          try { hand.createPendingMatchWithCustomQuery('g', 8, { $none: 1 }, null, alice); } catch (e) { out.thrown = e.message; }
          Spark.setScriptData('out', out);
"#;

async fn ask(backlot: &Backlot, player: &str, request: &str, mut body: Value) -> Value {
    body["playerId"] = json!(player);
    backlot.client().post(&format!("/rs/server/S/{request}"), body.to_string()).await.json()
}

/// The messages of that class which a player was sent, the newest first.
async fn told(backlot: &Backlot, player: &str, class: &str) -> Vec<Value> {
    let list = ask(backlot, player, "ListMessageRequest", json!({})).await;
    let messages = list["messageList"].as_array().unwrap().iter();
    messages.filter(|one| one["@class"] == format!(".{class}")).cloned().collect()
}

#[tokio::test]
async fn two_who_fit_are_told_of_each_other() {
    let backlot = serving(FIXTURE).await;
    let seek = |player, skill| {
        ask(&backlot, player, "MatchmakingRequest", json!({ "matchShortCode": "DUEL", "skill": skill }))
    };
    assert_eq!(seek(ALICE, 10).await, json!({ "@class": ".MatchmakingResponse" }));
    seek(CID, 20).await;
    seek(BEA, 12).await;
    let (alice, bea) =
        (told(&backlot, ALICE, "MatchFoundMessage").await, told(&backlot, BEA, "MatchFoundMessage").await);
    assert_eq!((alice.len(), bea.len(), told(&backlot, CID, "MatchFoundMessage").await.len()), (1, 1, 0));
    let (alice, bea) = (&alice[0], &bea[0]);
    assert_eq!(
        (&alice["matchId"], &alice["host"], &alice["port"]),
        (&bea["matchId"], &json!("rt.example"), &json!(5001))
    );
    assert_ne!(alice["accessToken"], bea["accessToken"]);
    assert_eq!(alice["scriptData"], json!({ "for": 2 }), "the script for all has run once");
    let peers: Vec<_> = alice["participants"].as_array().unwrap().iter().map(|one| one["peerId"].clone()).collect();
    assert_eq!(peers, [1, 2]);
    let details = ask(&backlot, BEA, "MatchDetailsRequest", json!({ "matchId": alice["matchId"] })).await;
    assert_eq!(
        (&details["accessToken"], &details["peerId"], &details["playerId"], &details["opponents"][0]["displayName"]),
        (&bea["accessToken"], &json!(2), &json!(BEA), &json!("Alice"))
    );
    let foreign = ask(&backlot, CID, "MatchDetailsRequest", json!({ "matchId": alice["matchId"] })).await;
    assert_eq!(foreign["error"], json!({ "matchId": "NOT_FOUND" }));
}

#[tokio::test]
async fn what_is_wrong_with_a_search_is_said() {
    let backlot = serving(FIXTURE).await;
    for (request, body, error) in [
        ("MatchmakingRequest", json!({ "skill": 1 }), json!({ "matchShortCode": "may not be null" })),
        ("MatchmakingRequest", json!({ "matchShortCode": "DUEL" }), json!({ "skill": "may not be null" })),
        (
            "MatchmakingRequest",
            json!({ "matchShortCode": "NONE", "skill": 1 }),
            json!({ "matchShortCode": "NOT_FOUND" }),
        ),
        ("MatchmakingRequest", json!({ "matchShortCode": "DUEL", "action": "pause" }), json!({ "action": "UNKNOWN" })),
        (
            "MatchmakingRequest",
            json!({ "matchShortCode": "DUEL", "action": "cancel" }),
            json!({ "match": "NOT_FOUND" }),
        ),
        (
            "MatchmakingRequest",
            json!({ "matchShortCode": "DUEL", "skill": 1, "customQuery": { "a": { "$none": 1 } } }),
            json!({ "customQuery": "INVALID_QUERY" }),
        ),
        ("FindMatchRequest", json!({ "matchShortCode": "THREE", "skill": 1 }), json!({ "match": "HEAD_TO_HEAD_ONLY" })),
        (
            "FindMatchRequest",
            json!({ "matchShortCode": "OPEN", "skill": 1 }),
            json!({ "match": "NO_DROP_IN_DROP_OUT_AVAILABLE" }),
        ),
        (
            "FindMatchRequest",
            json!({ "matchShortCode": "HAND", "skill": 1 }),
            json!({ "match": "NO_MANUAL_MATCHMAKING" }),
        ),
        ("FindPendingMatchesRequest", json!({ "matchShortCode": "HAND" }), json!({ "match": "NOT_IN_PROGRESS" })),
        (
            "JoinPendingMatchRequest",
            json!({ "matchShortCode": "HAND", "pendingMatchId": "x" }),
            json!({ "match": "NOT_IN_PROGRESS" }),
        ),
    ] {
        assert_eq!(ask(&backlot, ALICE, request, body.clone()).await["error"], error, "{request} {body}");
    }
}

#[tokio::test]
async fn players_choose_whom_to_play_with() {
    let backlot = serving(FIXTURE).await;
    let seek = |player, body: Value| ask(&backlot, player, "MatchmakingRequest", body);
    seek(ALICE, json!({ "matchShortCode": "HAND", "skill": 1, "matchData": { "map": "lake" } })).await;
    let find = json!({ "matchShortCode": "HAND" });
    let alone = ask(&backlot, ALICE, "FindPendingMatchesRequest", find.clone()).await;
    assert_eq!(alone, json!({ "@class": ".FindPendingMatchesResponse" }));
    seek(CID, json!({ "matchShortCode": "HAND", "skill": 2, "customQuery": { "matchData.map": "forest" } })).await;
    seek(BEA, json!({ "matchShortCode": "HAND", "skill": 3, "participantData": { "car": "red" } })).await;
    let found = ask(&backlot, ALICE, "FindPendingMatchesRequest", find).await;
    let found = found["pendingMatches"].as_array().unwrap();
    assert_eq!(found.len(), 1, "Cid looks for a forest");
    assert_eq!(
        found[0]["matchedPlayers"],
        json!([{ "participantData": { "car": "red" }, "playerId": BEA, "skill": 3 }])
    );
    let none = json!({ "matchShortCode": "HAND", "pendingMatchId": "none" });
    let none = ask(&backlot, ALICE, "JoinPendingMatchRequest", none).await;
    assert_eq!(none["error"], json!({ "pendingMatchId": "NOT_AVAILABLE" }));
    let join = json!({ "matchShortCode": "HAND", "pendingMatchId": found[0]["id"] });
    let joined = ask(&backlot, ALICE, "JoinPendingMatchRequest", join).await;
    assert_eq!(
        (&joined["pendingMatch"]["skill"], &joined["pendingMatch"]["matchData"]),
        (&json!(2), &json!({ "map": "lake" }))
    );
    assert_eq!(told(&backlot, BEA, "MatchFoundMessage").await.len(), 1);
    let cancelled = seek(CID, json!({ "matchShortCode": "HAND", "action": "cancel" })).await;
    assert_eq!(cancelled, json!({ "@class": ".MatchmakingResponse" }));
}

#[tokio::test]
async fn find_match_answers_when_the_other_one_comes() {
    let backlot = serving(FIXTURE).await;
    let find =
        |player, skill| ask(&backlot, player, "FindMatchRequest", json!({ "matchShortCode": "DUEL", "skill": skill }));
    let (alice, bea) = tokio::join!(find(ALICE, 1), find(BEA, 2));
    assert_eq!((&alice["@class"], &alice["matchId"]), (&json!(".FindMatchResponse"), &bea["matchId"]));
    assert_eq!((&alice["opponents"][0]["id"], &bea["opponents"][0]["id"]), (&json!(BEA), &json!(ALICE)));
    // One that is taken back is answered too.
    let cancel = async {
        while backlot.world().state::<backlot::platforms::gamesparks::state::State>().games()[0]
            .lock()
            .pending_matches
            .is_empty()
        {
            tokio::task::yield_now().await;
        }
        ask(&backlot, CID, "FindMatchRequest", json!({ "matchShortCode": "DUEL", "action": "cancel" })).await
    };
    let (waited, cancelled) = tokio::join!(find(CID, 1), cancel);
    assert_eq!((&waited["error"], cancelled.get("error")), (&json!({ "match": "NOT_FOUND" }), None));
    let batch = json!({ "playerIds": [ALICE], "request": { "@class": ".FindMatchRequest", "matchShortCode": "DUEL", "skill": 1 } });
    assert_eq!(ask(&backlot, ALICE, "BatchAdminRequest", batch).await["error"], json!({ "request": "INVALID" }));
}

#[tokio::test]
async fn scripts_make_and_change_matches() {
    let backlot = serving(FIXTURE).await;
    let out = backlot.client().get("/callback/g351284AbCdE/server/S/").await.json()["out"].take();
    assert_eq!(out["config"], json!(["DUEL", "Duel", 2, 2, true, "ARENA", false, false, 4, null]));
    assert_eq!(out["thresholds"], json!([[40, 5, 5, false, "Relative"], [20, 10, 20, true, "Percent"]]));
    assert_eq!(out["match"], json!([{ "map": "forest" }, true, "rt.example", 5001]));
    assert_eq!(out["who"], json!(["Bea236", "Cid336"]));
    assert_eq!(out["none"], json!([null, null, null, null, null, null]));
    assert_eq!(out["named"], "own");
    let point = json!({ "type": "Point", "coordinates": [-0.1, 51.5] });
    assert_eq!(out["pending"], json!(["HAND", "g", 5, { "map": "lake" }, BEA, point]));
    assert_eq!((&out["found"], &out["same"]), (&json!([true]), &json!(true)));
    assert_eq!(out["both"], json!([true, 6.5, { "map": "lake" }, 2]));
    assert_eq!(out["collection"], 1);
    assert_eq!(out["thrown"], "java.lang.IllegalArgumentException: the custom query makes no sense");
    let updates = told(&backlot, BEA, "MatchUpdatedMessage").await;
    assert_eq!((&updates[0]["removedPlayers"], &updates[1]["addedPlayers"]), (&json!([ALICE]), &json!([CID])));
}

//! What players do together: teams and challenges, over `/rs/` and from scripts.

use std::sync::Arc;
use std::time::Duration;

use backlot::world::World;
use serde_json::{Value, json};

use super::{ALICE, BEA, CLEO, ask, at_noon};
use crate::kit::Backlot;

const FIXTURE: &str = r#"
gamesparks:
  games:
    g351284AbCdE:
      credentials: { server: { secret: S } }
      scripts:
        callbacks/server.js: |
          Spark.setScriptData("value", eval(Spark.getData().code));
        event-challenge/MOVE.js: |
          var challenge = Spark.getChallenge(Spark.getData().challengeInstanceId);
          challenge.setScriptData("last", Spark.getData().FIELD);
          if (Spark.getData().FIELD === 9) challenge.winChallenge(Spark.getPlayer());
      events:
        MOVE: { attributes: { FIELD: { type: number } } }
        SCORE: { attributes: { POINTS: { type: number } } }
      config:
        currencies: { GOLD: {} }
        team-types:
          CLAN: { name: Clan, social: true, max-members: 2, max-memberships: 1, max-owned: 1 }
          HOUSE: { mandatory: true }
          BAND: {}
        leaderboards: { RACE_BOARD: { event: SCORE, fields: { POINTS: {} } } }
        challenge-types:
          RACE: { name: Race, turn-based: true, attempt-consumer: MOVE }
          SPRINT: { name: Sprint, leaderboard: RACE_BOARD, attempt-consumer: SCORE }
      players:
        5b2f9c0e4d3a1f0001a2b3c4: { user-name: alice, display-name: Alice, balances: { GOLD: 10 }, segments: { AGE: old } }
        5b2f9c0e4d3a1f0001a2b3c5: { user-name: bea, display-name: Bea, balances: { GOLD: 10 }, segments: { AGE: young } }
        5b2f9c0e4d3a1f0001a2b3c6: { user-name: cleo, display-name: Cleo }
"#;

async fn start() -> (Backlot, Arc<World>) {
    let world = at_noon(FIXTURE);
    let own = Arc::clone(&world);
    (Backlot::with(move |_| Arc::clone(&own)).await, world)
}

async fn error(backlot: &Backlot, player: &str, name: &str, request: Value) -> Value {
    ask(backlot, player, name, request).await["error"].take()
}

/// What a callback's script makes of `code`, as a player.
async fn script(backlot: &Backlot, player: &str, code: &str) -> Value {
    let code: String = code.bytes().map(|byte| format!("%{byte:02X}")).collect();
    let target = format!("/callback/g351284AbCdE/server/S/{player}?code={code}");
    let answer = backlot.client().post(&target, String::new()).await.json();
    assert_eq!(answer.get("errors"), None, "{answer}");
    answer["value"].clone()
}

/// The classes of the messages that a player was sent, the newest first.
async fn inbox(backlot: &Backlot, player: &str) -> Vec<String> {
    let list = ask(backlot, player, "ListMessageRequest", json!({})).await;
    let list = list["messageList"].as_array().unwrap().clone();
    list.iter().map(|one| one["@class"].as_str().unwrap().trim_start_matches('.').to_owned()).collect()
}

#[tokio::test]
async fn teams_are_made_joined_and_left() {
    let (backlot, _) = start().await;
    let clan =
        ask(&backlot, ALICE, "CreateTeamRequest", json!({ "teamName": "Reds", "teamType": "CLAN", "teamId": "reds" }))
            .await;
    assert_eq!(
        (&clan["teamId"], &clan["owner"]["displayName"], clan["members"].as_array().unwrap().len()),
        (&json!("reds"), &json!("Alice"), 1)
    );
    for (player, name, request, expected) in [
        (ALICE, "CreateTeamRequest", json!({ "teamName": "x", "teamType": "NONE" }), json!({ "teamType": "INVALID" })),
        (
            ALICE,
            "CreateTeamRequest",
            json!({ "teamName": "x", "teamType": "CLAN" }),
            json!({ "teamType": "MAX_OWNED_REACHED" }),
        ),
        (
            BEA,
            "CreateTeamRequest",
            json!({ "teamName": "x", "teamType": "CLAN", "teamId": "reds" }),
            json!({ "teamId": "NOT_UNIQUE" }),
        ),
        (BEA, "JoinTeamRequest", json!({}), json!({ "teamId|teamType": "REQUIRED" })),
        (BEA, "JoinTeamRequest", json!({ "teamType": "BAND" }), json!({ "teamType": "NOT_SINGULAR_USE_TEAMID" })),
        (BEA, "JoinTeamRequest", json!({ "teamId": "blues" }), json!({ "team": "INVALID" })),
        (BEA, "LeaveTeamRequest", json!({ "teamId": "reds" }), json!({ "team": "NOT_MEMBER" })),
        (
            BEA,
            "SendTeamChatMessageRequest",
            json!({ "teamId": "reds", "message": "hi" }),
            json!({ "team": "NOT_A_MEMBER" }),
        ),
    ] {
        assert_eq!(error(&backlot, player, name, request.clone()).await, expected, "{name} {request}");
    }
    let joined = ask(&backlot, BEA, "JoinTeamRequest", json!({ "teamType": "CLAN", "ownerId": ALICE })).await;
    assert_eq!(joined["members"].as_array().unwrap().len(), 2);
    assert_eq!(
        error(&backlot, BEA, "JoinTeamRequest", json!({ "teamId": "reds" })).await,
        json!({ "members": "ALREADY_JOINED" })
    );
    assert_eq!(
        error(&backlot, CLEO, "JoinTeamRequest", json!({ "teamId": "reds" })).await,
        json!({ "members": "MAX_MEMBERS_REACHED" })
    );
    assert_eq!(
        error(&backlot, BEA, "DropTeamRequest", json!({ "teamId": "reds" })).await,
        json!({ "team": "NOT_ONWER" })
    );
    let friends = ask(&backlot, BEA, "ListGameFriendsRequest", json!({})).await;
    assert_eq!(friends["friends"][0]["displayName"], "Alice", "members of a social team are friends");
    ask(&backlot, BEA, "SendTeamChatMessageRequest", json!({ "teamId": "reds", "message": "hello" })).await;
    assert_eq!(inbox(&backlot, ALICE).await, ["TeamChatMessage"]);
    let chat = ask(&backlot, ALICE, "ListTeamChatRequest", json!({ "teamId": "reds" })).await;
    assert_eq!((&chat["messages"][0]["who"], &chat["messages"][0]["message"]), (&json!("Bea"), &json!("hello")));
    let house = ask(&backlot, CLEO, "GetTeamRequest", json!({ "teamType": "HOUSE" })).await;
    assert_eq!(
        (&house["teamName"], &house["owner"]["id"]),
        (&json!("Cleo"), &json!(CLEO)),
        "made when it is asked for"
    );
    assert_eq!(
        error(&backlot, CLEO, "DropTeamRequest", json!({ "teamType": "HOUSE" })).await,
        json!({ "teamType": "CANNOT_DROP_MANDATORY_TEAM" })
    );
    let mine = ask(&backlot, BEA, "GetMyTeamsRequest", json!({})).await;
    assert_eq!(mine["teams"].as_array().unwrap().len(), 1);
    let list = ask(&backlot, BEA, "ListTeamsRequest", json!({ "teamNameFilter": "red" })).await;
    assert_eq!(list["teams"][0]["teamId"], "reds");
    let code = format!(
        "var t = Spark.getTeams().getTeam('reds'); [t.getTeamName(), t.teamType, t.getMemberIds().length, t.ownerId === '{ALICE}', \
         Spark.getTeams().getTeam('none'), Spark.getTeams().getTeamByOwnerIdAndTeamType('{ALICE}', 'CLAN').length, \
         t.listChatMessages(10, 0)[0].getMessage()]"
    );
    assert_eq!(script(&backlot, BEA, &code).await, json!(["Reds", "CLAN", 2, true, null, 1, "hello"]));
    let code = format!(
        "var t = Spark.getTeams().getTeam('reds'); t.removeMembers('{BEA}'); t.addMembers(['{CLEO}']); t.setTeamName('Greens'); [t.getMemberIds(), t.getTeamName()]"
    );
    assert_eq!(script(&backlot, BEA, &code).await, json!([[ALICE, CLEO], "Greens"]));
    ask(&backlot, CLEO, "LeaveTeamRequest", json!({ "teamId": "reds" })).await;
    assert_eq!(ask(&backlot, ALICE, "DropTeamRequest", json!({ "teamId": "reds" })).await.get("error"), None);
}

#[tokio::test]
async fn a_challenge_is_played_in_turns_and_won() {
    let (backlot, _) = start().await;
    let request = json!({ "challengeShortCode": "RACE", "usersToChallenge": BEA, "currencyWagers": { "GOLD": 4 }, "challengeMessage": "Come on" });
    let id = ask(&backlot, ALICE, "CreateChallengeRequest", request).await["challengeInstanceId"].take();
    let named = json!({ "challengeInstanceId": id });
    assert_eq!(inbox(&backlot, BEA).await, ["ChallengeIssuedMessage"]);
    let shown = ask(&backlot, BEA, "GetChallengeRequest", named.clone()).await["challenge"].take();
    assert_eq!(
        (&shown["state"], &shown["challenged"][0]["name"], &shown["currencyWagers"]),
        (&json!("ISSUED"), &json!("Bea"), &json!({ "GOLD": 4 }))
    );
    assert_eq!(
        error(&backlot, CLEO, "AcceptChallengeRequest", named.clone()).await,
        json!({ "challengeInstanceId": "INVALID" })
    );
    assert_eq!(
        error(&backlot, CLEO, "JoinChallengeRequest", named.clone()).await,
        json!({ "JOIN": "Must be a PUBLIC|FRIENDS challenge to join" })
    );
    ask(&backlot, BEA, "AcceptChallengeRequest", named.clone()).await;
    assert_eq!(inbox(&backlot, ALICE).await, ["ChallengeStartedMessage", "ChallengeAcceptedMessage"]);
    let play = async |player: &str, field: i64| {
        error(
            &backlot,
            player,
            "LogChallengeEventRequest",
            json!({ "challengeInstanceId": id, "eventKey": "MOVE", "FIELD": field }),
        )
        .await
    };
    assert_eq!(play(BEA, 1).await, json!({ "challengeInstanceId": "INVALID" }), "it is Alice's turn");
    assert_eq!(play(ALICE, 1).await, json!(null));
    let running =
        ask(&backlot, ALICE, "ListChallengeRequest", json!({ "state": "RUNNING" })).await["challengeInstances"][0]
            .take();
    assert_eq!((&running["nextPlayer"], &running["turnCount"]), (&json!(BEA), &json!({ ALICE: 1 })));
    assert_eq!(running["scriptData"], json!({ "last": 1 }));
    assert_eq!(play(BEA, 9).await, json!(null), "the script lets Bea win");
    assert_eq!(inbox(&backlot, BEA).await[0], "ChallengeWonMessage");
    assert_eq!(inbox(&backlot, ALICE).await[0], "ChallengeLostMessage");
    let gold = async |player: &str| {
        ask(&backlot, player, "AccountDetailsRequest", json!({})).await["currencies"]["GOLD"].take()
    };
    assert_eq!((gold(ALICE).await, gold(BEA).await), (json!(6), json!(14)));
    let code = format!(
        "var c = Spark.getChallenge({id}); [c.getRunState(), c.getAcceptedPlayerIds(), c.challengerId, c.getChallengeName(), c.consumeTurn('{ALICE}'), Spark.getChallenge('none')]"
    );
    assert_eq!(script(&backlot, ALICE, &code).await, json!(["COMPLETE", [ALICE, BEA], ALICE, "Race", false, null]));
}

#[tokio::test]
async fn what_is_due_happens_on_the_worlds_clock() {
    let (backlot, world) = start().await;
    let create = async |more: Value| {
        let mut request = json!({ "challengeShortCode": "SPRINT", "accessType": "PUBLIC" });
        request.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        ask(&backlot, ALICE, "CreateChallengeRequest", request).await["challengeInstanceId"].take()
    };
    let expiring = create(json!({ "expiryTime": "2020-05-01T13:00Z" })).await;
    let played = create(json!({ "startTime": "2020-05-01T14:00Z", "endTime": "2020-05-01T16:00Z", "eligibilityCriteria": { "segments": { "AGE": ["young", "old"] } } })).await;
    let joined = ask(&backlot, BEA, "JoinChallengeRequest", json!({ "challengeInstanceId": played })).await;
    assert_eq!(joined["joined"], true);
    let missing = error(&backlot, CLEO, "JoinChallengeRequest", json!({ "challengeInstanceId": played })).await;
    assert_eq!(missing, json!({ "eligibility": { "missingSegments": { "AGE": ["young", "old"] } } }));
    let found = ask(&backlot, CLEO, "FindChallengeRequest", json!({ "accessType": "PUBLIC" })).await;
    assert_eq!(found["challengeInstances"].as_array().unwrap().len(), 1, "only the one for which Cleo is eligible");
    let state = async |id: &Value| {
        ask(&backlot, ALICE, "GetChallengeRequest", json!({ "challengeInstanceId": id })).await["challenge"]["state"]
            .take()
    };
    assert_eq!((state(&expiring).await, state(&played).await), (json!("ISSUED"), json!("WAITING")));
    world.clock().advance(Duration::from_hours(3)).await;
    assert_eq!((state(&expiring).await, state(&played).await), (json!("EXPIRED"), json!("RUNNING")));
    for (player, points) in [(ALICE, 3), (BEA, 5)] {
        let event = json!({ "challengeInstanceId": played, "eventKey": "SCORE", "POINTS": points });
        assert_eq!(error(&backlot, player, "LogChallengeEventRequest", event).await, json!(null));
    }
    world.clock().advance(Duration::from_hours(2)).await;
    assert_eq!(state(&played).await, json!("COMPLETE"));
    assert_eq!(inbox(&backlot, BEA).await[0], "ChallengeWonMessage");
    let challenge = create(json!({})).await;
    let withdrawn = ask(&backlot, ALICE, "WithdrawChallengeRequest", json!({ "challengeInstanceId": challenge })).await;
    assert_eq!((withdrawn.get("error"), state(&challenge).await), (None, json!("WITHDRAWN")));
    for (request, expected) in [
        (json!({ "challengeShortCode": "RACE" }), json!({ "usersToChallenge": "REQUIRED" })),
        (
            json!({ "challengeShortCode": "RACE", "accessType": "PUBLIC", "autoStartJoinedChallengeOnMaxPlayers": true }),
            json!({ "autoStartJoinedChallengeOnMaxPlayers": "MaxPlayers Required" }),
        ),
        (
            json!({ "challengeShortCode": "RACE", "accessType": "PUBLIC", "eligibilityCriteria": { "age": 1 } }),
            json!({ "eligibilityCriteria": { "age": "UNRECOGNISED" } }),
        ),
        (
            json!({ "challengeShortCode": "RACE", "accessType": "PUBLIC", "eligibilityCriteria": { "segments": { "AGE": 1 } } }),
            json!({ "eligibilityCriteria": { "segments": { "AGE": "MALFORMED" } } }),
        ),
        (
            json!({ "challengeShortCode": "RACE", "accessType": "PUBLIC", "currencyWagers": { "GOLD": 99 } }),
            json!({ "currencyWagers": "INSUFFICIENT_FUNDS" }),
        ),
    ] {
        assert_eq!(error(&backlot, ALICE, "CreateChallengeRequest", request.clone()).await, expected, "{request}");
    }
    let types = ask(&backlot, ALICE, "ListChallengeTypeRequest", json!({})).await;
    assert_eq!(types["challengeTemplates"][1]["getleaderboardName"], "RACE_BOARD");
}

#[tokio::test]
async fn whoever_is_asked_may_say_no() {
    let (backlot, _) = start().await;
    let request = json!({ "challengeShortCode": "RACE", "usersToChallenge": [BEA] });
    let id = ask(&backlot, ALICE, "CreateChallengeRequest", request).await["challengeInstanceId"].take();
    ask(&backlot, BEA, "ChatOnChallengeRequest", json!({ "challengeInstanceId": id, "message": "Not now" })).await;
    ask(&backlot, BEA, "DeclineChallengeRequest", json!({ "challengeInstanceId": id })).await;
    assert_eq!(inbox(&backlot, ALICE).await, ["ChallengeDeclinedMessage", "ChallengeChatMessage"]);
    let declined = ask(&backlot, BEA, "ListChallengeRequest", json!({ "states": ["DECLINED"] })).await;
    assert_eq!(declined["challengeInstances"][0]["state"], "DECLINED");
}

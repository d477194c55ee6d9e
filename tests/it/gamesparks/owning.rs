//! What players own, and where they stand: goods, receipts, achievements, transactions and leaderboards, over `/rs/`.

use std::sync::Arc;
use std::time::Duration;

use backlot::world::World;
use serde_json::{Value, json};

use super::{ALICE, BEA, CLEO, ask};
use crate::kit::Backlot;

const FIXTURE: &str = r#"
gamesparks:
  games:
    g351284AbCdE:
      credentials: { server: { secret: S } }
      scripts:
        callbacks/server.js: |
          Spark.setScriptData("value", eval(Spark.getData().code));
        message-user/AchievementEarnedMessage.js: |
          Spark.setScriptData("told", Spark.getPlayer().getDisplayName());
      events:
        SCORE: { attributes: { POINTS: { type: number }, LEVEL: { type: number, default: 1 }, COUNTRY: { default: GB } } }
      config:
        currencies: { GOLD: { signup-bonus: 50 } }
        virtual-goods:
          SWORD: { name: Sword, costs: { currency1: 10, GOLD: 5, currency2: 0 }, max-quantity: 3, tags: [arms] }
          SHIELD: { costs: { currency1: 1 }, disabled: true }
          PACK: { type: CURRENCY, costs: { currency1: 100 } }
        segments: { AGE: { name: Age, values: { young: { name: Young }, old: {} } } }
        team-types: { CLAN: { name: Clan, social: true, max-members: 5 } }
        challenge-types: { RACE: { name: Race, turn-based: true } }
        achievements: { FIRST: { name: The first, awards: { currency1: 5 } } }
        leaderboards:
          BEST:
            name: Best scores
            event: SCORE
            fields: { POINTS: {}, LEVEL: { keep: supplemental } }
            messages: [new-high-score, global-rank-changed]
          TOTAL: { event: SCORE, fields: { SUM: { keep: sum, attribute: POINTS } }, partitions: [COUNTRY] }
          DAILY: { event: SCORE, fields: { POINTS: { keep: min, order: ascending } }, reset: daily }
        external-accounts:
          FB:
            token-of-bob: { id: fb-bob, display-name: Bob, friends: [fb-carol] }
            token-of-carol: { id: fb-carol, display-name: Carol }
            token-of-kid: { id: fb-kid, restricted: true }
        receipts: { ios: { good: { virtual-good: PACK, quantity: 2 }, sword: { virtual-good: SWORD, quantity: 9 } } }
      players:
        5b2f9c0e4d3a1f0001a2b3c4: { user-name: alice, display-name: Alice, balances: { currency1: 25 }, friends: [5b2f9c0e4d3a1f0001a2b3c5], location: { country: GB, city: York, latitude: 53.9 } }
        5b2f9c0e4d3a1f0001a2b3c5: { user-name: bea, display-name: Bea, friends: [5b2f9c0e4d3a1f0001a2b3c4] }
        5b2f9c0e4d3a1f0001a2b3c6: { user-name: cleo, display-name: Cleo }
        5b2f9c0e4d3a1f0001a2b3c7: { user-name: hidden, display-name: Hidden, hidden-on-leaderboards: true }
"#;

const HIDDEN: &str = "5b2f9c0e4d3a1f0001a2b3c7";

/// A world that is set up by [`FIXTURE`].
fn world() -> Arc<World> {
    super::at_noon(FIXTURE)
}

async fn start() -> Backlot {
    Backlot::with(|_| world()).await
}

async fn score(backlot: &Backlot, player: &str, points: i64, country: &str) {
    let event = json!({ "eventKey": "SCORE", "POINTS": points, "LEVEL": points * 10, "COUNTRY": country });
    let response = ask(backlot, player, "LogEventRequest", event).await;
    assert_eq!(response.get("error"), None, "{response}");
}

#[tokio::test]
async fn goods_are_bought_and_used() {
    let backlot = start().await;
    let buy = async |request: Value| ask(&backlot, ALICE, "BuyVirtualGoodsRequest", request).await;
    let bought = buy(json!({ "shortCode": "SWORD", "quantity": "2", "currencyType": "1" })).await;
    assert_eq!(bought["@class"], ".BuyVirtualGoodResponse");
    assert_eq!(bought["boughtItems"], json!([{ "shortCode": "SWORD", "quantity": 2 }]));
    assert_eq!((&bought["currencyConsumed"], &bought["currencyType"]), (&json!(20), &json!(1)));
    assert_eq!(bought["transactionIds"].as_array().unwrap().len(), 1);
    for (request, error) in [
        (
            json!({ "shortCode": "SWORD", "quantity": 1, "currencyType": 1 }),
            json!({ "currency1": "INSUFFICIENT_FUNDS" }),
        ),
        (
            json!({ "shortCode": "SWORD", "quantity": 2, "currencyType": 1 }),
            json!({ "quantity": "EXCEEDS_MAX_QUANTITY" }),
        ),
        (json!({ "shortCode": "SWORD", "quantity": 1, "currencyType": 3 }), json!({ "currencyType": "UNRECOGNISED" })),
        (
            json!({ "shortCode": "SWORD", "quantity": 1, "currencyShortCode": "SILVER" }),
            json!({ "currencyShortCode": "UNRECOGNISED" }),
        ),
        (json!({ "shortCode": "SHIELD", "quantity": 1, "currencyType": 1 }), json!({ "shortCode": "DISABLED" })),
        (
            json!({ "shortCode": "PACK", "quantity": 1, "currencyType": 1 }),
            json!({ "virtualGood": "CANNOT_BE_CURRENCY" }),
        ),
        (json!({ "shortCode": "BOW", "quantity": 1, "currencyType": 1 }), json!({ "shortCode": "UNKNOWN" })),
        (json!({ "shortCode": "SWORD" }), json!({ "quantity": "REQUIRED" })),
    ] {
        assert_eq!(buy(request.clone()).await["error"], error, "{request}");
    }
    let used = ask(&backlot, ALICE, "ConsumeVirtualGoodRequest", json!({ "shortCode": "SWORD", "quantity": 1 })).await;
    assert_eq!(used, json!({ "@class": ".ConsumeVirtualGoodResponse" }));
    let used = ask(&backlot, ALICE, "ConsumeVirtualGoodRequest", json!({ "shortCode": "SWORD", "quantity": 2 })).await;
    assert_eq!(used["error"], json!({ "qty": "INSUFFICIENT" }));
    let details = ask(&backlot, ALICE, "AccountDetailsRequest", json!({})).await;
    assert_eq!((&details["virtualGoods"], &details["currency1"]), (&json!({ "SWORD": 1 }), &json!(5)));
    assert_eq!(details["location"], json!({ "city": "York", "country": "GB", "latitide": 53.9 }));
    let goods = ask(&backlot, ALICE, "ListVirtualGoodsRequest", json!({ "tags": "arms" })).await;
    let sword = json!([{ "currency1Cost": 10, "currencyCosts": { "GOLD": 5 }, "description": null, "disabled": false, "maxQuantity": 3, "name": "Sword", "shortCode": "SWORD", "tags": "arms", "type": "VGOOD" }]);
    assert_eq!(goods["virtualGoods"], sword);
    let list = ask(&backlot, ALICE, "ListTransactionsRequest", json!({})).await;
    let items: Vec<_> = list["transactionList"].as_array().unwrap().iter().map(|one| &one["items"]).collect();
    let used = json!([{ "amount": -1, "newValue": 1, "type": "SWORD" }]);
    let bought =
        json!([{ "amount": -20, "newValue": 5, "type": "currency1" }, { "amount": 2, "newValue": 2, "type": "SWORD" }]);
    assert_eq!(items, [&used, &bought]);
}

#[tokio::test]
async fn a_receipt_is_good_once_and_can_be_revoked() {
    let backlot = start().await;
    let buy = async |player: &str, receipt: &str| {
        ask(&backlot, player, "IOSBuyGoodsRequest", json!({ "receipt": receipt })).await
    };
    let bought = buy(ALICE, "good").await;
    assert_eq!((&bought["currency1Added"], &bought["boughtItems"][0]["quantity"]), (&json!(200), &json!(2)));
    assert_eq!(buy(BEA, "good").await["error"], json!({ "verificationError": "5" }));
    assert_eq!(buy(BEA, "forged").await["error"], json!({ "verificationError": "2" }));
    assert_eq!(buy(BEA, "sword").await["error"], json!({ "verificationError": "1" }));
    let steam = ask(&backlot, BEA, "SteamBuyGoodsRequest", json!({ "orderId": "1" })).await;
    assert_eq!(steam["error"], json!({ "verificationError": "4" }));
    let revoke = json!({ "storeType": "ios", "transactionIds": bought["transactionIds"] });
    let refused = ask(&backlot, "", "RevokePurchaseGoodsRequest", json!({})).await;
    assert_eq!(refused["error"].as_object().unwrap().len(), 3);
    let revoked = ask(&backlot, ALICE, "RevokePurchaseGoodsRequest", revoke).await;
    assert_eq!(revoked["revokedGoods"], json!({ "currency1": 200 }));
}

#[tokio::test]
async fn an_event_fills_leaderboards() {
    let backlot = start().await;
    for (player, points, country) in
        [(ALICE, 10, "GB"), (BEA, 30, "FR"), (CLEO, 20, "GB"), (HIDDEN, 99, "GB"), (ALICE, 5, "GB"), (ALICE, 40, "FR")]
    {
        score(&backlot, player, points, country).await;
    }
    let names = |response: &Value, field: &str| -> Vec<(String, Value)> {
        let data = response["data"].as_array().unwrap_or_else(|| panic!("{response}"));
        data.iter().map(|entry| (entry["userName"].as_str().unwrap().to_owned(), entry[field].clone())).collect()
    };
    let owned =
        |list: &[(&str, i64)]| list.iter().map(|(name, value)| ((*name).to_owned(), json!(value))).collect::<Vec<_>>();
    let data = async |code: &str, more: Value| {
        let mut request = json!({ "leaderboardShortCode": code, "entryCount": 10 });
        request.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        ask(&backlot, ALICE, "LeaderboardDataRequest", request).await
    };
    let best = data("BEST", json!({ "includeLast": 1 })).await;
    assert_eq!(names(&best, "POINTS"), owned(&[("Alice", 40), ("Bea", 30), ("Cleo", 20)]));
    assert_eq!(names(&best, "LEVEL"), owned(&[("Alice", 400), ("Bea", 300), ("Cleo", 200)]));
    assert_eq!(best["data"][0]["when"], "2020-05-01T12:00Z");
    assert_eq!((&best["data"][0]["city"], &best["data"][0]["rank"]), (&json!("York"), &json!(1)));
    assert_eq!(best["last"][0]["userName"], "Cleo");
    assert_eq!(names(&data("BEST", json!({ "offset": 1, "entryCount": 1 })).await, "rank"), owned(&[("Bea", 2)]));
    assert_eq!(names(&data("TOTAL.COUNTRY.GB", json!({})).await, "SUM"), owned(&[("Cleo", 20), ("Alice", 15)]));
    assert_eq!(names(&data("DAILY", json!({})).await, "POINTS"), owned(&[("Alice", 5), ("Cleo", 20), ("Bea", 30)]));
    assert_eq!(names(&data("BEST", json!({ "social": true })).await, "rank"), owned(&[("Alice", 1), ("Bea", 2)]));
    assert_eq!(names(&data("BEST", json!({ "inverseSocial": true })).await, "rank"), owned(&[("Cleo", 1)]));
    assert_eq!(data("WORST", json!({})).await["error"], json!({ "leaderboardShortCode": "INVALID" }));
    let both = data("BEST", json!({ "challengeInstanceId": "x" })).await;
    assert_eq!(both["error"], json!({ "leaderboardShortCode|challengeInstanceId": "ONLY_ONE" }));
    let lonely =
        ask(&backlot, CLEO, "SocialLeaderboardDataRequest", json!({ "leaderboardShortCode": "BEST", "entryCount": 1 }))
            .await;
    assert_eq!(
        (&lonely["@class"], &lonely["error"]),
        (&json!(".LeaderboardDataResponse"), &json!({ "currentUser": "NOTSOCIAL" }))
    );
    let around =
        ask(&backlot, BEA, "AroundMeLeaderboardRequest", json!({ "leaderboardShortCode": "BEST", "entryCount": 1 }))
            .await;
    assert_eq!(names(&around, "rank"), owned(&[("Alice", 1), ("Bea", 2), ("Cleo", 3)]));
    let own =
        ask(&backlot, CLEO, "GetLeaderboardEntriesRequest", json!({ "leaderboards": ["BEST", "DAILY", "NONE"] })).await;
    assert_eq!((&own["BEST"]["rank"], &own["DAILY"]["rank"], own.get("NONE")), (&json!(3), &json!(2), None));
    let own =
        ask(&backlot, CLEO, "LeaderboardsEntriesRequest", json!({ "leaderboards": "TOTAL", "player": ALICE })).await;
    assert_eq!(own["TOTAL"].as_array().unwrap().len(), 2);
    let messages = ask(&backlot, BEA, "ListMessageRequest", json!({})).await;
    let classes: Vec<_> =
        messages["messageList"].as_array().unwrap().iter().map(|one| one["@class"].as_str().unwrap()).collect();
    assert_eq!(classes, [".GlobalRankChangedMessage", ".NewHighScoreMessage"], "the newest first");
    assert_eq!(messages["messageList"][0]["them"]["userName"], "Alice");
}

#[tokio::test]
async fn what_a_day_held_is_found_under_its_date() {
    let world = world();
    let backlot = Backlot::with({
        let world = Arc::clone(&world);
        move |_| Arc::clone(&world)
    })
    .await;
    score(&backlot, ALICE, 10, "GB").await;
    world.clock().advance(Duration::from_hours(13)).await;
    score(&backlot, BEA, 20, "GB").await;
    for (code, name) in [("DAILY", "Bea"), ("DAILY.SCHEDULED.2020-05-01", "Alice")] {
        let data =
            ask(&backlot, CLEO, "LeaderboardDataRequest", json!({ "leaderboardShortCode": code, "entryCount": 10 }))
                .await;
        let names: Vec<_> = data["data"].as_array().unwrap().iter().map(|entry| &entry["userName"]).collect();
        assert_eq!(names, [name], "{code}");
    }
}

#[tokio::test]
async fn accounts_of_other_systems_are_connected() {
    let backlot = start().await;
    let connect = async |player: &str, request: Value| ask(&backlot, player, "FacebookConnectRequest", request).await;
    let bob = connect("", json!({ "accessToken": "token-of-bob" })).await;
    assert_eq!(
        (&bob["@class"], &bob["newPlayer"], &bob["displayName"]),
        (&json!(".AuthenticationResponse"), &json!(true), &json!("Bob"))
    );
    let id = bob["userId"].as_str().unwrap().to_owned();
    let again = connect("", json!({ "accessToken": "token-of-bob" })).await;
    assert_eq!((&again["userId"], again.get("newPlayer")), (&json!(id), None));
    let details = ask(&backlot, &id, "AccountDetailsRequest", json!({})).await;
    assert_eq!((&details["currencies"], &details["externalIds"]), (&json!({ "GOLD": 50 }), &json!({ "FB": "fb-bob" })));
    for (request, error) in [
        (json!({ "accessToken": "stolen" }), json!({ "accessToken": "NOTAUTHENTICATED" })),
        (json!({}), json!({ "accessToken": "REQUIRED" })),
        (json!({ "accessToken": "token-of-kid" }), json!({ "authentication": "COPPA restricted" })),
    ] {
        let response = connect("", request).await;
        assert_eq!((&response["error"], &response["newPlayer"]), (&error, &json!(false)));
    }
    let taken = connect(ALICE, json!({ "accessToken": "token-of-bob", "errorOnSwitch": true })).await;
    assert_eq!(taken["error"], json!({ "accessToken": "ACCOUNT_ALREADY_LINKED" }));
    assert_eq!(taken["switchSummary"]["displayName"], "Bob");
    assert_eq!(
        connect(ALICE, json!({ "accessToken": "token-of-bob", "switchIfPossible": true })).await["userId"],
        json!(id)
    );
    let invite = ask(&backlot, &id, "ListInviteFriendsRequest", json!({})).await;
    assert_eq!(invite["friends"], json!([{ "displayName": "Carol", "id": "FB:fb-carol" }]));
    assert_eq!(
        connect(ALICE, json!({ "accessToken": "token-of-carol", "syncDisplayName": true })).await["displayName"],
        "Carol"
    );
    let status = ask(&backlot, ALICE, "SocialStatusRequest", json!({})).await;
    assert_eq!(status["statuses"], json!([{ "active": true, "systemId": "FB" }]));
    let parted = ask(&backlot, ALICE, "SocialDisconnectRequest", json!({ "systemId": "FB" })).await;
    assert_eq!(parted["error"], json!({ "password": "NOT_SET" }));
    let google = ask(&backlot, "", "GooglePlayConnectRequest", json!({ "code": "x" })).await;
    assert_eq!(google["error"], json!({ "displayName": "REQUIRED" }));
    let google = ask(&backlot, "", "GooglePlayConnectRequest", json!({ "code": "x", "displayName": "G" })).await;
    assert_eq!(google["error"], json!({ "GOOGLE_PLAY": "NOT_CONFIGURED" }));
}

#[tokio::test]
async fn friends_write_to_each_other() {
    let backlot = start().await;
    let send = async |to: Value| {
        ask(&backlot, ALICE, "SendFriendMessageRequest", json!({ "friendIds": to, "message": "Hello" })).await
    };
    assert_eq!(send(json!([CLEO])).await["error"], json!({ "friendId": "NOT_FRIEND" }));
    assert_eq!(send(json!("nobody")).await["error"], json!({ "friendId": "INVALID" }));
    assert_eq!(send(json!([BEA])).await.get("error"), None);
    let list = async |name: &str, more: Value| ask(&backlot, BEA, name, more).await["messageList"].take();
    let messages = list("ListMessageRequest", json!({ "include": "FriendMessage" })).await;
    assert_eq!(
        (&messages[0]["who"], &messages[0]["message"], &messages[0]["fromId"]),
        (&json!("Alice"), &json!("Hello"), &json!(ALICE))
    );
    let id = messages[0]["messageId"].clone();
    let detail = list("ListMessageDetailRequest", json!({})).await;
    assert_eq!((&detail[0]["id"], &detail[0]["seen"], &detail[0]["status"]), (&id, &json!(false), &json!("NEW")));
    ask(&backlot, BEA, "UpdateMessageRequest", json!({ "messageId": id, "status": "SEEN" })).await;
    assert_eq!(ask(&backlot, BEA, "GetMessageRequest", json!({ "messageId": id })).await["status"], "SEEN");
    let done = ask(&backlot, BEA, "DismissMultipleMessagesRequest", json!({ "messageIds": [id, "other"] })).await;
    assert_eq!((&done["messagesDismissed"], &done["failedDismissals"]), (&json!(1), &json!(["other"])));
    assert_eq!(list("ListMessageSummaryRequest", json!({})).await, json!([]));
    let friends = ask(&backlot, ALICE, "ListGameFriendsRequest", json!({})).await;
    assert_eq!(friends["friends"][0]["displayName"], "Bea");
}

#[tokio::test]
async fn a_request_is_made_for_many() {
    let backlot = start().await;
    let request = json!({ "playerIds": [ALICE, BEA], "request": { "@class": ".AccountDetailsRequest" } });
    let batch = ask(&backlot, "", "BatchAdminRequest", request).await;
    assert_eq!(
        (&batch["responses"][ALICE]["displayName"], &batch["responses"][BEA]["displayName"]),
        (&json!("Alice"), &json!("Bea"))
    );
    for (request, error) in [
        (
            json!({ "playerIds": ["x"], "request": { "@class": ".AccountDetailsRequest" } }),
            json!({ "playerIds": "INVALID" }),
        ),
        (json!({ "playerIds": [ALICE], "request": {} }), json!({ "request": "INVALID" })),
    ] {
        assert_eq!(ask(&backlot, "", "BatchAdminRequest", request).await["error"], error);
    }
}

/// What a callback's script makes of `code`, as a player.
async fn script(backlot: &Backlot, player: &str, code: &str) -> Value {
    let target = format!("/callback/g351284AbCdE/server/S/{player}?code={}", form(code));
    let reply = backlot.client().post(&target, String::new()).await;
    let answer = reply.json();
    assert_eq!(answer.get("errors"), None, "{code}: {answer}");
    answer["value"].clone()
}

fn form(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

#[tokio::test]
async fn scripts_see_what_is_configured() {
    let backlot = start().await;
    for (code, value) in [
        (
            "var g = Spark.getConfig().getVirtualGood('SWORD'); [g.getName(), g.currency1Cost, g.getCurrencyCosts(), g.maxQuantity, g.getType(), g.isDisabled(), g.getTags()]",
            json!(["Sword", 10, { "GOLD": 5 }, 3, "VGOOD", false, ["arms"]]),
        ),
        ("Spark.getConfig().getVirtualGoods().length", json!(3)),
        ("Spark.getConfig().getVirtualGood('BOW')", json!(null)),
        (
            "var a = Spark.getConfig().getAchievements()[0]; [a.shortCode, a.getCurrency1Award(), a.getVirtualGoodAward()]",
            json!(["FIRST", 5, null]),
        ),
        (
            "var s = Spark.getConfig().getSegment('AGE'); [s.name, s.values.length, s.values[0].getName(), s.values[1].getShortCode()]",
            json!(["Age", 2, "Young", "old"]),
        ),
        (
            "var t = Spark.getConfig().getTeam('CLAN'); [t.getSocial(), t.getMaxMembers(), t.getMaxOwnershipPerUser()]",
            json!([true, 5, 0]),
        ),
        (
            "var c = Spark.getConfig().getChallenge('RACE'); [c.name, c.isTurnBased(), c.isGlobal()]",
            json!(["Race", true, false]),
        ),
        ("Spark.getConfig().getCurrencies()[0].signupBonus", json!(50)),
        // An object of the host that is given to the outside is written by its properties.
        (
            "Spark.getConfig().getCurrency('GOLD')",
            json!({ "shortCode": "GOLD", "name": null, "description": null, "signupBonus": 50 }),
        ),
    ] {
        assert_eq!(script(&backlot, "", code).await, value, "{code}");
    }
}

#[tokio::test]
async fn scripts_change_what_a_player_owns() {
    let backlot = start().await;
    for (code, value) in [
        (
            "var p = Spark.getPlayer(); [p.debit1(100), p.debit1(5, 'fee'), p.getBalance1(), p.balance1]",
            json!([false, true, 20, 20]),
        ),
        (
            "var p = Spark.getPlayer(); p.credit('GOLD', 7); [p.getBalance('GOLD'), p.getAllBalances()]",
            json!([7, { "currency1": 20, "currency2": 0, "currency3": 0, "currency4": 0, "currency5": 0, "currency6": 0, "GOLD": 7 }]),
        ),
        (
            "try { Spark.getPlayer().credit('SILVER', 1) } catch (e) { String(e.message) }",
            json!("the game has no currency SILVER"),
        ),
        (
            "var p = Spark.getPlayer(); [p.addVGood('SWORD', 3), p.addVGood('SWORD', 1), p.useVGood('SWORD', 1), p.hasVGood('SWORD'), p.getVirtualGoods()]",
            json!([true, false, true, 2, { "SWORD": 2 }]),
        ),
        (
            "var p = Spark.getPlayer(); [p.addAchievement('FIRST'), p.addAchievement('FIRST'), p.hasAchievement('FIRST'), p.getAchievements(), p.getBalance1()]",
            json!([true, false, true, ["FIRST"], 25]),
        ),
        (
            "var p = Spark.getPlayer(); [p.removeAchievement('FIRST'), p.removeAchievement('FIRST')]",
            json!([true, false]),
        ),
        (
            "var p = Spark.getPlayer(); p.setSegmentValue('AGE', 'old'); [p.getSegmentValue('AGE'), p.getSegments(), p.getSegmentValue('OTHER')]",
            json!(["old", { "AGE": "old" }, null]),
        ),
        ("var p = Spark.getPlayer(); p.setSegmentValue('AGE', null); p.getSegments()", json!({})),
        (
            "var p = Spark.getPlayer(); p.setPassword('open'); [p.validatePassword('open'), p.validatePassword('shut')]",
            json!([true, false]),
        ),
        ("Spark.getPlayer().getFriendIds()", json!([BEA])),
        (
            "var p = Spark.getPlayer(); [p.setExperimentSegment(1, 'a'), p.setExperimentSegment(1, 'a'), p.getExperimentSegments()[0].getSegmentName(), p.removeExperiment(2)]",
            json!([true, false, "a", false]),
        ),
        (
            "var p = Spark.getPlayer(); [p.matchesMongoQuery({ userName: 'alice' }), p.matchesMongoQueryString('{\"currency1\": {\"$gt\": 100}}')]",
            json!([true, false]),
        ),
        (
            "var p = Spark.getPlayer(); p.hideOnLeaderboards(); var a = p.isHiddenOnLeaderboards(); p.showOnLeaderboards(); [a, p.hiddenOnLeaderboards]",
            json!([true, false]),
        ),
        ("[Spark.getPlayer().getLastSeen(), Spark.getPlayer().isOnline()]", json!([null, false])),
    ] {
        assert_eq!(script(&backlot, ALICE, code).await, value, "{code}");
    }
    let messages = ask(&backlot, ALICE, "ListMessageRequest", json!({})).await;
    let message = &messages["messageList"][0];
    assert_eq!(
        (&message["@class"], &message["currency1Earned"], &message["scriptData"]["told"]),
        (&json!(".AchievementEarnedMessage"), &json!(5), &json!("Alice"))
    );
    let list = ask(&backlot, ALICE, "ListTransactionsRequest", json!({ "include": "currency1" })).await;
    let fee = list["transactionList"].as_array().unwrap().iter().find(|one| one["reason"] == "fee").unwrap();
    assert_eq!((&fee["script"], &fee["scriptType"]), (&json!("callbacks/server.js"), &json!("callbacks")));
    assert_eq!(
        script(&backlot, ALICE, "Spark.getPlayer().deletePlayer(); Spark.loadPlayer(Spark.getPlayer().getPlayerId())")
            .await,
        json!(null)
    );
}

#[tokio::test]
async fn scripts_send_messages() {
    let backlot = start().await;
    let code = format!(
        "var m = Spark.message('NEWS').setPlayerIds('{ALICE}', '{BEA}').setMessageData({{ a: 1 }}).setSendAsPush(false).setExpireAfterHours(2); \
         m.send(); m.setPlayerIds(['{BEA}']).setMessageData({{ a: 2 }}).send(); \
         Spark.sendMessageExt({{ b: 3 }}, 'OLD', [Spark.loadPlayer('{BEA}')]); Spark.sendMessageById('hi', '{BEA}', 'nobody'); 'sent'"
    );
    assert_eq!(script(&backlot, ALICE, &code).await, json!("sent"));
    let inbox = ask(&backlot, BEA, "ListMessageRequest", json!({})).await;
    let shown: Vec<_> = inbox["messageList"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["extCode"].clone(), one["data"].clone()))
        .collect();
    let expected = [
        (json!(null), json!("hi")),
        (json!("OLD"), json!({ "b": 3 })),
        (json!("NEWS"), json!({ "a": 2 })),
        (json!("NEWS"), json!({ "a": 1 })),
    ];
    assert_eq!(shown, expected);
    let id = inbox["messageList"][0]["messageId"].as_str().unwrap();
    let code = format!(
        "[Spark.getPlayer().dismissMessage('{id}'), Spark.dismissMessage('{id}'), Spark.dismissMessage('{id}')]"
    );
    assert_eq!(script(&backlot, ALICE, &code).await, json!([false, true, false]));
}

#[tokio::test]
async fn scripts_read_leaderboards() {
    let backlot = start().await;
    for (player, points, country) in [(ALICE, 10, "GB"), (BEA, 30, "FR"), (CLEO, 20, "GB")] {
        score(&backlot, player, points, country).await;
    }
    let names = "function names(c) { var a = []; while (c.hasNext()) a.push(c.next().getUserName()); return a; } var l = Spark.getLeaderboards(); ";
    for (code, value) in [
        (
            "var b = l.getLeaderboard('BEST'); [b.name, b.getEntryCount(), names(b.getEntries()), names(b.getEntries(1, 1))]",
            json!(["Best scores", 3, ["Bea", "Cleo", "Alice"], ["Cleo"]]),
        ),
        ("[l.getLeaderboard('WORST'), l.listLeaderboards().length]", json!([null, 3])),
        (
            "var e = l.getLeaderboard('BEST').getEntries(1, 0).next(); [e.getRank(), e.rankPercentage, e.getWhen(), e.getAttribute('POINTS'), e.getAttribute('LEVEL'), e.userId, e.getAttribute('NONE')]",
            json!([1, 34, "2020-05-01T12:00Z", 30, 300, BEA, null]),
        ),
        (
            "var b = l.getLeaderboard('TOTAL'); [b.isPartitioned(), b.isPartition(), b.getPartitions().map(function (p) { return [p.getShortCode(), p.entryCount]; })]",
            json!([true, false, [["TOTAL.COUNTRY.GB", 2], ["TOTAL.COUNTRY.FR", 1]]]),
        ),
        ("names(l.getSocialLeaderboard('BEST').getEntries())", json!(["Bea", "Alice"])),
        ("names(l.getInverseSocialLeaderboard('BEST').getEntries())", json!(["Cleo"])),
        (
            "var b = l.getLeaderboard('BEST'); [b.getRankForScore({ POINTS: 25 }), l.getSocialLeaderboard('BEST').getRankForScore({ POINTS: 25 }), b.getScoreFields(), b.getIdFields()]",
            json!([2, null, ["POINTS"], []]),
        ),
        (
            "var a = l.getLeaderboard('TOTAL.COUNTRY.GB'), b = l.getLeaderboard('TOTAL.COUNTRY.FR'); [l.union(a, b).evaluate().length, l.intersection(a, b).evaluate().length, l.difference(l.union(a, b), a).evaluate()]",
            json!([3, 0, [BEA]]),
        ),
        (
            "var b = l.getLeaderboard('BEST'); var id = Spark.getPlayer().getPlayerId(); [names(b.getEntriesFromPlayer(id, 5)), b.getEntriesForIdentifier(id, null)[0].getRank(), b.getEntryCountForIdentifier(id)]",
            json!([["Alice"], 3, 1]),
        ),
        (
            "var b = l.getLeaderboard('BEST'); var id = Spark.getPlayer().getPlayerId(); [b.deleteAllEntries(id, false), b.deleteEntry(id, false), b.getEntryCount(), b.rebuildLeaderboard(false), b.getEntryCount(), b.deleteAllEntries(id, true), b.rebuildLeaderboard(false), b.getEntryCount()]",
            json!([true, false, 2, null, 3, true, null, 2]),
        ),
        (
            "var p = l.getLeaderboard('TOTAL.COUNTRY.GB'); p.archive(); [p.isArchived(), l.getLeaderboard('TOTAL.COUNTRY.FR').isArchived()]",
            json!([true, false]),
        ),
        ("var b = l.getLeaderboard('BEST'); b.drop(); b.getEntryCount()", json!(0)),
    ] {
        assert_eq!(script(&backlot, ALICE, &format!("{names}{code}")).await, value, "{code}");
    }
    score(&backlot, BEA, 1, "GB").await;
    assert_eq!(
        script(&backlot, ALICE, "Spark.getLeaderboards().getLeaderboard('TOTAL.COUNTRY.GB').getEntryCount()").await,
        json!(2),
        "archived"
    );
}

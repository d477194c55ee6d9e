//! The second entry, `/rs/CREDENTIAL/SECRET/REQUEST`, over real sockets.

use http::{Method, Request};
use serde_json::{Value, json};

use super::{ALICE, newest, serving};
use crate::kit::{Backlot, Reply};

const FIXTURE: &str = r#"
gamesparks:
  games:
    g351284AbCdE:
      credentials:
        server: { secret: S }
        debug: { secret: D }
        device: { secret: V, rest: require-auth-token }
        sftp: { secret: F }
      events:
        SCORE:
          attributes:
            POINTS: { type: number }
            NOTE: { default: "none at ${format(now, \"yyyy\")}" }
            MORE: { type: json, default: { a: 1 } }
      players:
        5b2f9c0e4d3a1f0001a2b3c4: { user-name: alice, display-name: Alice, password: open, script-data: { level: 3 } }
        5b2f9c0e4d3a1f0001a2b3c5: { user-name: mallory, password: open, locked: true }
      scripts:
        request/LogEventRequest.js: |
          Spark.setScriptData('order', ['request']);
        event/SCORE.js: |
          var order = Spark.getScriptData('order'); order.push('event'); Spark.setScriptData('order', order);
          Spark.setScriptData('data', Spark.getData());
          if (Spark.getData().POINTS < 0) Spark.setScriptError('POINTS', 'NEGATIVE');
        event/FREE.js: Spark.setScriptData('free', Spark.getData().ANY + Spark.getPlayer().getDisplayName());
        event/BROKEN.js: |
          var a = 1;
          a.b.c();
        response/LogEventResponse.js: |
          var order = Spark.getScriptData('order') || []; order.push('response'); Spark.setScriptData('order', order);
          Spark.setScriptData('seen', [Spark.getData()['@class'], Spark.hasScriptErrors(), Spark.getCredentialType()]);
        request/AuthenticationRequest.js: |
          var data = Spark.getData().scriptData;
          if (data && data.action === 'recover') { Spark.setScriptData('mail', 'sent'); Spark.setScriptError('action', 'complete'); }
"#;

async fn backlot() -> Backlot {
    serving(FIXTURE).await
}

async fn ask(backlot: &Backlot, target: &str, body: &Value) -> Value {
    let reply = send(backlot, target, &body.to_string()).await;
    assert_eq!(reply.status, 200, "{reply:?}");
    assert_eq!(reply.header("content-type"), "application/json;charset=utf-8");
    assert_eq!(reply.header("access-control-allow-origin"), "*");
    reply.json()
}

async fn send(backlot: &Backlot, target: &str, body: &str) -> Reply {
    backlot.client().post(target, body.to_owned()).await
}

#[tokio::test]
async fn an_event_runs_its_scripts_in_their_order() {
    let backlot = backlot().await;
    let event = json!({ "@class": ".LogEventRequest", "eventKey": "SCORE", "POINTS": "12", "playerId": ALICE, "requestId": "r1" });
    let response = ask(&backlot, "/rs/server/S/LogEventRequest", &event).await;
    assert_eq!(response["@class"], ".LogEventResponse");
    assert_eq!(response["requestId"], "r1");
    assert!(response.get("error").is_none());
    let data = &response["scriptData"];
    assert_eq!(data["order"], json!(["request", "event", "response"]));
    assert_eq!(data["seen"], json!([".LogEventResponse", false, "server"]));
    let seen = &data["data"];
    assert_eq!(
        (&seen["POINTS"], &seen["MORE"], &seen["@class"]),
        (&json!(12), &json!({ "a": 1 }), &json!(".LogEventRequest"))
    );
    assert!(seen["NOTE"].as_str().unwrap().starts_with("none at 20"), "{seen}");
    assert_eq!(newest(&backlot)["operation"], "LogEventRequest");
    assert_eq!(newest(&backlot)["verdict"]["outcome"], "accepted");
}

#[tokio::test]
async fn an_event_is_refused_with_the_codes_of_the_platform() {
    let backlot = backlot().await;
    let error = async |event: Value| ask(&backlot, "/rs/server/S/LogEventRequest/", &event).await["error"].take();
    assert_eq!(error(json!({ "eventKey": "SCORE", "playerId": ALICE })).await, json!({ "POINTS": "REQUIRED" }));
    let many = json!({ "eventKey": "SCORE", "POINTS": "many", "playerId": ALICE });
    assert_eq!(error(many).await, json!({ "POINTS": "INVALID" }));
    assert_eq!(error(json!({ "eventKey": "SCROE", "playerId": ALICE })).await, json!({ "eventKey": "UNRECOGNISED" }));
    assert!(
        newest(&backlot)["verdict"].to_string().contains("a similar name exists: 'SCORE'")
            || newest(&backlot)["verdict"].to_string().contains("did you mean 'SCORE'?")
    );
    assert_eq!(error(json!({ "playerId": ALICE })).await, json!({ "eventKey": "REQUIRED" }));
    assert_eq!(error(json!({ "eventKey": "SCORE", "POINTS": 1 })).await, json!({ "authentication": "NOTAUTHORIZED" }));
    let negative = json!({ "eventKey": "SCORE", "POINTS": -1, "playerId": ALICE });
    assert_eq!(error(negative).await, json!({ "POINTS": "NEGATIVE" }));
    assert_eq!(newest(&backlot)["verdict"]["outcome"], "refused");
}

#[tokio::test]
async fn an_event_that_no_fixture_describes_takes_what_comes() {
    let backlot = backlot().await;
    let event = json!({ "eventKey": "FREE", "ANY": "x", "playerId": ALICE });
    let response = ask(&backlot, "/rs/server/S/LogEventRequest", &event).await;
    assert_eq!(response["scriptData"]["free"], "xAlice");
}

#[tokio::test]
async fn a_script_that_fails_rejects_its_request_and_says_where() {
    let backlot = backlot().await;
    let event = json!({ "eventKey": "BROKEN", "playerId": ALICE });
    let response = ask(&backlot, "/rs/server/S/LogEventRequest", &event).await;
    let error = response["error"]["scriptError"].as_str().unwrap();
    assert!(error.ends_with("(event/BROKEN.js#2)"), "{error}");
    assert_eq!(response["scriptData"]["seen"][1], true, "the response's script runs, and sees that something failed");
}

#[tokio::test]
async fn players_register_and_log_in_with_tokens() {
    let backlot = backlot().await;
    let bob = json!({ "userName": "Bob", "password": "p", "displayName": "Bob", "segments": { "LANG": "EN" } });
    let response = ask(&backlot, "/rs/debug/D/RegistrationRequest", &bob).await;
    assert_eq!((&response["@class"], &response["newPlayer"]), (&json!(".RegistrationResponse"), &json!(true)));
    assert_eq!(response["authToken"].as_str().unwrap().len(), 36);
    let again = ask(&backlot, "/rs/debug/D/RegistrationRequest", &bob).await;
    assert_eq!(again["error"], json!({ "USERNAME": "TAKEN" }));
    let login = json!({ "userName": "bOB", "password": "p" });
    let token = ask(&backlot, "/rs/debug/D/AuthenticationRequest", &login).await["authToken"].take();
    let details = ask(&backlot, "/rs/device/V/AccountDetailsRequest", &json!({ "authToken": token })).await;
    assert_eq!((&details["displayName"], &details["userId"]), (&json!("Bob"), &response["userId"]));
    let none = ask(&backlot, "/rs/device/V/AccountDetailsRequest", &json!({})).await;
    assert_eq!(none["error"], json!({ "authToken": "REQUIRED" }));
    let wrong = ask(&backlot, "/rs/device/V/AccountDetailsRequest", &json!({ "authToken": "x" })).await;
    assert_eq!(wrong["error"], json!({ "authToken": "INVALID" }));
    let alice = ask(&backlot, "/rs/server/S/AccountDetailsRequest", &json!({ "playerId": ALICE })).await;
    assert_eq!(alice["scriptData"], json!({ "level": 3 }));
}

#[tokio::test]
async fn a_login_fails_with_the_codes_of_the_platform() {
    let backlot = backlot().await;
    let error = async |body: Value| ask(&backlot, "/rs/debug/D/AuthenticationRequest", &body).await["error"].take();
    assert_eq!(error(json!({ "userName": "alice", "password": "x" })).await, json!({ "DETAILS": "UNRECOGNISED" }));
    assert_eq!(error(json!({ "userName": "", "password": "" })).await, json!({ "DETAILS": "UNRECOGNISED" }));
    assert_eq!(error(json!({ "userName": "mallory", "password": "open" })).await, json!({ "DETAILS": "LOCKED" }));
    assert_eq!(error(json!({})).await, json!({ "password": "REQUIRED", "userName": "REQUIRED" }));
    let recover = json!({ "userName": "", "password": "", "scriptData": { "action": "recover" } });
    let response = ask(&backlot, "/rs/debug/D/AuthenticationRequest", &recover).await;
    assert_eq!(
        (&response["error"], &response["scriptData"]),
        (&json!({ "action": "complete" }), &json!({ "mail": "sent" }))
    );
}

#[tokio::test]
async fn a_device_logs_in_and_makes_its_player_once() {
    let backlot = backlot().await;
    let device = json!({ "deviceId": "ABC", "deviceOS": "ios", "displayName": "Cay" });
    let first = ask(&backlot, "/rs/debug/D/DeviceAuthenticationRequest", &device).await;
    assert_eq!((&first["@class"], &first["newPlayer"]), (&json!(".AuthenticationResponse"), &json!(true)));
    let second = ask(&backlot, "/rs/debug/D/DeviceAuthenticationRequest", &device).await;
    assert_eq!((&second["userId"], second.get("newPlayer")), (&first["userId"], None));
    let wrong = json!({ "deviceId": "ABC", "deviceOS": "TOASTER" });
    let wrong = ask(&backlot, "/rs/debug/D/DeviceAuthenticationRequest", &wrong).await;
    assert_eq!(wrong["error"], json!({ "deviceOS": "IOS|ANDROID|WP8" }));
}

#[tokio::test]
async fn who_may_not_ask_is_told_by_the_status() {
    let backlot = backlot().await;
    for (target, body, status) in [
        ("/rs/server/X/LogEventRequest", "{}", 403),
        ("/rs/nobody/S/LogEventRequest", "{}", 403),
        ("/rs/sftp/F/LogEventRequest", "{}", 403),
        ("/rs/server/S", "{}", 404),
        ("/rs", "{}", 404),
        ("/rs/server/S/LogEventRequest", "no json", 400),
        ("/rs/server/S/LogEventRequest", "[]", 400),
    ] {
        let reply = send(&backlot, target, body).await;
        assert_eq!(reply.status, status, "{target}: {reply:?}");
    }
    assert_eq!(backlot.client().get("/rs/server/S/LogEventRequest").await.status, 405);
    let large = send(&backlot, "/rs/server/S/LogEventRequest", &" ".repeat(256 * 1024 + 1)).await;
    assert_eq!(large.status, 413);
    let unknown = ask(&backlot, "/rs/server/S/LogEvnetRequest", &json!({})).await;
    assert_eq!(unknown["@class"], ".GameSparksErrorResponse");
    assert!(unknown["error"]["request"].as_str().unwrap().contains("LogEventRequest"), "{unknown}");
}

#[tokio::test]
async fn a_browser_may_ask_from_anywhere() {
    let backlot = backlot().await;
    let request = Request::builder()
        .method(Method::OPTIONS)
        .uri("/rs/server/S/LogEventRequest")
        .header("origin", "https://game.example")
        .header("access-control-request-method", "POST")
        .header("access-control-request-headers", "content-type, x-own")
        .body(bytes::Bytes::new())
        .unwrap();
    let reply = backlot.client().send(request).await;
    assert_eq!(reply.status, 200);
    assert_eq!(reply.header("access-control-allow-headers"), "content-type, x-own");
    assert_eq!(reply.header("access-control-allow-origin"), "*");
}

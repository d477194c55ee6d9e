//! The callback URL, and who may call it.

use http::{Method, Request, StatusCode};
use serde_json::json;

use super::{ALICE, URL, data, echo, game, newest};
use crate::kit::Backlot;

#[tokio::test]
async fn every_form_that_was_ever_used_works() {
    let backlot = echo().await;
    let client = backlot.client();
    let (server, partner) = ("ServerSecretServerSecretServer12", "PartnerSecretPartnerSecretPart12");
    for (rest, player) in [
        (format!("{server}/"), json!(null)),
        (server.to_owned(), json!(null)),
        (format!("{server}/{ALICE}"), json!(ALICE)),
        (format!("server/{server}/"), json!(null)),
        (format!("server/{server}"), json!(null)),
        (format!("partner/{partner}/"), json!(null)),
        (format!("server/{server}/{ALICE}"), json!(ALICE)),
        (format!("partner/{partner}/{ALICE}/"), json!(ALICE)),
        (format!("server/{server}/000000000000000000000000"), json!(null)),
    ] {
        let reply = client.get(&format!("/callback/g351284AbCdE/{rest}?a=b")).await;
        assert_eq!((data(&reply), &reply.json()["player"]), (json!({ "a": "b" }), &player), "{rest}");
    }
}

#[tokio::test]
async fn the_path_decides_and_not_the_host() {
    let backlot = echo().await;
    for host in ["g351284abcde.preview.gamesparks.net", "preview.gamesparks.net", "service.gamesparks.net", "a.example"]
    {
        let reply = backlot.client().with("host", host).get(URL).await;
        assert_eq!(data(&reply), json!({}), "{host}");
    }
    let reply = backlot.client().with("host", "g351284abcde.live.gamesparks.net").get(URL).await;
    assert_eq!(reply.status, 200);
    let warned = newest(&backlot)["verdict"]["checks"][1].clone();
    assert_eq!(warned["reason"], "the host is that of the stage 'live', and this game is preview");
}

#[tokio::test]
async fn whoever_may_not_call_learns_nothing_and_the_journal_knows_why() {
    let backlot = echo().await;
    let client = backlot.client();
    for (path, status, reason) in [
        ("/callback/g351284abcde/server/ServerSecretServerSecretServer12/", 403, "did you mean 'g351284AbCdE'?"),
        ("/callback/g351284AbCdE/server/wrong/", 403, "not the secret of the credential 'server'"),
        ("/callback/g351284AbCdE/device/wrong/", 403, "does not serve callbacks"),
        ("/callback/g351284AbCdE/nobody/wrong/x", 403, "no credential 'nobody'"),
        ("/callback/g351284AbCdE", 404, "segments after callback: 1"),
        ("/callback/", 404, "segments after callback: 0"),
    ] {
        let reply = client.get(path).await;
        assert_eq!((reply.status.as_u16(), reply.text()), (status, ""), "{path}");
        let exchange = newest(&backlot);
        assert_eq!((&exchange["platform"], &exchange["operation"]), (&json!("gamesparks"), &json!("callback")));
        assert_eq!(exchange["verdict"]["outcome"], "refused");
        let summary = exchange["verdict"]["summary"].as_str().unwrap();
        assert!(summary.contains(reason), "{path}: {summary}");
    }
}

#[tokio::test]
async fn the_slash_is_optional_unless_the_game_is_strict() {
    let without = URL.trim_end_matches('/');
    let lenient = game("Spark.setScriptData('a', 1);", "").await;
    assert_eq!(lenient.client().get(without).await.status, StatusCode::OK);
    let strict = game("Spark.setScriptData('a', 1);", "trailing-slash: required").await;
    assert_eq!(strict.client().get(URL).await.status, StatusCode::OK);
    assert_eq!(strict.client().get(&format!("{without}?a=1")).await.status, StatusCode::NOT_FOUND);
    let summary = newest(&strict)["verdict"]["summary"].clone();
    assert!(summary.as_str().unwrap().contains("trailing-slash: required"), "{summary}");
}

#[tokio::test]
async fn callbacks_are_made_with_get_and_post() {
    let backlot = echo().await;
    for method in [Method::PUT, Method::DELETE, Method::PATCH, Method::OPTIONS, Method::HEAD] {
        let request = Request::builder().method(&method).uri(URL).body(bytes::Bytes::new()).unwrap();
        let reply = backlot.client().send(request).await;
        assert_eq!((reply.status.as_u16(), reply.header("allow")), (405, "GET, POST"), "{method}");
    }
}

#[tokio::test]
async fn worlds_have_games_of_their_own() {
    let fixture = include_str!("../../../fixtures/gamesparks/echo.yaml");
    let backlot = Backlot::with(move |name| super::world(if name == "empty" { "{}" } else { fixture })).await;
    backlot.worlds().create("empty", None).unwrap();
    assert_eq!(backlot.client().in_world("empty").get(URL).await.status, StatusCode::FORBIDDEN);
    assert_eq!(backlot.client().get(URL).await.status, StatusCode::OK);
}

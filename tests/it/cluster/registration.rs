//! The registration API over a socket.

use backlot::world::clock::Clock;
use serde_json::{Value, json};

use super::world;
use crate::kit::{Backlot, Client};

async fn start() -> (Backlot, Client) {
    let backlot = Backlot::with(|_| world(Clock::frozen("2025-05-01T12:00:00Z".parse().unwrap()))).await;
    let yuki = backlot.client().with("x-cluster-access-token", "yuki-kit");
    (backlot, yuki)
}

#[tokio::test]
async fn the_legacy_way_has_one_url_and_a_token_that_is_replaced() {
    let (_backlot, yuki) = start().await;
    const URL: &str = "/v1/user/web_rpc_url";
    let none = yuki.get(URL).await;
    assert_eq!((none.status.as_u16(), none.json()["code"].clone()), (404, json!("not_found")));

    let first = yuki.post_json(URL, &json!({ "url": "https://creator.example/hook" })).await.json();
    let second = yuki.post_json(URL, &json!({ "url": "https://creator.example/other" })).await.json();
    assert_eq!(first["url"], "https://creator.example/hook");
    assert_ne!(first["verifyToken"], second["verifyToken"]);
    assert_eq!(
        yuki.get(URL).await.json(),
        json!({ "url": "https://creator.example/other" }),
        "the token is not shown again"
    );

    assert_eq!(yuki.post(&format!("{URL}/delete"), "").await.json(), json!({}));
    assert_eq!(yuki.get(URL).await.status, 404);
    assert_eq!(yuki.post(&format!("{URL}/delete"), "").await.status, 404);
}

#[tokio::test]
async fn the_current_way_has_a_hundred_endpoints() {
    let (_backlot, yuki) = start().await;
    const ENDPOINTS: &str = "/v1/external_call/endpoints";
    assert_eq!(yuki.get(ENDPOINTS).await.json(), json!({ "endpoints": [] }));
    let mut ids = Vec::new();
    for number in 0..100 {
        let url = format!("https://creator.example/{number}");
        let added = yuki.post_json(ENDPOINTS, &json!({ "url": url })).await.json();
        assert_eq!(added["url"], url);
        ids.push(added["endpointId"].clone());
    }
    let listed = yuki.get(ENDPOINTS).await.json();
    assert_eq!(listed["endpoints"].as_array().unwrap().len(), 100);
    assert_eq!(listed["endpoints"][7], json!({ "endpointId": ids[7], "url": "https://creator.example/7" }));

    let refused = |url: &'static str| {
        let yuki = yuki.clone();
        async move {
            let reply = yuki.post_json(ENDPOINTS, &json!({ "url": url })).await;
            (reply.status.as_u16(), reply.json()["code"].as_str().unwrap().to_owned())
        }
    };
    let code = |code: &str| (400, code.to_owned());
    assert_eq!(refused("creator").await, code("external_call_invalid_url"));
    assert_eq!(refused("").await, code("external_call_invalid_url"));
    assert_eq!(refused("https://creator.example/7").await, code("external_call_url_already_exists"));
    assert_eq!(refused("https://creator.example/100").await, code("external_call_endpoint_count_limit_exceeded"));

    let delete = format!("{ENDPOINTS}/{}/delete", ids[7].as_str().unwrap());
    assert_eq!(yuki.post(&delete, "").await.status, 200);
    assert_eq!(yuki.post(&delete, "").await.status, 404);
    assert_eq!(yuki.post_json(ENDPOINTS, &json!({ "url": "https://creator.example/101" })).await.status, 200);
}

#[tokio::test]
async fn the_current_way_has_two_tokens_that_are_shown_once() {
    let (_backlot, yuki) = start().await;
    const TOKENS: &str = "/v1/external_call/verify_tokens";
    let first = yuki.post(TOKENS, "").await.json();
    let second = yuki.post(TOKENS, "{}").await.json();
    assert_eq!(first["registeredAt"], "2025-05-01T12:00:00Z");
    assert!(first["verifyToken"].as_str().unwrap().len() > 20);
    assert_ne!(first["verifyToken"], second["verifyToken"]);

    let third = yuki.post(TOKENS, "").await;
    assert_eq!(third.status, 400);
    assert_eq!(third.json()["code"], "external_call_verify_token_count_limit_exceeded");

    let listed = yuki.get(TOKENS).await.json();
    let keys: Vec<_> = listed["tokens"][0].as_object().unwrap().keys().cloned().collect();
    assert_eq!(keys, ["registeredAt", "tokenId"]);
    let delete = format!("{TOKENS}/{}/delete", first["tokenId"].as_str().unwrap());
    assert_eq!(yuki.post(&delete, "").await.status, 200);
    assert_eq!(yuki.post(TOKENS, "").await.status, 200);
}

#[tokio::test]
async fn an_account_is_who_it_can_prove_to_be() {
    let (backlot, yuki) = start().await;
    const URL: &str = "/v1/user/web_rpc_url";
    yuki.post_json(URL, &json!({ "url": "https://creator.example/" })).await;
    for nobody in [
        backlot.client(),
        backlot.client().with("x-cluster-access-token", ""),
        backlot.client().with("x-cluster-access-token", "yuki-kit2"),
        backlot.client().with("authorization", "Basic yuki-kit"),
    ] {
        let reply = nobody.get(URL).await;
        assert_eq!((reply.status.as_u16(), reply.json()["code"].clone()), (401, json!("unauthorized")));
    }
    let bearer = backlot.client().with("authorization", "Bearer yuki-kit");
    assert_eq!(bearer.get(URL).await.json(), json!({ "url": "https://creator.example/" }));
    let momo = backlot.client().with("x-cluster-access-token", "momo-kit");
    assert_eq!(momo.get(URL).await.status, 404, "Momo has nothing to do with what Yuki registered");
}

#[tokio::test]
async fn what_is_not_a_request_of_this_api_is_told_so() {
    let (backlot, yuki) = start().await;
    let told = |reply: crate::kit::Reply| (reply.status.as_u16(), reply.json()["detail"].as_str().unwrap().to_owned());
    let (status, detail) = told(yuki.post("/v1/user/web_rpc_url", "{url}").await);
    assert!(status == 400 && detail.starts_with("the body must be a JSON object"), "{detail}");
    assert_eq!(told(yuki.post("/v1/external_call/endpoints", "[]").await).0, 400);
    assert_eq!(told(yuki.post_json("/v1/external_call/endpoints", &json!({ "url": 7 })).await).0, 400);
    let (status, detail) = told(yuki.delete("/v1/user/web_rpc_url").await);
    assert_eq!((status, &*detail), (405, "this path takes GET and POST only"));
    assert_eq!(told(yuki.get("/v1/external_call/nothing").await).0, 404);

    let page = backlot.world().journal().after(0, 100, |_| true);
    let verdicts: Vec<_> = page.entries.iter().filter_map(|entry| entry.exchange()).map(|e| &e.verdict).collect();
    assert_eq!(verdicts.len(), 5);
    assert!(verdicts.iter().all(|verdict| !verdict.checks.is_empty()));
    assert_eq!(serde_json::to_value(verdicts[0]).unwrap()["checks"][1]["name"], Value::from("access token"));
}

#[tokio::test]
async fn creator_kit_logs_in_with_a_token_of_64_characters() {
    let (backlot, yuki) = start().await;
    let account = json!({ "userId": "yuki", "username": "yuki" });
    assert_eq!(yuki.get("/v1/account").await.json(), account);
    let padded = format!("{:-<64}", "yuki-kit");
    let creator_kit = backlot
        .client()
        .with("x-cluster-access-token", &padded)
        .with("content-type", "application/json")
        .with("x-cluster-app-version", "3.3.0")
        .with("x-cluster-device", "ClusterCreatorKit")
        .with("x-cluster-platform", "ClusterCreatorKit")
        .with("x-cluster-platform-version", "2021.3.4f1");
    assert_eq!(creator_kit.get("/v1/account").await.json(), account);
    // The window then shows endpoints and tokens, one after the other, and posts `{}` where it has nothing to say.
    assert_eq!(creator_kit.get("/v1/external_call/endpoints").await.json(), json!({ "endpoints": [] }));
    assert_eq!(creator_kit.get("/v1/external_call/verify_tokens").await.json(), json!({ "tokens": [] }));
    let made = creator_kit.post("/v1/external_call/verify_tokens", "{}").await.json();
    let path = format!("/v1/external_call/verify_tokens/{}/delete", made["tokenId"].as_str().unwrap());
    assert_eq!(creator_kit.post(&path, "{}").await.status, 200);

    let stranger = backlot.client().with("x-cluster-access-token", &"-".repeat(64));
    let refused = stranger.get("/v1/account").await;
    assert_eq!(refused.status, 401);
    let keys: Vec<_> = refused.json().as_object().unwrap().keys().cloned().collect();
    assert_eq!(keys, ["code", "message", "title", "type", "detail"], "every generation reads another of them");

    let counts = backlot.client().post("/v1/analytics/event", r#"{"payload":"AAEC"}"#).await;
    assert_eq!(counts.status, 200, "without an access token too");
}

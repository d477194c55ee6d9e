//! Whatever is sent, the platform answers with one of its own renderings, and goes on.

use super::{PATH, serve};
use crate::kit::Client;

const TYPES: &[&str] = &[
    "OKResponse",
    "ErrorResponse",
    "JSONResponse",
    "NoResponse",
    "SayResponse",
    "TabularResponse",
    "TerminateResponse",
    "UserException",
    "SystemException",
];

async fn answered(client: &Client, body: Vec<u8>) -> String {
    let reply = client.post(PATH, body).await;
    assert_eq!(reply.status, 200);
    let json: serde_json::Value = serde_json::from_slice(&reply.body).unwrap();
    let kind = json["responsetype"].as_str().unwrap().to_owned();
    assert!(TYPES.contains(&kind.as_str()), "{kind}");
    kind
}

#[tokio::test]
async fn odd_bodies_are_answered() {
    let backlot = serve("dev-test.yaml").await;
    let client = backlot.client();
    let nested = format!("{{\"a\":{}", "[".repeat(100_000));
    let many: String = (0..20_000).map(|number| format!("k{number}:1,")).collect();
    for body in [
        b"\xff\xfe\x00{".to_vec(),
        b"{\"developerkey\":\"\\ud800\"}".to_vec(),
        b"\0\0\0".to_vec(),
        nested.into_bytes(),
        format!("{{{many}developerkey:test,runasinstanceid:15,command:external.status}}").into_bytes(),
        format!("{{developerkey:test,runasinstanceid:{}}}", "9".repeat(100_000)).into_bytes(),
        format!("{{developerkey:test,runasinstanceid:15,runascharactername:'{}'}}", "%a".repeat(100_000)).into_bytes(),
        format!("{{developerkey:test,runasinstanceid:15,command:'{}'}}", ".".repeat(100_000)).into_bytes(),
        b"{developerkey:test,runasinstanceid:15,command:console,console:'\"'}".to_vec(),
    ] {
        answered(&client, body).await;
    }
    assert_eq!(
        answered(&client, b"{developerkey:test,runasinstanceid:15,command:external.status}".to_vec()).await,
        "JSONResponse"
    );
}

#[tokio::test]
async fn a_body_beyond_the_limit_is_refused_by_name() {
    let backlot = serve("dev-test.yaml").await;
    let reply = backlot.client().post(PATH, vec![b' '; 1024 * 1024 + 1]).await;
    assert_eq!(reply.status, 413);
    assert!(String::from_utf8_lossy(&reply.body).contains("1048576"));
}

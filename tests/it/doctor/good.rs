//! The example servers: nothing is found that should be mended, under either profile.

use super::{Creator, check};

/// A machine that is busy with other tests is no reason to call a server slow.
const PATIENT: [&str; 2] = ["--timeout", "30s"];

async fn is_well(file: &str) {
    let server = Creator::start(file).await;
    for profile in ["legacy", "current"] {
        let found = check(&server.url, &[&PATIENT[..], &["--profile", profile, "--token", "another"]].concat()).await;
        assert!(found.defects().is_empty(), "{file}, {profile}: {:#}", found.card);
        assert_eq!(found.code, Some(0));
        assert!(found.graded("passed").contains("http2"), "turned down at once: {:#}", found.card);
        assert!(found.graded("passed").len() > 60, "{:#}", found.card);
        assert!(found.card["sent"].as_u64() <= found.card["announced"].as_u64());
    }
}

#[tokio::test]
async fn the_server_in_python() {
    is_well("examples/creator-server/server.py").await;
}

#[tokio::test]
async fn the_server_in_node() {
    is_well("examples/creator-server/server.js").await;
}

#[tokio::test]
async fn the_server_as_a_worker() {
    is_well("examples/creator-server/workers/serve.mjs").await;
}

#[tokio::test]
async fn the_server_as_an_apps_script() {
    let server = Creator::start("examples/creator-server/apps-script/serve.js").await;
    let found = check(&server.url, &PATIENT).await;
    assert!(found.defects().is_empty(), "{:#}", found.card);
    assert!(found.card["followed"].as_u64().unwrap() > 50, "every accepted call is fetched from another host");
    assert!(found.graded("noted").contains("redirects"));
    let not_followed = check(&server.url, &["--no-redirects", "--only", "answer"]).await;
    assert!(not_followed.defects().contains("status"), "{:#}", not_followed.card);
}

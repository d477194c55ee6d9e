//! `backlot cluster`: registering without Unity.

use serde_json::Value;

use crate::kit::{Backlot, Program};

async fn cluster(backlot: &Backlot, line: &[&str]) -> (Option<i32>, String, String) {
    let url = backlot.url();
    let line = ["cluster"].iter().chain(line).copied().chain(["--server", &url]);
    let ended = Program::new(line).run().await;
    (ended.code(), ended.out, ended.err)
}

#[tokio::test]
async fn the_current_way_from_the_first_url_to_the_rotation_of_tokens() {
    let backlot = Backlot::set(&["cluster/current-creator.yaml"]).await;
    let json = |line: &'static [&'static str]| {
        let backlot = &backlot;
        async move {
            let (code, out, err) = cluster(backlot, &[line, &["--json"]].concat()).await;
            assert_eq!(code, Some(0), "{err}");
            serde_json::from_str::<Value>(&out).unwrap()
        }
    };
    let before = json(&["list"]).await;
    let endpoint = json(&["register", "http://127.0.0.1:9/new"]).await;
    let (code, out, _) = cluster(&backlot, &["list"]).await;
    assert!(code == Some(0) && out.contains(endpoint["endpointId"].as_str().unwrap()), "{out}");
    assert_eq!(before["creatorKitToken"].as_str().unwrap().len(), 64);

    // A fixture may have both tokens already: one is deleted before another is made.
    for token in before["tokens"].as_array().unwrap() {
        let (code, out, err) = cluster(&backlot, &["delete", token["tokenId"].as_str().unwrap()]).await;
        assert!(code == Some(0) && out.starts_with("deleted the token "), "{out}{err}");
    }
    let (_, out, _) = cluster(&backlot, &["token"]).await;
    assert!(out.contains("It is shown this one time"), "{out}");
    let second = json(&["token"]).await;
    assert!(second["verifyToken"].as_str().unwrap().len() > 20);
    let (code, _, err) = cluster(&backlot, &["token"]).await;
    assert_eq!(code, Some(4));
    assert!(err.contains("2 verify tokens already") && err.contains("count_limit_exceeded"), "{err}");

    let (code, _, err) = cluster(&backlot, &["register", "http://127.0.0.1:9/new"]).await;
    assert!(code == Some(4) && err.contains("is registered already"), "{err}");
    let (code, _, err) = cluster(&backlot, &["register", "creator.example"]).await;
    assert!(code == Some(4) && err.contains("cannot be called"), "{err}");
    let (code, _, err) = cluster(&backlot, &["delete", "no-such-id"]).await;
    assert!(code == Some(1) && err.contains("no endpoint and no token"), "{err}");
}

#[tokio::test]
async fn the_legacy_way_replaces_the_token() {
    let backlot = Backlot::set(&["cluster/two-creators.yaml"]).await;
    let register = ["register", "http://127.0.0.1:9/", "--legacy", "--account", "yuki"];
    let (code, out, err) = cluster(&backlot, &register).await;
    assert!(code == Some(0) && out.contains("the one before it has ended"), "{out}{err}");
    let (_, out, _) = cluster(&backlot, &["list", "--account", "yuki"]).await;
    assert!(out.contains("legacy URL      http://127.0.0.1:9/\n"), "{out}");
    let (code, out, err) = cluster(&backlot, &["delete", "legacy", "--access-token", "yuki"]).await;
    assert!(code == Some(0) && out.contains("deleted the URL of the legacy way"), "{out}{err}");
    let (_, out, _) = cluster(&backlot, &["list", "--account", "yuki"]).await;
    assert!(out.contains("legacy URL      none\n"), "{out}");

    let (code, _, err) = cluster(&backlot, &["list"]).await;
    assert!(code == Some(1) && err.contains("several accounts") && err.contains("yuki"), "{err}");
    let (code, _, err) = cluster(&backlot, &["list", "--account", "yukki"]).await;
    assert!(code == Some(1) && err.contains("did you mean 'yuki'?"), "{err}");
    let (code, _, err) = cluster(&backlot, &["list", "--access-token", "nobody"]).await;
    assert!(code == Some(4) && err.contains("belongs to no account"), "{err}");
    let (code, _, err) = cluster(&backlot, &["list", "--world", "nowhere"]).await;
    assert!(code == Some(3) && err.contains("nowhere"), "{err}");
}

#[tokio::test]
async fn from_nothing_to_a_server_that_is_called() {
    let backlot = Backlot::start().await;
    let (code, _, err) = cluster(&backlot, &["list"]).await;
    assert!(code == Some(1) && err.contains("backlot cluster account NAME"), "{err}");
    let (code, out, err) = cluster(&backlot, &["account", "yuki"]).await;
    assert!(code == Some(0) && out.starts_with("account        yuki\naccess token   yuki\n"), "{out}{err}");
    let (code, out, err) = cluster(&backlot, &["register", "http://127.0.0.1:9/"]).await;
    assert!(code == Some(0), "{out}{err}");
    let (code, _, err) = cluster(&backlot, &["token"]).await;
    assert_eq!(code, Some(0), "{err}");

    // A second account leaves the first as it was.
    let (code, out, err) = cluster(&backlot, &["account", "momo", "--json"]).await;
    assert!(code == Some(0) && out.contains("\"accessToken\": \"momo\""), "{out}{err}");
    let (_, out, _) = cluster(&backlot, &["list", "--account", "yuki"]).await;
    assert!(out.contains("endpoints       1 of 100") && out.contains("verify tokens   1 of 2"), "{out}");
    let (code, _, err) = cluster(&backlot, &["account", "momo"]).await;
    assert!(code == Some(1) && err.contains("there is an account 'momo' already"), "{err}");
}

#[tokio::test]
async fn a_backlot_that_is_not_there() {
    let ended = Program::new(["cluster", "list", "--server", "http://127.0.0.1:1/"]).run().await;
    assert_eq!(ended.code(), Some(3), "{}", ended.err);
    assert!(ended.err.contains("help: start it with backlot serve"), "{}", ended.err);
    let ended = Program::new(["cluster", "list", "--server", "nonsense"]).run().await;
    assert_eq!(ended.code(), Some(1), "{}", ended.err);
}

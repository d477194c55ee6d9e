//! `backlot call` as it is typed.

use crate::kit::Program;
use crate::peer::Peer;

async fn answering(body: &str) -> Peer {
    Peer::answer(format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{body}", body.len())).await
}

#[tokio::test]
async fn an_answer_that_is_accepted_is_printed_with_its_checks() {
    let peer = answering(r#"{"verify":"abc","response":"the lamp is on"}"#).await;
    let ended = Program::new(["call", &peer.url(), "on", "--token", "abc"]).run().await;
    assert_eq!(ended.code(), Some(0), "{ended:?}");
    assert!(ended.out.contains("✓ request size   2 of 1,000 bytes\n"), "{}", ended.out);
    assert!(ended.out.contains("✓ verify         a valid token of creator\n"), "{}", ended.out);
    assert!(ended.out.ends_with("onExternalCallEnd with response\n  the lamp is on\n"), "{}", ended.out);
}

#[tokio::test]
async fn an_answer_that_is_not_accepted_says_why_and_what_it_was() {
    let peer = answering("{\"verify\":\"ABC\",\"response\":\"\x1b[31m\"}").await;
    let ended = Program::new(["call", &peer.url(), "on", "--token", "abc", "--token", "def"]).run().await;
    assert_eq!(ended.code(), Some(4), "{ended:?}");
    assert!(ended.out.contains("failed: not-json\n"), "a control character must be escaped in JSON: {}", ended.out);
    assert!(!ended.out.contains('\x1b'), "nothing in an answer reaches the terminal as a command");
    assert!(ended.out.contains("help: answer with"), "{}", ended.out);
}

#[tokio::test]
async fn a_server_that_cannot_be_reached_is_something_else_than_a_wrong_answer() {
    let ended = Program::new(["call", "http://creator.invalid/", "on", "-t", "abc", "--json"]).run().await;
    assert_eq!(ended.code(), Some(3), "{ended:?}");
    let json: serde_json::Value = serde_json::from_str(&ended.out).unwrap();
    assert_eq!((json["failure"].as_str(), json["attempts"].as_u64()), (Some("dns"), Some(1)));
    assert_eq!(json["verdict"]["checks"][4]["result"], "failed");
}

#[tokio::test]
async fn what_cannot_be_called_is_a_mistake_on_the_command_line() {
    for line in [&["call", "creator.example", "on", "-t", "abc"][..], &["call", "http://127.0.0.1/", "on"]] {
        let ended = Program::new(line.iter().copied()).run().await;
        assert_eq!(ended.code(), Some(1), "{ended:?}");
        assert!(!ended.err.is_empty());
    }
    let line = ["call", "https://127.0.0.1/", "on", "-t", "abc", "--ca", "missing.pem"];
    let ended = Program::new(line).run().await;
    assert_eq!(ended.code(), Some(3), "{ended:?}");
    assert!(ended.err.contains("missing.pem"), "{}", ended.err);
}

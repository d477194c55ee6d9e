//! `backlot check` as it is typed.

use crate::kit::Program;
use crate::peer::Peer;

const TOKEN: &str = "yuki-verify-token";

/// A server that answers everything well.
async fn well() -> Peer {
    let body = format!(r#"{{"verify":"{TOKEN}","response":"ok"}}"#);
    Peer::answer(format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{body}", body.len())).await
}

#[tokio::test]
async fn the_number_of_requests_is_said_and_kept() {
    let peer = well().await;
    let line = ["check", &peer.url(), "-t", TOKEN, "--timeout", "20s", "--gentle", "--calls", "7", "--at-once", "3"];
    let ended = Program::new(line).run().await;
    let announced: usize = ended.out.split("at most ").nth(1).unwrap().split(' ').next().unwrap().parse().unwrap();
    // A connection without a whole request on it is announced, but not counted by the peer.
    assert!(peer.requests() <= announced && peer.requests() + 8 >= announced, "{} of {announced}", peer.requests());
    assert!(ended.out.contains("a call gets 20 s here; cluster gives it 5 s"), "{}", ended.out);
    assert!(ended.out.contains("left out by --gentle"), "{}", ended.out);
    assert_eq!(ended.code(), Some(0), "{}", ended.out);

    let before = peer.requests();
    let one = Program::new(["check", &peer.url(), "-t", TOKEN, "--only", "plain-call"]).run().await;
    assert!(one.out.contains("1 probe, at most 1 request to this URL"), "{}", one.out);
    assert_eq!(peer.requests() - before, 1);
}

#[tokio::test]
async fn everything_is_listed_and_nothing_is_sent() {
    let ended = Program::new(["check", "--list"]).run().await;
    assert_eq!(ended.code(), Some(0));
    for text in ["Connection  connection", "  verify  0 requests", "looks at  ", "cluster   ", "mend      "] {
        assert!(ended.out.contains(text), "{text}: {}", ended.out);
    }
    let part = Program::new(["check", "--list", "--only", "token"]).run().await;
    assert!(!part.out.contains("plain-call"), "{}", part.out);
}

#[tokio::test]
async fn mistakes_on_the_command_line() {
    let said = |line: &'static [&'static str]| async move {
        let ended = Program::new(line.iter().copied()).run().await;
        (ended.code(), ended.err)
    };
    let (code, err) = said(&["check", "http://127.0.0.1:1/", "-t", "x", "--only", "verfy"]).await;
    assert_eq!(
        (code, &*err),
        (Some(1), "backlot: there is no probe and no chapter named 'verfy': did you mean 'verify'?\n")
    );
    let (code, err) = said(&["check", "creator.example", "-t", "x"]).await;
    assert!(code == Some(1) && err.contains("cannot be called"), "{err}");
    let (code, err) = said(&["check", "http://127.0.0.1:1/"]).await;
    assert!(code == Some(1) && err.contains("--token"), "{err}");
    let (code, err) = said(&["check", "http://127.0.0.1:1/", "-t", "x", "-t", "y", "-t", "z"]).await;
    assert!(code == Some(1) && err.contains("at most 2 tokens"), "{err}");
    let (code, err) = said(&["check", "http://127.0.0.1:1/", "-t", "x", "--timeout", "0s"]).await;
    assert!(code == Some(1) && err.contains("at most 1min"), "{err}");
    let (code, err) = said(&["check", "https://127.0.0.1:1/", "-t", "x", "--ca", "no-such.pem"]).await;
    assert!(code == Some(3) && err.contains("could not read no-such.pem"), "{err}");
}

#[tokio::test]
async fn a_server_that_is_not_there_is_said_once() {
    let silent = tokio::net::TcpSocket::new_v4().unwrap();
    silent.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let url = format!("http://{}/", silent.local_addr().unwrap());
    let ended = Program::new(["check", &url, "-t", TOKEN]).run().await;
    assert_eq!(ended.code(), Some(3), "{}", ended.out);
    assert_eq!(ended.out.matches('✗').count(), 1, "{}", ended.out);
    assert!(ended.out.contains("✗ connect"), "{}", ended.out);
}

#[tokio::test]
async fn reports_are_written_without_the_token() {
    let body = format!(r#"{{"verify":"{TOKEN}","response":{{"token":"{TOKEN}"}}}}"#);
    let peer = Peer::answer(format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{body}", body.len())).await;
    let folder = tempfile::tempdir().unwrap();
    let files = ["junit", "json", "html"].map(|name| folder.path().join("reports").join(name));
    let mut line = vec!["check".to_owned(), peer.url(), "-t".to_owned(), TOKEN.to_owned(), "--only=answer".to_owned()];
    line.extend(["token", "content"].map(|chapter| format!("--only={chapter}")));
    for (option, file) in ["--junit", "--json", "--html"].iter().zip(&files) {
        line.extend([(*option).to_owned(), file.display().to_string()]);
    }
    let ended = Program::new(line).run().await;
    assert_eq!(ended.code(), Some(4), "{}", ended.out);
    assert!(ended.out.contains("[token 1]") && !ended.out.contains(TOKEN), "{}", ended.out);
    for file in &files {
        let text = std::fs::read_to_string(file).unwrap();
        assert!(text.contains("[token 1]") && !text.contains(TOKEN), "{text}");
        assert!(text.contains("response-without-token"), "{text}");
    }
}

#[tokio::test]
async fn a_server_that_understands_only_some_requests_is_given_one() {
    // Anything but this shape is answered with 400.
    let peer = Peer::play(|mut line| async move {
        while let Some(request) = line.request().await {
            let body = request.split_once("\r\n\r\n").unwrap().1;
            let call: serde_json::Value = serde_json::from_str(body).unwrap_or_default();
            let inner: serde_json::Value =
                serde_json::from_str(call["request"].as_str().unwrap_or("")).unwrap_or_default();
            let (status, body) = match inner["say"].as_str() {
                Some(text) => ("200 OK", serde_json::json!({ "verify": TOKEN, "response": text }).to_string()),
                None => ("400 Bad Request", "{}".to_owned()),
            };
            line.send(format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\n\r\n{body}", body.len()).as_bytes()).await;
        }
    })
    .await;
    let check = |request: Option<&'static str>| {
        let url = peer.url();
        async move {
            let mut line = vec!["check", &url, "-t", TOKEN, "--only", "answer", "--only", "content"];
            line.extend(request.iter().flat_map(|request| ["--request", request]));
            Program::new(line).run().await
        }
    };
    let without = check(None).await;
    assert_eq!(without.code(), Some(4));
    assert!(without.out.contains("only certain requests"), "{}", without.out);
    let with = check(Some(r#"{"say":"$TEXT"}"#)).await;
    assert_eq!(with.code(), Some(0), "{}", with.out);
    assert!(with.out.contains("✓ emoji") && with.out.contains("came back unharmed"), "{}", with.out);
    let fixed = check(Some(r#"{"say":"hello"}"#)).await;
    assert_eq!(fixed.code(), Some(0), "{}", fixed.out);
    assert!(fixed.out.contains("write $TEXT where one may stand"), "{}", fixed.out);
}

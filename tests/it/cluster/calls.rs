//! The call to the creator's server over a socket: what is sent, what is accepted, and every way to fail with its name, the
//! check that noticed it, and its sentence.

use std::time::Duration;

use backlot::platforms::cluster::profile::Profile;
use backlot::platforms::cluster::state::State;
use backlot::world::World;
use backlot::world::clock::Clock;
use tokio::net::TcpSocket;

use super::{call, failed, register, set_profile, world};
use crate::peer::Peer;

/// A whole answer with this body.
fn http(status: &str, body: &str) -> String {
    format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\n\r\n{body}", body.len())
}

/// A server of the account that answers everything with this status and body, where `TOKEN` stands for the account's token;
/// and that token.
async fn server(world: &World, account: &str, status: &'static str, body: &str) -> (Peer, String) {
    // The token is known only once the server has an address to register.
    let (tell, told) = tokio::sync::watch::channel(String::new());
    let peer = Peer::play(move |mut line| {
        let told = told.clone();
        async move {
            while line.request().await.is_some() {
                let bytes = http(status, &told.borrow());
                line.send(bytes.as_bytes()).await;
            }
        }
    })
    .await;
    let token = register(world, account, &peer.url());
    tell.send(body.replace("TOKEN", &token)).unwrap();
    (peer, token)
}

/// What comes of a call to a server that answers with this.
async fn answered(status: &'static str, body: &str) -> (String, String) {
    let world = world(Clock::real(None));
    let (_peer, _) = server(&world, "yuki", status, body).await;
    let outcome = call(&world, "lamp", "on").await;
    assert_eq!(outcome.attempts(), 1);
    failed(&outcome)
}

#[tokio::test]
async fn a_call_is_one_post_with_nothing_but_the_request() {
    let (seen, mut requests) = tokio::sync::mpsc::unbounded_channel();
    let peer = Peer::play(move |mut line| {
        let seen = seen.clone();
        async move {
            while let Some(request) = line.request().await {
                seen.send(request).unwrap();
                line.send(http("200 OK", "{}").as_bytes()).await;
            }
        }
    })
    .await;
    let world = world(Clock::real(None));
    register(&world, "yuki", &format!("{}hook?x=1", peer.url()));
    call(&world, "lamp", "\"あ\"\n").await;
    let request = requests.recv().await.unwrap();
    let (head, body) = request.split_once("\r\n\r\n").unwrap();
    let mut lines: Vec<_> = head.lines().map(str::to_owned).collect();
    lines[1..].sort();
    assert_eq!(
        lines,
        [
            "POST /hook?x=1 HTTP/1.1".to_owned(),
            format!("Content-Length: {}", body.len()),
            "Content-Type: application/json".to_owned(),
            format!("Host: {}", peer.address()),
            format!("User-Agent: backlot/{}", env!("CARGO_PKG_VERSION")),
        ]
    );
    assert_eq!(body, r#"{"request":"\"あ\"\n"}"#);
    assert_eq!(peer.requests(), 1);
}

#[tokio::test]
async fn a_good_answer_is_accepted_and_says_how_close_it_came() {
    let world = world(Clock::real(None));
    let (_peer, _) = server(&world, "yuki", "200 OK", r#"{"verify":"TOKEN","response":"あ","extra":1}"#).await;
    let outcome = call(&world, "lamp", "on").await;
    assert_eq!(outcome.result.as_deref(), Ok("あ"));
    let checks: Vec<_> = outcome.verdict.checks.iter().map(|check| &*check.name).collect();
    assert_eq!(
        checks,
        [
            "caller",
            "request size",
            "meta size",
            "rate",
            "endpoint",
            "connection",
            "time",
            "status",
            "json",
            "keys",
            "verify",
            "response",
            "response size"
        ]
    );
    let headroom = |name: &str| {
        let check = outcome.verdict.checks.iter().find(|check| check.name == name).unwrap();
        check.headroom.unwrap().to_string()
    };
    assert_eq!(headroom("request size"), "2 of 1,000 bytes");
    assert_eq!(headroom("meta size"), "7 of 100 bytes");
    assert_eq!(headroom("rate"), "1 of 100 calls a minute");
    assert_eq!(headroom("response size"), "3 of 1,000 bytes");
    assert!(headroom("time").ends_with(" of 5,000 ms"));
    assert_eq!(outcome.to_json()["profile"], "legacy");
}

#[tokio::test]
async fn a_craft_item_calls_its_own_creators_server() {
    let world = world(Clock::real(None));
    let (yukis, _) = server(&world, "yuki", "200 OK", r#"{"verify":"TOKEN","response":"yuki"}"#).await;
    let (momos, token) = server(&world, "momo", "200 OK", r#"{"verify":"TOKEN","response":"momo"}"#).await;
    assert_eq!(call(&world, "lamp", "on").await.result.as_deref(), Ok("yuki"));
    assert_eq!(call(&world, "cat", "on").await.result.as_deref(), Ok("momo"));
    assert_eq!((yukis.requests(), momos.requests()), (1, 1));

    let (_mixed_up, _) = server(&world, "yuki", "200 OK", &format!(r#"{{"verify":"{token}","response":""}}"#)).await;
    let (name, sentence) = failed(&call(&world, "lamp", "on").await);
    assert_eq!(
        (&*name, &*sentence),
        ("verify-wrong at verify", "verify is not a valid token of yuki: it is a token of momo")
    );
}

#[tokio::test]
async fn the_journal_has_one_exchange_for_each_request_that_was_sent() {
    let world = world(Clock::real(None));
    let (_peer, _) = server(&world, "yuki", "200 OK", r#"{"verify":"TOKEN","response":"ok"}"#).await;
    call(&world, "lamp", "on").await;
    call(&world, "nobody", "on").await;
    let page = world.journal().after(0, 10, |_| true);
    let json = serde_json::to_value(&page.entries).unwrap();
    assert_eq!(json[0]["exchange"]["direction"], "outbound");
    assert_eq!(json[0]["exchange"]["operation"], "callExternal");
    assert_eq!(json[0]["exchange"]["request"]["body"]["text"], r#"{"request":"on"}"#);
    assert_eq!(json[0]["exchange"]["verdict"]["outcome"], "accepted");
    assert_eq!(json[1]["event"]["kind"], "call-refused");
    assert_eq!(page.entries.len(), 2);
}

#[tokio::test]
async fn answers_that_are_no_success() {
    let (name, sentence) = answered("500 Internal Server Error", "{}").await;
    assert_eq!((&*name, &*sentence), ("status at status", "the server answered with status 500 Internal Server Error"));
    assert_eq!(answered("404 Not Found", "{}").await.0, "status at status");
    assert_eq!(answered("302 Found", "{}").await.0, "status at status", "a redirect to nowhere");
}

#[tokio::test]
async fn answers_that_are_not_what_was_agreed() {
    for (body, name, part) in [
        ("ok", "not-json at json", "expected value at line 1 column 1"),
        ("<!doctype html>", "not-json at json", "it looks like HTML"),
        ("", "not-json at json", "it is empty"),
        (r#"{"verify":"TOKEN","response":"x"}}"#, "not-json at json", "trailing characters"),
        ("null", "not-an-object at json", "the answer is null"),
        (r#"{"response":"x"}"#, "verify-missing at verify", "has no verify"),
        (r#"{"VERIFY":"TOKEN","response":"x"}"#, "verify-missing at verify", "case-sensitive"),
        (r#"{"response":"{\"verify\":\"TOKEN\"}"}"#, "verify-missing at verify", "one level too deep"),
        (r#"{"verify":"x","response":"x"}"#, "verify-wrong at verify", "no token like it is known"),
        (r#"{"verify":"TOKEN\n","response":"x"}"#, "verify-wrong at verify", "white space"),
        (r#"{"verify":true,"response":"x"}"#, "verify-wrong at verify", "a boolean"),
        (r#"{"verify":"","response":"x"}"#, "verify-wrong at verify", "empty"),
        (r#"{"verify":"on","response":"x"}"#, "verify-wrong at verify", "sent back"),
        (r#"{"verify":"TOKEN"}"#, "response-missing at response", "has no response"),
        (r#"{"verify":"TOKEN","response":null}"#, "response-not-string at response", "response is null"),
        (r#"{"verify":"TOKEN","response":{"a":1}}"#, "response-not-string at response", "response is an object"),
    ] {
        let (found, sentence) = answered("200 OK", body).await;
        assert_eq!(found, name, "{body}");
        assert!(sentence.contains(part), "{body}: {sentence}");
    }
}

#[tokio::test]
async fn a_token_that_was_replaced_is_recognised() {
    let world = world(Clock::frozen("2025-05-01T12:00:00Z".parse().unwrap()));
    let old = register(&world, "yuki", "http://127.0.0.1:1/");
    let (_peer, _) = server(&world, "yuki", "200 OK", &format!(r#"{{"verify":"{old}","response":""}}"#)).await;
    let (name, sentence) = failed(&call(&world, "lamp", "on").await);
    assert_eq!(name, "verify-wrong at verify");
    assert!(
        sentence.ends_with("it was valid until 2025-05-01T12:00:00Z, when it was replaced or deleted"),
        "{sentence}"
    );
}

#[tokio::test]
async fn the_wire_breaks_under_its_own_names() {
    let silent = TcpSocket::new_v4().unwrap();
    silent.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let refusing = format!("http://{}/", silent.local_addr().unwrap());
    let reset = Peer::play(|mut line| async move {
        line.request().await;
        line.reset();
    })
    .await;
    let closed = Peer::play(|mut line| async move { drop(line.request().await) }).await;
    let cut = Peer::answer("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n").await;
    let endless = Peer::answer(format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", 2 << 20)).await;
    let to_itself = Peer::answer("HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 0\r\n\r\n").await;
    let short = Peer::play(|mut line| async move {
        line.request().await;
        line.send(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{\"verify\":").await;
    })
    .await;
    for (url, name) in [
        ("http://creator.invalid/".to_owned(), "dns at connection"),
        (refusing, "refused at connection"),
        (reset.url(), "reset at answer"),
        (closed.url(), "closed at answer"),
        (short.url(), "truncated at answer"),
        (cut.url(), "protocol at answer"),
        (endless.url(), "too-large at answer"),
        (to_itself.url(), "too-many-redirects at redirects"),
    ] {
        let world = world(Clock::real(None));
        register(&world, "yuki", &url);
        let (found, sentence) = failed(&call(&world, "lamp", "on").await);
        assert_eq!(found, name, "{url}: {sentence}");
    }
}

#[tokio::test]
async fn a_server_without_tls_behind_an_https_url() {
    let peer = Peer::play(|mut line| async move {
        line.send(b"HTTP/1.1 400 Bad Request\r\n\r\n").await;
        line.hang().await;
    })
    .await;
    let world = world(Clock::real(None));
    register(&world, "yuki", &peer.url().replace("http:", "https:"));
    let (name, sentence) = failed(&call(&world, "lamp", "on").await);
    assert_eq!(name, "tls at connection");
    assert!(sentence.ends_with("what answered does not speak TLS"), "{sentence}");
}

#[tokio::test]
async fn five_seconds_of_the_worlds_time_are_all_there_is() {
    let (arrived, mut arrival) = tokio::sync::mpsc::unbounded_channel();
    let peer = Peer::play(move |mut line| {
        let arrived = arrived.clone();
        async move {
            line.request().await;
            arrived.send(()).unwrap();
            line.hang().await;
        }
    })
    .await;
    let clock = Clock::frozen("2025-05-01T12:00:00Z".parse().unwrap());
    let world = world(clock.clone());
    register(&world, "yuki", &peer.url());
    let (outcome, ()) = tokio::join!(call(&world, "lamp", "on"), async {
        arrival.recv().await.unwrap();
        clock.advance(Duration::from_secs(60)).await;
    });
    assert_eq!(failed(&outcome).0, "timeout at time");
    let json = outcome.to_json();
    assert_eq!((json["phase"].as_str(), json["after"].as_str()), (Some("wait-for-head"), Some("5s")));
    assert_eq!(peer.requests(), 1, "and nothing is tried again");
}

#[tokio::test]
async fn a_redirect_is_followed_unless_that_is_switched_off() {
    let peer = Peer::play(|mut line| async move {
        while let Some(request) = line.request().await {
            let answer = if request.starts_with("POST / ") {
                "HTTP/1.1 302 Found\r\nLocation: /echo\r\nContent-Length: 0\r\n\r\n".to_owned()
            } else {
                http("200 OK", r#"{"verify":"somebody else","response":""}"#)
            };
            line.send(answer.as_bytes()).await;
        }
    })
    .await;
    let world = world(Clock::real(None));
    register(&world, "yuki", &peer.url());
    let outcome = call(&world, "lamp", "on").await;
    assert_eq!(failed(&outcome).0, "verify-wrong at verify", "the answer behind the redirect was looked at");
    let page = world.journal().after(0, 10, |_| true);
    let json = serde_json::to_value(&page.entries).unwrap();
    assert_eq!(json[1]["exchange"]["cause"], json[0]["exchange"]["id"]);
    assert_eq!(json[1]["exchange"]["request"]["method"], "GET");
    assert_eq!(outcome.to_json()["redirects"], 1);

    world.state::<State>().lock().follow_redirects = false;
    let (name, sentence) = failed(&call(&world, "lamp", "on").await);
    assert_eq!((&*name, &*sentence), ("status at status", "the server answered with status 302 Found"));
}

#[tokio::test]
async fn the_current_profile_takes_a_hundred_times_as_much() {
    let world = world(Clock::real(None));
    let long = "x".repeat(100_000);
    let (_peer, _) = server(&world, "yuki", "200 OK", &format!(r#"{{"verify":"TOKEN","response":"{long}"}}"#)).await;
    assert_eq!(failed(&call(&world, "lamp", "on").await).0, "response-too-large at response size");
    set_profile(&world, "yuki", Profile::Current);
    assert_eq!(call(&world, "lamp", &long).await.result, Ok(long));
}

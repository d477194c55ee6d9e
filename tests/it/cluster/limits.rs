//! What is refused before anything is sent: sizes to the byte, and how often may be called.

use std::time::Duration;

use backlot::journal::verdict::{CheckResult, Outcome};
use backlot::platforms::cluster::call::{Call, Caller, accept};
use backlot::platforms::cluster::profile::Profile;
use backlot::world::clock::Clock;

use super::{call, failed, register, set_profile, world};
use crate::peer::Peer;

#[tokio::test]
async fn a_request_of_exactly_the_limit_is_sent_and_one_byte_more_is_not() {
    let peer = Peer::answer("HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n").await;
    let world = world(Clock::real(None));
    register(&world, "yuki", &peer.url());
    let exactly = "あ".repeat(333) + "x";
    assert_eq!(failed(&call(&world, "lamp", &exactly).await).0, "status at status");
    assert_eq!(peer.requests(), 1);

    let outcome = call(&world, "lamp", &(exactly + "x")).await;
    let (name, sentence) = failed(&outcome);
    assert_eq!(name, "request-too-large at request size");
    assert_eq!(sentence, "request is 1 byte over the limit of 1,000 bytes of UTF-8");
    assert_eq!((outcome.verdict.outcome, outcome.attempts(), peer.requests()), (Outcome::Refused, 0, 1));
}

#[tokio::test]
async fn a_craft_item_may_call_five_times_and_then_every_twelve_seconds() {
    let peer = Peer::answer("HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n").await;
    let clock = Clock::frozen("2025-05-01T12:00:00Z".parse().unwrap());
    let world = world(clock.clone());
    register(&world, "momo", &peer.url());
    register(&world, "yuki", &peer.url());
    for _ in 0..5 {
        assert_eq!(failed(&call(&world, "cat", "on").await).0, "status at status");
    }
    let (name, sentence) = failed(&call(&world, "cat", "on").await);
    assert_eq!(name, "rate-limit at rate");
    assert_eq!(sentence, "a craft item may call 5 times a minute; the next call may come in 12.0 s");
    assert_eq!(failed(&call(&world, "lamp", "on").await).0, "status at status", "world items are counted apart");
    clock.advance(Duration::from_secs(12)).await;
    assert_eq!(failed(&call(&world, "cat", "on").await).0, "status at status");
    assert_eq!(failed(&call(&world, "cat", "on").await).0, "rate-limit at rate");

    set_profile(&world, "momo", Profile::Current);
    assert_eq!(failed(&call(&world, "cat", "on").await).0, "status at status", "a current account has no such limit");
}

#[tokio::test]
async fn the_world_items_of_a_space_may_call_a_hundred_times_together() {
    let peer = Peer::answer("HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n").await;
    let clock = Clock::frozen("2025-05-01T12:00:00Z".parse().unwrap());
    let world = world(clock.clone());
    register(&world, "yuki", &peer.url());
    for number in 0..100 {
        let item = if number % 2 == 0 { "lamp" } else { "door" };
        assert_eq!(failed(&call(&world, item, "on").await).0, "status at status");
    }
    assert_eq!(failed(&call(&world, "lamp", "on").await).0, "rate-limit at rate");
    assert_eq!(failed(&call(&world, "door", "on").await).0, "rate-limit at rate");
    clock.advance(Duration::from_millis(600)).await;
    assert_eq!(failed(&call(&world, "door", "on").await).0, "status at status");
}

#[tokio::test]
async fn a_call_needs_an_item_and_a_url() {
    let world = world(Clock::real(None));
    let (name, sentence) = failed(&call(&world, "lmap", "on").await);
    assert_eq!(name, "no-item at caller");
    assert_eq!(sentence, "there is no item \"lmap\" in any space; there are lamp, door, cat");
    let outcome = call(&world, "lamp", "on").await;
    assert_eq!(failed(&outcome).0, "no-endpoint at endpoint");
    assert_eq!(outcome.verdict.outcome, Outcome::Failed, "a script would be called back");
}

#[tokio::test]
async fn however_many_call_at_once_the_limit_holds() {
    let peer = Peer::answer("HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n").await;
    let world = world(Clock::frozen("2025-05-01T12:00:00Z".parse().unwrap()));
    register(&world, "momo", &peer.url());
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..50 {
        let world = std::sync::Arc::clone(&world);
        tasks.spawn(async move { call(&world, "cat", "on").await.attempts() });
    }
    assert_eq!(tasks.join_all().await.iter().sum::<usize>(), 5);
    assert_eq!(peer.requests(), 5);
}

#[tokio::test]
async fn a_current_account_is_held_back_by_flow_control_and_then_refused() {
    let clock = Clock::frozen("2025-05-01T12:00:00Z".parse().unwrap());
    let world = world(clock.clone());
    register(&world, "yuki", "http://127.0.0.1:1/");
    set_profile(&world, "yuki", Profile::Current);
    let try_once = || {
        let caller = Caller::Item("lamp".to_owned());
        accept(&world, Call { caller, endpoint: None, request: "on".to_owned(), meta: String::new() })
    };
    let delays: Vec<_> = std::iter::from_fn(|| Some(try_once().ok()?.delay().as_millis())).take(10_000).collect();
    assert_eq!((delays[79], delays[80], delays.last()), (0, 12, Some(&30_000)));
    let refused = try_once().unwrap_err();
    let (name, sentence) = failed(&refused);
    assert_eq!(name, "flow-control at flow control");
    assert_eq!(sentence, "what is sent in this space is delayed by 30.0 s, and 30.0 s are the most");
    assert_eq!(refused.verdict.outcome, Outcome::Refused, "an exception, and no callback");
    clock.advance(Duration::from_secs(1)).await;
    assert!(try_once().is_ok());

    set_profile(&world, "yuki", Profile::Legacy);
    let legacy = try_once().unwrap();
    assert_eq!(legacy.delay(), Duration::ZERO, "a legacy account has a rate instead");
    assert_eq!(failed(&legacy.finish(&world).await.0).0, "refused at connection");
}

#[tokio::test]
async fn a_call_without_an_endpoint_id_is_deprecated_but_works() {
    let peer = Peer::answer("HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n").await;
    let world = world(Clock::real(None));
    register(&world, "yuki", &peer.url());
    set_profile(&world, "yuki", Profile::Current);
    let outcome = call(&world, "lamp", "on").await;
    let endpoint = outcome.verdict.checks.iter().find(|check| check.name == "endpoint").unwrap();
    assert_eq!(endpoint.result, CheckResult::Warned);
    assert!(endpoint.reason.ends_with("deprecated since Creator Kit 2.32"), "{}", endpoint.reason);
}

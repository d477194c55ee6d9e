//! GameSparks over real sockets: the callback URL in all its forms, what a script sees of a request, and what it makes of the
//! answer.

mod answers;
mod data;
mod failures;
mod files;
mod hostile;
mod multiplayer;
mod owning;
mod requests;
mod rows;
mod services;
mod together;
mod urls;

use std::sync::Arc;

use backlot::diag::{Diagnostics, Source};
use backlot::journal::exchange::Exchange;
use backlot::platforms::{new_world, set_up};
use backlot::tree::read;
use backlot::world::clock::Clock;
use backlot::world::{Settings, World};
use bytes::Bytes;
use http::{Method, Request};
use serde_json::Value;

use crate::kit::{Backlot, Reply};

/// What every callback of [`echo`] starts with.
const URL: &str = "/callback/g351284AbCdE/server/ServerSecretServerSecretServer12/";

/// The players of most games here.
const ALICE: &str = "5b2f9c0e4d3a1f0001a2b3c4";
const BEA: &str = "5b2f9c0e4d3a1f0001a2b3c5";
const CLEO: &str = "5b2f9c0e4d3a1f0001a2b3c6";

/// A world that is set up by `fixture`, with no errors in it; a script that cannot be parsed is a warning.
fn world(fixture: &str) -> Arc<World> {
    let (world, problems) = set(fixture, Settings::named("default"));
    assert!(!problems.has_errors(), "{:?}", problems.ordered());
    world
}

/// A world that is set up by `fixture`, of which nothing is to be said, at noon on 1 May 2020.
fn at_noon(fixture: &str) -> Arc<World> {
    let clock = Clock::frozen("2020-05-01T12:00:00Z".parse().unwrap());
    let (world, problems) = set(fixture, Settings { clock, ..Settings::named("default") });
    assert!(problems.is_empty(), "{:?}", problems.ordered());
    world
}

fn set(fixture: &str, settings: Settings) -> (Arc<World>, Diagnostics) {
    let world = new_world(Settings { seed: 7, ..settings });
    let mut problems = Diagnostics::new();
    let node = read::document(&Source::new("fixture.yaml", fixture), &mut problems).unwrap();
    set_up(&world, node.as_map().unwrap(), &mut problems);
    (world, problems)
}

/// Makes a request over `/rs/` with the secret S of `server`, as a player, or as nobody if there is none.
async fn ask(backlot: &Backlot, player: &str, name: &str, mut request: Value) -> Value {
    if !player.is_empty() {
        request["playerId"] = player.into();
    }
    let reply = backlot.client().post(&format!("/rs/server/S/{name}"), request.to_string()).await;
    assert_eq!(reply.status, 200, "{reply:?}");
    reply.json()
}

/// A server whose game answers with what its script was given.
async fn echo() -> Backlot {
    serving(include_str!("../../../fixtures/gamesparks/echo.yaml")).await
}

/// A server whose default world is set up by `fixture`.
async fn serving(fixture: &'static str) -> Backlot {
    Backlot::with(move |_| world(fixture)).await
}

/// A server whose game has this one script behind [`URL`], and these settings.
async fn game(script: &str, settings: &str) -> Backlot {
    let script: String = script.lines().map(|line| format!("          {line}\n")).collect();
    let fixture = format!(
        "{}      settings: {{ {settings} }}\n      scripts:\n        callbacks/server.js: |\n{script}",
        include_str!("../../../fixtures/gamesparks/one-game.yaml")
    );
    Backlot::with(move |_| world(&fixture)).await
}

/// A request with a content type, or without one.
fn post(target: &str, content_type: Option<&str>, body: impl Into<Bytes>) -> Request<Bytes> {
    let mut request = Request::builder().method(Method::POST).uri(target);
    if let Some(content_type) = content_type {
        request = request.header("content-type", content_type);
    }
    request.body(body.into()).unwrap()
}

/// What the script behind [`echo`] was given.
#[track_caller]
fn data(reply: &Reply) -> Value {
    assert_eq!(reply.status, 200, "{reply:?}");
    reply.json()["rdata"].clone()
}

/// The newest exchange of the server's default world, as the journal tells it.
fn newest(backlot: &Backlot) -> Value {
    let page = backlot.world().journal().after(0, usize::MAX, |entry| entry.exchange().is_some());
    let exchange: &Exchange = page.entries.last().and_then(|entry| entry.exchange()).unwrap();
    serde_json::to_value(exchange).unwrap()
}

//! GPHUD over real sockets: the examples of the External Access API page, the recorded exchanges, many at once, and whatever
//! else may come.

mod answers;
mod anything;
mod audited;
mod examples;
mod messages;
mod pages;
mod parallel;
mod properties;
mod recorded;
mod responses;

/// What the bench of GPHUD fuzzes with.
#[path = "../../../benches/gphud/fuzz/mod.rs"]
mod fuzz;

use std::sync::Arc;

use backlot::diag::{Diagnostics, Source};
use backlot::platforms;
use backlot::tree::read;
use backlot::world::clock::Clock;
use backlot::world::{Settings, World};

use crate::kit::{Backlot, Client};

const PATH: &str = "/GPHUD/external";

/// The text of a file in `fixtures/gphud`.
fn file(name: &str) -> String {
    std::fs::read_to_string(format!("{}/fixtures/gphud/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

/// Sets the world up as the fixture says.
fn set_up(world: &World, fixture: &str) {
    set_up_text(world, &file(fixture));
}

/// Sets the world up as the text of a fixture says, which must be without a fault.
fn set_up_text(world: &World, fixture: &str) {
    let mut problems = Diagnostics::new();
    let node = read::document(&Source::new("fixture.yaml", fixture), &mut problems).unwrap();
    platforms::set_up(world, node.as_map().unwrap(), &mut problems);
    assert!(problems.is_empty(), "{problems:?}");
}

/// A server whose worlds are set up as the fixture says, with clocks that stand still from noon on 1 May 2020.
async fn serve(fixture: &'static str) -> Backlot {
    Backlot::with(move |name| {
        let clock = Clock::frozen("2020-05-01T12:00:00Z".parse().unwrap());
        let world = platforms::new_world(Settings { clock, seed: 7, ..Settings::named(name) });
        set_up(&world, fixture);
        world
    })
    .await
}

/// The platform's answer to a body.
async fn post(client: &Client, body: impl Into<bytes::Bytes>) -> String {
    let reply = client.post(PATH, body).await;
    assert_eq!(reply.status, 200);
    String::from_utf8(reply.body.to_vec()).unwrap()
}

/// What a world knows, as a snapshot.
fn snapshot(world: &Arc<World>) -> serde_json::Value {
    platforms::named("gphud").unwrap().snapshot(world)
}

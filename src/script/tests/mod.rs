//! What scripts do, seen from outside: on real threads, within real limits.

mod asking;
mod dates;
mod hostile;
mod places;
mod residents;
mod values;

use std::sync::Arc;
use std::time::Duration;

use serde_json::Value as Json;

use super::pool::PoolLimits;
use super::value::{Plain, to_json};
use super::{Ambient, Failure, Lane, Library, Limits, NoHost, Pool, Ran, Session, Source};
use crate::world::clock::Clock;

/// 2020-05-01T12:00:00.500Z and the middle of everything.
struct Fixed;

impl Ambient for Fixed {
    fn now(&self) -> f64 {
        1_588_334_400_500.0
    }

    fn random(&self) -> f64 {
        0.5
    }
}

fn pool() -> Pool {
    Pool::new(PoolLimits::default())
}

fn session(pool: &Pool, library: Library) -> Session {
    pool.session(library, Arc::new(Fixed), Lane::new())
}

/// Plays one script and gives its global `result` as JSON.
async fn play_in(session: &mut Session, limits: Limits, text: &str) -> Ran<Option<Json>> {
    let source = Source::new("callbacks/test.js", text);
    let clock = Clock::real(None);
    session
        .run(&clock, limits, &NoHost, move |scope, _| {
            scope.play(&source)?;
            let ctx = scope.ctx();
            let json = ctx.globals().get("result").and_then(|result| to_json(ctx, &result, &Plain));
            json.map_err(|error| scope.failure_of(error))
        })
        .await
}

fn play(library: Library, limits: Limits, text: &str) -> Ran<Option<Json>> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async { play_in(&mut session(&pool(), library), limits, text).await })
}

/// What `text` leaves in `result`.
fn result(text: &str) -> Json {
    play(Library::Old, Limits::default(), text).result.unwrap().unwrap_or(Json::Null)
}

/// How `text` fails.
fn failure(text: &str) -> Failure {
    play(Library::Old, Limits::default(), text).result.unwrap_err()
}

//! `SparkScheduler`, from `Spark.getScheduler()`: modules that run later.

use async_trait::async_trait;
use rquickjs::{Error, Value};

use super::class::{Call, Class, member};
use crate::platforms::fidelity::{Row, chosen, documented, observed};
use crate::platforms::gamesparks::ask::{Outside, Question};
use crate::platforms::gamesparks::data::schedule::{self, Scheduled};
use crate::platforms::gamesparks::timers::{self, Alarm};
use crate::world::clock::later;

/// How we know.
pub(super) const FIDELITY: &[Row] = &[
    documented(
        "scheduler.in-seconds",
        "inSeconds(module, seconds, data, key) runs a module later, as the current player, with data as its getData(); the same key again replaces what waits under it",
        "SparkScheduler API page",
    ),
    observed(
        "scheduler.true",
        "inSeconds gives true, also for null or a module that is not there",
        "functional tests that ran on the platform",
    ),
    chosen(
        "scheduler.cancel",
        "cancel of a key that nothing waits under does nothing",
        "games cancel what they have not given a key",
    ),
    chosen("scheduler.delay", "a delay of less than 0 is 0; parts of seconds count", "unknown"),
    chosen(
        "scheduler.limit",
        "100,000 modules can wait in a game; then inSeconds gives false",
        "no source gives a limit, and there must be one",
    ),
    documented(
        "scheduler.snapshot",
        "what is scheduled outlives the script; a snapshot keeps it",
        "SparkScheduler API page",
    ),
];

/// The class.
pub(super) static CLASS: Class = Class {
    name: "SparkScheduler",
    members: &[
        member("inSeconds", &[3, 4], |call| {
            let now = call.run.occasion.world.clock().now();
            let at = later(now, delay(call, 1)?);
            let data = Some(call.json(2)?).filter(|data| !data.is_null());
            let (module, player) = (call.name(0)?, call.run.occasion.player.clone());
            let scheduled = Scheduled { module, at, data, player, key: call.text(3)? };
            let kept = call.run.ask(call.ctx, Schedule(scheduled))?;
            call.give(kept)
        }),
        member("cancel", &[1], |call| {
            let key = call.name(0)?;
            let cancelled = call.run.game().lock().data.schedule.cancel(&key);
            if let Some(number) = cancelled {
                call.run.game().alarms.call_off(&Alarm::Module(number));
            }
            call.nothing()
        }),
    ],
    absent: &[],
};

/// A number of seconds.
pub(super) fn delay(call: &Call<'_, '_>, at: usize) -> Result<std::time::Duration, Error> {
    let seconds = call.needed_number(at)?.max(0.0);
    Ok(std::time::Duration::try_from_secs_f64(seconds).unwrap_or(std::time::Duration::MAX))
}

/// Lets a module wait, in the runtime that plays the world.
struct Schedule(Scheduled);

#[async_trait]
impl Question for Schedule {
    type Answer = bool;

    async fn answer(self, outside: &Outside<'_>) -> bool {
        let at = self.0.at;
        let put = outside.game.lock().data.schedule.put(self.0, outside.cause);
        let Some((number, replaced)) = put else {
            tracing::warn!(most = schedule::MOST, "no more modules can wait");
            return false;
        };
        if let Some(replaced) = replaced {
            outside.game.alarms.call_off(&Alarm::Module(replaced));
        }
        timers::arm(outside.world, outside.game, Alarm::Module(number), at);
        true
    }
}

/// Returns a time as a date.
pub(super) fn date<'js>(call: &Call<'_, 'js>, at: Option<jiff::Timestamp>) -> Result<Value<'js>, Error> {
    match at {
        Some(at) => super::values::to_js(
            call.ctx,
            &crate::platforms::gamesparks::data::bson::Bson::Date(at.as_millisecond()),
            true,
        ),
        None => call.null(),
    }
}

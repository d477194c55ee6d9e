//! What runs by itself on the world's clock: scheduled modules, jobs for many players, and the system scripts of each minute, hour
//! and day. Each wait is a task that does not hold the world, and ends with the game.

use std::future::Future;
use std::pin::pin;
use std::sync::{Arc, Weak};
use std::task::Poll;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value as Json, json};

use super::NAME;
use super::bulk;
use super::challenges::Change;
use super::cloud_code::{Folder, Script, ScriptId};
use super::data::bson::{Bson, Document, from_json};
use super::data::mongo::filter;
use super::data::schedule::{Progress, Scheduled};
use super::data::system;
use super::messages::{self, Occurrence};
use super::multiplayer;
use super::presence;
use super::publication;
use super::run::{self, Task};
use super::state::{Challenge, Game, PlayerId, State};
use crate::journal::exchange::{Event, ExchangeId};
use crate::journal::verdict::Checks;
use crate::platforms::fidelity::{Row, chosen, documented};
use crate::world::World;
use crate::world::clock::Busy;

/// How we know.
pub const FIDELITY: &[Row] = &[
    documented(
        "timer.module",
        "a scheduled module runs once its time has come on the world's clock",
        "SparkScheduler API page",
    ),
    documented(
        "timer.system",
        "GS_MINUTE, GS_HOURLY and GS_DAILY run at each full minute, hour and day (UTC), without a player",
        "Cloud Code page",
    ),
    chosen(
        "timer.order",
        "at the same instant the minute comes first, then the hour, then the day; each waits for the one before it",
        "unknown",
    ),
    chosen(
        "timer.missing",
        "a scheduled module that the game does not have is an event in the journal, and nothing else",
        "unknown",
    ),
    chosen("timer.told", "each run is an event: scheduled, system or bulk", "so that a scenario can expect it"),
    documented(
        "timer.bulk",
        "a job for many players runs once for each player that its query finds, with that player as the current one",
        "SparkBulkScheduler API page",
    ),
];

/// The system scripts that run by themselves, and how often, in seconds: in the order in which they run at the same instant.
const SYSTEM: [(&str, i64); 3] = [("GS_MINUTE", 60), ("GS_HOURLY", 3600), ("GS_DAILY", 86_400)];

/// Everything that waits in `world` begins to wait.
pub(super) fn begin(world: &Arc<World>) {
    for game in world.state::<State>().games() {
        publication::begin(world, &game);
        let (modules, jobs) = {
            let store = game.lock();
            let schedule = &store.data.schedule;
            let modules: Vec<_> =
                schedule.modules.iter().map(|(number, waiting)| (*number, waiting.scheduled.at)).collect();
            let pending = schedule.bulk.iter().filter(|(_, job)| job.progress != Progress::Complete);
            (modules, pending.map(|(id, job)| (id.clone(), job.at)).collect::<Vec<_>>())
        };
        modules.into_iter().for_each(|(number, at)| arm(world, &game, Alarm::Module(number), at));
        let challenges: Vec<_> = game.lock().challenges.iter().map(|(id, one)| (id.clone(), one.due())).collect();
        challenges.into_iter().for_each(|(id, due)| arm_challenge(world, &game, &id, due));
        let pending = multiplayer::waiting(&game);
        pending.into_iter().for_each(|(alarm, due)| arm(world, &game, alarm, due));
        jobs.into_iter().for_each(|(id, at)| arm(world, &game, Alarm::Bulk(id), at));
        let regular: Vec<_> = SYSTEM.into_iter().filter(|(name, _)| system_script(&game, name).is_some()).collect();
        if !regular.is_empty() {
            let task = tokio::spawn(regularly(Arc::downgrade(world), Arc::downgrade(&game), regular));
            game.alarms.put(Alarm::System, task.abort_handle());
        }
    }
}

/// What an alarm is for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Alarm {
    /// A scheduled module.
    Module(u64),
    /// A job for many players.
    Bulk(String),
    /// A challenge to which something happens by itself.
    Challenge(String),
    /// A pending match whose threshold comes to its end.
    Pending(String),
    /// A match of which players are away.
    Away(String),
    /// The system scripts.
    System,
}

/// Sets an alarm. To be called in the world's runtime.
pub(super) fn arm(world: &Arc<World>, game: &Arc<Game>, alarm: Alarm, at: Timestamp) {
    let clock = world.clock().clone();
    let (weak_world, weak_game) = (Arc::downgrade(world), Arc::downgrade(game));
    let own = alarm.clone();
    let task = tokio::spawn(async move {
        let busy = clock.work_at(at).await;
        let (Some(world), Some(game)) = (weak_world.upgrade(), weak_game.upgrade()) else { return };
        game.alarms.forget(&own);
        match own {
            Alarm::Module(number) => ring_module(&world, &game, number, busy).await,
            Alarm::Bulk(id) => ring_bulk(&world, &game, &id, busy).await,
            Alarm::Challenge(id) => under(busy, ring_challenge(&world, &game, &id)).await,
            Alarm::Away(id) => under(busy, presence::settle(&world, &game, &id)).await,
            Alarm::Pending(id) => under(busy, ring_pending(&world, &game, &id)).await,
            Alarm::System => {}
        }
    });
    game.alarms.put(alarm, task.abort_handle());
}

/// Runs the work, and lets the clock move on as soon as the work itself says whether it may: while a script runs it may not,
/// while one waits for an answer it may.
async fn under<T>(busy: Busy, work: impl Future<Output = T>) -> T {
    let mut work = pin!(work);
    let mut busy = Some(busy);
    std::future::poll_fn(|cx| {
        let polled = work.as_mut().poll(cx);
        busy.take();
        match polled {
            Poll::Ready(done) => Poll::Ready(done),
            Poll::Pending => Poll::Pending,
        }
    })
    .await
}

/// Sets the alarm of a challenge for when something is due to happen to it; nothing if nothing is.
pub(super) fn arm_challenge(world: &Arc<World>, game: &Arc<Game>, id: &str, due: Option<Timestamp>) {
    if let Some(due) = due {
        arm(world, game, Alarm::Challenge(id.to_owned()), due);
    }
}

async fn ring_challenge(world: &Arc<World>, game: &Arc<Game>, id: &str) {
    let (messages, due) = {
        let mut store = game.lock();
        let mut change =
            Change { world, config: &game.config, store: &mut store, id: id.to_owned(), messages: Vec::new() };
        change.settle();
        let messages = change.messages;
        (messages, store.challenges.get(id).and_then(Challenge::due))
    };
    arm_challenge(world, game, id, due.filter(|due| *due > world.clock().now()));
    for message in messages {
        messages::deliver(world, game, message, Occurrence::default(), &mut Checks::new()).await;
    }
}

async fn ring_pending(world: &Arc<World>, game: &Arc<Game>, id: &str) {
    let ((), messages) = multiplayer::happen(world, game, |making| making.settle(id));
    for message in messages {
        messages::deliver(world, game, message, Occurrence::default(), &mut Checks::new()).await;
    }
}

async fn ring_module(world: &Arc<World>, game: &Arc<Game>, number: u64, busy: Busy) {
    let Some(waiting) = game.lock().data.schedule.take(number) else { return };
    let Scheduled { module, data, player, key, at: _ } = waiting.scheduled;
    let Some(script) = game.cloud_code.module(&module) else {
        let detail =
            json!({ "module": module, "key": key, "player": player, "outcome": "the game has no such module" });
        note(world, "scheduled", waiting.cause, detail);
        return;
    };
    let task = Task { data: members(data), player: player.clone(), cause: waiting.cause, ..Task::default() };
    let ran = under(busy, run::run(world, game, script, task, &mut Checks::new())).await;
    let detail = json!({ "module": module, "key": key, "player": player, "outcome": outcome(&ran) });
    note(world, "scheduled", waiting.cause, detail);
}

fn outcome(ran: &run::Ran) -> String {
    ran.failure.as_ref().map_or_else(|| "ran".to_owned(), |failure| format!("failed: {failure}"))
}

fn members(data: Option<Json>) -> Map<String, Json> {
    match data {
        Some(Json::Object(members)) => members,
        _ => Map::new(),
    }
}

fn note(world: &World, kind: &'static str, cause: Option<ExchangeId>, detail: Json) {
    world.journal().note(Event { at: world.clock().now(), platform: NAME, kind, cause, detail });
}

/// The players that a job's query finds.
pub(super) fn players(game: &Game, query: &Json) -> Vec<PlayerId> {
    let Bson::Document(query) = from_json(query) else { return Vec::new() };
    let Ok(filter) = filter::parse(&query) else { return Vec::new() };
    let documents = system::view(game, "player", &filter).unwrap_or_default();
    let id = |document: &Arc<Document>| document.get("_id")?.as_id()?.to_string().parse().ok();
    documents.iter().filter(|document| filter.matches(document)).filter_map(id).collect()
}

async fn ring_bulk(world: &Arc<World>, game: &Arc<Game>, id: &str, busy: Busy) {
    let now = world.clock().now();
    let Some(job) = game.lock().data.schedule.bulk.get(id).cloned() else { return };
    let found = players(game, &job.player_query);
    change(game, id, |job| {
        (job.progress, job.started) = (Progress::Running, Some(now));
        (job.actual, job.done, job.errors) = (u32::try_from(found.len()).unwrap_or(u32::MAX), 0, 0);
    });
    let own = job.script.as_ref().map(|text| bulk::own(id, text));
    let script = own.as_ref().or_else(|| game.cloud_code.module(job.module.as_deref()?));
    let mut busy = Some(busy);
    for player in found {
        let Some(script) = script else { break };
        let task = Task { data: members(job.data.clone()), player: Some(player), ..Task::default() };
        let mut checks = Checks::new();
        let work = run::run(world, game, script, task, &mut checks);
        let ran = match busy.take() {
            Some(busy) => under(busy, work).await,
            None => work.await,
        };
        change(game, id, |job| if ran.failure.is_some() { job.errors += 1 } else { job.done += 1 });
    }
    let now = world.clock().now();
    change(game, id, |job| (job.progress, job.completed) = (Progress::Complete, Some(now)));
    let ended = game.lock().data.schedule.bulk.get(id).cloned();
    let counts = ended.map(|job| json!({ "job": id, "actual": job.actual, "done": job.done, "errors": job.errors }));
    note(world, "bulk", None, counts.unwrap_or_default());
}

fn change(game: &Game, id: &str, change: impl FnOnce(&mut super::data::schedule::Bulk)) {
    if let Some(job) = game.lock().data.schedule.bulk.get_mut(id) {
        change(job);
    }
}

/// The system script of that name, if there is more in it than comments.
pub(super) fn system_script<'g>(game: &'g Game, name: &str) -> Option<&'g Script> {
    game.cloud_code.get(&ScriptId::new(Folder::System, name)).filter(|script| !script.is_blank())
}

/// Tells of a run of a system script.
pub(super) fn note_system(world: &World, name: &str, cause: Option<ExchangeId>, ran: &run::Ran) {
    note(world, "system", cause, json!({ "script": name, "outcome": outcome(ran) }));
}

/// Runs the system scripts at their times, for as long as there is the game.
async fn regularly(world: Weak<World>, game: Weak<Game>, scripts: Vec<(&'static str, i64)>) {
    let Some(clock) = world.upgrade().map(|world| world.clock().clone()) else { return };
    let mut last = clock.now();
    loop {
        let next = scripts.iter().filter_map(|(_, every)| next(last, *every)).min();
        let Some(at) = next else { return };
        let busy = clock.work_at(at).await;
        let (Some(world), Some(game)) = (world.upgrade(), game.upgrade()) else { return };
        last = at;
        let mut busy = Some(busy);
        for (name, _) in scripts.iter().filter(|(_, every)| at.as_second() % every == 0) {
            let Some(script) = system_script(&game, name) else { continue };
            let mut checks = Checks::new();
            let work = run::run(&world, &game, script, Task::default(), &mut checks);
            let ran = match busy.take() {
                Some(busy) => under(busy, work).await,
                None => work.await,
            };
            note_system(&world, name, None, &ran);
        }
    }
}

/// The first time after `last` that is a multiple of `every` seconds.
fn next(last: Timestamp, every: i64) -> Option<Timestamp> {
    let second = last.as_second();
    let boundary = second - second.rem_euclid(every);
    Timestamp::from_second(boundary).ok()?.checked_add(SignedDuration::from_secs(every)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_boundary_is_after_the_last_one() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        assert_eq!(next(at("2020-05-01T12:00:00Z"), 60), Some(at("2020-05-01T12:01:00Z")));
        assert_eq!(next(at("2020-05-01T12:00:59.9Z"), 3600), Some(at("2020-05-01T13:00:00Z")));
        assert_eq!(next(at("2020-05-01T00:00:00Z"), 86_400), Some(at("2020-05-02T00:00:00Z")));
        assert_eq!(next(Timestamp::MAX, 60), None);
    }
}

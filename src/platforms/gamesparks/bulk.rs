//! Jobs that run once for each of many players: how scripts and requests submit and cancel them.

use std::sync::Arc;

use jiff::Timestamp;
use serde_json::Value as Json;

use super::cloud_code::{Folder, Script, ScriptId};
use super::data::bson::{Bson, from_json};
use super::data::mongo::filter;
use super::data::schedule::{Bulk, Progress};
use super::state::Game;
use super::timers::{self, Alarm};
use crate::diag::Source;
use crate::script;
use crate::world::World;

/// A job that somebody wants.
#[derive(Debug)]
pub(super) struct Order {
    /// Which players, as a query of the player collection; null for everybody.
    pub(super) query: Json,
    /// The short code of the module that is to run.
    pub(super) module: Option<String>,
    /// The script that is to run, where it is no module.
    pub(super) script: Option<String>,
    /// What `Spark.getData()` gives it.
    pub(super) data: Option<Json>,
    /// When it is to run; at once if that is over.
    pub(super) at: Timestamp,
}

/// Why a job is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unfit {
    /// Its query makes no sense.
    Query,
    /// The game has no such module.
    Module,
    /// Its script cannot be parsed.
    Script,
}

/// Lets a job wait: its id, and for how many players it would run now. To be called in the world's runtime.
pub(super) fn submit(world: &Arc<World>, game: &Arc<Game>, order: Order) -> Result<(String, u32), Unfit> {
    let Order { query, module, script, data, at } = order;
    let player_query = if query.is_null() { Json::Object(serde_json::Map::new()) } else { query };
    match from_json(&player_query) {
        Bson::Document(query) if filter::parse(&query).is_ok_and(|filter| !filter.asks()) => {}
        _ => return Err(Unfit::Query),
    }
    if module.as_ref().is_some_and(|module| game.cloud_code.module(module).is_none()) {
        return Err(Unfit::Module);
    }
    let created = world.clock().now();
    let id = game.next_id(created).to_string();
    if let Some(text) = &script {
        let script = own(&id, text);
        if script::check(&[script.code]).iter().any(Option::is_some) {
            return Err(Unfit::Script);
        }
    }
    let estimated = u32::try_from(timers::players(game, &player_query).len()).unwrap_or(u32::MAX);
    let job = Bulk {
        player_query,
        module,
        script,
        data,
        created,
        at,
        started: None,
        completed: None,
        estimated,
        actual: 0,
        done: 0,
        errors: 0,
        progress: Progress::Pending,
    };
    game.lock().data.schedule.submit(id.clone(), job);
    timers::arm(world, game, Alarm::Bulk(id.clone()), at);
    Ok((id, estimated))
}

/// Takes back a job that has not begun: what it was, if there was one.
pub(super) fn cancel(game: &Game, id: &str) -> Option<Bulk> {
    let mut store = game.lock();
    let jobs = &mut store.data.schedule.bulk;
    let job = jobs.get(id).filter(|job| job.progress == Progress::Pending)?.clone();
    jobs.shift_remove(id);
    drop(store);
    game.alarms.call_off(&Alarm::Bulk(id.to_owned()));
    Some(job)
}

/// The script of the job `id`, where it is no module.
pub(super) fn own(id: &str, text: &str) -> Script {
    let name = ScriptId::new(Folder::Modules, format!("bulk job {id}"));
    Script::new(name.clone(), Source::new(name.to_string(), text))
}

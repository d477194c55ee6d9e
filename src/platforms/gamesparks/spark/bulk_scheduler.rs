//! `SparkBulkScheduler` and `SparkBulkJob`, from `Spark.getBulkScheduler()`: scripts that run once for each of many players.

use async_trait::async_trait;
use rquickjs::{Array, Error, Value};
use serde_json::Value as Json;

use super::class::{Call, Class, member};
use super::scheduler::{date, delay};
use crate::platforms::fidelity::{Row, chosen, documented};
use crate::platforms::gamesparks::ask::{Outside, Question};
use crate::platforms::gamesparks::data::bson::{Bson, from_json};
use crate::platforms::gamesparks::data::mongo::filter;
use crate::platforms::gamesparks::data::schedule::{Bulk, Progress};
use crate::platforms::gamesparks::timers::{self, Alarm};
use crate::world::clock::later;

/// How we know.
pub(super) const FIDELITY: &[Row] = &[
    documented(
        "bulk.members",
        "submitJobModule, submitJobScript, cancelJob and listBulkJobs; a job tells its counts, times, query and script",
        "SparkBulkScheduler and SparkBulkJob API pages",
    ),
    documented(
        "bulk.list",
        "listBulkJobs(null) gives all jobs that have not ended, with ids those jobs",
        "SparkBulkScheduler API page",
    ),
    chosen(
        "bulk.refused",
        "a job is refused, and its id null, if its query makes no sense or its module is not there",
        "the page says null if refused",
    ),
    chosen("bulk.cancel", "a job that runs already cannot be cancelled", "unknown"),
];

/// The class.
pub(super) static CLASS: Class = Class {
    name: "SparkBulkScheduler",
    members: &[
        member("submitJobModule", &[4], |call| {
            let module = call.name(1)?;
            if call.run.game().cloud_code.module(&module).is_none() {
                return call.null();
            }
            submit(call, Some(module), None)
        }),
        member("submitJobScript", &[4], |call| submit(call, None, Some(call.name(1)?))),
        member("cancelJob", &[1], |call| {
            let id = call.name(0)?;
            let mut store = call.run.game().lock();
            let jobs = &mut store.data.schedule.bulk;
            let waits = jobs.get(&id).is_some_and(|job| job.progress == Progress::Pending);
            if waits {
                jobs.shift_remove(&id);
            }
            drop(store);
            call.run.game().alarms.call_off(&Alarm::Bulk(id));
            call.give(waits)
        }),
        member("listBulkJobs", &[1], list),
    ],
    absent: &[],
};

fn submit<'js>(call: &Call<'_, 'js>, module: Option<String>, script: Option<String>) -> Result<Value<'js>, Error> {
    let player_query = match call.json(0)? {
        Json::Null => Json::Object(serde_json::Map::new()),
        query => query,
    };
    match from_json(&player_query) {
        Bson::Document(query) if filter::parse(&query).is_ok_and(|filter| !filter.asks()) => {}
        _ => return call.null(),
    }
    let created = call.run.occasion.world.clock().now();
    let estimated = timers::players(call.run.game(), &player_query).len();
    let job = Bulk {
        player_query,
        module,
        script,
        data: Some(call.json(2)?).filter(|data| !data.is_null()),
        created,
        at: later(created, delay(call, 3)?),
        started: None,
        completed: None,
        estimated: u32::try_from(estimated).unwrap_or(u32::MAX),
        actual: 0,
        done: 0,
        errors: 0,
        progress: Progress::Pending,
    };
    let id = call.run.ask(call.ctx, Submit(job))?;
    call.give(id)
}

/// Lets a job wait, in the runtime that plays the world.
struct Submit(Bulk);

#[async_trait]
impl Question for Submit {
    type Answer = String;

    async fn answer(self, outside: &Outside<'_>) -> String {
        let at = self.0.at;
        let id = outside.game.next_id(outside.world.clock().now()).to_string();
        outside.game.lock().data.schedule.submit(id.clone(), self.0);
        timers::arm(outside.world, outside.game, Alarm::Bulk(id.clone()), at);
        id
    }
}

fn list<'js>(call: &Call<'_, 'js>) -> Result<Value<'js>, Error> {
    let wanted = if call.is_null(0) {
        None
    } else {
        let ids = call.rest(0)?;
        Some(ids.iter().map(|id| crate::script::value::text(call.ctx, id)).collect::<Result<Vec<_>, _>>()?)
    };
    let jobs: Vec<(String, Bulk)> = {
        let store = call.run.game().lock();
        let is_meant = |(id, job): &(&String, &Bulk)| match &wanted {
            Some(ids) => ids.contains(id),
            None => job.progress != Progress::Complete,
        };
        let jobs = store.data.schedule.bulk.iter().filter(is_meant);
        jobs.map(|(id, job)| (id.clone(), job.clone())).collect()
    };
    let array = Array::new(call.ctx.clone())?;
    for (at, job) in jobs.into_iter().enumerate() {
        array.set(at, call.object(&JOB, job)?)?;
    }
    Ok(array.into_value())
}

type Job = (String, Bulk);

pub(super) static JOB: Class = Class {
    name: "SparkBulkJob",
    members: &[
        member("getId", &[0], |call| call.give(call.own::<Job>()?.0.as_str())),
        member("getActualCount", &[0], |call| call.give(call.own::<Job>()?.1.actual)),
        member("getEstimatedCount", &[0], |call| call.give(call.own::<Job>()?.1.estimated)),
        member("getDoneCount", &[0], |call| call.give(call.own::<Job>()?.1.done)),
        member("getErrorCount", &[0], |call| call.give(call.own::<Job>()?.1.errors)),
        member("getCreated", &[0], |call| date(call, Some(call.own::<Job>()?.1.created))),
        member("getScheduledTime", &[0], |call| date(call, Some(call.own::<Job>()?.1.at))),
        member("getStarted", &[0], |call| date(call, call.own::<Job>()?.1.started)),
        member("getCompleted", &[0], |call| date(call, call.own::<Job>()?.1.completed)),
        member("getData", &[0], |call| call.give_json(call.own::<Job>()?.1.data.as_ref())),
        member("getModuleShortCode", &[0], |call| maybe(call, |job| job.module.as_deref())),
        member("getPlayerQuery", &[0], |call| call.give_json(Some(&call.own::<Job>()?.1.player_query))),
        member("getScript", &[0], |call| maybe(call, |job| job.script.as_deref())),
    ],
    absent: &[],
};

fn maybe<'js>(call: &Call<'_, 'js>, text: fn(&Bulk) -> Option<&str>) -> Result<Value<'js>, Error> {
    match text(&call.own::<Job>()?.1) {
        Some(text) => call.give(text),
        None => call.null(),
    }
}

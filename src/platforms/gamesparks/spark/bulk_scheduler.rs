//! `SparkBulkScheduler` and `SparkBulkJob`, from `Spark.getBulkScheduler()`: scripts that run once for each of many players.

use async_trait::async_trait;
use rquickjs::{Array, Error, Value};

use super::class::{Call, Class, member};
use super::scheduler::{date, delay};
use crate::platforms::fidelity::{Row, chosen, documented};
use crate::platforms::gamesparks::ask::{Outside, Question};
use crate::platforms::gamesparks::bulk::{self, Order};
use crate::platforms::gamesparks::data::schedule::{Bulk, Progress};
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
        "a job is refused, and its id null, if its query makes no sense, its module is not there or its script cannot be parsed",
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
            submit(call, Some(module), None)
        }),
        member("submitJobScript", &[4], |call| submit(call, None, Some(call.name(1)?))),
        member("cancelJob", &[1], |call| {
            let id = call.name(0)?;
            call.give(bulk::cancel(call.run.game(), &id).is_some())
        }),
        member("listBulkJobs", &[1], list),
    ],
    absent: &[],
};

fn submit<'js>(call: &Call<'_, 'js>, module: Option<String>, script: Option<String>) -> Result<Value<'js>, Error> {
    let at = later(call.run.occasion.world.clock().now(), delay(call, 3)?);
    let data = Some(call.json(2)?).filter(|data| !data.is_null());
    let id = call.run.ask(call.ctx, Submit(Order { query: call.json(0)?, module, script, data, at }))?;
    id.map_or_else(|| call.null(), |id| call.give(id))
}

/// Lets a job wait, in the runtime that plays the world.
struct Submit(Order);

#[async_trait]
impl Question for Submit {
    type Answer = Option<String>;

    async fn answer(self, outside: &Outside<'_>) -> Option<String> {
        bulk::submit(outside.world, outside.game, self.0).ok().map(|(id, _)| id)
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

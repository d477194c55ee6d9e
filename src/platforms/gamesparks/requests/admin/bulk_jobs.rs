//! `ScheduleBulkJobAdminRequest`, `ListBulkJobsAdminRequest` and `CancelBulkJobAdminRequest`: scripts that run once for each of
//! many players.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::super::leaderboards::texts;
use super::super::{Document, Errors, Field, FieldKind, Handling, RequestKind, optional, required, text};
use crate::platforms::fidelity::{Row, chosen, documented};
use crate::platforms::gamesparks::bulk::{self, Order, Unfit};
use crate::platforms::gamesparks::data::schedule::{Bulk, Progress};
use crate::platforms::gamesparks::dates;

/// Submits one.
pub(in super::super) struct ScheduleBulkJob;

impl RequestKind for ScheduleBulkJob {
    fn name(&self) -> &'static str {
        "ScheduleBulkJobAdminRequest"
    }

    fn fields(&self) -> &'static [Field] {
        const {
            &[
                required("playerQuery", FieldKind::Json),
                optional("data", FieldKind::Json),
                optional("moduleShortCode", FieldKind::Text),
                optional("scheduledTime", FieldKind::Date),
                optional("script", FieldKind::Text),
            ]
        }
    }

    fn needs_player(&self) -> bool {
        false
    }

    fn answer(&self, cx: &mut Handling<'_>, request: &Document) -> Result<Document, Errors> {
        let now = cx.world.clock().now();
        let at = match text(request, "scheduledTime") {
            Some(time) => dates::parse(time).ok_or_else(|| Errors::one("scheduledTime", "INVALID"))?,
            None => now,
        };
        let owned = |name| text(request, name).map(str::to_owned);
        let (module, script) = (owned("moduleShortCode"), owned("script"));
        if module.is_some() == script.is_some() {
            return Err(Errors::one("moduleShortCode", "INVALID"));
        }
        let order = Order {
            query: request.get("playerQuery").cloned().unwrap_or_default(),
            module,
            script,
            data: request.get("data").filter(|data| !data.is_null()).cloned(),
            at,
        };
        let (id, estimated) = bulk::submit(cx.world, cx.game, order).map_err(|unfit| match unfit {
            Unfit::Query => Errors::one("playerQuery", "INVALID"),
            Unfit::Module => Errors::one("moduleShortCode", "INVALID"),
            Unfit::Script => Errors::one("script", "Validation error"),
        })?;
        Ok(Document::from_iter([("estimatedCount".to_owned(), json!(estimated)), ("jobId".to_owned(), json!(id))]))
    }

    fn fidelity(&self) -> &'static [Row] {
        const {
            &[
                documented(
                    "bulk.schedule",
                    "ScheduleBulkJobAdminRequest gives jobId and estimatedCount; a module that is not there is moduleShortCode: INVALID, a script that cannot be parsed script: Validation error, another time scheduledTime: INVALID",
                    "ScheduleBulkJobAdminRequest page",
                ),
                chosen(
                    "bulk.schedule-other",
                    "a query that makes no sense is playerQuery: INVALID; both a module and a script, or neither, is moduleShortCode: INVALID",
                    "unknown",
                ),
            ]
        }
    }
}

/// Lists some, or all.
pub(in super::super) struct ListBulkJobs;

impl RequestKind for ListBulkJobs {
    fn name(&self) -> &'static str {
        "ListBulkJobsAdminRequest"
    }

    fn fields(&self) -> &'static [Field] {
        const { &[optional("bulkJobIds", FieldKind::Texts)] }
    }

    fn needs_player(&self) -> bool {
        false
    }

    fn answer(&self, cx: &mut Handling<'_>, request: &Document) -> Result<Document, Errors> {
        let ids = texts(request, "bulkJobIds");
        let store = cx.game.lock();
        let is_meant = |(id, job): &(&String, &Bulk)| {
            if ids.is_empty() { job.progress != Progress::Complete } else { ids.contains(id) }
        };
        let jobs =
            store.data.schedule.bulk.iter().filter(is_meant).map(|(id, job)| shown(id, job, job.progress.word()));
        Ok(Document::from_iter([("bulkJobs".to_owned(), jobs.collect())]))
    }

    fn fidelity(&self) -> &'static [Row] {
        const {
            &[
                documented(
                    "bulk.list-request",
                    "ListBulkJobsAdminRequest gives the jobs of these ids, each with its counts, query, data, state and times in milliseconds",
                    "ListBulkJobsAdminRequest page",
                ),
                chosen(
                    "bulk.list-all",
                    "without ids it gives those that have not ended, as a script's listBulkJobs(null) does; states are PENDING, RUNNING, COMPLETE and CANCELLED",
                    "the page does not list the states",
                ),
            ]
        }
    }
}

/// Takes some back.
pub(in super::super) struct CancelBulkJob;

impl RequestKind for CancelBulkJob {
    fn name(&self) -> &'static str {
        "CancelBulkJobAdminRequest"
    }

    fn fields(&self) -> &'static [Field] {
        const { &[required("bulkJobIds", FieldKind::Texts)] }
    }

    fn needs_player(&self) -> bool {
        false
    }

    fn answer(&self, cx: &mut Handling<'_>, request: &Document) -> Result<Document, Errors> {
        let ids = texts(request, "bulkJobIds");
        let cancelled = ids.iter().filter_map(|id| Some((id, bulk::cancel(cx.game, id)?)));
        let jobs = cancelled.map(|(id, job)| shown(id, &job, "CANCELLED"));
        Ok(Document::from_iter([("bulkJobs".to_owned(), jobs.collect())]))
    }

    fn fidelity(&self) -> &'static [Row] {
        const {
            &[
                documented(
                    "bulk.cancel-request",
                    "CancelBulkJobAdminRequest gives the jobs that it has cancelled; without ids it is bulkJobIds: REQUIRED",
                    "CancelBulkJobAdminRequest page",
                ),
                chosen(
                    "bulk.cancel-other",
                    "ids of jobs that run, have ended or do not exist are left out",
                    "the page has no error for them",
                ),
            ]
        }
    }
}

fn shown(id: &str, job: &Bulk, state: &str) -> Value {
    let milliseconds = |time: Option<Timestamp>| json!(time.map(Timestamp::as_millisecond));
    let mut shown = json!({
        "actualCount": job.actual,
        "completed": milliseconds(job.completed),
        "created": milliseconds(Some(job.created)),
        "data": job.data,
        "doneCount": job.done,
        "errorCount": job.errors,
        "estimatedCount": job.estimated,
        "id": id,
        "moduleShortCode": job.module,
        "playerQuery": job.player_query,
        "scheduledTime": milliseconds(Some(job.at)),
        "script": job.script,
        "started": milliseconds(job.started),
        "state": state,
    });
    if let Some(members) = shown.as_object_mut() {
        members.retain(|_, value| !value.is_null());
    }
    shown
}

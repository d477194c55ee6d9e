//! The journal of a world: read what is in it, wait for what comes, forget it.

use std::sync::Arc;

use axum::routing::{delete, get};
use axum::{Extension, Json};
use http::{StatusCode, Uri};
use serde::Serialize;

use super::filter::{self, Filter};
use super::problem::Problem;
use super::query::{Query, bad_value};
use super::route::Route;
use crate::journal::{Entry, Evicted, Page};
use crate::tree::Duration;
use crate::world::World;
use crate::world::clock::transport;

pub(super) const ROUTES: &[Route] = &[
    Route {
        method: "GET",
        path: "journal",
        about: "what happened in the world; ?since=7&wait=5s waits for what is new, filters are in docs/admin-api.md",
        handler: || get(read),
    },
    Route { method: "DELETE", path: "journal", about: "forget what happened", handler: || delete(forget) },
];

/// The most entries of one answer, which is also how many are given if nobody asks for fewer.
const MOST: usize = 1000;

/// The longest that a request may wait for an entry.
const LONGEST: std::time::Duration = std::time::Duration::from_secs(60);

/// Some of a journal's entries.
#[derive(Serialize)]
struct Shown {
    entries: Vec<Arc<Entry>>,
    newest: u64,
    evicted: Evicted,
    /// What to ask for next: everything up to this number was looked at.
    next: u64,
}

async fn read(Extension(world): Extension<Arc<World>>, uri: Uri) -> Result<Json<Shown>, Problem> {
    let known = [filter::PARAMETERS, &["since", "limit", "wait"]].concat();
    let query = Query::of(&uri, &known)?;
    let filter = Filter::of(&query)?;
    let since = number(&query, "since")?.unwrap_or(0);
    let limit = number(&query, "limit")?.map_or(MOST, |limit| usize::try_from(limit).unwrap_or(MOST).clamp(1, MOST));
    let wanted = |entry: &Entry| filter.picks(entry);
    let journal = world.journal();
    let page = match wait(&query)? {
        None => journal.after(since, limit, wanted),
        Some(wait) => match transport::timeout(wait, journal.wait_after(since, limit, wanted)).await {
            Ok(page) => page,
            Err(_) => journal.after(since, limit, wanted),
        },
    };
    Ok(Json(shown(page, limit)))
}

fn shown(page: Page, limit: usize) -> Shown {
    let last = page.entries.last().map(|entry| entry.seq);
    let next = last.filter(|_| page.entries.len() == limit).unwrap_or(page.newest);
    Shown { entries: page.entries, newest: page.newest, evicted: page.evicted, next }
}

async fn forget(Extension(world): Extension<Arc<World>>) -> StatusCode {
    world.journal().clear();
    StatusCode::NO_CONTENT
}

fn number(query: &Query, name: &str) -> Result<Option<u64>, Problem> {
    let parse = |text: &str| text.parse().map_err(|_| bad_value(name, text, "Write a whole number."));
    query.one(name).map(parse).transpose()
}

fn wait(query: &Query) -> Result<Option<std::time::Duration>, Problem> {
    let Some(text) = query.one("wait") else { return Ok(None) };
    let wait = Duration::parse(text).map_err(|error| bad_value("wait", text, format!("{error}, as in 5s")))?;
    if *wait > LONGEST {
        return Err(bad_value("wait", text, format!("The longest is {} s; ask again after it.", LONGEST.as_secs())));
    }
    Ok(Some(*wait))
}

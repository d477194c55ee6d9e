//! `SparkLeaderboardEntry`, and `SparkLeaderboardCursor` which goes over several.

use std::cell::Cell;

use rquickjs::{Error, Value};
use serde_json::json;

use super::super::class::{Call, Class, member};
use crate::platforms::gamesparks::boards::Place;
use crate::platforms::gamesparks::dates::minutes;
use crate::platforms::gamesparks::state::PlayerId;

/// An entry as it was when it was read.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    /// Where it stood.
    pub(super) place: Place,
    /// Of how many.
    pub(super) of: usize,
}

/// Entries, and how many of them were read.
pub(super) struct Cursor {
    /// The entries.
    pub(super) entries: Vec<Entry>,
    /// How many were read.
    pub(super) read: Cell<usize>,
}

fn next<'js>(call: &Call<'_, 'js>) -> Result<Value<'js>, Error> {
    let cursor = call.own::<Cursor>()?;
    match cursor.entries.get(cursor.read.get()) {
        Some(entry) => {
            cursor.read.set(cursor.read.get() + 1);
            call.object(&CLASS, entry.clone())
        }
        None => Err(call.throw("java.util.NoSuchElementException: null")),
    }
}

/// The class of cursors.
pub(in super::super) static CURSOR: Class = Class {
    name: "SparkLeaderboardCursor",
    members: &[
        member("hasNext", &[0], |call| {
            let cursor = call.own::<Cursor>()?;
            call.give(cursor.read.get() < cursor.entries.len())
        }),
        member("next", &[0], next),
    ],
    absent: &[],
};

fn number<'js>(call: &Call<'_, 'js>, number: usize) -> Result<Value<'js>, Error> {
    call.give_json(Some(&json!(number)))
}

/// The class of entries.
pub(in super::super) static CLASS: Class = Class {
    name: "SparkLeaderboardEntry",
    members: &[
        member("getUserId", &[0], |call| call.give(call.own::<Entry>()?.place.line.owner.as_str())),
        member("getUserName", &[0], |call| {
            let owner = &call.own::<Entry>()?.place.line.owner;
            let store = call.run.game().lock();
            let player =
                owner.parse::<PlayerId>().ok().and_then(|id| store.players.get(&id)).map(|player| &player.display_name);
            let name = player.cloned().unwrap_or_else(|| store.teams.get(owner).map(|team| team.name.clone()));
            drop(store);
            call.give(name)
        }),
        member("getRank", &[0], |call| number(call, call.own::<Entry>()?.place.rank)),
        member("getRankPercentage", &[0], |call| {
            let entry = call.own::<Entry>()?;
            number(call, (entry.place.rank * 100).div_ceil(entry.of.max(1)))
        }),
        member("getWhen", &[0], |call| call.give(minutes(call.own::<Entry>()?.place.line.when))),
        member("getAttribute", &[1], |call| {
            let name = call.name(0)?;
            call.give_json(call.own::<Entry>()?.place.line.attribute(&name))
        }),
    ],
    absent: &[],
};

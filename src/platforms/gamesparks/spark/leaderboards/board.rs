//! `SparkLeaderboard`, and `SparkLeaderboardPartition`, which is one with a part of the entries.

use std::cell::Cell;

use rquickjs::{Error, Value};
use serde_json::{Map, Value as Json, json};

use super::super::class::{Call, Class, member};
use super::entry::{self, Cursor, Entry};
use crate::platforms::gamesparks::boards::line::Line;
use crate::platforms::gamesparks::boards::{self, Address, Audience, Standing, period};
use crate::platforms::gamesparks::config::Leaderboard;
use crate::platforms::gamesparks::config::leaderboard::Keep;
use crate::platforms::gamesparks::state::Store;

/// A leaderboard, or a part of it, as somebody sees it.
#[derive(Debug, Clone)]
pub(super) struct Board {
    /// What of it.
    pub(super) address: Address,
    /// Whose entries.
    pub(super) audience: Audience,
}

impl Board {
    /// Looks at who stands where.
    pub(super) fn look<T: Default>(
        &self,
        call: &Call<'_, '_>,
        look: impl FnOnce(&Store, &Leaderboard, &Standing<'_>) -> T,
    ) -> T {
        let game = call.run.game();
        let store = game.lock();
        let now = call.run.occasion.world.clock().now();
        let view = boards::view(&store, &game.config, &self.address, &self.audience, now);
        view.map(|(leaderboard, standing)| look(&store, leaderboard, &standing)).unwrap_or_default()
    }
}

fn of<'c>(call: &'c Call<'_, '_>) -> Result<(&'c Board, &'c Leaderboard), Error> {
    let board = call.own::<Board>()?;
    // It was there when the object was made, and what is configured does not change.
    let leaderboard = call.run.game().config.leaderboards.get(&board.address.code).ok_or(Error::Unknown)?;
    Ok((board, leaderboard))
}

/// Some of the entries.
fn entries(
    call: &Call<'_, '_>,
    pick: impl FnOnce(&Standing<'_>) -> Option<(usize, usize)>,
) -> Result<Vec<Entry>, Error> {
    let board = call.own::<Board>()?;
    Ok(board.look(call, |_, _, standing| {
        let (from, count) = pick(standing).unwrap_or_default();
        let places = standing.places().skip(from).take(count);
        places.map(|place| Entry { place: place.owned(), of: standing.len() }).collect()
    }))
}

fn cursor<'js>(call: &Call<'_, 'js>, entries: Vec<Entry>) -> Result<Value<'js>, Error> {
    call.object(&entry::CURSOR, Cursor { entries, read: Cell::new(0) })
}

fn count(call: &Call<'_, '_>, at: usize) -> Result<usize, Error> {
    Ok(usize::try_from(call.whole(at)?).unwrap_or_default())
}

fn filter(call: &Call<'_, '_>, at: usize) -> Result<Map<String, Json>, Error> {
    Ok(call.json(at)?.as_object().cloned().unwrap_or_default())
}

/// Forgets, or brings back, what is in this leaderboard or partition and `which` picks.
fn change<T>(
    call: &Call<'_, '_>,
    work: impl FnOnce(&mut boards::Board, &dyn Fn(&Line) -> bool) -> T,
) -> Result<T, Error> {
    let (board, leaderboard) = of(call)?;
    let current = leaderboard.reset.map(|reset| period::begin(reset, call.run.occasion.world.clock().now()));
    let mut store = call.run.game().lock();
    // Of a challenge that is gone there is nothing to change.
    let mut gone = boards::Board::default();
    let lines = boards::board_mut(&mut store, &board.address).unwrap_or(&mut gone);
    let is_in = |line: &Line| board.address.has(line, current);
    Ok(work(lines, &is_in))
}

fn delete<'js>(call: &Call<'_, 'js>, filter: &Map<String, Json>) -> Result<Value<'js>, Error> {
    let (id, with_totals) = (call.name(0)?, call.truth(1));
    let deleted = change(call, |board, is_in| {
        board.delete(with_totals, |line| is_in(line) && line.owner == id && line.fits(filter))
    })?;
    call.give(deleted)
}

/// The class.
pub(in super::super) static CLASS: Class =
    Class { name: "SparkLeaderboard", members: MEMBERS.split_at(MEMBERS.len() - OF_PARTITIONS).0, absent: &[] };

/// The class of partitions.
pub(in super::super) static PARTITION: Class =
    Class { name: "SparkLeaderboardPartition", members: MEMBERS, absent: &[] };

/// How many of the members, the last ones, only partitions have.
const OF_PARTITIONS: usize = 2;

const MEMBERS: &[super::super::class::Member] = &[
    member("getShortCode", &[0], |call| call.give(call.own::<Board>()?.address.to_string())),
    member("getName", &[0], |call| call.give(of(call)?.1.name.clone())),
    member("getDescription", &[0], |call| call.give(of(call)?.1.description.clone())),
    member("getPropertySet", &[0], |call| call.give_json(of(call)?.1.property_set.as_ref())),
    member("getEntryCount", &[0], |call| {
        let count = call.own::<Board>()?.look(call, |_, _, standing| standing.len());
        call.give_json(Some(&json!(count)))
    }),
    member("getEntryCountForIdentifier", &[1], |call| {
        let id = call.name(0)?;
        let own = |standing: &Standing<'_>| standing.places().filter(|place| place.line.owner == id).count();
        let count = call.own::<Board>()?.look(call, |_, _, standing| own(standing));
        call.give_json(Some(&json!(count)))
    }),
    member("getEntries", &[0, 2], |call| {
        let (most, offset) = if call.count() == 0 { (usize::MAX, 0) } else { (count(call, 0)?, count(call, 1)?) };
        let entries = entries(call, |_| Some((offset, most)))?;
        cursor(call, entries)
    }),
    member("getEntriesForIdentifier", &[1, 2], |call| {
        let (id, filter) = (call.name(0)?, filter(call, 1)?);
        let all = entries(call, |standing| Some((0, standing.len())))?;
        let own = all.into_iter().filter(|entry| entry.place.line.owner == id && entry.place.line.fits(&filter));
        call.objects(&entry::CLASS, own)
    }),
    member("getEntriesFromPlayer", &[2], |call| {
        let (id, most) = (call.name(0)?, count(call, 1)?);
        let from = |standing: &Standing<'_>| standing.best(&id, &Map::new()).map(|place| (place.rank - 1, most));
        let entries = entries(call, from)?;
        cursor(call, entries)
    }),
    member("getEntriesFromPlayerForCustomId", &[3], |call| {
        let (id, most, filter) = (call.name(0)?, count(call, 1)?, filter(call, 2)?);
        let from = |standing: &Standing<'_>| standing.best(&id, &filter).map(|place| (place.rank - 1, most));
        let entries = entries(call, from)?;
        cursor(call, entries)
    }),
    member("getRankForScore", &[1], |call| {
        let (board, leaderboard) = of(call)?;
        if board.audience != Audience::Everybody || leaderboard.team_type.is_some() {
            return call.null();
        }
        let values = filter(call, 0)?;
        let rank = board.look(call, |_, leaderboard, standing| standing.rank_for(&values, leaderboard));
        call.give_json(Some(&json!(rank)))
    }),
    member("getIdFields", &[0], |call| call.give_json(Some(&json!(of(call)?.1.custom_ids)))),
    member("getScoreFields", &[0], |call| {
        let fields = of(call)?.1.fields.iter().filter(|(_, column)| column.keep != Keep::Supplemental);
        call.give_json(Some(&json!(fields.map(|(name, _)| name).collect::<Vec<_>>())))
    }),
    member("isPartitioned", &[0], |call| {
        let (board, leaderboard) = of(call)?;
        call.give(!leaderboard.partitions.is_empty() && board.address.partition.is_empty())
    }),
    member("isPartition", &[0], |call| call.give(!call.own::<Board>()?.address.partition.is_empty())),
    member("getPartitions", &[0], |call| {
        let board = call.own::<Board>()?;
        let store = call.run.game().lock();
        let code = &board.address.code;
        let found = match &board.address.challenge {
            Some(_) => Vec::new(),
            None => store.boards.get(code).map(|lines| lines.partitions(code)).unwrap_or_default(),
        };
        drop(store);
        let audience = &board.audience;
        call.objects(&PARTITION, found.into_iter().map(|address| Board { address, audience: audience.clone() }))
    }),
    member("drop", &[0, 1], |call| {
        let with_totals = call.truth(0);
        change(call, |board, is_in| board.delete(with_totals, is_in))?;
        call.nothing()
    }),
    member("deleteAllEntries", &[2], |call| delete(call, &Map::new())),
    member("deleteEntriesForCustomId", &[3], |call| {
        let filter = filter(call, 2)?;
        delete(call, &filter)
    }),
    member("deleteEntry", &[2], |call| {
        if !of(call)?.1.custom_ids.is_empty() {
            return Err(call.throw("java.lang.UnsupportedOperationException: null"));
        }
        delete(call, &Map::new())
    }),
    member("rebuildLeaderboard", &[1], |call| {
        change(call, |board, is_in| board.rebuild(is_in))?;
        call.nothing()
    }),
    member("archive", &[0], |call| {
        let code = call.own::<Board>()?.address.to_string();
        change(call, |board, _| {
            if !board.archived.contains(&code) {
                board.archived.push(code);
            }
        })?;
        call.nothing()
    }),
    member("isArchived", &[0], |call| {
        let code = call.own::<Board>()?.address.to_string();
        let archived = change(call, |board, _| board.archived.contains(&code))?;
        call.give(archived)
    }),
];

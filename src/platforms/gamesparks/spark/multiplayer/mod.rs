//! `SparkMultiplayer`, from `Spark.getMultiplayer()`, and its classes: one file for each.

pub(super) mod config;
pub(super) mod made;
pub(super) mod pending;

use async_trait::async_trait;
use rquickjs::{Error, Value};

use super::class::{Call, Class, look, member, variadic};
use crate::journal::verdict::Checks;
use crate::platforms::fidelity::{Row, chosen, documented};
use crate::platforms::gamesparks::ask::{Outside, Question};
use crate::platforms::gamesparks::messages::{self, Occurrence};
use crate::platforms::gamesparks::multiplayer::{self, Making};
use crate::platforms::gamesparks::state::PlayerId;
use crate::script::value;

/// How we know.
pub(super) const FIDELITY: &[Row] = &[
    documented(
        "spark.multiplayer",
        "createMatch and its like give the id of a new match, or null; loadMatch, getMatchConfig and loadPendingMatch… give what they find; cancelMatchmaking ends a search",
        "SparkMultiplayer API page",
    ),
    chosen(
        "spark.multiplayer-null",
        "a match is not made, and its id null, without players, with one that the game does not have, or under an id that is taken; what is not found is null",
        "the page says null, and not when",
    ),
    chosen(
        "spark.multiplayer-found",
        "the players of a match that a script makes get MatchFoundMessage, without matchShortCode",
        "unknown",
    ),
    documented(
        "spark.match",
        "a match's participants, server and data; players can be added and removed, and it can be made one in real time",
        "SparkMatch, SparkParticipant and SparkRealtimeServer API pages",
    ),
    chosen("spark.match-at-once", "what a script changes of a match is stored at once", "as with challenges"),
    chosen("spark.match-server", "getServer() is null for a match that is not in real time", "there is none"),
    documented(
        "spark.pending-match",
        "findPendingMatches gives others that fit, joinPendingMatch the one that both have become, or null",
        "PendingMatch API page",
    ),
];

/// Something that a script does to matches. It is done in the runtime that plays the world, and the messages that it causes are
/// delivered before the script goes on.
struct Doing<T>(Box<dyn FnOnce(&mut Making<'_>) -> T + Send>);

#[async_trait]
impl<T: Send + 'static> Question for Doing<T> {
    type Answer = T;

    async fn answer(self, outside: &Outside<'_>) -> T {
        let (done, messages) = multiplayer::happen(outside.world, outside.game, self.0);
        let occurrence = Occurrence { cause: outside.cause, depth: outside.depth + 1 };
        for message in messages {
            messages::deliver(outside.world, outside.game, message, occurrence, &mut Checks::new()).await;
        }
        done
    }
}

/// Does something to matches.
fn happen<T: Send + 'static>(
    call: &Call<'_, '_>,
    work: impl FnOnce(&mut Making<'_>) -> T + Send + 'static,
) -> Result<T, Error> {
    call.run.ask(call.ctx, Doing(Box::new(work)))
}

/// The player that an argument is: an object, or an id.
fn player<'js>(call: &Call<'_, 'js>, value: &Value<'js>) -> Result<Option<PlayerId>, Error> {
    if value.is_null() || value.is_undefined() {
        return Ok(None);
    }
    match look(value, |_, id: &PlayerId| id.clone()) {
        Some(id) => Ok(Some(id)),
        None => Ok(value::text(call.ctx, value)?.parse().ok()),
    }
}

/// The players that are given from the argument at `at` on; nothing if one of them is none.
fn players(call: &Call<'_, '_>, at: usize) -> Result<Option<Vec<PlayerId>>, Error> {
    call.rest(at)?.iter().map(|value| player(call, value)).collect()
}

/// `createMatch(PLAYERS…)` and the like: under the id that is the first argument, if one is given.
fn create<'js>(call: &Call<'_, 'js>, has_id: bool) -> Result<Value<'js>, Error> {
    let id = match has_id {
        true => call.name(0)?,
        false => PlayerId::draw(&call.run.occasion.world).to_string(),
    };
    let Some(players) = players(call, usize::from(has_id))? else { return call.null() };
    let own = id.clone();
    let made = happen(call, move |making| making.create(&own, players))?;
    if made { call.give(id) } else { call.null() }
}

/// Short code and group, which may be null, at the arguments from `at` on.
fn place(call: &Call<'_, '_>, at: usize) -> Result<(String, Option<String>), Error> {
    Ok((call.name(at)?, call.text(at + 1)?))
}

/// The class.
pub(super) static CLASS: Class = Class {
    name: "SparkMultiplayer",
    members: &[
        variadic("createMatch", 0, |call| create(call, false)),
        variadic("createMatchById", 0, |call| create(call, false)),
        variadic("createMatchWithMatchId", 1, |call| create(call, true)),
        variadic("createMatchByIdWithMatchId", 1, |call| create(call, true)),
        member("loadMatch", &[1], |call| {
            let id = call.name(0)?;
            let is_there = call.run.game().lock().matches.contains_key(&id);
            if is_there { call.object(&made::CLASS, made::Id(id)) } else { call.null() }
        }),
        member("getMatchConfig", &[1], config::one),
        member("loadPendingMatchById", &[1], |call| {
            let id = call.name(0)?;
            pending::give(call, Some(id))
        }),
        member("loadPendingMatchByPlayer", &[3], |call| {
            let Some(player) = player(call, &call.value(0))? else { return call.null() };
            let (code, group) = place(call, 1)?;
            let found = happen(call, move |making| making.pending_of(&player, &code, group.as_deref()))?;
            pending::give(call, found)
        }),
        member("cancelMatchmaking", &[3], |call| {
            if let Some(player) = player(call, &call.value(0))? {
                let (code, group) = place(call, 1)?;
                happen(call, move |making| making.cancel(&player, &code, group.as_deref()))?;
            }
            call.nothing()
        }),
    ],
    absent: &[],
};

//! `SparkChallenge`, from `Spark.getChallenge(ID)`.

use rquickjs::{Error, Value};
use serde_json::{Value as Json, json};

use super::class::{Call, Class, look, member};
use super::locks;
use super::messages::deliver;
use super::values::to_js;
use crate::platforms::fidelity::{Row, chosen, documented};
use crate::platforms::gamesparks::challenges::Change;
use crate::platforms::gamesparks::data::bson::Bson;
use crate::platforms::gamesparks::state::PlayerId;
use crate::platforms::gamesparks::state::challenge::{Challenge, RunState};

/// How we know.
pub(super) const FIDELITY: &[Row] = &[
    documented(
        "spark.challenge",
        "getChallenge finds a challenge by id; what it is, who is in it, its state and dates",
        "SparkChallenge API page",
    ),
    chosen("spark.challenge-none", "getChallenge gives null for an id that nobody has", "unknown"),
    documented(
        "spark.challenge-ends",
        "winChallenge (which ignores a player who is not in it) and drawChallenge end it, with their messages",
        "SparkChallenge API page",
    ),
    documented(
        "spark.challenge-turns",
        "takeTurn counts a turn and sends ChallengeTurnTakenMessage, consumeTurn does so without a message; false if it was not the player's turn",
        "SparkChallenge API page",
    ),
    documented(
        "spark.challenge-start",
        "startChallenge begins one that is ISSUED or WAITING and has two players; removePlayer takes one out",
        "SparkChallenge API page",
    ),
    documented(
        "spark.challenge-data",
        "script data is part of the challenge that players see, private data is not",
        "SparkChallenge API page",
    ),
    chosen(
        "spark.challenge-at-once",
        "what a script changes of a challenge is stored at once",
        "players' values are stored after the script; of challenges no document says it",
    ),
    documented(
        "spark.lock",
        "lock waits for a challenge that another script has locked; whoever does not lock it is not held up; unlock, or the end of the script, gives it up",
        "Spark API page",
    ),
    chosen(
        "spark.lock-wait",
        "it waits for as long as a script may run, and then throws java.util.concurrent.TimeoutException",
        "two scripts that wait for each other must come to an end",
    ),
];

/// The id of a challenge.
struct Id(String);

/// `Spark.getChallenge(ID)`.
pub(super) fn get<'js>(call: &Call<'_, 'js>) -> Result<Value<'js>, Error> {
    let id = call.name(0)?;
    let is_there = call.run.game().lock().challenges.contains_key(&id);
    if is_there { call.object(&CLASS, Id(id)) } else { call.null() }
}

/// `Spark.lock(CHALLENGE)`.
pub(super) fn lock<'js>(call: &Call<'_, 'js>) -> Result<Value<'js>, Error> {
    let name = lock_of(call)?;
    if !locks::lock(call, name, call.run.game().settings.script_time())? {
        return Err(call.throw("java.util.concurrent.TimeoutException: another script has locked the challenge"));
    }
    call.nothing()
}

/// `Spark.unlock(CHALLENGE)`.
pub(super) fn unlock<'js>(call: &Call<'_, 'js>) -> Result<Value<'js>, Error> {
    call.run.game().locks.give_up(&lock_of(call)?, call.run.occasion.owner, false);
    call.nothing()
}

/// The lock of a challenge, which no script can name.
fn lock_of(call: &Call<'_, '_>) -> Result<String, Error> {
    let id = look(&call.value(0), |_, id: &Id| id.0.clone()).ok_or_else(|| call.no_such_method())?;
    Ok(format!("\0challenge {id}"))
}

/// Looks at the challenge; what is due by then has happened.
fn read<'js>(call: &Call<'_, 'js>, read: impl FnOnce(&Challenge) -> Json) -> Result<Value<'js>, Error> {
    change(call, |_| ())?;
    let found = call.run.game().lock().challenges.get(&call.own::<Id>()?.0).map(read);
    call.give_json(found.as_ref())
}

/// Changes the challenge, and delivers the messages that this causes.
fn change<T>(call: &Call<'_, '_>, work: impl FnOnce(&mut Change<'_>) -> T) -> Result<T, Error> {
    let id = call.own::<Id>()?.0.clone();
    let (game, world) = (call.run.game(), &call.run.occasion.world);
    let mut store = game.lock();
    let mut change = Change { world, config: &game.config, store: &mut store, id, messages: Vec::new() };
    change.settle();
    let done = work(&mut change);
    let messages = change.messages;
    drop(store);
    for message in messages {
        deliver(call, message)?;
    }
    Ok(done)
}

/// Changes the challenge itself.
fn with<T: Default>(call: &Call<'_, '_>, work: impl FnOnce(&mut Challenge) -> T) -> Result<T, Error> {
    let id = &call.own::<Id>()?.0;
    Ok(call.run.game().lock().challenges.get_mut(id).map(work).unwrap_or_default())
}

fn date<'js>(
    call: &Call<'_, 'js>,
    when: impl FnOnce(&Challenge) -> Option<jiff::Timestamp>,
) -> Result<Value<'js>, Error> {
    let when = with(call, |challenge| when(challenge))?;
    when.map_or_else(|| call.null(), |when| to_js(call.ctx, &Bson::Date(when.as_millisecond()), true))
}

/// The player that an argument is: an object, or an id.
fn player(call: &Call<'_, '_>) -> Result<Option<PlayerId>, Error> {
    match look(&call.value(0), |_, id: &PlayerId| id.clone()) {
        Some(id) => Ok(Some(id)),
        None => Ok(call.text(0)?.and_then(|id| id.parse().ok())),
    }
}

fn turn<'js>(call: &Call<'_, 'js>, tells: bool) -> Result<Value<'js>, Error> {
    let player = player(call)?;
    let taken = change(call, |challenge| player.is_some_and(|player| challenge.turn(&player, tells)))?;
    call.give(taken)
}

/// Where values are kept.
#[derive(Clone, Copy)]
enum Place {
    Script,
    Private,
}

fn values(challenge: &mut Challenge, place: Place) -> &mut indexmap::IndexMap<String, Json> {
    match place {
        Place::Script => &mut challenge.script_data,
        Place::Private => &mut challenge.private_data,
    }
}

fn get_value<'js>(call: &Call<'_, 'js>, place: Place) -> Result<Value<'js>, Error> {
    let name = call.name(0)?;
    let value = with(call, |challenge| values(challenge, place).get(&name).cloned())?;
    call.give_json(value.as_ref())
}

fn set_value<'js>(call: &Call<'_, 'js>, place: Place) -> Result<Value<'js>, Error> {
    let (name, value) = (call.name(0)?, call.json(1)?);
    with(call, |challenge| drop(values(challenge, place).insert(name, value)))?;
    call.nothing()
}

fn remove_value<'js>(call: &Call<'_, 'js>, place: Place) -> Result<Value<'js>, Error> {
    let name = call.name(0)?;
    with(call, |challenge| drop(values(challenge, place).shift_remove(&name)))?;
    call.nothing()
}

/// The class.
pub(super) static CLASS: Class = Class {
    name: "SparkChallenge",
    members: &[
        member("getId", &[0], |call| call.give(call.own::<Id>()?.0.as_str())),
        member("getShortCode", &[0], |call| read(call, |challenge| json!(challenge.short_code))),
        member("getChallengerId", &[0], |call| read(call, |challenge| json!(challenge.challenger))),
        member("getChallengeName", &[0], |call| {
            let code = with(call, |challenge| challenge.short_code.clone())?;
            call.give(call.run.game().config.challenge_types.get(&code).and_then(|kind| kind.name.clone()))
        }),
        member("getRunState", &[0], |call| read(call, |challenge| json!(challenge.state.word()))),
        member("getChallengedPlayerIds", &[0], |call| read(call, |challenge| json!(challenge.challenged))),
        member("getAcceptedPlayerIds", &[0], |call| read(call, |challenge| json!(challenge.accepted))),
        member("getDeclinedPlayerIds", &[0], |call| read(call, |challenge| json!(challenge.declined))),
        member("getStartDate", &[0], |call| date(call, |challenge| challenge.start)),
        member("getEndDate", &[0], |call| date(call, |challenge| challenge.end)),
        member("getExpiryDate", &[0], |call| date(call, |challenge| challenge.expiry)),
        member("winChallenge", &[1], |call| {
            let player = player(call)?;
            change(call, |challenge| player.iter().for_each(|player| challenge.win(player)))?;
            call.nothing()
        }),
        member("drawChallenge", &[0], |call| {
            change(call, |challenge| {
                challenge.draw();
            })?;
            call.nothing()
        }),
        member("startChallenge", &[0], |call| {
            change(call, |challenge| {
                let can_begin = challenge.store.challenges.get(&challenge.id).is_some_and(|one| {
                    matches!(one.state, RunState::Issued | RunState::Waiting) && one.accepted.len() >= 2
                });
                if can_begin {
                    challenge.start();
                }
            })?;
            call.nothing()
        }),
        member("consumeTurn", &[1], |call| turn(call, false)),
        member("takeTurn", &[1], |call| turn(call, true)),
        member("removePlayer", &[1], |call| {
            let player = player(call)?;
            call.give(with(call, |challenge| {
                let before = challenge.accepted.len() + challenge.challenged.len();
                let stays = |one: &PlayerId| Some(one) != player.as_ref();
                challenge.accepted.retain(stays);
                challenge.challenged.retain(stays);
                if challenge.next_player == player {
                    challenge.next_player = challenge.accepted.first().cloned();
                }
                challenge.accepted.len() + challenge.challenged.len() < before
            })?)
        }),
        member("getScriptData", &[1], |call| get_value(call, Place::Script)),
        member("setScriptData", &[2], |call| set_value(call, Place::Script)),
        member("removeScriptData", &[1], |call| remove_value(call, Place::Script)),
        member("getPrivateData", &[1], |call| get_value(call, Place::Private)),
        member("setPrivateData", &[2], |call| set_value(call, Place::Private)),
        member("removePrivateData", &[1], |call| remove_value(call, Place::Private)),
    ],
    absent: &[],
};

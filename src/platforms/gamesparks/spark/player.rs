//! `SparkPlayer`, from `Spark.getPlayer()` and `Spark.loadPlayer(id)`.

pub(super) mod account;
pub(super) mod owning;

use std::sync::Arc;

use rquickjs::{Error, Value};
use serde_json::{Value as Json, json};

use super::class::{Call, Class, member};
use super::collection::{query, refuse};
use super::players::Place;
use super::{messages, values};
use crate::platforms::fidelity::{Row, chosen, documented, inferred};
use crate::platforms::gamesparks::data::bson::{Bson, from_json};
use crate::platforms::gamesparks::data::mongo::{Filter, filter};
use crate::platforms::gamesparks::data::system::player_document;
use crate::platforms::gamesparks::social;
use crate::platforms::gamesparks::state::{Player, PlayerId};

/// How we know.
pub(super) const FIDELITY: &[Row] = &[
    documented(
        "player.names",
        "getPlayerId(), getUserName() and getDisplayName(), the last of which may be null",
        "SparkPlayer API page",
    ),
    documented("player.external-ids", "getExternalIds() is an object of systems and ids", "SparkPlayer API page"),
    documented(
        "player.data",
        "scripts keep values with a player: script data, which clients see, and private data, which they do not; what was not set is null",
        "SparkPlayer API page",
    ),
    documented(
        "player.saved",
        "what a script changes about a player is stored after it, or when it calls persist()",
        "SparkPlayer API page",
    ),
    inferred(
        "player.one",
        "within a script every object for the same player sees what was changed through another",
        "official tutorials mix getPlayer() and loadPlayer() of the same id",
    ),
    chosen(
        "player.failed",
        "what a script that fails has changed is not stored, unless it called persist()",
        "a script that failed has not come to the point after it",
    ),
    documented("player.friends", "getFriendIds() has the ids of the player's friends", "SparkPlayer API page"),
    documented(
        "player.matches",
        "matchesMongoQuery and matchesMongoQueryString say whether a query on the player collection would find the player",
        "SparkPlayer API page",
    ),
    inferred(
        "player.copies",
        "values are copies: a script that changes one writes it back",
        "the documents always write back",
    ),
];

/// The class.
pub(super) static CLASS: Class = Class {
    name: "SparkPlayer",
    members: &[
        member("getPlayerId", &[0], |call| call.give(call.own::<PlayerId>()?.as_str())),
        member("getUserName", &[0], |call| stored(call, |player| json!(player.user_name))),
        member("getDisplayName", &[0], |call| stored(call, |player| json!(player.display_name))),
        member("getExternalIds", &[0], |call| stored(call, |player| json!(player.external_ids))),
        member("isOnline", &[0], |call| stored(call, |player| json!(player.online))),
        member("getScriptData", &[1], |call| get(call, Place::ScriptData)),
        member("setScriptData", &[2], |call| set(call, Place::ScriptData)),
        member("removeScriptData", &[1], |call| remove(call, Place::ScriptData)),
        member("getPrivateData", &[1], |call| get(call, Place::PrivateData)),
        member("setPrivateData", &[2], |call| set(call, Place::PrivateData)),
        member("removePrivateData", &[1], |call| remove(call, Place::PrivateData)),
        member("persist", &[0], |call| {
            call.run.players.persist(call.run.game(), call.own()?);
            call.nothing()
        }),
        member("credit1", &[1, 2], |call| owning::credit(call, Some(1))),
        member("credit2", &[1, 2], |call| owning::credit(call, Some(2))),
        member("credit3", &[1, 2], |call| owning::credit(call, Some(3))),
        member("credit4", &[1, 2], |call| owning::credit(call, Some(4))),
        member("credit5", &[1, 2], |call| owning::credit(call, Some(5))),
        member("credit6", &[1, 2], |call| owning::credit(call, Some(6))),
        member("credit", &[2, 3], |call| owning::credit(call, None)),
        member("debit1", &[1, 2], |call| owning::debit(call, Some(1))),
        member("debit2", &[1, 2], |call| owning::debit(call, Some(2))),
        member("debit3", &[1, 2], |call| owning::debit(call, Some(3))),
        member("debit4", &[1, 2], |call| owning::debit(call, Some(4))),
        member("debit5", &[1, 2], |call| owning::debit(call, Some(5))),
        member("debit6", &[1, 2], |call| owning::debit(call, Some(6))),
        member("debit", &[2, 3], |call| owning::debit(call, None)),
        member("getBalance1", &[0], |call| owning::balance(call, Some(1))),
        member("getBalance2", &[0], |call| owning::balance(call, Some(2))),
        member("getBalance3", &[0], |call| owning::balance(call, Some(3))),
        member("getBalance4", &[0], |call| owning::balance(call, Some(4))),
        member("getBalance5", &[0], |call| owning::balance(call, Some(5))),
        member("getBalance6", &[0], |call| owning::balance(call, Some(6))),
        member("getBalance", &[1], |call| owning::balance(call, None)),
        member("getAllBalances", &[0], owning::all_balances),
        member("hasVGood", &[1], owning::has_good),
        member("addVGood", &[2, 3], owning::add_good),
        member("useVGood", &[2, 3], owning::use_good),
        member("getVirtualGoods", &[0], |call| stored(call, |player| json!(player.goods))),
        member("hasAchievement", &[1], |call| {
            let code = call.name(0)?;
            stored(call, |player| json!(player.achievements.contains(&code)))
        }),
        member("addAchievement", &[1], owning::achieve),
        member("removeAchievement", &[1], owning::unachieve),
        member("getAchievements", &[0], |call| stored(call, |player| json!(player.achievements))),
        member("getSegmentValue", &[1], account::segment),
        member("setSegmentValue", &[2], account::set_segment),
        member("getSegments", &[0], |call| stored(call, |player| json!(player.segments))),
        member("getFriendIds", &[0], friends),
        member("getCreationDate", &[0], account::created),
        member("getLastSeen", &[0], account::last_seen),
        member("validatePassword", &[1], account::validate),
        member("setPassword", &[1], account::set_password),
        member("unlock", &[0], account::unlock),
        member("resetAuthTokens", &[0, 1], account::reset_tokens),
        member("disconnect", &[0, 1], account::disconnect),
        member("deletePlayer", &[0], account::delete),
        member("getExperimentSegments", &[0], account::experiments),
        member("setExperimentSegment", &[2], account::set_experiment),
        member("removeExperiment", &[1], account::remove_experiment),
        member("isHiddenOnLeaderboards", &[0], |call| stored(call, |player| json!(player.is_hidden))),
        member("hideOnLeaderboards", &[0], |call| hide(call, true)),
        member("showOnLeaderboards", &[0], |call| hide(call, false)),
        member("getPushRegistrations", &[0], account::registrations),
        member("removePushRegistration", &[1], account::remove_registration),
        member("dismissMessage", &[1], |call| messages::dismiss(call, Some(call.own()?))),
        member("matchesMongoQuery", &[1], |call| matches(call, false)),
        member("matchesMongoQueryString", &[1], |call| matches(call, true)),
    ],
    absent: &[],
};

fn stored<'js>(call: &Call<'_, 'js>, read: impl FnOnce(&Player) -> Json) -> Result<Value<'js>, Error> {
    let read = call.run.game().lock().players.get(call.own::<PlayerId>()?).map(read);
    call.give_json(read.as_ref())
}

fn get<'js>(call: &Call<'_, 'js>, place: Place) -> Result<Value<'js>, Error> {
    let name = call.name(0)?;
    call.run.players.look(call.run.game(), call.own()?, place, &name, |value| call.give_json(value))
}

fn set<'js>(call: &Call<'_, 'js>, place: Place) -> Result<Value<'js>, Error> {
    change(call, place, Some(call.json(1)?))
}

fn remove<'js>(call: &Call<'_, 'js>, place: Place) -> Result<Value<'js>, Error> {
    change(call, place, None)
}

fn change<'js>(call: &Call<'_, 'js>, place: Place, value: Option<Json>) -> Result<Value<'js>, Error> {
    let changed = call.run.players.change(call.own()?, place, call.name(0)?, value);
    changed.map_err(|full| call.throw(&full.to_string()))?;
    call.nothing()
}

fn friends<'js>(call: &Call<'_, 'js>) -> Result<Value<'js>, Error> {
    let game = call.run.game();
    let friends = social::friends(&game.lock(), &game.config, call.own::<PlayerId>()?);
    call.give_json(Some(&json!(friends)))
}

fn hide<'js>(call: &Call<'_, 'js>, is_hidden: bool) -> Result<Value<'js>, Error> {
    account::with(call, |player| player.is_hidden = is_hidden)?;
    call.nothing()
}

/// Whether a query on the player collection would find the player: an object, or a text with one in it.
fn matches<'js>(call: &Call<'_, 'js>, is_text: bool) -> Result<Value<'js>, Error> {
    let mut filter = if is_text { query_of_text(call)? } else { query(call, 0)? };
    let id = call.own::<PlayerId>()?;
    let document = call.run.game().lock().players.get(id).map(|player| Arc::new(player_document(id, player)));
    let Some(document) = document else { return call.give(false) };
    values::ask_where(call.ctx, &mut filter, std::slice::from_ref(&document))?;
    call.give(filter.matches(&document))
}

fn query_of_text(call: &Call<'_, '_>) -> Result<Filter, Error> {
    let text = call.name(0)?;
    let json: Json =
        serde_json::from_str(&text).map_err(|error| call.throw(&format!("the query is no JSON: {error}")))?;
    match from_json(&json) {
        Bson::Document(query) => filter::parse(&query).map_err(|problem| refuse(call.ctx, &problem)),
        _ => Err(call.throw("a query is an object")),
    }
}

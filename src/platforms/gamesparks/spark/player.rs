//! `SparkPlayer`, from `Spark.getPlayer()` and `Spark.loadPlayer(id)`.

use rquickjs::{Error, Value};
use serde_json::{Value as Json, json};

use super::class::{Call, Class, absent, member};
use super::players::Place;
use crate::platforms::fidelity::{Row, chosen, documented, inferred};
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
    inferred(
        "player.copies",
        "values are copies: a script that changes one writes it back",
        "the documents always write back",
    ),
    ABSENT_ROW,
];

absent!(
    "SparkPlayer",
    [
        "addAchievement",
        "addVGood",
        "credit",
        "credit1",
        "credit2",
        "credit3",
        "credit4",
        "credit5",
        "credit6",
        "debit",
        "debit1",
        "debit2",
        "debit3",
        "debit4",
        "debit5",
        "debit6",
        "deletePlayer",
        "disconnect",
        "dismissMessage",
        "getAchievements",
        "getAllBalances",
        "getBalance",
        "getBalance1",
        "getBalance2",
        "getBalance3",
        "getBalance4",
        "getBalance5",
        "getBalance6",
        "getCreationDate",
        "getExperimentSegments",
        "getFriendIds",
        "getLastSeen",
        "getPushRegistrations",
        "getSegmentValue",
        "getSegments",
        "getVirtualGoods",
        "hasAchievement",
        "hasVGood",
        "hideOnLeaderboards",
        "isHiddenOnLeaderboards",
        "matchesMongoQuery",
        "matchesMongoQueryString",
        "removeAchievement",
        "removeExperiment",
        "removePushRegistration",
        "resetAuthTokens",
        "setExperimentSegment",
        "setPassword",
        "setSegmentValue",
        "showOnLeaderboards",
        "unlock",
        "useVGood",
        "validatePassword",
    ]
);

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
    ],
    absent: ABSENT,
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

//! `Spark` itself: what the script was given, what it gives back, and the way to everything else.

use std::time::Duration;

use rquickjs::Value;

use super::class::{Call, Class, member, variadic};
use super::collection::{self, Place};
use super::{
    bulk_scheduler, cache, challenge, config, data_service, digest, files, http, leaderboards, locks, log, messages,
    multiplayer, options, player, properties, redis, requests, scheduler, send_grid, store, teams,
};
use crate::platforms::fidelity::{Row, chosen, documented, inferred, observed};
use crate::platforms::gamesparks::state::PlayerId;
use crate::script::value::from_json;

/// How we know.
pub(super) const FIDELITY: &[Row] = &[
    documented(
        "spark.data",
        "Spark.getData() gives the parameters of the callback",
        "Implementing External HTTP Callbacks page",
    ),
    inferred(
        "spark.data-live",
        "Spark.getData() gives the same object each time, and a script can change it for itself",
        "the documentation calls it unchangeable, and an official tutorial changes a value inside of it",
    ),
    documented(
        "spark.script-data",
        "setScriptData, getScriptData, removeScriptData and removeAllScriptData work on what becomes the answer; what was not set is null",
        "Spark API page",
    ),
    inferred(
        "spark.script-data-copy",
        "what is set is taken as it is at that moment, and what is read is a copy",
        "the documents always write back what they have changed",
    ),
    chosen(
        "spark.script-data-values",
        "in script data a date is its milliseconds, undefined and functions are null or left out, and numbers that JSON lacks are null",
        "unknown; dates are numbers elsewhere in scripts",
    ),
    documented(
        "spark.script-errors",
        "setScriptError, getScriptError, hasScriptErrors, removeScriptError and removeAllScriptErrors",
        "Spark API page",
    ),
    documented(
        "spark.player",
        "Spark.getPlayer() is the player that the callback URL names",
        "Implementing External HTTP Callbacks page",
    ),
    documented(
        "spark.player-ids",
        "getPlayerIds() gives those who get the message that the script is about; none in other scripts",
        "Spark API page",
    ),
    inferred("spark.no-player", "without one it is null", "a game's callbacks test for it"),
    observed("spark.load-player", "loadPlayer gives null for an id that nobody has", "a game's callbacks test for it"),
    documented("spark.external", "loadPlayerByExternalId finds a player by system and id", "Spark API page"),
    documented(
        "spark.exit",
        "exit() ends the script at once; what it had set before is kept",
        "Spark API page, and many games",
    ),
    chosen(
        "spark.exit-caught",
        "exit() cannot be caught, and finally does not run either",
        "it ends the script at once",
    ),
    documented(
        "spark.remaining",
        "getRemainingMilliseconds() says how much longer the script may run",
        "Spark API page",
    ),
    inferred(
        "spark.connection",
        "getClientIp() and getSessionId() are null in a callback, which has no connection of a player",
        "Spark API page: of the current connection, if any",
    ),
    chosen(
        "spark.credential-type",
        "getCredentialType() is null in a callback",
        "Spark API page: of the current connection, if any",
    ),
];

/// The class.
pub(super) static CLASS: Class = Class {
    name: "Spark",
    members: &[
        member("getData", &[0], data),
        member("setScriptData", &[2], |call| {
            call.run.script_data.put(call.name(0)?, call.json(1)?).map_err(|full| call.throw(&full.to_string()))?;
            call.nothing()
        }),
        member("getScriptData", &[1], |call| call.run.script_data.look(&call.name(0)?, |value| call.give_json(value))),
        member("removeScriptData", &[1], |call| {
            call.run.script_data.remove(&call.name(0)?);
            call.nothing()
        }),
        member("removeAllScriptData", &[0], |call| {
            call.run.script_data.take();
            call.nothing()
        }),
        member("setScriptError", &[2], |call| {
            call.run.script_errors.put(call.name(0)?, call.json(1)?).map_err(|full| call.throw(&full.to_string()))?;
            call.nothing()
        }),
        member("getScriptError", &[1], |call| {
            call.run.script_errors.look(&call.name(0)?, |value| call.give_json(value))
        }),
        member("hasScriptErrors", &[0], |call| call.give(!call.run.script_errors.is_empty())),
        member("removeScriptError", &[1], |call| {
            call.run.script_errors.remove(&call.name(0)?);
            call.nothing()
        }),
        member("removeAllScriptErrors", &[0], |call| {
            call.run.script_errors.take();
            call.nothing()
        }),
        member("getPlayer", &[0], |call| player_or_null(call, call.run.occasion.player.clone())),
        member("loadPlayer", &[1], |call| {
            let id = call.text(0)?.and_then(|id| id.parse().ok());
            player_or_null(call, id.filter(|id| call.run.game().lock().players.contains_key(id)))
        }),
        member("loadPlayerByExternalId", &[2], |call| {
            let (system, id) = (call.name(0)?, call.name(1)?);
            let store = call.run.game().lock();
            let found = store.players.iter().find(|(_, player)| player.external_ids.get(&system) == Some(&id));
            let found = found.map(|(id, _)| id.clone());
            drop(store);
            player_or_null(call, found)
        }),
        member("getLog", &[0], |call| call.object(&log::CLASS, ())),
        member("getConfig", &[0], |call| call.object(&config::CLASS, ())),
        member("getChallenge", &[1], challenge::get),
        member("lock", &[1], challenge::lock),
        member("unlock", &[1], challenge::unlock),
        member("getMultiplayer", &[0], |call| call.object(&multiplayer::CLASS, ())),
        member("sendGrid", &[1, 2], send_grid::new),
        member("getTeams", &[0], |call| call.object(&teams::CLASS, ())),
        member("getLeaderboards", &[0], |call| call.object(&leaderboards::CLASS, ())),
        member("message", &[1], messages::message),
        variadic("sendMessage", 2, |call| messages::send(call, None, 1)),
        variadic("sendMessageWithoutPush", 2, |call| messages::send(call, None, 1)),
        variadic("sendMessageById", 2, |call| messages::send(call, None, 1)),
        variadic("sendMessageByIdWithoutPush", 2, |call| messages::send(call, None, 1)),
        variadic("sendMessageExt", 3, messages::send_extended),
        variadic("sendMessageByIdExt", 3, messages::send_extended),
        member("dismissMessage", &[1], |call| messages::dismiss(call, None)),
        member("getHttp", &[1, 2], |call| {
            let timeout = call.number(1)?.filter(|milliseconds| *milliseconds > 0.0);
            let timeout = timeout.and_then(|milliseconds| Duration::try_from_secs_f64(milliseconds / 1000.0).ok());
            call.object(&http::CLASS, http::Http::new(call.name(0)?, timeout))
        }),
        member("getSparkScriptOptions", &[0], |call| call.object(&options::CLASS, ())),
        member("metaCollection", &[1], |call| collection::give(call, Place::Meta)),
        member("runtimeCollection", &[1], |call| collection::give(call, Place::Runtime)),
        member("systemCollection", &[1], |call| collection::give(call, Place::System)),
        member("getGameDataService", &[0], |call| call.object(&data_service::CLASS, ())),
        member("getRedis", &[0], |call| call.object(&redis::CLASS, ())),
        member("getCache", &[0], |call| call.object(&cache::CLASS, ())),
        member("getScheduler", &[0], |call| call.object(&scheduler::CLASS, ())),
        member("getBulkScheduler", &[0], |call| call.object(&bulk_scheduler::CLASS, ())),
        member("getDigester", &[0], |call| call.object(&digest::CLASS, ())),
        member("getProperties", &[0], |call| call.object(&properties::CLASS, ())),
        member("getFiles", &[0], |call| call.object(&files::CLASS, ())),
        member("getUploadableUtils", &[0], |call| call.object(&files::UTILS, ())),
        member("uploadedJson", &[1], files::uploaded_json),
        member("downloadableJson", &[1], files::downloadable_json),
        member("uploadedXml", &[1], files::uploaded_xml),
        member("downloadableXml", &[1], files::downloadable_xml),
        member("lockKey", &[2], locks::lock_key),
        member("unlockKey", &[1], |call| locks::unlock_key(call, false)),
        member("unlockKeyFully", &[1], |call| locks::unlock_key(call, true)),
        member("save", &[2], store::save),
        member("remove", &[2], store::remove),
        member("find", &[2, 3], store::find),
        member("findPlayers", &[1, 2, 3], store::find_players),
        member("exit", &[0], |call| Err(call.run.halter.exit(call.ctx))),
        member("getRemainingMilliseconds", &[0], |call| {
            #[expect(clippy::cast_precision_loss, reason = "as every number of a script")]
            call.give(call.run.halter.milliseconds_left() as f64)
        }),
        member("getPlayerIds", &[0], |call| {
            let ids = call.run.occasion.recipients.iter().map(|id| id.as_str().into()).collect();
            call.give_json(Some(&serde_json::Value::Array(ids)))
        }),
        member("sendRequest", &[1], requests::send),
        member("sendRequestAs", &[2], requests::send_as),
        member("logEvent", &[2], requests::log_event),
        member("getClientIp", &[0], |call| call.null()),
        member("getSessionId", &[0], |call| call.null()),
        member("getCredentialType", &[0], |call| match &call.run.occasion.credential {
            Some(credential) => call.give(credential.as_str()),
            None => call.null(),
        }),
    ],
    absent: &[],
};

fn player_or_null<'js>(call: &Call<'_, 'js>, id: Option<PlayerId>) -> Result<Value<'js>, rquickjs::Error> {
    id.map_or_else(|| call.null(), |id| call.object(&player::CLASS, id))
}

mod shown {
    #![allow(elided_lifetimes_in_paths, reason = "in what the derive writes")]

    /// What `Spark.getData()` gave, so that it gives the same again.
    #[derive(rquickjs::JsLifetime)]
    pub(super) struct Shown<'js>(pub(super) rquickjs::Value<'js>);
}

fn data<'js>(call: &Call<'_, 'js>) -> Result<Value<'js>, rquickjs::Error> {
    if let Some(shown) = call.ctx.userdata::<shown::Shown<'_>>() {
        return Ok(shown.0.clone());
    }
    let object = rquickjs::Object::new(call.ctx.clone())?;
    for (name, value) in &call.run.occasion.data {
        let value =
            rquickjs::object::Property::from(from_json(call.ctx, value)?).writable().enumerable().configurable();
        object.prop(name.as_str(), value)?;
    }
    let data = object.into_value();
    call.ctx.store_userdata(shown::Shown(data.clone())).map_err(|_| rquickjs::Error::Unknown)?;
    Ok(data)
}

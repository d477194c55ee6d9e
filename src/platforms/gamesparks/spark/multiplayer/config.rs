//! `SparkMatchConfig` and `SparkMatchThreshold`.

use rquickjs::{Error, Value};
use serde_json::{Value as Json, json};

use super::super::class::{Call, Class, member, variadic};
use super::super::config::{Code, code, give as give_of};
use super::{happen, pending, players};
use crate::platforms::gamesparks::config::{MatchConfig, Threshold};
use crate::platforms::gamesparks::multiplayer::shown::number;
use crate::platforms::gamesparks::multiplayer::{Search, fit};
use crate::platforms::gamesparks::state::Seeker;

/// `getMatchConfig(CODE)`.
pub(in super::super) fn one<'js>(call: &Call<'_, 'js>) -> Result<Value<'js>, Error> {
    let code = call.name(0)?;
    if call.run.game().config.matches.contains_key(&code) { call.object(&CLASS, Code(code)) } else { call.null() }
}

/// `getMatchConfigs()`.
pub(in super::super) fn all<'js>(call: &Call<'_, 'js>) -> Result<Value<'js>, Error> {
    call.objects(&CLASS, call.run.game().config.matches.keys().map(|code| Code(code.clone())))
}

fn give<'js>(call: &Call<'_, 'js>, read: impl FnOnce(&MatchConfig) -> Json) -> Result<Value<'js>, Error> {
    give_of(call, |config| &config.matches, read)
}

/// `createPendingMatch(GROUP, SKILL, PLAYERS…)`, and the one with a query and data before the players.
fn create<'js>(call: &Call<'_, 'js>, has_query: bool) -> Result<Value<'js>, Error> {
    let (group, skill) = (call.text(0)?, call.needed_number(1)?);
    let (mut query, mut data) = (None, Json::Null);
    if has_query {
        query = Some(call.json(2)?).filter(|query| !query.is_null());
        data = call.json(3)?;
        if query.as_ref().is_some_and(|query| fit::parse(query).is_none()) {
            return Err(call.throw("java.lang.IllegalArgumentException: the custom query makes no sense"));
        }
    }
    let Some(players) = players(call, if has_query { 4 } else { 2 })? else { return call.null() };
    let search = Search {
        code: call.own::<Code>()?.0.clone(),
        group,
        data: data.as_object().cloned().unwrap_or_default().into_iter().collect(),
        query,
        players: players.into_iter().map(|player| Seeker { player, skill, data: None }).collect(),
    };
    let (code, group, first) = (search.code.clone(), search.group.clone(), search.players.first().cloned());
    let id = happen(call, move |making| {
        making.search(search)?;
        // It may be part of an older one by now.
        making.pending_of(&first?.player, &code, group.as_deref())
    })?;
    pending::give(call, id)
}

/// The class.
pub(in super::super) static CLASS: Class = Class {
    name: "SparkMatchConfig",
    members: &[
        member("getShortCode", &[0], code),
        member("getName", &[0], |call| give(call, |config| json!(config.name))),
        member("getDescription", &[0], |call| give(call, |config| json!(config.description))),
        member("getMinPlayers", &[0], |call| give(call, |config| json!(config.min_players))),
        member("getMaxPlayers", &[0], |call| give(call, |config| json!(config.most()))),
        member("getRealtime", &[0], |call| give(call, |config| json!(config.is_realtime))),
        member("getRealtimeScript", &[0], |call| give(call, |config| json!(config.realtime_script))),
        member("getDropInDropOut", &[0], |call| give(call, |config| json!(config.drop_in_drop_out))),
        member("getDropInDropOutExpire", &[0], |call| give(call, |config| json!(config.drop_in_drop_out_expire))),
        member("getManuallyMatch", &[0], |call| give(call, |config| json!(config.is_manual))),
        member("getPlayerDisconnectThreshold", &[0], |call| give(call, |config| json!(config.disconnect_threshold))),
        member("getThresholds", &[0], |call| {
            let config = call.run.game().config.matches.get(&call.own::<Code>()?.0).ok_or(Error::Unknown)?;
            call.objects(&THRESHOLD, config.thresholds.iter().cloned())
        }),
        variadic("createPendingMatch", 2, |call| create(call, false)),
        variadic("createPendingMatchWithCustomQuery", 4, |call| create(call, true)),
    ],
    absent: &[],
};

fn of<'js>(call: &Call<'_, 'js>, read: impl FnOnce(&Threshold) -> Json) -> Result<Value<'js>, Error> {
    call.give_json(Some(&read(call.own::<Threshold>()?)))
}

/// The class of thresholds.
pub(in super::super) static THRESHOLD: Class = Class {
    name: "SparkMatchThreshold",
    members: &[
        member("getPeriod", &[0], |call| of(call, |threshold| json!(threshold.period.0.as_secs()))),
        member("getMin", &[0], |call| of(call, |threshold| number(threshold.min))),
        member("getMax", &[0], |call| of(call, |threshold| number(threshold.max))),
        member("getAcceptMinPlayers", &[0], |call| of(call, |threshold| json!(threshold.accept_min_players))),
        member("getName", &[0], |call| of(call, |threshold| json!(threshold.range.name()))),
    ],
    absent: &[],
};

//! What `SparkPlayer` does with the account: password, sessions, connection, devices, experiments, and its end.

use async_trait::async_trait;
use jiff::Timestamp;
use rquickjs::{Error, Value};
use serde_json::json;

use super::super::class::{Call, Class, member};
use super::super::messages::deliver;
use super::super::values::to_js;
use super::stored;
use crate::platforms::fidelity::{Row, chosen, documented, inferred};
use crate::platforms::gamesparks::ask::{Outside, Question};
use crate::platforms::gamesparks::data::bson::Bson;
use crate::platforms::gamesparks::messages::Message;
use crate::platforms::gamesparks::presence::{self, Reason};
use crate::platforms::gamesparks::state::{Player, PlayerId};

/// How we know.
pub(in super::super) const FIDELITY: &[Row] = &[
    documented(
        "player.password",
        "validatePassword and setPassword; unlock lifts the lock of an account",
        "SparkPlayer API page",
    ),
    documented("player.dates", "getCreationDate() and getLastSeen() are dates, or null", "SparkPlayer API page"),
    documented(
        "player.disconnect",
        "disconnect sends SessionTerminatedMessage with the token, ends the sessions, and leaves the player offline",
        "SparkPlayer API page, and Messages page",
    ),
    chosen(
        "player.current-session",
        "which session is the current one is not known to a script: with true, resetAuthTokens and disconnect leave the newest",
        "the session that the request came over is the newest in most games",
    ),
    documented("player.delete", "deletePlayer() removes the player for good", "SparkPlayer API page"),
    documented(
        "player.experiments",
        "setExperimentSegment gives false for the group that the player is in already, removeExperiment for an experiment that the player is not in",
        "SparkPlayer API page",
    ),
    inferred(
        "player.push",
        "getPushRegistrations() has what PushRegistrationRequest made",
        "PushRegistrationRequest page",
    ),
];

/// Changes something about the player.
pub(super) fn with<T: Default>(call: &Call<'_, '_>, work: impl FnOnce(&mut Player) -> T) -> Result<T, Error> {
    let mut store = call.run.game().lock();
    Ok(store.players.get_mut(call.own::<PlayerId>()?).map(work).unwrap_or_default())
}

/// `validatePassword(TEXT)`.
pub(super) fn validate<'js>(call: &Call<'_, 'js>) -> Result<Value<'js>, Error> {
    let given = call.text(0)?;
    call.give(with(call, |player| player.password.is_some() && player.password == given)?)
}

/// `setPassword(TEXT)`.
pub(super) fn set_password<'js>(call: &Call<'_, 'js>) -> Result<Value<'js>, Error> {
    let given = call.text(0)?;
    with(call, |player| player.password = given)?;
    call.nothing()
}

/// `unlock()`.
pub(super) fn unlock<'js>(call: &Call<'_, 'js>) -> Result<Value<'js>, Error> {
    with(call, |player| player.locked = false)?;
    call.nothing()
}

/// The tokens that go: all of the player's, but for the newest if `but_newest`.
fn end_sessions(call: &Call<'_, '_>, but_newest: bool) -> Result<Vec<String>, Error> {
    let id = call.own::<PlayerId>()?;
    let mut store = call.run.game().lock();
    let mut ended: Vec<String> =
        store.tokens.iter().filter(|(_, owner)| *owner == id).map(|(token, _)| token.clone()).collect();
    if but_newest {
        ended.pop();
    }
    store.tokens.retain(|token, _| !ended.contains(token));
    Ok(ended)
}

/// `resetAuthTokens()` and `resetAuthTokens(EXCLUDE_CURRENT)`.
pub(super) fn reset_tokens<'js>(call: &Call<'_, 'js>) -> Result<Value<'js>, Error> {
    end_sessions(call, call.truth(0))?;
    call.nothing()
}

/// `disconnect(EXCLUDE_CURRENT)`.
pub(super) fn disconnect<'js>(call: &Call<'_, 'js>) -> Result<Value<'js>, Error> {
    let but_newest = call.truth(0);
    for token in end_sessions(call, but_newest)? {
        let body = [("authToken".to_owned(), json!(token))].into_iter().collect();
        let players = vec![call.own::<PlayerId>()?.clone()];
        deliver(call, Message { class: "SessionTerminatedMessage".to_owned(), body, players, ..Message::default() })?;
    }
    if !but_newest {
        call.run.ask(call.ctx, Leaving(call.own::<PlayerId>()?.clone()))?;
    }
    call.nothing()
}

/// The connection of a player ends.
struct Leaving(PlayerId);

#[async_trait]
impl Question for Leaving {
    type Answer = ();

    async fn answer(self, outside: &Outside<'_>) {
        let reason = Reason { cause: outside.cause, depth: outside.depth + 1 };
        presence::disconnect(outside.world, outside.game, &self.0, reason).await;
    }
}

/// `deletePlayer()`.
pub(super) fn delete<'js>(call: &Call<'_, 'js>) -> Result<Value<'js>, Error> {
    let id = call.own::<PlayerId>()?;
    let mut store = call.run.game().lock();
    store.players.shift_remove(id);
    store.tokens.retain(|_, owner| owner != id);
    store.mailbox.retain(|letter| letter.player != *id);
    drop(store);
    call.nothing()
}

/// A time as a date of the script's.
fn date<'js>(call: &Call<'_, 'js>, when: Option<Timestamp>) -> Result<Value<'js>, Error> {
    when.map_or_else(|| call.null(), |when| to_js(call.ctx, &Bson::Date(when.as_millisecond()), true))
}

/// `getCreationDate()`.
pub(super) fn created<'js>(call: &Call<'_, 'js>) -> Result<Value<'js>, Error> {
    let when = with(call, |player| player.created)?;
    date(call, when)
}

/// `getLastSeen()`.
pub(super) fn last_seen<'js>(call: &Call<'_, 'js>) -> Result<Value<'js>, Error> {
    let when = with(call, |player| player.last_seen)?;
    date(call, when)
}

/// `setExperimentSegment(ID, NAME)`.
pub(super) fn set_experiment<'js>(call: &Call<'_, 'js>) -> Result<Value<'js>, Error> {
    let (id, name) = (call.whole(0)?.to_string(), call.name(1)?);
    call.give(with(call, |player| player.experiments.insert(id, name.clone()).as_ref() != Some(&name))?)
}

/// `removeExperiment(ID)`.
pub(super) fn remove_experiment<'js>(call: &Call<'_, 'js>) -> Result<Value<'js>, Error> {
    let id = call.whole(0)?.to_string();
    call.give(with(call, |player| player.experiments.shift_remove(&id).is_some())?)
}

/// `getExperimentSegments()`.
pub(super) fn experiments<'js>(call: &Call<'_, 'js>) -> Result<Value<'js>, Error> {
    let all = with(call, |player| player.experiments.clone())?;
    call.objects(&EXPERIMENT, all.into_iter().map(|(id, name)| Experiment { id: id.parse().unwrap_or_default(), name }))
}

/// `getPushRegistrations()`.
pub(super) fn registrations<'js>(call: &Call<'_, 'js>) -> Result<Value<'js>, Error> {
    let all = with(call, |player| player.push_registrations.clone())?;
    let all = all.into_iter().map(|(id, one)| Registration { id, push_id: one.push_id, device_os: one.device_os });
    call.objects(&REGISTRATION, all)
}

/// `removePushRegistration(ID)`.
pub(super) fn remove_registration<'js>(call: &Call<'_, 'js>) -> Result<Value<'js>, Error> {
    let id = call.name(0)?;
    call.give(with(call, |player| player.push_registrations.shift_remove(&id).is_some())?)
}

/// `getSegmentValue(TYPE)`.
pub(super) fn segment<'js>(call: &Call<'_, 'js>) -> Result<Value<'js>, Error> {
    let name = call.name(0)?;
    stored(call, |player| player.segments.get(&name).cloned().unwrap_or_default())
}

/// `setSegmentValue(TYPE, VALUE)`; null takes the player out of it.
pub(super) fn set_segment<'js>(call: &Call<'_, 'js>) -> Result<Value<'js>, Error> {
    let (name, value) = (call.name(0)?, call.text(1)?);
    with(call, |player| match value {
        Some(value) => drop(player.segments.insert(name, json!(value))),
        None => drop(player.segments.shift_remove(&name)),
    })?;
    call.nothing()
}

struct Experiment {
    id: i32,
    name: String,
}

struct Registration {
    id: String,
    push_id: String,
    device_os: String,
}

pub(in super::super) static EXPERIMENT: Class = Class {
    name: "SparkPlayerExperimentSegment",
    members: &[
        member("getExperimentId", &[0], |call| call.give(call.own::<Experiment>()?.id)),
        member("getSegmentName", &[0], |call| call.give(call.own::<Experiment>()?.name.as_str())),
    ],
    absent: &[],
};

pub(in super::super) static REGISTRATION: Class = Class {
    name: "SparkPushRegistration",
    members: &[
        member("getId", &[0], |call| call.give(call.own::<Registration>()?.id.as_str())),
        member("getPushId", &[0], |call| call.give(call.own::<Registration>()?.push_id.as_str())),
        member("getDeviceOS", &[0], |call| call.give(call.own::<Registration>()?.device_os.as_str())),
    ],
    absent: &[],
};

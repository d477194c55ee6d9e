//! `SparkConfig`, from `Spark.getConfig()`: what is configured for the game. One file for each kind of thing in it.

pub(super) mod achievement;
pub(super) mod challenge_type;
pub(super) mod currency;
pub(super) mod downloadable;
pub(super) mod good;
pub(super) mod segment;
pub(super) mod team_type;

use indexmap::IndexMap;
use rquickjs::{Error, Value};

use super::class::{Call, Class, member};
use super::multiplayer;
use crate::platforms::fidelity::{Row, chosen, documented};
use crate::platforms::gamesparks::config::{Config, Segmented};

/// How we know.
pub(super) const FIDELITY: &[Row] = &[
    documented("spark.config", "getStage() is preview or live, getApiKey() the game's key", "SparkConfig API page"),
    documented(
        "spark.config-lists",
        "lists of what the portal configures, and each thing by its short code; null for one that is not there",
        "SparkConfig API page",
    ),
    chosen(
        "spark.config-empty",
        "a game without any gives an empty list",
        "the documents test for null and for length",
    ),
    documented(
        "spark.config-segments",
        "achievements, challenges, currencies, teams and virtual goods answer as the segments of the current player have them; without a player as they are for everybody",
        "SparkConfig API page",
    ),
    chosen(
        "spark.config-segments-order",
        "of several segments that have something to say the first in the fixture counts; buying and earning go by them too, rules of teams and challenges do not",
        "unknown",
    ),
];

/// The class.
pub(super) static CLASS: Class = Class {
    name: "SparkConfig",
    members: &[
        member("getStage", &[0], |call| call.give(call.run.game().stage.word())),
        member("getApiKey", &[0], |call| call.give(call.run.game().api_key.as_str())),
        member("getVirtualGoods", &[0], |call| all(call, &good::CLASS, |config| &config.virtual_goods)),
        member("getVirtualGood", &[1], |call| one(call, &good::CLASS, |config| &config.virtual_goods)),
        member("getAchievements", &[0], |call| all(call, &achievement::CLASS, |config| &config.achievements)),
        member("getAchievement", &[1], |call| one(call, &achievement::CLASS, |config| &config.achievements)),
        member("getSegments", &[0], |call| all(call, &segment::CLASS, |config| &config.segments)),
        member("getSegment", &[1], |call| one(call, &segment::CLASS, |config| &config.segments)),
        member("getTeams", &[0], |call| all(call, &team_type::CLASS, |config| &config.team_types)),
        member("getTeam", &[1], |call| one(call, &team_type::CLASS, |config| &config.team_types)),
        member("getChallenges", &[0], |call| all(call, &challenge_type::CLASS, |config| &config.challenge_types)),
        member("getChallenge", &[1], |call| one(call, &challenge_type::CLASS, |config| &config.challenge_types)),
        member("getCurrencies", &[0], |call| all(call, &currency::CLASS, |config| &config.currencies)),
        member("getCurrency", &[1], |call| one(call, &currency::CLASS, |config| &config.currencies)),
        member("getMatchConfigs", &[0], multiplayer::config::all),
        member("getMatchConfig", &[1], multiplayer::config::one),
        member("getDownloadables", &[0], downloadable::all),
        member("getDownloadable", &[1], downloadable::one),
    ],
    absent: &[],
};

/// The short code of the thing that an object stands for.
pub(super) struct Code(pub(super) String);

fn all<'js, T>(
    call: &Call<'_, 'js>,
    class: &'static Class,
    things: impl FnOnce(&Config) -> &IndexMap<String, T>,
) -> Result<Value<'js>, Error> {
    call.objects(class, things(&call.run.game().config).keys().map(|code| Code(code.clone())))
}

fn one<'js, T>(
    call: &Call<'_, 'js>,
    class: &'static Class,
    things: impl FnOnce(&Config) -> &IndexMap<String, T>,
) -> Result<Value<'js>, Error> {
    let code = call.name(0)?;
    if things(&call.run.game().config).contains_key(&code) { call.object(class, Code(code)) } else { call.null() }
}

/// Gives what `read` finds in the thing that the object stands for.
pub(super) fn give<'js, T>(
    call: &Call<'_, 'js>,
    things: impl FnOnce(&Config) -> &IndexMap<String, T>,
    read: impl FnOnce(&T) -> serde_json::Value,
) -> Result<Value<'js>, Error> {
    let thing = things(&call.run.game().config).get(&call.own::<Code>()?.0);
    call.give_json(thing.map(read).as_ref())
}

/// Gives what `read` finds in the thing that the object stands for, as the segments of the current player have it.
fn give_seen<'js, T>(
    call: &Call<'_, 'js>,
    things: impl FnOnce(&Config) -> &IndexMap<String, Segmented<T>>,
    read: impl FnOnce(&T) -> serde_json::Value,
) -> Result<Value<'js>, Error> {
    let store = call.run.game().lock();
    let segments = call.run.occasion.player.as_ref().and_then(|id| store.players.get(id)).map(|one| &one.segments);
    let thing = things(&call.run.game().config).get(&call.own::<Code>()?.0);
    let found = thing.map(|thing| read(thing.seen_in(segments)));
    drop(store);
    call.give_json(found.as_ref())
}

/// Its short code.
pub(super) fn code<'js>(call: &Call<'_, 'js>) -> Result<Value<'js>, Error> {
    call.give(call.own::<Code>()?.0.as_str())
}

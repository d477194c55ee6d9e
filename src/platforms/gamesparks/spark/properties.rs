//! `SparkProperties`, from `Spark.getProperties()`.

use super::class::{Class, member};
use crate::platforms::fidelity::{Row, chosen, documented, observed};

/// How we know.
pub(super) const FIDELITY: &[Row] = &[
    documented(
        "properties.members",
        "getProperty(code) gives a property's JSON, getPropertySet(code) an object of the set's keys and their properties",
        "SparkProperties API page",
    ),
    observed("properties.unknown", "an unknown code, or null, gives null", "functional tests that ran on the platform"),
    documented(
        "properties.segments",
        "in a set, the segments of the current player may put other properties in the place of those that are there for everybody",
        "SparkProperties API page",
    ),
    chosen(
        "properties.segments-order",
        "of several segments that say something of a key, the one that the fixture names first counts; without a player none does",
        "unknown",
    ),
];

/// The class.
pub(super) static CLASS: Class = Class {
    name: "SparkProperties",
    members: &[
        member("getProperty", &[1], |call| {
            let code = call.name(0)?;
            call.give_json(call.run.game().properties.get(&code))
        }),
        member("getPropertySet", &[1], |call| {
            let code = call.name(0)?;
            let (game, player) = (call.run.game(), &call.run.occasion.player);
            let store = game.lock();
            let segments = player.as_ref().and_then(|id| store.players.get(id)).map(|player| &player.segments);
            let set = game.property_set(&code, segments);
            drop(store);
            call.give_json(set.as_ref())
        }),
    ],
    absent: &[],
};

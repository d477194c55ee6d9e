//! `SparkProperties`, from `Spark.getProperties()`.

use serde_json::Value as Json;

use super::class::{Class, member};
use crate::platforms::fidelity::{Row, absent, documented, observed};

/// How we know.
pub(super) const FIDELITY: &[Row] = &[
    documented(
        "properties.members",
        "getProperty(code) gives a property's JSON, getPropertySet(code) an object of the set's keys and their properties",
        "SparkProperties API page",
    ),
    observed("properties.unknown", "an unknown code, or null, gives null", "functional tests that ran on the platform"),
    absent(
        "properties.segments",
        "properties that differ by the segments of the current player",
        "their configuration has no documented form",
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
            let game = call.run.game();
            let set = game.property_sets.get(&code).map(|set| {
                let entry = |(key, property): (&String, &String)| {
                    (key.clone(), game.properties.get(property).cloned().unwrap_or(Json::Null))
                };
                Json::Object(set.iter().map(entry).collect())
            });
            call.give_json(set.as_ref())
        }),
    ],
    absent: &[],
};

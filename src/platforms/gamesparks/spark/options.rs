//! `SparkScriptOptions`, from `Spark.getSparkScriptOptions()`.

use super::class::{Class, member};
use crate::platforms::fidelity::{Row, documented};

/// How we know.
pub(super) const FIDELITY: &[Row] = &[documented(
    "options.dates",
    "getMaintainDbDates() is false until setMaintainDbDates(true): then dates read from collections are dates",
    "SparkScriptOptions API page",
)];

/// The class.
pub(super) static CLASS: Class = Class {
    name: "SparkScriptOptions",
    members: &[
        member("getMaintainDbDates", &[0], |call| call.give(call.run.mongo.dates.get())),
        member("setMaintainDbDates", &[1], |call| {
            call.run.mongo.dates.set(call.truth(0));
            call.nothing()
        }),
    ],
    absent: &[],
};

//! `SparkConfig`, from `Spark.getConfig()`: what is configured for the game.

use super::class::{Class, absent, member};
use crate::platforms::fidelity::{Row, documented};

/// How we know.
pub(super) const FIDELITY: &[Row] = &[
    documented("spark.config", "getStage() is preview or live, getApiKey() the game's key", "SparkConfig API page"),
    ABSENT_ROW,
];

absent!(
    "SparkConfig",
    [
        "getAchievement",
        "getAchievements",
        "getChallenge",
        "getChallenges",
        "getCurrencies",
        "getCurrency",
        "getDownloadable",
        "getDownloadables",
        "getMatchConfig",
        "getMatchConfigs",
        "getSegment",
        "getSegments",
        "getTeam",
        "getTeams",
        "getVirtualGood",
        "getVirtualGoods",
    ]
);

/// The class.
pub(super) static CLASS: Class = Class {
    name: "SparkConfig",
    members: &[
        member("getStage", &[0], |call| call.give(call.run.game().stage.word())),
        member("getApiKey", &[0], |call| call.give(call.run.game().api_key.as_str())),
    ],
    absent: ABSENT,
};

//! `SparkChallengeType`.

use rquickjs::{Error, Value};
use serde_json::{Value as Json, json};

use super::super::class::{Call, Class, member};
use super::code;
use crate::platforms::gamesparks::config::ChallengeType;

fn give<'js>(call: &Call<'_, 'js>, read: impl FnOnce(&ChallengeType) -> Json) -> Result<Value<'js>, Error> {
    super::give_seen(call, |config| &config.challenge_types, read)
}

/// The class.
pub(in super::super) static CLASS: Class = Class {
    name: "SparkChallengeType",
    members: &[
        member("getShortCode", &[0], code),
        member("getName", &[0], |call| give(call, |challenge| json!(challenge.name))),
        member("getDescription", &[0], |call| give(call, |challenge| json!(challenge.description))),
        member("isTurnBased", &[0], |call| give(call, |challenge| json!(challenge.is_turn_based))),
        member("getAttemptConsumers", &[0], |call| give(call, |challenge| json!(challenge.attempt_consumer))),
        member("isGlobal", &[0], |call| give(call, |challenge| json!(challenge.is_global))),
    ],
    absent: &[],
};

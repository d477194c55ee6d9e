//! `SparkCurrency`.

use rquickjs::{Error, Value};
use serde_json::{Value as Json, json};

use super::super::class::{Call, Class, member};
use super::code;
use crate::platforms::gamesparks::config::Currency;

fn give<'js>(call: &Call<'_, 'js>, read: impl FnOnce(&Currency) -> Json) -> Result<Value<'js>, Error> {
    super::give_seen(call, |config| &config.currencies, read)
}

/// The class.
pub(in super::super) static CLASS: Class = Class {
    name: "SparkCurrency",
    members: &[
        member("getShortCode", &[0], code),
        member("getName", &[0], |call| give(call, |currency| json!(currency.name))),
        member("getDescription", &[0], |call| give(call, |currency| json!(currency.description))),
        member("getSignupBonus", &[0], |call| give(call, |currency| json!(currency.signup_bonus))),
    ],
    absent: &[],
};

//! `SparkAchievement`.

use rquickjs::{Error, Value};
use serde_json::{Value as Json, json};

use super::super::class::{Call, Class, member};
use super::{Code, code, good};
use crate::platforms::gamesparks::config::Achievement;
use crate::platforms::gamesparks::config::currency::{is_numbered, numbered};

fn give<'js>(call: &Call<'_, 'js>, read: impl FnOnce(&Achievement) -> Json) -> Result<Value<'js>, Error> {
    super::give_seen(call, |config| &config.achievements, read)
}

fn award<'js>(call: &Call<'_, 'js>, number: usize) -> Result<Value<'js>, Error> {
    give(call, |achievement| json!(achievement.awards.get(&numbered(number)).copied().unwrap_or_default()))
}

/// The class.
pub(in super::super) static CLASS: Class = Class {
    name: "SparkAchievement",
    members: &[
        member("getShortCode", &[0], code),
        member("getName", &[0], |call| give(call, |achievement| json!(achievement.name))),
        member("getDescription", &[0], |call| give(call, |achievement| json!(achievement.description))),
        member("getCurrency1Award", &[0], |call| award(call, 1)),
        member("getCurrency2Award", &[0], |call| award(call, 2)),
        member("getCurrency3Award", &[0], |call| award(call, 3)),
        member("getCurrency4Award", &[0], |call| award(call, 4)),
        member("getCurrency5Award", &[0], |call| award(call, 5)),
        member("getCurrency6Award", &[0], |call| award(call, 6)),
        member("getCurrencyAwards", &[0], |call| {
            give(call, |achievement| {
                let own = achievement.awards.iter().filter(|(currency, _)| !is_numbered(currency));
                Json::Object(own.map(|(currency, amount)| (currency.clone(), json!(amount))).collect())
            })
        }),
        member("getVirtualGoodAward", &[0], |call| {
            let mut code = None;
            give(call, |achievement| {
                code = achievement.virtual_good.as_ref().map(|good| good.value.clone());
                Json::Null
            })?;
            code.map_or_else(|| call.null(), |code| call.object(&good::CLASS, Code(code)))
        }),
        member("getPropertySet", &[0], |call| {
            give(call, |achievement| achievement.property_set.clone().unwrap_or_default())
        }),
    ],
    absent: &[],
};

//! `SparkVirtualGood`.

use rquickjs::{Error, Value};
use serde_json::{Value as Json, json};

use super::super::class::{Call, Class, member};
use super::code;
use crate::platforms::gamesparks::config::Good;
use crate::platforms::gamesparks::config::currency::{is_numbered, numbered};

fn give<'js>(call: &Call<'_, 'js>, read: impl FnOnce(&Good) -> Json) -> Result<Value<'js>, Error> {
    super::give_seen(call, |config| &config.virtual_goods, read)
}

fn cost<'js>(call: &Call<'_, 'js>, number: usize) -> Result<Value<'js>, Error> {
    give(call, |good| json!(good.costs.get(&numbered(number)).copied().unwrap_or_default()))
}

fn product<'js>(call: &Call<'_, 'js>, store: &str) -> Result<Value<'js>, Error> {
    give(call, |good| json!(good.product_ids.get(store)))
}

/// The class.
pub(in super::super) static CLASS: Class = Class {
    name: "SparkVirtualGood",
    members: &[
        member("getShortCode", &[0], code),
        member("getName", &[0], |call| give(call, |good| json!(good.name))),
        member("getDescription", &[0], |call| give(call, |good| json!(good.description))),
        member("getType", &[0], |call| give(call, |good| json!(good.kind.word()))),
        member("getTags", &[0], |call| give(call, |good| json!(good.tags))),
        member("getMaxQuantity", &[0], |call| give(call, |good| json!(good.max_quantity))),
        member("isDisabled", &[0], |call| give(call, |good| json!(good.is_disabled))),
        member("getBundledGoods", &[0], |call| {
            give(call, |good| {
                let bundled = good.bundle.iter().map(|(code, quantity)| (code.value.clone(), json!(quantity)));
                Json::Object(bundled.collect())
            })
        }),
        member("getPropertySet", &[0], |call| give(call, |good| good.property_set.clone().unwrap_or_default())),
        member("getCurrencyCosts", &[0], |call| {
            give(call, |good| {
                let own = good.costs.iter().filter(|(currency, _)| !is_numbered(currency));
                Json::Object(own.map(|(currency, cost)| (currency.clone(), json!(cost))).collect())
            })
        }),
        member("getCurrency1Cost", &[0], |call| cost(call, 1)),
        member("getCurrency2Cost", &[0], |call| cost(call, 2)),
        member("getCurrency3Cost", &[0], |call| cost(call, 3)),
        member("getCurrency4Cost", &[0], |call| cost(call, 4)),
        member("getCurrency5Cost", &[0], |call| cost(call, 5)),
        member("getCurrency6Cost", &[0], |call| cost(call, 6)),
        member("getGooglePlayProductId", &[0], |call| product(call, "google-play")),
        member("getIosAppStoreProductId", &[0], |call| product(call, "ios")),
        member("getWP8StoreProductId", &[0], |call| product(call, "wp8")),
        member("getW8StoreProductId", &[0], |call| product(call, "w8")),
        member("getAmazonStoreProductId", &[0], |call| product(call, "amazon")),
        member("getSteamStoreProductId", &[0], |call| product(call, "steam")),
        member("getPsnStoreProductId", &[0], |call| product(call, "psn")),
    ],
    absent: &[],
};

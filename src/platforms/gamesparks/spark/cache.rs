//! `SparkCache`, from `Spark.getCache()`: values that all scripts of a game share for a while.

use rquickjs::{Error, Function, Object, Value};
use serde_json::Value as Json;

use super::class::{Call, Class, Outside, member};
use crate::platforms::fidelity::{Row, chosen, documented, observed};
use crate::platforms::gamesparks::data::mongo::pattern::Pattern;
use crate::script::host;
use crate::script::value::{from_json, to_json};

/// How we know.
pub(super) const FIDELITY: &[Row] = &[
    documented(
        "cache.members",
        "put, get, remove, removeAll and removeAll with a regular expression for the keys; get of what is not there is null",
        "SparkCache API page",
    ),
    documented("cache.functions", "values may hold functions", "SparkCache API page"),
    observed("cache.null-key", "a key may be null", "functional tests that ran on the platform"),
    documented("cache.days", "values go away after 30 days on the world's clock", "SparkCache API page"),
    chosen(
        "cache.copies",
        "get gives a copy; a function comes back from its source text, without what it closed over",
        "the platform may have read it from its database",
    ),
    chosen(
        "cache.limit",
        "32 MiB are kept; what was not used for the longest time goes away first",
        "no source gives a limit",
    ),
    chosen("cache.snapshot", "snapshots do not hold the cache", "a script must always be ready to find nothing there"),
];

/// The class.
pub(super) static CLASS: Class = Class {
    name: "SparkCache",
    members: &[
        member("put", &[2], |call| {
            let value = converted(call, "out", call.value(1))?;
            let value = to_json(call.ctx, &value, &Outside)?.unwrap_or(Json::Null);
            let (key, now) = (call.name(0)?, now(call));
            call.run.game().lock().data.cache.put(&key, value, now);
            call.nothing()
        }),
        member("get", &[1], |call| {
            let (key, now) = (call.name(0)?, now(call));
            let value = call.run.game().lock().data.cache.get(&key, now).cloned();
            match value {
                Some(value) => converted(call, "back", from_json(call.ctx, &value)?),
                None => call.null(),
            }
        }),
        member("remove", &[1], |call| {
            let key = call.name(0)?;
            call.run.game().lock().data.cache.remove(&key);
            call.nothing()
        }),
        member("removeAll", &[0, 1], |call| {
            let pattern = call.text(0)?.map(|pattern| Pattern::new(&pattern, "")).transpose();
            let pattern = pattern.map_err(|reason| call.throw(&format!("com.mongodb.MongoException: {reason}")))?;
            call.run.game().lock().data.cache.remove_all(pattern.as_ref());
            call.nothing()
        }),
    ],
    absent: &[],
};

fn now(call: &Call<'_, '_>) -> i64 {
    call.run.occasion.world.clock().now().as_millisecond()
}

/// The value with its functions as texts, or the other way. Most values are plain, and are left as they are.
fn converted<'js>(call: &Call<'_, 'js>, direction: &str, value: Value<'js>) -> Result<Value<'js>, Error> {
    if !value.is_object() || host::surface(&value).is_some() {
        return Ok(value);
    }
    let mut options = rquickjs::context::EvalOptions::default();
    options.strict = false;
    let converters: Object<'js> = call.ctx.eval_with_options(include_str!("cache.js"), options)?;
    let convert: Function<'js> = converters.get(direction)?;
    convert.call((value,))
}

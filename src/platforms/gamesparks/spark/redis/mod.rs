//! `SparkRedis`, from `Spark.getRedis()`: the whole table of its methods, each of which is one command, with the results as Jedis
//! gave them.

mod geo;
mod shown;
mod sorted;

use rquickjs::{Error, Value};
use serde_json::Value as Json;

use super::class::{Call, Class, Member, member, variadic};
use crate::platforms::fidelity::{Row, chosen, documented, observed};
use crate::platforms::gamesparks::data::redis::Reply;
use shown::Show::{self, Number, Object as Pairs, Plain, Truth};
use shown::give;

/// How we know.
pub(super) const FIDELITY: &[Row] = &[
    documented(
        "redis.methods",
        "the methods of SparkRedis, with the meaning that Redis gives their commands",
        "SparkRedis API page",
    ),
    observed(
        "redis.results",
        "set gives OK; exists, hexists, sismember, getbit and setbit true or false; numbers are numbers; …WithScores an array of objects with one key each",
        "functional tests that ran on the platform",
    ),
    observed(
        "redis.null",
        "a key that is null is the key 'null'; null where a number is wanted throws Can't find method; a member that is null throws redis.clients.jedis.exceptions.JedisDataException",
        "functional tests that ran on the platform",
    ),
    observed(
        "redis.varargs",
        "several keys or members are arguments, or one array",
        "functional tests that ran on the platform",
    ),
    documented(
        "redis.errors",
        "what Redis refuses is thrown as redis.clients.jedis.exceptions.JedisDataException, with its message",
        "Redis manual",
    ),
    chosen(
        "redis.hgetall",
        "hgetAll gives an object of fields and values",
        "typed as an array of texts, which would lose the pairs",
    ),
    chosen(
        "redis.geo",
        "geopos gives pairs of numbers; georadius takes { withdist, withcoord, count, sort } and gives members, or objects with member, distance and coordinate",
        "the shapes are not documented",
    ),
    chosen(
        "redis.order",
        "sets are told in the order in which they were filled, keys by name",
        "Redis has no order of its own there",
    ),
    documented("redis.expiry", "keys go away at their time on the world's clock", "SparkRedis API page"),
    chosen(
        "redis.limit",
        "a game's keys and values take at most 64 MiB",
        "no source gives a limit, and there must be one",
    ),
];

/// The class.
pub(super) static CLASS: Class = Class { name: "SparkRedis", members: MEMBERS, absent: &[] };

/// What an argument is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Arg {
    /// Text. As the first one null is the text `null`, as another one it is refused.
    S,
    /// A whole number.
    N,
    /// Any number.
    F,
    /// 1 or 0.
    B,
    /// Texts, as many as there are, or in one array.
    V,
    /// An object of fields and values.
    M,
}

use Arg::{B, F, M, N, S, V};

/// A method: its name, its command, its arguments, and what a script sees of the reply.
macro_rules! methods {
    ($($name:literal $command:literal [$($arg:ident),*] $show:ident;)*) => {
        &[$({
            const ARGS: &[Arg] = &[$($arg),*];
            const COUNT: &[usize] = &[ARGS.len()];
            const fn made() -> Member {
                if matches!(ARGS, [.., V]) {
                    variadic($name, ARGS.len(), |call| run(call, $command, ARGS, $show))
                } else {
                    member($name, COUNT, |call| run(call, $command, ARGS, $show))
                }
            }
            made()
        },)*
            member("set", &[2, 3, 5], set),
            member("bitcount", &[1, 3], |call| match call.count() {
                1 => run(call, "BITCOUNT", &[S], Plain),
                _ => run(call, "BITCOUNT", &[S, N, N], Plain),
            }),
            member("sort", &[1, 2], |call| match call.count() {
                1 => run(call, "SORT", &[S], Plain),
                _ => ask(call, "SORT", &[call.name(0)?, "STORE".to_owned(), needed(call, 1)?], Plain),
            }),
            member("srandmember", &[1, 2], |call| match call.count() {
                1 => run(call, "SRANDMEMBER", &[S], Plain),
                _ => run(call, "SRANDMEMBER", &[S, N], Plain),
            }),
            variadic("zunionstore", 2, |call| sorted::store(call, "ZUNIONSTORE")),
            variadic("zinterstore", 2, |call| sorted::store(call, "ZINTERSTORE")),
            member("zrangeByScore", &[3, 5], |call| sorted::by_score(call, "ZRANGEBYSCORE", false)),
            member("zrevrangeByScore", &[3, 5], |call| sorted::by_score(call, "ZREVRANGEBYSCORE", false)),
            member("zrangeByScoreWithScores", &[3, 5], |call| sorted::by_score(call, "ZRANGEBYSCORE", true)),
            member("zrevrangeByScoreWithScores", &[3, 5], |call| sorted::by_score(call, "ZREVRANGEBYSCORE", true)),
            member("zrangeWithScores", &[3], |call| sorted::with_scores(call, "ZRANGE")),
            member("zrevrangeWithScores", &[3], |call| sorted::with_scores(call, "ZREVRANGE")),
            member("geoadd", &[2], geo::geoadd),
            member("geodist", &[3, 4], |call| {
                let args = (0..call.count()).map(|at| text(call, at)).collect::<Result<Vec<_>, _>>()?;
                ask(call, "GEODIST", &args, Number)
            }),
            variadic("geopos", 2, geo::geopos),
            member("georadius", &[5, 6], |call| geo::around(call, "GEORADIUS", 5)),
            member("georadiusbymember", &[4, 5], |call| geo::around(call, "GEORADIUSBYMEMBER", 4)),
        ]
    };
}

const MEMBERS: &[Member] = methods! {
    "append" "APPEND" [S, S] Plain;
    "bitop" "BITOP" [S, S, V] Plain;
    "decr" "DECR" [S] Plain;
    "decrBy" "DECRBY" [S, N] Plain;
    "del" "DEL" [V] Plain;
    "exists" "EXISTS" [S] Truth;
    "expire" "EXPIRE" [S, N] Plain;
    "expireAt" "EXPIREAT" [S, N] Plain;
    "flushdb" "FLUSHDB" [] Plain;
    "geohash" "GEOHASH" [S, V] Plain;
    "get" "GET" [S] Plain;
    "getbit" "GETBIT" [S, N] Truth;
    "getrange" "GETRANGE" [S, N, N] Plain;
    "getSet" "GETSET" [S, S] Plain;
    "hdel" "HDEL" [S, V] Plain;
    "hexists" "HEXISTS" [S, S] Truth;
    "hget" "HGET" [S, S] Plain;
    "hgetAll" "HGETALL" [S] Pairs;
    "hincrBy" "HINCRBY" [S, S, N] Plain;
    "hincrByFloat" "HINCRBYFLOAT" [S, S, F] Number;
    "hkeys" "HKEYS" [S] Plain;
    "hlen" "HLEN" [S] Plain;
    "hmget" "HMGET" [S, V] Plain;
    "hmset" "HMSET" [S, M] Plain;
    "hset" "HSET" [S, S, S] Plain;
    "hsetnx" "HSETNX" [S, S, S] Plain;
    "hvals" "HVALS" [S] Plain;
    "incr" "INCR" [S] Plain;
    "incrBy" "INCRBY" [S, N] Plain;
    "incrByFloat" "INCRBYFLOAT" [S, F] Number;
    "keys" "KEYS" [S] Plain;
    "lindex" "LINDEX" [S, N] Plain;
    "linsert" "LINSERT" [S, S, S, S] Plain;
    "llen" "LLEN" [S] Plain;
    "lpop" "LPOP" [S] Plain;
    "lpush" "LPUSH" [S, V] Plain;
    "lpushx" "LPUSHX" [S, V] Plain;
    "lrange" "LRANGE" [S, N, N] Plain;
    "lrem" "LREM" [S, N, S] Plain;
    "lset" "LSET" [S, N, S] Plain;
    "ltrim" "LTRIM" [S, N, N] Plain;
    "mget" "MGET" [V] Plain;
    "mset" "MSET" [V] Plain;
    "msetnx" "MSETNX" [V] Plain;
    "persist" "PERSIST" [S] Plain;
    "pexpire" "PEXPIRE" [S, N] Plain;
    "pexpireAt" "PEXPIREAT" [S, N] Plain;
    "psetex" "PSETEX" [S, N, S] Plain;
    "pttl" "PTTL" [S] Plain;
    "rename" "RENAME" [S, S] Plain;
    "renamenx" "RENAMENX" [S, S] Plain;
    "rpop" "RPOP" [S] Plain;
    "rpoplpush" "RPOPLPUSH" [S, S] Plain;
    "rpush" "RPUSH" [S, V] Plain;
    "rpushx" "RPUSHX" [S, V] Plain;
    "sadd" "SADD" [S, V] Plain;
    "scard" "SCARD" [S] Plain;
    "sdiff" "SDIFF" [V] Plain;
    "sdiffstore" "SDIFFSTORE" [S, V] Plain;
    "setbit" "SETBIT" [S, N, B] Truth;
    "setex" "SETEX" [S, N, S] Plain;
    "setnx" "SETNX" [S, S] Plain;
    "setrange" "SETRANGE" [S, N, S] Plain;
    "sinter" "SINTER" [V] Plain;
    "sinterstore" "SINTERSTORE" [S, V] Plain;
    "sismember" "SISMEMBER" [S, S] Truth;
    "smembers" "SMEMBERS" [S] Plain;
    "smove" "SMOVE" [S, S, S] Plain;
    "spop" "SPOP" [S] Plain;
    "srem" "SREM" [S, V] Plain;
    "strlen" "STRLEN" [S] Plain;
    "substr" "SUBSTR" [S, N, N] Plain;
    "sunion" "SUNION" [V] Plain;
    "sunionstore" "SUNIONSTORE" [S, V] Plain;
    "ttl" "TTL" [S] Plain;
    "type" "TYPE" [S] Plain;
    "zadd" "ZADD" [S, F, S] Plain;
    "zcard" "ZCARD" [S] Plain;
    "zcount" "ZCOUNT" [S, S, S] Plain;
    "zincrby" "ZINCRBY" [S, F, S] Number;
    "zrange" "ZRANGE" [S, N, N] Plain;
    "zrank" "ZRANK" [S, S] Plain;
    "zrem" "ZREM" [S, V] Plain;
    "zremrangeByRank" "ZREMRANGEBYRANK" [S, N, N] Plain;
    "zremrangeByScore" "ZREMRANGEBYSCORE" [S, S, S] Plain;
    "zrevrange" "ZREVRANGE" [S, N, N] Plain;
    "zrevrank" "ZREVRANK" [S, S] Plain;
    "zscore" "ZSCORE" [S, S] Number;
};

/// Runs a command with the arguments of the call.
fn run<'js>(call: &Call<'_, 'js>, command: &str, args: &[Arg], show: Show) -> Result<Value<'js>, Error> {
    let mut words = Vec::with_capacity(call.count());
    for (at, arg) in args.iter().enumerate() {
        match arg {
            S => words.push(text(call, at)?),
            N => words.push(call.whole(at)?.to_string()),
            F => words.push(call.needed_number(at)?.to_string()),
            B => words.push(u8::from(call.truth(at)).to_string()),
            V => words.extend(many(call, at)?),
            M => {
                let Json::Object(fields) = call.json(at)? else { return Err(call.no_such_method()) };
                words.extend(fields.into_iter().flat_map(|(field, value)| [field, plain(value)]));
            }
        }
    }
    ask(call, command, &words, show)
}

fn plain(value: Json) -> String {
    match value {
        Json::String(text) => text,
        other => other.to_string(),
    }
}

/// Text: the first one may be null.
fn text(call: &Call<'_, '_>, at: usize) -> Result<String, Error> {
    if at == 0 { call.name(0) } else { needed(call, at) }
}

fn needed(call: &Call<'_, '_>, at: usize) -> Result<String, Error> {
    call.text(at)?.ok_or_else(|| refuse(call, "value sent to redis cannot be null"))
}

fn refuse(call: &Call<'_, '_>, message: &str) -> Error {
    call.throw(&format!("redis.clients.jedis.exceptions.JedisDataException: {message}"))
}

/// Texts from `at` on, or those in one array.
fn many<'js>(call: &Call<'_, 'js>, at: usize) -> Result<Vec<String>, Error> {
    let one = |value: &Value<'js>| {
        if value.is_null() || value.is_undefined() {
            return Err(refuse(call, "value sent to redis cannot be null"));
        }
        crate::script::value::text(call.ctx, value)
    };
    call.rest(at)?.iter().map(one).collect()
}

/// Runs a command, and shows its reply.
fn ask<'js>(call: &Call<'_, 'js>, command: &str, words: &[String], show: Show) -> Result<Value<'js>, Error> {
    give(call, &reply(call, command, words)?, show)
}

fn reply(call: &Call<'_, '_>, command: &str, words: &[String]) -> Result<Reply, Error> {
    let world = &call.run.occasion.world;
    let now = world.clock().now().as_millisecond();
    let words: Vec<_> = words.iter().map(String::as_str).collect();
    let below = |limit: usize| {
        let limit = u64::try_from(limit).unwrap_or(u64::MAX);
        usize::try_from(world.rng().below(limit)).unwrap_or_default()
    };
    let replied = call.run.game().lock().data.redis.run(command, &words, now, &below);
    replied.map_err(|failure| refuse(call, &failure.to_string()))
}

fn set<'js>(call: &Call<'_, 'js>) -> Result<Value<'js>, Error> {
    let mut words = vec![call.name(0)?, needed(call, 1)?];
    if call.count() > 2 {
        words.push(needed(call, 2)?);
    }
    if call.count() > 3 {
        words.extend([needed(call, 3)?, call.whole(4)?.to_string()]);
    }
    ask(call, "SET", &words, Plain)
}

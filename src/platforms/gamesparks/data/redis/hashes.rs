//! Texts by name under one key.

use indexmap::IndexMap;

use super::{
    ANY, Failure, Listed, OK, Redis, Reply, Result, Value, WRONG_KIND, failure, float, listed, whole, written,
};

pub(super) const LIST: &[Listed] = &[
    listed("HSET", 3, 3, |redis, args, now| {
        change(redis, args[0], now, |hash| {
            Ok(Reply::flag(hash.insert(args[1].to_owned(), args[2].to_owned()).is_none()))
        })
    }),
    listed("HSETNX", 3, 3, |redis, args, now| {
        change(redis, args[0], now, |hash| {
            let is_new = !hash.contains_key(args[1]);
            if is_new {
                hash.insert(args[1].to_owned(), args[2].to_owned());
            }
            Ok(Reply::flag(is_new))
        })
    }),
    listed("HMSET", 3, ANY, |redis, args, now| {
        if args.len().is_multiple_of(2) {
            return failure("ERR wrong number of arguments for 'hmset' command");
        }
        change(redis, args[0], now, |hash| {
            hash.extend(args[1..].chunks_exact(2).map(|pair| (pair[0].to_owned(), pair[1].to_owned())));
            Ok(OK)
        })
    }),
    listed("HGET", 2, 2, |redis, args, now| {
        look(redis, args[0], now, |hash| Reply::maybe(hash?.get(args[1]).map(String::as_str)).into())
    }),
    listed("HMGET", 2, ANY, |redis, args, now| {
        let one = |hash: Option<&IndexMap<String, String>>| {
            let value = |field: &&str| Reply::maybe(hash.and_then(|hash| hash.get(*field)).map(String::as_str));
            Some(Reply::List(args[1..].iter().map(value).collect()))
        };
        look(redis, args[0], now, one)
    }),
    listed("HGETALL", 1, 1, |redis, args, now| {
        look(redis, args[0], now, |hash| {
            let pairs = hash.into_iter().flatten().flat_map(|(field, value)| [field.as_str(), value.as_str()]);
            Some(Reply::texts(pairs))
        })
    }),
    listed("HKEYS", 1, 1, |redis, args, now| {
        look(redis, args[0], now, |hash| {
            Some(Reply::texts(hash.into_iter().flatten().map(|(field, _)| field.as_str())))
        })
    }),
    listed("HVALS", 1, 1, |redis, args, now| {
        look(redis, args[0], now, |hash| {
            Some(Reply::texts(hash.into_iter().flatten().map(|(_, value)| value.as_str())))
        })
    }),
    listed("HLEN", 1, 1, |redis, args, now| {
        look(redis, args[0], now, |hash| Some(Reply::count(hash.map_or(0, IndexMap::len))))
    }),
    listed("HEXISTS", 2, 2, |redis, args, now| {
        look(redis, args[0], now, |hash| Some(Reply::flag(hash.is_some_and(|hash| hash.contains_key(args[1])))))
    }),
    listed("HDEL", 2, ANY, |redis, args, now| {
        change(redis, args[0], now, |hash| {
            Ok(Reply::count(args[1..].iter().filter(|field| hash.swap_remove(**field).is_some()).count()))
        })
    }),
    listed("HINCRBY", 3, 3, |redis, args, now| {
        let by = whole(args[2])?;
        change(redis, args[0], now, |hash| {
            let before = hash.get(args[1]).map_or(Ok(0), |text| whole(text));
            let before = before.map_err(|_| Failure("ERR hash value is not an integer".to_owned()))?;
            let Some(sum) = before.checked_add(by) else { return failure("ERR increment or decrement would overflow") };
            hash.insert(args[1].to_owned(), sum.to_string());
            Ok(Reply::Int(sum))
        })
    }),
    listed("HINCRBYFLOAT", 3, 3, |redis, args, now| {
        let by = float(args[2])?;
        if !by.is_finite() {
            return failure("ERR value is NaN or Infinity");
        }
        change(redis, args[0], now, |hash| {
            let before = hash.get(args[1]).map_or(Ok(0.0), |text| float(text));
            let sum = before.map_err(|_| Failure("ERR hash value is not a float".to_owned()))? + by;
            if !sum.is_finite() {
                return failure("ERR increment would produce NaN or Infinity");
            }
            hash.insert(args[1].to_owned(), written(sum));
            Ok(Reply::text(written(sum)))
        })
    }),
];

fn change(
    redis: &mut Redis,
    key: &str,
    now: i64,
    change: impl FnOnce(&mut IndexMap<String, String>) -> Result,
) -> Result {
    redis.change(
        key,
        now,
        || Value::Hash(IndexMap::new()),
        |value| match value {
            Value::Hash(hash) => change(hash),
            _ => failure(WRONG_KIND),
        },
    )
}

/// Looks at the hash under a key; what it does not say is nil.
fn look(
    redis: &mut Redis,
    key: &str,
    now: i64,
    look: impl FnOnce(Option<&IndexMap<String, String>>) -> Option<Reply>,
) -> Result {
    let hash = match redis.get(key, now).map(|entry| &entry.value) {
        None => None,
        Some(Value::Hash(hash)) => Some(hash),
        Some(_) => return failure(WRONG_KIND),
    };
    Ok(look(hash).unwrap_or(Reply::Nil))
}

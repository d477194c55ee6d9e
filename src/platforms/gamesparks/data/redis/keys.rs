//! Keys: there or not, for how long, of what kind.

use super::{ANY, Failure, Listed, OK, Redis, Reply, Result, SYNTAX, Value, failure, float, glob, listed, whole};

pub(super) const LIST: &[Listed] = &[
    listed("DEL", 1, ANY, |redis, args, now| {
        let gone = args.iter().filter(|key| redis.get(key, now).is_some() && redis.take(key).is_some());
        Ok(Reply::count(gone.count()))
    }),
    listed("EXISTS", 1, 1, |redis, args, now| Ok(Reply::flag(redis.get(args[0], now).is_some()))),
    listed("EXPIRE", 2, 2, |redis, args, now| expire(redis, args, now, 1000, now, "expire")),
    listed("EXPIREAT", 2, 2, |redis, args, now| expire(redis, args, now, 1000, 0, "expireat")),
    listed("PEXPIRE", 2, 2, |redis, args, now| expire(redis, args, now, 1, now, "pexpire")),
    listed("PEXPIREAT", 2, 2, |redis, args, now| expire(redis, args, now, 1, 0, "pexpireat")),
    listed("PERSIST", 1, 1, |redis, args, now| {
        redis.get(args[0], now);
        let entry = redis.entries.get_mut(args[0]);
        Ok(Reply::flag(entry.is_some_and(|entry| entry.expires.take().is_some())))
    }),
    listed("TTL", 1, 1, |redis, args, now| Ok(left(redis, args[0], now, 1000))),
    listed("PTTL", 1, 1, |redis, args, now| Ok(left(redis, args[0], now, 1))),
    listed("TYPE", 1, 1, |redis, args, now| {
        Ok(Reply::Status(redis.get(args[0], now).map_or("none", |entry| entry.value.kind())))
    }),
    listed("KEYS", 1, 1, |redis, args, now| {
        Ok(Reply::texts(redis.entries(now).map(|(key, _)| key).filter(|key| glob::matches(args[0], key))))
    }),
    listed("RENAME", 2, 2, |redis, args, now| rename(redis, args, now).map(|()| OK)),
    listed("RENAMENX", 2, 2, |redis, args, now| {
        if redis.get(args[0], now).is_none() {
            return failure("ERR no such key");
        }
        if redis.get(args[1], now).is_some() {
            return Ok(Reply::Int(0));
        }
        rename(redis, args, now).map(|()| Reply::Int(1))
    }),
    listed("FLUSHDB", 0, 0, |redis, _, _| {
        *redis = Redis::default();
        Ok(OK)
    }),
    listed("SORT", 1, ANY, sort),
];

fn expire(redis: &mut Redis, args: &[&str], now: i64, unit: i64, from: i64, command: &str) -> Result {
    let time = whole(args[1])?.checked_mul(unit).and_then(|time| time.checked_add(from));
    let Some(time) = time else { return failure(&format!("ERR invalid expire time in '{command}' command")) };
    if redis.get(args[0], now).is_none() {
        return Ok(Reply::Int(0));
    }
    if time <= now {
        redis.take(args[0]);
    } else if let Some(entry) = redis.entries.get_mut(args[0]) {
        entry.expires = Some(time);
    }
    Ok(Reply::Int(1))
}

/// How long a key has left, rounded to the unit; -1 for ever, -2 if it is not there.
fn left(redis: &mut Redis, key: &str, now: i64, unit: i64) -> Reply {
    let Some(entry) = redis.get(key, now) else { return Reply::Int(-2) };
    Reply::Int(entry.expires.map_or(-1, |expires| (expires - now + unit / 2) / unit))
}

fn rename(redis: &mut Redis, args: &[&str], now: i64) -> std::result::Result<(), Failure> {
    redis.get(args[0], now);
    let Some(entry) = redis.take(args[0]) else { return failure("ERR no such key") };
    redis.put(args[1], entry);
    Ok(())
}

/// Sorts by number; with `STORE key` puts the result there.
fn sort(redis: &mut Redis, args: &[&str], now: i64) -> Result {
    let store = match args {
        [_] => None,
        [_, store, key] if store.eq_ignore_ascii_case("STORE") => Some(*key),
        _ => return failure(SYNTAX),
    };
    let items: Vec<String> = match redis.get(args[0], now).map(|entry| &entry.value) {
        None => Vec::new(),
        Some(Value::List(items)) => items.iter().cloned().collect(),
        Some(Value::Set(members)) => members.iter().cloned().collect(),
        Some(Value::Sorted(members)) => members.iter().map(|(member, _)| member.to_owned()).collect(),
        Some(_) => return failure(super::WRONG_KIND),
    };
    let numbers = items.iter().map(|item| float(item));
    let Ok(numbers) = numbers.collect::<std::result::Result<Vec<_>, _>>() else {
        return failure("ERR One or more scores can't be converted into double");
    };
    let mut pairs: Vec<_> = numbers.into_iter().zip(items).collect();
    pairs.sort_by(|(one, text), (other, other_text)| one.total_cmp(other).then_with(|| text.cmp(other_text)));
    let sorted = pairs.into_iter().map(|(_, item)| item);
    match store {
        None => Ok(Reply::texts(sorted)),
        Some(key) => {
            redis.take(key);
            let items: std::collections::VecDeque<_> = sorted.collect();
            let count = items.len();
            if count > 0 {
                redis.put(key, super::Entry { value: Value::List(items), expires: None });
            }
            Ok(Reply::count(count))
        }
    }
}

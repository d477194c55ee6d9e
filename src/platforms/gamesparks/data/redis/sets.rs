//! Different texts.

use indexmap::IndexSet;

use super::{
    ANY, Entry, Failure, Listed, NOT_AN_INTEGER, Redis, Reply, Result, Value, WRONG_KIND, failure, listed, whole,
};

pub(super) const LIST: &[Listed] = &[
    listed("SADD", 2, ANY, |redis, args, now| {
        change(redis, args[0], now, |set| {
            Ok(Reply::count(args[1..].iter().filter(|member| set.insert((**member).to_owned())).count()))
        })
    }),
    listed("SREM", 2, ANY, |redis, args, now| {
        change(redis, args[0], now, |set| {
            Ok(Reply::count(args[1..].iter().filter(|member| set.swap_remove(**member)).count()))
        })
    }),
    listed("SCARD", 1, 1, |redis, args, now| Ok(Reply::count(get(redis, args[0], now)?.map_or(0, IndexSet::len)))),
    listed("SISMEMBER", 2, 2, |redis, args, now| {
        Ok(Reply::flag(get(redis, args[0], now)?.is_some_and(|set| set.contains(args[1]))))
    }),
    listed("SMEMBERS", 1, 1, |redis, args, now| {
        Ok(Reply::texts(get(redis, args[0], now)?.into_iter().flatten().map(String::as_str)))
    }),
    listed("SMOVE", 3, 3, |redis, args, now| {
        let Some(from) = get(redis, args[0], now)? else { return Ok(Reply::Int(0)) };
        let is_there = from.contains(args[2]);
        get(redis, args[1], now)?;
        if !is_there {
            return Ok(Reply::Int(0));
        }
        if args[0] != args[1] {
            change(redis, args[0], now, |set| Ok(Reply::flag(set.swap_remove(args[2]))))?;
            change(redis, args[1], now, |set| Ok(Reply::flag(set.insert(args[2].to_owned()))))?;
        }
        Ok(Reply::Int(1))
    }),
    listed("SINTER", 1, ANY, |redis, args, now| Ok(Reply::texts(combined(redis, args, now, "INTER")?))),
    listed("SUNION", 1, ANY, |redis, args, now| Ok(Reply::texts(combined(redis, args, now, "UNION")?))),
    listed("SDIFF", 1, ANY, |redis, args, now| Ok(Reply::texts(combined(redis, args, now, "DIFF")?))),
    listed("SINTERSTORE", 2, ANY, |redis, args, now| store(redis, args, now, "INTER")),
    listed("SUNIONSTORE", 2, ANY, |redis, args, now| store(redis, args, now, "UNION")),
    listed("SDIFFSTORE", 2, ANY, |redis, args, now| store(redis, args, now, "DIFF")),
];

/// A command that draws lots.
type Drawing = fn(&mut Redis, &[&str], i64, &dyn Fn(usize) -> usize) -> Result;

/// The command of that name, if it draws lots.
pub(super) fn drawing(command: &str) -> Option<Drawing> {
    match command {
        "SPOP" => Some(|redis, args, now, rng| {
            let Some(set) = get(redis, args[0], now)? else { return Ok(Reply::Nil) };
            let at = rng(set.len());
            change(redis, args[0], now, |set| Ok(Reply::maybe(set.swap_remove_index(at))))
        }),
        "SRANDMEMBER" => Some(|redis, args, now, rng| {
            let mut set: Vec<String> = get(redis, args[0], now)?.into_iter().flatten().cloned().collect();
            match args.get(1).map(|count| whole(count)).transpose()? {
                None if set.is_empty() => Ok(Reply::Nil),
                None => Ok(Reply::text(set.swap_remove(rng(set.len())))),
                Some(_) if set.is_empty() => Ok(Reply::List(Vec::new())),
                // A negative number may draw the same several times.
                Some(count) if count < 0 => {
                    let most = usize::try_from(count.unsigned_abs()).ok().filter(|most| *most <= 1_000_000);
                    let Some(most) = most else { return failure(NOT_AN_INTEGER) };
                    Ok(Reply::texts((0..most).map(|_| set[rng(set.len())].clone())))
                }
                Some(count) => {
                    let most = usize::try_from(count).unwrap_or(usize::MAX).min(set.len());
                    for at in 0..most {
                        let other = at + rng(set.len() - at);
                        set.swap(at, other);
                    }
                    set.truncate(most);
                    Ok(Reply::texts(set))
                }
            }
        }),
        _ => None,
    }
}

fn get<'r>(redis: &'r mut Redis, key: &str, now: i64) -> std::result::Result<Option<&'r IndexSet<String>>, Failure> {
    match redis.get(key, now).map(|entry| &entry.value) {
        None => Ok(None),
        Some(Value::Set(set)) => Ok(Some(set)),
        Some(_) => failure(WRONG_KIND),
    }
}

fn change(redis: &mut Redis, key: &str, now: i64, change: impl FnOnce(&mut IndexSet<String>) -> Result) -> Result {
    redis.change(
        key,
        now,
        || Value::Set(IndexSet::new()),
        |value| match value {
            Value::Set(set) => change(set),
            _ => failure(WRONG_KIND),
        },
    )
}

fn combined(redis: &mut Redis, keys: &[&str], now: i64, how: &str) -> std::result::Result<IndexSet<String>, Failure> {
    let sets = keys
        .iter()
        .map(|key| Ok(get(redis, key, now)?.cloned().unwrap_or_default()))
        .collect::<std::result::Result<Vec<_>, _>>()?;
    let mut sets = sets.into_iter();
    let first = sets.next().unwrap_or_default();
    Ok(match how {
        "INTER" => sets.fold(first, |all, other| all.into_iter().filter(|member| other.contains(member)).collect()),
        "UNION" => sets.fold(first, |mut all, other| {
            all.extend(other);
            all
        }),
        _ => sets.fold(first, |all, other| all.into_iter().filter(|member| !other.contains(member)).collect()),
    })
}

fn store(redis: &mut Redis, args: &[&str], now: i64, how: &str) -> Result {
    let set = combined(redis, &args[1..], now, how)?;
    redis.take(args[0]);
    let count = set.len();
    if count > 0 {
        redis.put(args[0], Entry { value: Value::Set(set), expires: None });
    }
    Ok(Reply::count(count))
}

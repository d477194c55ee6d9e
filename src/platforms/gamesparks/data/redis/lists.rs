//! Texts in order.

use std::collections::VecDeque;

use super::{ANY, Failure, Listed, OK, Redis, Reply, Result, SYNTAX, Value, WRONG_KIND, failure, listed, range, whole};

pub(super) const LIST: &[Listed] = &[
    listed("LPUSH", 2, ANY, |redis, args, now| push(redis, args, now, true, false)),
    listed("RPUSH", 2, ANY, |redis, args, now| push(redis, args, now, false, false)),
    listed("LPUSHX", 2, ANY, |redis, args, now| push(redis, args, now, true, true)),
    listed("RPUSHX", 2, ANY, |redis, args, now| push(redis, args, now, false, true)),
    listed("LPOP", 1, 1, |redis, args, now| change(redis, args[0], now, |list| Ok(Reply::maybe(list.pop_front())))),
    listed("RPOP", 1, 1, |redis, args, now| change(redis, args[0], now, |list| Ok(Reply::maybe(list.pop_back())))),
    listed("RPOPLPUSH", 2, 2, |redis, args, now| {
        if redis.get(args[1], now).is_some_and(|entry| !matches!(entry.value, Value::List(_)))
            && get(redis, args[0], now)?.is_some()
        {
            return failure(WRONG_KIND);
        }
        let popped = change(redis, args[0], now, |list| Ok(Reply::maybe(list.pop_back())))?;
        if let Reply::Text(text) = &popped {
            let text = String::from_utf8_lossy(text).into_owned();
            change(redis, args[1], now, |list| {
                list.push_front(text);
                Ok(Reply::Nil)
            })?;
        }
        Ok(popped)
    }),
    listed("LLEN", 1, 1, |redis, args, now| Ok(Reply::count(get(redis, args[0], now)?.map_or(0, VecDeque::len)))),
    listed("LINDEX", 2, 2, |redis, args, now| {
        let at = whole(args[1])?;
        Ok(Reply::maybe(
            get(redis, args[0], now)?.and_then(|list| list.get(place(list.len(), at)?)).map(String::as_str),
        ))
    }),
    listed("LRANGE", 3, 3, |redis, args, now| {
        let (from, to) = (whole(args[1])?, whole(args[2])?);
        let list = get(redis, args[0], now)?;
        Ok(Reply::texts(list.into_iter().flat_map(|list| list.range(range(list.len(), from, to))).map(String::as_str)))
    }),
    listed("LSET", 3, 3, |redis, args, now| {
        if get(redis, args[0], now)?.is_none() {
            return failure("ERR no such key");
        }
        let at = whole(args[1])?;
        change(redis, args[0], now, |list| {
            let place = place(list.len(), at);
            match place.and_then(|place| list.get_mut(place)) {
                Some(item) => {
                    args[2].clone_into(item);
                    Ok(OK)
                }
                None => failure("ERR index out of range"),
            }
        })
    }),
    listed("LTRIM", 3, 3, |redis, args, now| {
        let (from, to) = (whole(args[1])?, whole(args[2])?);
        change(redis, args[0], now, |list| {
            let kept = range(list.len(), from, to);
            list.truncate(kept.end);
            list.drain(..kept.start.min(list.len()));
            Ok(OK)
        })
    }),
    listed("LREM", 3, 3, |redis, args, now| {
        let count = whole(args[1])?;
        change(redis, args[0], now, |list| {
            let most = usize::try_from(count.unsigned_abs()).ok().filter(|most| *most > 0).unwrap_or(usize::MAX);
            let found = list.iter().enumerate().filter(|(_, item)| *item == args[2]).map(|(at, _)| at);
            let mut places: Vec<_> =
                if count < 0 { found.rev().take(most).collect() } else { found.take(most).collect() };
            places.sort_unstable();
            places.iter().rev().for_each(|at| drop(list.remove(*at)));
            Ok(Reply::count(places.len()))
        })
    }),
    listed("LINSERT", 4, 4, |redis, args, now| {
        let after = match args[1].to_ascii_uppercase().as_str() {
            "BEFORE" => 0,
            "AFTER" => 1,
            _ => return failure(SYNTAX),
        };
        if get(redis, args[0], now)?.is_none() {
            return Ok(Reply::Int(0));
        }
        change(redis, args[0], now, |list| match list.iter().position(|item| item == args[2]) {
            Some(at) => {
                list.insert(at + after, args[3].to_owned());
                Ok(Reply::count(list.len()))
            }
            None => Ok(Reply::Int(-1)),
        })
    }),
];

fn get<'r>(redis: &'r mut Redis, key: &str, now: i64) -> std::result::Result<Option<&'r VecDeque<String>>, Failure> {
    match redis.get(key, now).map(|entry| &entry.value) {
        None => Ok(None),
        Some(Value::List(list)) => Ok(Some(list)),
        Some(_) => failure(WRONG_KIND),
    }
}

fn change(redis: &mut Redis, key: &str, now: i64, change: impl FnOnce(&mut VecDeque<String>) -> Result) -> Result {
    redis.change(
        key,
        now,
        || Value::List(VecDeque::new()),
        |value| match value {
            Value::List(list) => change(list),
            _ => failure(WRONG_KIND),
        },
    )
}

fn place(length: usize, at: i64) -> Option<usize> {
    if at < 0 { length.checked_sub(usize::try_from(at.unsigned_abs()).ok()?) } else { usize::try_from(at).ok() }
}

fn push(redis: &mut Redis, args: &[&str], now: i64, front: bool, existing: bool) -> Result {
    if existing && get(redis, args[0], now)?.is_none() {
        return Ok(Reply::Int(0));
    }
    change(redis, args[0], now, |list| {
        for item in &args[1..] {
            if front { list.push_front((*item).to_owned()) } else { list.push_back((*item).to_owned()) }
        }
        Ok(Reply::count(list.len()))
    })
}

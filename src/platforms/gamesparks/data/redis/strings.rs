//! Texts.

use super::{
    ANY, Entry, Failure, Listed, OK, Redis, Reply, Result, SYNTAX, Value, WRONG_KIND, failure, listed, range, whole,
};

/// The longest text, in bytes.
const LONGEST: usize = 8 * 1024 * 1024;

pub(super) const LIST: &[Listed] = &[
    listed("GET", 1, 1, |redis, args, now| Ok(get(redis, args[0], now)?.map_or(Reply::Nil, Reply::Text))),
    listed("SET", 2, ANY, set),
    listed("SETNX", 2, 2, |redis, args, now| {
        if redis.get(args[0], now).is_some() {
            return Ok(Reply::Int(0));
        }
        put(redis, args[0], args[1], None);
        Ok(Reply::Int(1))
    }),
    listed("SETEX", 3, 3, |redis, args, now| set_for(redis, args, now, 1000, "setex")),
    listed("PSETEX", 3, 3, |redis, args, now| set_for(redis, args, now, 1, "psetex")),
    listed("GETSET", 2, 2, |redis, args, now| {
        let before = get(redis, args[0], now)?;
        put(redis, args[0], args[1], None);
        Ok(before.map_or(Reply::Nil, Reply::Text))
    }),
    listed("MGET", 1, ANY, |redis, args, now| {
        let one = |key: &&str| match redis.get(key, now).map(|entry| &entry.value) {
            Some(Value::Text(text)) => Reply::Text(text.clone()),
            _ => Reply::Nil,
        };
        Ok(Reply::List(args.iter().map(one).collect()))
    }),
    listed("MSET", 2, ANY, |redis, args, _| {
        let pairs = pairs(args, "mset")?;
        pairs.for_each(|(key, value)| put(redis, key, value, None));
        Ok(OK)
    }),
    listed("MSETNX", 2, ANY, |redis, args, now| {
        let mut pairs = pairs(args, "msetnx")?;
        if pairs.clone().any(|(key, _)| redis.get(key, now).is_some()) {
            return Ok(Reply::Int(0));
        }
        pairs.by_ref().for_each(|(key, value)| put(redis, key, value, None));
        Ok(Reply::Int(1))
    }),
    listed("APPEND", 2, 2, |redis, args, now| {
        change(redis, args[0], now, |text| {
            text.extend_from_slice(args[1].as_bytes());
            Ok(Reply::count(text.len()))
        })
    }),
    listed("STRLEN", 1, 1, |redis, args, now| Ok(Reply::count(get(redis, args[0], now)?.map_or(0, |text| text.len())))),
    listed("GETRANGE", 3, 3, part),
    listed("SUBSTR", 3, 3, part),
    listed("SETRANGE", 3, 3, |redis, args, now| {
        let Ok(offset) = usize::try_from(whole(args[1])?) else { return failure("ERR offset is out of range") };
        if args[2].is_empty() {
            return Ok(Reply::count(get(redis, args[0], now)?.map_or(0, |text| text.len())));
        }
        if offset.saturating_add(args[2].len()) > LONGEST {
            return failure("ERR string exceeds maximum allowed size (proto-max-bulk-len)");
        }
        change(redis, args[0], now, |text| {
            let end = offset + args[2].len();
            if text.len() < end {
                text.resize(end, 0);
            }
            text[offset..end].copy_from_slice(args[2].as_bytes());
            Ok(Reply::count(text.len()))
        })
    }),
    listed("SETBIT", 3, 3, |redis, args, now| {
        let offset = bit_offset(args[1])?;
        let bit = match args[2] {
            "0" => false,
            "1" => true,
            _ => return failure("ERR bit is not an integer or out of range"),
        };
        change(redis, args[0], now, |text| {
            let (at, mask) = (offset / 8, 0x80_u8 >> (offset % 8));
            if text.len() <= at {
                text.resize(at + 1, 0);
            }
            let before = text[at] & mask != 0;
            text[at] = if bit { text[at] | mask } else { text[at] & !mask };
            Ok(Reply::flag(before))
        })
    }),
    listed("GETBIT", 2, 2, |redis, args, now| {
        let offset = bit_offset(args[1])?;
        let text = get(redis, args[0], now)?.unwrap_or_default();
        Ok(Reply::flag(text.get(offset / 8).is_some_and(|byte| byte & (0x80 >> (offset % 8)) != 0)))
    }),
    listed("BITCOUNT", 1, 3, |redis, args, now| {
        let text = get(redis, args[0], now)?.unwrap_or_default();
        let part = match args {
            [_] => &text[..],
            [_, from, to] => &text[bytes(text.len(), whole(from)?, whole(to)?)],
            _ => return failure(SYNTAX),
        };
        Ok(Reply::Int(part.iter().map(|byte| i64::from(byte.count_ones())).sum()))
    }),
    listed("BITOP", 3, ANY, |redis, args, now| {
        let texts = args[2..].iter().map(|key| Ok(get(redis, key, now)?.unwrap_or_default()));
        let texts = texts.collect::<std::result::Result<Vec<_>, Failure>>()?;
        let length = texts.iter().map(Vec::len).max().unwrap_or_default();
        let byte = |text: &Vec<u8>, at: usize| text.get(at).copied().unwrap_or(0);
        let combine = |at: usize| {
            let bytes = texts.iter().map(|text| byte(text, at));
            match args[0].to_ascii_uppercase().as_str() {
                "AND" => Ok(bytes.fold(0xff, |all, byte| all & byte)),
                "OR" => Ok(bytes.fold(0, |all, byte| all | byte)),
                "XOR" => Ok(bytes.fold(0, |all, byte| all ^ byte)),
                "NOT" if texts.len() == 1 => Ok(!byte(&texts[0], at)),
                "NOT" => failure("ERR BITOP NOT must be called with a single source key."),
                _ => failure(SYNTAX),
            }
        };
        // The operation is looked at even where there is nothing to combine.
        combine(0)?;
        let result = (0..length).map(combine).collect::<std::result::Result<Vec<_>, _>>()?;
        redis.take(args[1]);
        if length > 0 {
            redis.put(args[1], Entry { value: Value::Text(result), expires: None });
        }
        Ok(Reply::count(length))
    }),
];

/// The text under a key.
pub(super) fn get(redis: &mut Redis, key: &str, now: i64) -> std::result::Result<Option<Vec<u8>>, Failure> {
    match redis.get(key, now).map(|entry| &entry.value) {
        None => Ok(None),
        Some(Value::Text(text)) => Ok(Some(text.clone())),
        Some(_) => failure(WRONG_KIND),
    }
}

pub(super) fn change(redis: &mut Redis, key: &str, now: i64, change: impl FnOnce(&mut Vec<u8>) -> Result) -> Result {
    redis.change(
        key,
        now,
        || Value::Text(Vec::new()),
        |value| match value {
            Value::Text(text) => change(text),
            _ => failure(WRONG_KIND),
        },
    )
}

fn put(redis: &mut Redis, key: &str, value: &str, expires: Option<i64>) {
    redis.put(key, Entry { value: Value::Text(value.as_bytes().to_vec()), expires });
}

fn set(redis: &mut Redis, args: &[&str], now: i64) -> Result {
    let (mut only, mut expires) = (None, None);
    let mut options = args[2..].iter();
    while let Some(option) = options.next() {
        match option.to_ascii_uppercase().as_str() {
            "NX" if only.is_none() => only = Some(false),
            "XX" if only.is_none() => only = Some(true),
            unit @ ("EX" | "PX") if expires.is_none() => {
                let Some(time) = options.next() else { return failure(SYNTAX) };
                expires = Some(time_from(now, time, if unit == "EX" { 1000 } else { 1 }, "set")?);
            }
            _ => return failure(SYNTAX),
        }
    }
    let is_there = redis.get(args[0], now).is_some();
    if only.is_some_and(|only| only != is_there) {
        return Ok(Reply::Nil);
    }
    put(redis, args[0], args[1], expires);
    Ok(OK)
}

fn time_from(now: i64, time: &str, unit: i64, command: &str) -> std::result::Result<i64, Failure> {
    let time = whole(time)?;
    let at = if time <= 0 { None } else { time.checked_mul(unit).and_then(|time| time.checked_add(now)) };
    at.ok_or_else(|| Failure(format!("ERR invalid expire time in '{command}' command")))
}

fn set_for(redis: &mut Redis, args: &[&str], now: i64, unit: i64, command: &str) -> Result {
    let expires = time_from(now, args[1], unit, command)?;
    put(redis, args[0], args[2], Some(expires));
    Ok(OK)
}

fn pairs<'a>(
    args: &'a [&'a str],
    command: &str,
) -> std::result::Result<impl Iterator<Item = (&'a str, &'a str)> + Clone, Failure> {
    if !args.len().is_multiple_of(2) {
        return failure(&format!("ERR wrong number of arguments for '{command}' command"));
    }
    Ok(args.chunks_exact(2).map(|pair| (pair[0], pair[1])))
}

fn part(redis: &mut Redis, args: &[&str], now: i64) -> Result {
    let (from, to) = (whole(args[1])?, whole(args[2])?);
    let text = get(redis, args[0], now)?.unwrap_or_default();
    Ok(Reply::Text(text[bytes(text.len(), from, to)].to_vec()))
}

/// The part of a text that two numbers mean. What lies before the beginning is the first byte, unless the order is wrong.
fn bytes(length: usize, from: i64, to: i64) -> std::ops::Range<usize> {
    if from < 0 && to < 0 && from > to {
        return 0..0;
    }
    let whole = i64::try_from(length).unwrap_or(i64::MAX);
    let clamp = |number: i64| if number < 0 { whole.saturating_add(number).max(0) } else { number };
    range(length, clamp(from), clamp(to))
}

fn bit_offset(text: &str) -> std::result::Result<usize, Failure> {
    let offset =
        whole(text).ok().and_then(|offset| usize::try_from(offset).ok()).filter(|offset| *offset < LONGEST * 8);
    offset.ok_or_else(|| Failure("ERR bit offset is not an integer or out of range".to_owned()))
}

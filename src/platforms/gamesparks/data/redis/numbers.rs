//! Texts that are numbers.

use super::{
    Listed, NOT_A_FLOAT, NOT_AN_INTEGER, Redis, Reply, Result, failure, float, listed, strings, whole, written,
};

pub(super) const LIST: &[Listed] = &[
    listed("INCR", 1, 1, |redis, args, now| add(redis, args[0], now, 1)),
    listed("DECR", 1, 1, |redis, args, now| add(redis, args[0], now, -1)),
    listed("INCRBY", 2, 2, |redis, args, now| add(redis, args[0], now, whole(args[1])?)),
    listed("DECRBY", 2, 2, |redis, args, now| match whole(args[1])?.checked_neg() {
        Some(by) => add(redis, args[0], now, by),
        None => failure("ERR decrement would overflow"),
    }),
    listed("INCRBYFLOAT", 2, 2, |redis, args, now| {
        strings::get(redis, args[0], now)?;
        let by = float(args[1])?;
        strings::change(redis, args[0], now, |text| {
            let before = std::str::from_utf8(text).ok().filter(|_| !text.is_empty());
            let before = match before {
                Some(before) => float(before)?,
                None if text.is_empty() => 0.0,
                None => return failure(NOT_A_FLOAT),
            };
            let sum = before + by;
            if !sum.is_finite() {
                return failure("ERR increment would produce NaN or Infinity");
            }
            *text = written(sum).into_bytes();
            Ok(Reply::Text(text.clone()))
        })
    }),
];

fn add(redis: &mut Redis, key: &str, now: i64, by: i64) -> Result {
    // Looked at before anything is made.
    let before = match strings::get(redis, key, now)? {
        None => 0,
        Some(text) => match std::str::from_utf8(&text) {
            Ok(text) => whole(text)?,
            Err(_) => return failure(NOT_AN_INTEGER),
        },
    };
    let Some(sum) = before.checked_add(by) else { return failure("ERR increment or decrement would overflow") };
    strings::change(redis, key, now, |text| {
        *text = sum.to_string().into_bytes();
        Ok(Reply::Int(sum))
    })
}

//! What a script sees of a reply, as Jedis gave it.

use rquickjs::{Array, Error, Object, Value};

use super::Call;
use crate::platforms::gamesparks::data::redis::Reply;

/// What a script sees of a reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Show {
    /// As it is: numbers, texts, null, arrays.
    Plain,
    /// 1 is true.
    Truth,
    /// Text that is a number.
    Number,
    /// Pairs as an object.
    Object,
    /// Pairs as objects with one key, and a number.
    Scores,
}

use Show::{Number, Object as Pairs, Plain, Scores, Truth};

/// The reply as a script sees it.
pub(super) fn give<'js>(call: &Call<'_, 'js>, reply: &Reply, show: Show) -> Result<Value<'js>, Error> {
    match (show, reply) {
        (Truth, Reply::Int(number)) => call.give(*number != 0),
        (Number, Reply::Text(text)) => call.give(number(text)),
        (Pairs, Reply::List(items)) => {
            let object = Object::new(call.ctx.clone())?;
            for pair in items.chunks_exact(2) {
                object.set(told(&pair[0]), told(&pair[1]))?;
            }
            Ok(object.into_value())
        }
        (Scores, Reply::List(items)) => {
            let array = Array::new(call.ctx.clone())?;
            for (at, pair) in items.chunks_exact(2).enumerate() {
                let object = Object::new(call.ctx.clone())?;
                object.set(told(&pair[0]), number(told(&pair[1]).as_bytes()))?;
                array.set(at, object)?;
            }
            Ok(array.into_value())
        }
        (_, Reply::Nil) => call.null(),
        (_, Reply::Status(word)) => call.give(*word),
        #[expect(clippy::cast_precision_loss, reason = "as every number of a script")]
        (_, Reply::Int(number)) => call.give(*number as f64),
        (_, Reply::Text(_)) => call.give(told(reply)),
        (_, Reply::List(items)) => {
            let array = Array::new(call.ctx.clone())?;
            for (at, item) in items.iter().enumerate() {
                array.set(at, give(call, item, Plain)?)?;
            }
            Ok(array.into_value())
        }
    }
}

/// The text of a reply.
pub(super) fn told(reply: &Reply) -> String {
    match reply {
        Reply::Text(text) => String::from_utf8_lossy(text).into_owned(),
        _ => String::new(),
    }
}

/// The number that a text says.
pub(super) fn number(text: &[u8]) -> f64 {
    match std::str::from_utf8(text).unwrap_or_default() {
        "inf" => f64::INFINITY,
        "-inf" => f64::NEG_INFINITY,
        other => other.parse().unwrap_or(f64::NAN),
    }
}

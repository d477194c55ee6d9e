//! The methods for sorted sets that are more than a command with its arguments.

use rquickjs::{Error, Value};

use super::shown::Show::{Plain, Scores};
use super::{Call, ask, many, needed};

pub(super) fn store<'js>(call: &Call<'_, 'js>, command: &str) -> Result<Value<'js>, Error> {
    let keys = many(call, 1)?;
    let mut words = vec![call.name(0)?, keys.len().to_string()];
    words.extend(keys);
    ask(call, command, &words, Plain)
}

pub(super) fn by_score<'js>(call: &Call<'_, 'js>, command: &str, scores: bool) -> Result<Value<'js>, Error> {
    let mut words = vec![call.name(0)?, needed(call, 1)?, needed(call, 2)?];
    if call.count() > 3 {
        words.extend(["LIMIT".to_owned(), call.whole(3)?.to_string(), call.whole(4)?.to_string()]);
    }
    if scores {
        words.push("WITHSCORES".to_owned());
    }
    ask(call, command, &words, if scores { Scores } else { Plain })
}

pub(super) fn with_scores<'js>(call: &Call<'_, 'js>, command: &str) -> Result<Value<'js>, Error> {
    let words = [call.name(0)?, call.whole(1)?.to_string(), call.whole(2)?.to_string(), "WITHSCORES".to_owned()];
    ask(call, command, &words, Scores)
}

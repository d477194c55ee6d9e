//! Lengths of time as people write them: `500ms`, `5s`, `13h24m`, `6d18h`, `1w`.

use std::ops::Deref;
use std::time::Duration as StdDuration;

use serde_json::{Value as Json, json};

use super::{Decode, Decoding, Node, Schemas, Value};
use crate::diag::{Code, Diagnostic, quoted};

/// A length of time that is read and written with its units. The largest unit comes first, each at most once; the last
/// number may have decimals. At most [`Duration::MAX`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Duration(pub StdDuration);

/// The units, largest first, in nanoseconds.
const UNITS: [(&str, u128); 8] = [
    ("w", 604_800_000_000_000),
    ("d", 86_400_000_000_000),
    ("h", 3_600_000_000_000),
    ("m", 60_000_000_000),
    ("s", 1_000_000_000),
    ("ms", 1_000_000),
    ("us", 1_000),
    ("ns", 1),
];

/// What one looks like, as a regular expression: the units in their order, decimals at the last of them.
fn pattern() -> String {
    let mut larger = String::new();
    let mut forms = vec!["0".to_owned()];
    for (unit, _) in UNITS {
        forms.push(format!(r"{larger}[0-9]+(\.[0-9]+)?{unit}"));
        larger += &format!("([0-9]+{unit})?");
    }
    format!("^({})$", forms.join("|"))
}

/// How to write one, for messages.
const HELP: &str = "write a number and its unit (w, d, h, m, s, ms), as in 500ms, 5s, 13h24m or 6d18h";

impl Duration {
    /// The longest: 5,200 weeks, about a hundred years.
    pub const MAX: Self = Self(StdDuration::from_secs(5_200 * 604_800));

    /// From `text`; the reason if it is not one.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut rest = text;
        let mut total: u128 = 0;
        let mut units = UNITS.iter();
        if text == "0" {
            return Ok(Self::default());
        }
        while !rest.is_empty() || total == 0 && rest.len() == text.len() {
            let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.').len();
            let (number, tail) = rest.split_at(digits);
            let letters = tail.len() - tail.trim_start_matches(char::is_alphabetic).len();
            let (unit, next) = tail.split_at(letters);
            if number.is_empty() {
                return Err(format!("a number is wanted before {}", quoted(rest)));
            }
            if unit.is_empty() {
                return Err(format!("a unit is wanted after {}", quoted(number)));
            }
            let Some((_, size)) = units.by_ref().find(|(name, _)| *name == unit) else {
                return Err(if UNITS.iter().any(|(name, _)| *name == unit) {
                    "the largest unit comes first, each at most once".to_owned()
                } else {
                    format!("{} is no unit", quoted(unit))
                });
            };
            if number.contains('.') && !next.is_empty() {
                return Err("only the last number can have decimals".to_owned());
            }
            let nanos = scale(number, *size).ok_or_else(|| format!("{} is not a number", quoted(number)))?;
            total = total.saturating_add(nanos);
            rest = next;
        }
        let total = u64::try_from(total).map_or(StdDuration::MAX, StdDuration::from_nanos);
        if total > Self::MAX.0 {
            Err(format!("it is longer than the longest possible, {}", Self::MAX))
        } else {
            Ok(Self(total))
        }
    }
}

/// `number` times `size`, what is below a nanosecond cut off.
fn scale(number: &str, size: u128) -> Option<u128> {
    let (whole, decimals) = number.split_once('.').unwrap_or((number, ""));
    if whole.is_empty() || number.ends_with('.') || decimals.contains('.') {
        return None;
    }
    // What does not fit is too long anyway, and is said to be.
    let whole = whole.parse::<u64>().map_or(u128::from(u64::MAX), u128::from);
    let decimals = &decimals[..decimals.len().min(15)];
    let fraction = match decimals.parse::<u128>() {
        Ok(digits) => digits.saturating_mul(size) / 10_u128.pow(u32::try_from(decimals.len()).ok()?),
        Err(_) => 0,
    };
    Some(whole.saturating_mul(size).saturating_add(fraction))
}

impl std::fmt::Display for Duration {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut rest = self.0.as_nanos();
        if rest == 0 {
            return f.write_str("0s");
        }
        for (unit, size) in UNITS {
            if rest >= size {
                write!(f, "{}{unit}", rest / size)?;
                rest %= size;
            }
        }
        Ok(())
    }
}

impl Deref for Duration {
    type Target = StdDuration;

    fn deref(&self) -> &StdDuration {
        &self.0
    }
}

impl From<StdDuration> for Duration {
    fn from(duration: StdDuration) -> Self {
        Self(duration)
    }
}

impl serde::Serialize for Duration {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl Decode for Duration {
    fn decode(node: &Node, cx: &mut Decoding<'_>) -> Option<Self> {
        if cx.is_open(node) {
            return Some(Self::default());
        }
        let (text, reason) = match &node.value {
            Value::Int(0) => return Some(Self::default()),
            Value::Text(text) => match Self::parse(text) {
                Ok(duration) => return Some(duration),
                Err(reason) => (text.as_str(), reason),
            },
            Value::Int(_) | Value::Float(_) => (node.span.text(), "a unit is wanted after the number".to_owned()),
            _ => return cx.wrong_type(node, "a duration, such as 5s"),
        };
        let problem = Diagnostic::error(Code::BadDuration, node.place(), format!("{} is not a duration", quoted(text)));
        cx.report(problem.label(reason).help(HELP));
        None
    }

    fn schema(schemas: &mut Schemas) -> Json {
        schemas.scalar(json!({ "anyOf": [{ "type": "string", "pattern": pattern() }, { "const": 0 }] }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn durations_are_read_as_people_write_them() {
        for (text, millis) in [
            ("500ms", 500),
            ("5s", 5_000),
            ("13h24m", 48_240_000),
            ("6d18h", 583_200_000),
            ("1w", 604_800_000),
            ("1.5s", 1_500),
            ("1m0.25s", 60_250),
            ("0s", 0),
            ("0", 0),
        ] {
            assert_eq!(Duration::parse(text), Ok(Duration(StdDuration::from_millis(millis))), "{text}");
        }
    }

    #[test]
    fn what_is_no_duration_says_why() {
        for (text, reason) in [
            ("", "a number is wanted before ''"),
            ("5", "a unit is wanted after '5'"),
            ("s", "a number is wanted before 's'"),
            ("5 s", "a unit is wanted after '5'"),
            ("5sec", "'sec' is no unit"),
            ("5秒", "'秒' is no unit"),
            ("5m3h", "the largest unit comes first, each at most once"),
            ("5s5s", "the largest unit comes first, each at most once"),
            ("1.5h3m", "only the last number can have decimals"),
            ("1..5s", "'1..5' is not a number"),
            (".5s", "'.5' is not a number"),
            ("99999999999999999999w", "it is longer than the longest possible, 5200w"),
        ] {
            assert_eq!(Duration::parse(text), Err(reason.to_owned()), "{text}");
        }
    }

    proptest! {
        #[test]
        fn the_schema_takes_what_the_decoder_takes(text in "([0-9]{1,2}(\\.[0-9])?(w|d|h|m|s|ms|us|ns)?){0,3}") {
            let pattern = regex::Regex::new(&pattern()).unwrap();
            // How long a duration is cannot be seen by a regular expression.
            let is_taken = Duration::parse(&text).map_or_else(|reason| reason.starts_with("it is longer"), |_| true);
            prop_assert_eq!(pattern.is_match(&text), is_taken, "{}", text);
        }

        #[test]
        fn what_is_written_can_be_read(nanos in 0..u64::try_from(Duration::MAX.as_nanos()).unwrap()) {
            let duration = Duration(StdDuration::from_nanos(nanos));
            prop_assert_eq!(Duration::parse(&duration.to_string()), Ok(duration));
        }

        #[test]
        fn nothing_panics(text in "[0-9.wdhms日 ]{0,20}") {
            let _ = Duration::parse(&text);
        }
    }
}

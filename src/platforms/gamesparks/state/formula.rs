//! Expressions in the defaults of an event's attributes: `${now - 30 * 24 * 60 * 60 * 1000}`, `${format(now, "yyyy-MM-dd")}`.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::Value;

use crate::platforms::fidelity::{Row, chosen, documented};

/// How we know.
pub const FIDELITY: &[Row] = &[
    documented(
        "event.default",
        "a default may have ${…} in it: now (milliseconds since 1970), numbers, + - * / and brackets, and format(TIME, \"PATTERN\") with a pattern of Java",
        "Events page",
    ),
    chosen(
        "event.default-alone",
        "a default that is one expression and nothing else is a number, unless it is a format",
        "its samples are numbers",
    ),
    chosen("event.default-wrong", "an expression that is none stays as it is written", "unknown"),
];

/// `text` with its expressions replaced by what they come to.
pub fn fill(text: &str, now: Timestamp) -> Value {
    if let Some(alone) =
        text.strip_prefix("${").and_then(|rest| rest.strip_suffix('}')).filter(|one| !one.contains("${"))
    {
        return evaluate(alone, now).unwrap_or_else(|| Value::from(text));
    }
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("${") {
        let Some(end) = rest[at..].find('}').map(|end| at + end) else { break };
        filled.push_str(&rest[..at]);
        match evaluate(&rest[at + 2..end], now) {
            Some(Value::String(text)) => filled.push_str(&text),
            Some(other) => filled.push_str(&other.to_string()),
            None => filled.push_str(&rest[at..=end]),
        }
        rest = &rest[end + 1..];
    }
    filled.push_str(rest);
    Value::String(filled)
}

fn evaluate(expression: &str, now: Timestamp) -> Option<Value> {
    let mut reader = Reader { rest: expression.trim(), now, depth: 0 };
    let value = match reader.rest.strip_prefix("format") {
        Some(rest) => {
            reader.rest = rest;
            Value::String(reader.format()?)
        }
        None => {
            let number = reader.sum()?;
            #[expect(clippy::cast_possible_truncation, reason = "whole, and within what a double holds exactly")]
            let whole = (number.fract() == 0.0 && number.abs() < 9.0e15).then_some(number as i64);
            whole.map_or_else(|| Value::from(number), Value::from)
        }
    };
    reader.rest.trim().is_empty().then_some(value)
}

struct Reader<'t> {
    rest: &'t str,
    now: Timestamp,
    depth: usize,
}

impl Reader<'_> {
    fn take(&mut self, token: &str) -> bool {
        let rest = self.rest.trim_start();
        match rest.strip_prefix(token) {
            Some(after) => {
                self.rest = after;
                true
            }
            None => false,
        }
    }

    fn sum(&mut self) -> Option<f64> {
        let mut value = self.product()?;
        loop {
            if self.take("+") {
                value += self.product()?;
            } else if self.take("-") {
                value -= self.product()?;
            } else {
                return Some(value);
            }
        }
    }

    fn product(&mut self) -> Option<f64> {
        let mut value = self.factor()?;
        loop {
            if self.take("*") {
                value *= self.factor()?;
            } else if self.take("/") {
                value /= self.factor()?;
            } else {
                return Some(value).filter(|value| value.is_finite());
            }
        }
    }

    fn factor(&mut self) -> Option<f64> {
        const DEEPEST: usize = 32;
        self.depth += 1;
        if self.depth > DEEPEST {
            return None;
        }
        let value = if self.take("(") {
            let value = self.sum()?;
            self.take(")").then_some(value)
        } else if self.take("-") {
            self.factor().map(|value| -value)
        } else if self.take("now") {
            #[expect(clippy::cast_precision_loss, reason = "exact for 285,000 years")]
            let now = self.now.as_millisecond() as f64;
            Some(now)
        } else {
            let rest = self.rest.trim_start();
            let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.').len();
            let (number, after) = rest.split_at(digits);
            self.rest = after;
            number.parse().ok()
        };
        self.depth -= 1;
        value
    }

    /// What comes after `format`.
    fn format(&mut self) -> Option<String> {
        if !self.take("(") {
            return None;
        }
        let time = self.sum()?;
        if !self.take(",") || !self.take("\"") {
            return None;
        }
        let (pattern, after) = self.rest.split_once('"')?;
        self.rest = after;
        #[expect(clippy::cast_possible_truncation, reason = "a time out of range is refused below")]
        let time = Timestamp::from_millisecond(time as i64).ok()?;
        self.take(")").then(|| format(time, pattern))
    }
}

/// `time` in UTC by a pattern of Java's `SimpleDateFormat`.
fn format(time: Timestamp, pattern: &str) -> String {
    let time = time.to_zoned(TimeZone::UTC);
    let mut text = String::new();
    let mut rest = pattern;
    while let Some(letter) = rest.chars().next() {
        if letter == '\'' {
            // Between quotes nothing is a pattern; two quotes are one.
            let (quoted, after) = rest[1..].split_once('\'').unwrap_or((&rest[1..], ""));
            text.push_str(if quoted.is_empty() { "'" } else { quoted });
            rest = after;
            continue;
        }
        let count = rest.chars().take_while(|next| *next == letter).count();
        rest = &rest[count * letter.len_utf8()..];
        let number = |text: &mut String, number: i64| text.push_str(&format!("{number:0count$}"));
        match letter {
            'y' if count == 2 => text.push_str(&time.strftime("%y").to_string()),
            'y' => number(&mut text, time.year().into()),
            'M' if count >= 4 => text.push_str(&time.strftime("%B").to_string()),
            'M' if count == 3 => text.push_str(&time.strftime("%b").to_string()),
            'M' => number(&mut text, time.month().into()),
            'd' => number(&mut text, time.day().into()),
            'D' => number(&mut text, time.day_of_year().into()),
            'H' => number(&mut text, time.hour().into()),
            'h' => number(&mut text, i64::from((time.hour() + 11) % 12 + 1)),
            'm' => number(&mut text, time.minute().into()),
            's' => number(&mut text, time.second().into()),
            'S' => number(&mut text, time.millisecond().into()),
            'E' if count >= 4 => text.push_str(&time.strftime("%A").to_string()),
            'E' => text.push_str(&time.strftime("%a").to_string()),
            'a' => text.push_str(if time.hour() < 12 { "AM" } else { "PM" }),
            'z' => text.push_str("UTC"),
            'Z' => text.push_str("+0000"),
            'X' => text.push('Z'),
            other => text.extend(std::iter::repeat_n(other, count)),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn filled(text: &str) -> Value {
        fill(text, "2020-05-01T15:04:05.007Z".parse().unwrap())
    }

    #[test]
    fn expressions_are_numbers_or_formatted_times() {
        assert_eq!(filled("${now}"), json!(1_588_345_445_007_i64));
        assert_eq!(filled("${now - 30 * 24 * 60 * 60 * 1000}"), json!(1_585_753_445_007_i64));
        assert_eq!(filled("${ (1 + 2) * -3 / 2 }"), json!(-4.5));
        assert_eq!(filled("${format(now, \"yyyy-MM-dd\")}"), "2020-05-01");
        assert_eq!(
            filled("${format(now + 86400000, \"EEE d MMM yy 'at' HH:mm:ss.SSS\")}"),
            "Sat 2 May 20 at 15:04:05.007"
        );
        assert_eq!(filled("day ${format(now,\"D h a\")}, ${1+1}!"), "day 122 3 PM, 2!");
    }

    #[test]
    fn what_is_no_expression_stays() {
        for text in ["", "plain", "${", "${}", "${later}", "${now", "${1 /}", "${format(now)}", "${1 2}", "${1/0}"] {
            assert_eq!(filled(text), text);
        }
    }

    proptest! {
        #[test]
        fn nothing_panics(text in r#"[${}()now+*/,.0-9"'yMdEformat -]{0,40}"#) {
            filled(&text);
        }
    }
}

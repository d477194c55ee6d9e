//! Times as the platform's requests, responses and messages write them: to the minute, in UTC.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::platforms::fidelity::{Row, documented};

/// How we know.
pub const FIDELITY: &[Row] = &[documented(
    "dates.minutes",
    "times in requests, responses and messages are texts such as 2020-05-01T12:00Z: to the minute, in UTC",
    "request pages",
)];

/// `2020-05-01T12:00Z`.
pub fn minutes(time: Timestamp) -> String {
    time.to_zoned(TimeZone::UTC).strftime("%Y-%m-%dT%H:%MZ").to_string()
}

/// The time that such a text says; whole seconds and fractions are taken too.
pub fn parse(text: &str) -> Option<Timestamp> {
    let whole = text.parse().ok();
    whole.or_else(|| {
        let civil = jiff::civil::DateTime::strptime("%Y-%m-%dT%H:%MZ", text).ok()?;
        civil.to_zoned(TimeZone::UTC).ok().map(|zoned| zoned.timestamp())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minutes_are_written_and_read() {
        let time: Timestamp = "2020-05-01T12:34:56Z".parse().unwrap();
        assert_eq!(minutes(time), "2020-05-01T12:34Z");
        assert_eq!(parse("2020-05-01T12:34Z").unwrap().to_string(), "2020-05-01T12:34:00Z");
        assert_eq!(parse("2020-05-01T12:34:56Z"), Some(time));
        assert_eq!(parse("tomorrow"), None);
    }
}

//! When a leaderboard that begins anew now and then has done so.

use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};

use crate::platforms::gamesparks::config::leaderboard::Reset;

/// The day on which the period began that goes on at `now`.
pub fn begin(reset: Reset, now: Timestamp) -> Date {
    let today = now.to_zoned(TimeZone::UTC).date();
    match reset {
        Reset::Daily => today,
        Reset::Weekly => {
            let since = today.weekday().since(Weekday::Monday);
            today.checked_sub(i64::from(since).days()).unwrap_or(today)
        }
        Reset::Monthly => today.first_of_month(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_begin_at_midnight_on_mondays_and_on_the_first() {
        let begin = |reset, now: &str| begin(reset, now.parse().unwrap()).to_string();
        assert_eq!(begin(Reset::Daily, "2020-05-07T23:59:59Z"), "2020-05-07");
        assert_eq!(begin(Reset::Weekly, "2020-05-07T12:00:00Z"), "2020-05-04");
        assert_eq!(begin(Reset::Weekly, "2020-05-04T00:00:00Z"), "2020-05-04");
        assert_eq!(begin(Reset::Weekly, "2020-05-03T23:59:59Z"), "2020-04-27");
        assert_eq!(begin(Reset::Monthly, "2020-05-31T12:00:00Z"), "2020-05-01");
    }
}

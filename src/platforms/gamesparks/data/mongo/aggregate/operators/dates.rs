//! Times, in UTC.

use std::fmt::Write as _;

use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

use super::{Entry, NULL, Operands, Result, all, entry, pair};
use crate::platforms::gamesparks::data::bson::Bson;
use crate::platforms::gamesparks::data::mongo::Problem;
use crate::platforms::gamesparks::data::mongo::aggregate::wrong;

pub(super) const LIST: &[Entry] = &[
    entry("$year", 1, 1, |operands| part(operands, |at| i32::from(at.year()))),
    entry("$month", 1, 1, |operands| part(operands, |at| i32::from(at.month()))),
    entry("$dayOfMonth", 1, 1, |operands| part(operands, |at| i32::from(at.day()))),
    entry("$hour", 1, 1, |operands| part(operands, |at| i32::from(at.hour()))),
    entry("$minute", 1, 1, |operands| part(operands, |at| i32::from(at.minute()))),
    entry("$second", 1, 1, |operands| part(operands, |at| i32::from(at.second()))),
    entry("$millisecond", 1, 1, |operands| part(operands, |at| i32::from(at.millisecond()))),
    entry("$dayOfYear", 1, 1, |operands| part(operands, |at| i32::from(at.day_of_year()))),
    entry("$dayOfWeek", 1, 1, |operands| part(operands, |at| i32::from(at.weekday().to_sunday_one_offset()))),
    entry("$isoDayOfWeek", 1, 1, |operands| part(operands, |at| i32::from(at.weekday().to_monday_one_offset()))),
    entry("$week", 1, 1, |operands| part(operands, week)),
    entry("$isoWeek", 1, 1, |operands| part(operands, |at| i32::from(at.date().iso_week_date().week()))),
    entry("$isoWeekYear", 1, 1, |operands| part(operands, |at| i32::from(at.date().iso_week_date().year()))),
    entry("$dateToString", 2, 2, to_text),
];

fn zoned(value: &Bson) -> std::result::Result<Zoned, Problem> {
    let milliseconds = match value {
        Bson::Date(time) => *time,
        Bson::Id(id) => i64::from(id.seconds()) * 1000,
        other => return Err(wrong(format!("can't convert from BSON type {} to Date", other.type_name().0))),
    };
    let at = Timestamp::from_millisecond(milliseconds).map_err(|_| wrong("the date is out of range"))?;
    Ok(at.to_zoned(TimeZone::UTC))
}

fn part(operands: Operands, of: fn(&Zoned) -> i32) -> Result {
    match all(operands).as_deref() {
        Some([value, ..]) => Ok(Some(Bson::Int(of(&zoned(value)?)))),
        _ => NULL,
    }
}

/// Weeks begin on Sunday; the days before the first one are week 0.
fn week(at: &Zoned) -> i32 {
    let (day, weekday) = (i32::from(at.day_of_year()) - 1, i32::from(at.weekday().to_sunday_zero_offset()));
    (day + 7 - weekday) / 7
}

/// A time as the database writes it.
pub(super) fn iso(milliseconds: i64) -> String {
    match Timestamp::from_millisecond(milliseconds) {
        Ok(at) => at.to_zoned(TimeZone::UTC).strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string(),
        Err(_) => milliseconds.to_string(),
    }
}

fn to_text(operands: Operands) -> Result {
    let Some((format, date)) = pair(operands) else { return NULL };
    let format = format.as_text().ok_or_else(|| wrong("$dateToString requires that 'format' be a string"))?.to_owned();
    let at = zoned(&date)?;
    let mut text = String::new();
    let mut letters = format.chars();
    while let Some(letter) = letters.next() {
        if letter != '%' {
            text.push(letter);
            continue;
        }
        let written = match letters.next() {
            Some('Y') => write!(text, "{:04}", at.year()),
            Some('m') => write!(text, "{:02}", at.month()),
            Some('d') => write!(text, "{:02}", at.day()),
            Some('H') => write!(text, "{:02}", at.hour()),
            Some('M') => write!(text, "{:02}", at.minute()),
            Some('S') => write!(text, "{:02}", at.second()),
            Some('L') => write!(text, "{:03}", at.millisecond()),
            Some('j') => write!(text, "{:03}", at.day_of_year()),
            Some('w') => write!(text, "{}", at.weekday().to_sunday_one_offset()),
            Some('u') => write!(text, "{}", at.weekday().to_monday_one_offset()),
            Some('U') => write!(text, "{:02}", week(&at)),
            Some('V') => write!(text, "{:02}", at.date().iso_week_date().week()),
            Some('G') => write!(text, "{:04}", at.date().iso_week_date().year()),
            Some('%') => write!(text, "%"),
            Some(other) => return Err(wrong(format!("Invalid format character '%{other}' in format string"))),
            None => return Err(wrong("Unmatched '%' at end of $dateToString format string")),
        };
        // Writing to a string does not fail.
        let _ = written;
    }
    Ok(Some(Bson::from(text)))
}

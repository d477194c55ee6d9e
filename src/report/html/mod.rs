//! The report as one HTML file that needs nothing from outside: a summary, every scenario with what was wanted and what
//! came, and its exchanges on a timeline. The page says so itself to the browser: it may load nothing, and run no script but
//! its own.

mod timeline;

use std::sync::LazyLock;

use base64::Engine as _;
use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, UndefinedBehavior, Value, context};
use regex::Regex;
use sha2::{Digest as _, Sha256};

use super::story::Story;
use super::{Format, Report};
use crate::journal::Entry;
use crate::journal::verdict::thousands;

/// HTML.
pub const FORMAT: Format<Report> = Format { name: "html", about: "One HTML file, for people", write };

const PAGE: &str = include_str!("page.html");
pub(super) const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = include_str!("filter.js");

/// The most entries that are shown of one scenario; the newest are, and the rest is counted.
const MOST_ENTRIES: usize = 500;

/// The most characters that are shown of one body.
const MOST_OF_A_BODY: usize = 4_000;

/// Scenarios that did not pass are unfolded, up to this many.
const MOST_UNFOLDED: usize = 5;

#[expect(clippy::expect_used, reason = "the template is part of the program, and the tests render all of it")]
fn write(report: &Report) -> String {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::SemiStrict);
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.add_filter("clock_time", clock_time);
    environment.add_filter("duration", duration);
    environment.add_filter("since", since);
    environment.add_filter("thousands", thousands);
    environment.add_filter("beginning", beginning);
    environment.add_filter("share", share);
    environment.add_filter("uncoloured", uncoloured);
    environment.add_filter("text", |value: &Value| serde_json::to_string(value).unwrap_or_default());
    environment.add_template("page", PAGE).expect("the template is well-formed");
    let digest = base64::engine::general_purpose::STANDARD.encode(Sha256::digest(SCRIPT));
    let timelines: Vec<_> = report.scenarios.iter().map(timeline).collect();
    let values = context! {
        report => Value::from(Serde(report)),
        timelines => Value::from(Serde(timelines)),
        style => STYLE,
        script => SCRIPT,
        digest => format!("sha256-{digest}"),
        most_of_a_body => MOST_OF_A_BODY,
        most_unfolded => MOST_UNFOLDED,
    };
    environment.get_template("page").and_then(|page| page.render(values)).expect("every value is there")
}

/// `0.4 ms`, `412 ms`, `5.4 s`, `6d 18h`: milliseconds as people read them.
pub(super) fn duration(milliseconds: f64) -> String {
    if milliseconds < 9.95 {
        format!("{milliseconds:.1} ms")
    } else if milliseconds < 999.5 {
        format!("{milliseconds:.0} ms")
    } else if milliseconds < 59_950.0 {
        format!("{:.1} s", milliseconds / 1000.0)
    } else {
        // Times of this program are far below what a u64 holds, and never negative.
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "whole seconds of a sane time")]
        let seconds = (milliseconds / 1000.0).round() as u64;
        let parts =
            [(seconds / 86_400, "d"), (seconds / 3600 % 24, "h"), (seconds / 60 % 60, "min"), (seconds % 60, "s")];
        let parts = parts.into_iter().filter(|&(count, _)| count > 0);
        parts.take(2).map(|(count, unit)| format!("{count}{unit}")).collect::<Vec<_>>().join(" ")
    }
}

/// How long `at` is after `first`, both as the journal writes times: `+412 ms`.
fn since(at: &str, first: &str) -> String {
    let times = at.parse::<jiff::Timestamp>().ok().zip(first.parse::<jiff::Timestamp>().ok());
    match times.map(|(at, first)| at.duration_since(first).as_millis_f64()) {
        Some(0.0) => "0".to_owned(),
        Some(after) if after < 0.0 => format!("−{}", duration(-after)),
        Some(after) => format!("+{}", duration(after)),
        None => at.to_owned(),
    }
}

/// A time as the journal writes it, without its fraction: `2026-05-01 12:00:00 UTC`.
pub(super) fn clock_time(at: &str) -> String {
    let time = at.parse::<jiff::Timestamp>().map(|at| at.strftime("%Y-%m-%d %H:%M:%S UTC").to_string());
    time.unwrap_or_else(|_| at.to_owned())
}

/// The beginning of a text that could be long, and how much more there is.
fn beginning(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}… (and {} more)", &text[..end], text[end..].chars().count()),
        None => text.to_owned(),
    }
}

/// How much of `limit` is used, in percent, at most 100.
pub(super) fn share(used: i64, limit: i64) -> i64 {
    if limit > 0 { (used.saturating_mul(100) / limit).clamp(0, 100) } else { 100 }
}

/// What a program printed, without the colours it was meant to have on a terminal.
fn uncoloured(text: &str) -> String {
    static COLOURS: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"\x1b\[[0-9;?]*[A-Za-z]").ok());
    COLOURS.as_ref().map_or_else(|| text.to_owned(), |colours| colours.replace_all(text, "").into_owned())
}

/// The entries that are shown of a scenario.
fn timeline(story: &Story) -> Vec<&Entry> {
    let entries = &story.transcript.entries;
    timeline::by_beginning(entries[entries.len().saturating_sub(MOST_ENTRIES)..].iter().map(|entry| &**entry))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    #[test]
    fn a_whole_report() {
        insta::assert_snapshot!(write(&sample::report()));
    }

    #[test]
    fn nothing_is_loaded_from_outside_and_nothing_that_came_becomes_markup() {
        let page = write(&sample::report());
        assert!(page.contains("&lt;script&gt;alert(") && page.contains("&lt;b&gt;点けます"));
        assert_eq!((page.matches("<script").count(), page.matches("<b>").count()), (1, 0));
        for outside in ["src=", "href=", "url(", "@import", "<link", "<img", "<iframe"] {
            assert!(!page.contains(outside), "{outside}");
        }
    }

    #[test]
    fn every_element_that_is_opened_is_closed_in_its_place() {
        let page = write(&sample::report());
        let markup =
            regex::Regex::new(r"(?s)<(style|script)>.*?</(?:style|script)>|<(/?)([a-z][a-z0-9]*)[^>]*>").unwrap();
        let mut open = Vec::new();
        for found in markup.captures_iter(&page) {
            let Some(name) = found.get(3).map(|name| name.as_str()) else { continue };
            if &found[2] == "/" {
                assert_eq!(open.pop(), Some(name), "{} at {}", &found[0], found.get(0).unwrap().start());
            } else if !matches!(name, "meta" | "input" | "br") {
                open.push(name);
            }
        }
        assert!(open.is_empty(), "{open:?}");
    }

    #[test]
    fn durations_are_read_at_a_glance() {
        let durations = [0.0, 0.43, 9.96, 412.4, 999.6, 5_412.0, 59_960.0, 583_200_000.0, 3_600_000.0].map(duration);
        assert_eq!(durations, ["0.0 ms", "0.4 ms", "10 ms", "412 ms", "1.0 s", "5.4 s", "1min", "6d 18h", "1h"]);
        assert_eq!(since("2026-05-01T12:00:00.5Z", "2026-05-01T12:00:00Z"), "+500 ms");
        assert_eq!(since("2026-05-01T12:00:00Z", "2026-05-01T12:00:00.5Z"), "−500 ms");
    }

    #[test]
    fn what_is_long_is_cut_and_says_so() {
        assert_eq!(uncoloured("\u{1b}[1;31merror\u{1b}[0m: [31m"), "error: [31m");
        assert_eq!(beginning("照明照明", 3), "照明照… (and 1 more)");
        assert_eq!([share(1, 3), share(5, 0), share(9, 3), share(i64::MAX, 1)], [33, 100, 100, 100]);
    }
}

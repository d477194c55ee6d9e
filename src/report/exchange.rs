//! How a person reads an exchange and its verdict: which checks were made, which held, and how close to the limits it came.

use std::fmt::Write as _;
use std::time::Duration;

use super::ink::Ink;
use crate::journal::exchange::{Direction, Event, Exchange};
use crate::journal::verdict::{CheckResult, Outcome, Verdict};
use crate::journal::{Entry, What};
use crate::platforms::{PLATFORMS, Written};

/// The most characters that are shown of a reason or a body in one line.
const MOST_OF_A_LINE: usize = 200;

/// The exchange in one line, then its checks, each in a line of its own, all indented by `indent`.
pub fn exchange(exchange: &Exchange, indent: usize, ink: Ink) -> String {
    let mut text = format!("{:indent$}{}\n", "", line(exchange, ink));
    text += &verdict(&exchange.verdict, indent + 2, ink);
    text
}

/// The checks of a verdict, each in a line of its own, indented by `indent`.
pub fn verdict(verdict: &Verdict, indent: usize, ink: Ink) -> String {
    let width = verdict.checks.iter().map(|check| check.name.chars().count()).max().unwrap_or_default();
    let mut text = String::new();
    for check in &verdict.checks {
        let sign = match check.result {
            CheckResult::Passed => ink.good("✓"),
            CheckResult::Failed => ink.bad("✗"),
            CheckResult::Warned => ink.warn("!"),
        };
        let headroom = check.headroom.map(|headroom| headroom.to_string());
        let reason = (!check.reason.is_empty()).then(|| one_line(&check.reason));
        let said: Vec<_> = headroom.into_iter().chain(reason).collect();
        let line = format!("{:indent$}{sign} {:width$}  {}", "", check.name, said.join("; "));
        text += line.trim_end();
        text.push('\n');
    }
    text
}

/// An entry of the journal in one line.
pub fn entry_line(entry: &Entry, ink: Ink) -> String {
    match &entry.what {
        What::Exchange(exchange) => line(exchange, ink),
        What::Event(event) => event_line(event, ink),
    }
}

fn line(exchange: &Exchange, ink: Ink) -> String {
    let arrow = match exchange.direction {
        Direction::Inbound => "→",
        Direction::Outbound => "←",
    };
    let outcome = match exchange.verdict.outcome {
        Outcome::Accepted => ink.good("accepted"),
        Outcome::Refused => ink.bad("refused"),
        Outcome::Failed => ink.bad("failed"),
    };
    let answer = match (&exchange.response, &exchange.failure) {
        // What a fault broke on its way was answered all the same.
        (Some(response), Some(failure)) => format!("{}, {}", response.status.as_u16(), failure.name),
        (Some(response), None) => response.status.as_u16().to_string(),
        (None, Some(failure)) => failure.name.to_string(),
        (None, None) => "no answer".to_owned(),
    };
    let mut line = format!("{arrow} {} {}: {outcome}", exchange.platform, exchange.operation);
    let _ = write!(line, "  {}", ink.dim(&format!("{answer}, {}", milliseconds(exchange.took))));
    if !exchange.faults.is_empty() {
        let _ = write!(line, "  {}", ink.warn(&format!("⚡ {}", exchange.faults.join(", "))));
    }
    if let Some(again) = &exchange.again {
        let _ = write!(line, "  {}", ink.warn(&format!("↻ attempt {}: {again}", again.attempt)));
    }
    if exchange.verdict.outcome != Outcome::Accepted {
        let _ = write!(line, "  {}", one_line(&exchange.verdict.summary));
    }
    line
}

fn event_line(event: &Event, ink: Ink) -> String {
    if let Some(written) = PLATFORMS.iter().find_map(|platform| platform.written(event)) {
        return written_line(&written, event.platform, ink);
    }
    format!("· {} {}  {}", event.platform, event.kind, ink.dim(&one_line(&event.detail.to_string())))
}

/// A line of a log: `· cluster plaza/button  pressed [button]`; `✗` before it is an error, `!` a warning.
pub fn written_line(written: &Written, platform: &str, ink: Ink) -> String {
    let text = one_line(&written.text);
    let (mark, text) = match (written.is_error, written.is_warning) {
        (true, _) => (ink.bad("✗"), ink.bad(&text)),
        (_, true) => (ink.warn("!"), ink.warn(&text)),
        _ => ("·".to_owned(), text),
    };
    format!("{mark} {platform} {}  {text}", written.by)
}

/// `0.4 ms`, `5,000 ms`: the unit that limits are given in.
pub fn milliseconds(duration: Duration) -> String {
    let micros = duration.as_micros();
    if micros < 10_000 {
        format!("{}.{} ms", micros / 1000, micros % 1000 / 100)
    } else {
        format!("{} ms", duration.as_millis())
    }
}

/// The text on one line, cut where it would be too long, with its line breaks shown.
pub fn one_line(text: &str) -> String {
    let mut line = String::new();
    for (at, character) in text.chars().enumerate() {
        if at == MOST_OF_A_LINE {
            line.push('…');
            break;
        }
        match character {
            '\n' => line += "\\n",
            '\r' => line += "\\r",
            '\t' => line.push(' '),
            control if control.is_control() => line.push('\u{fffd}'),
            other => line.push(other),
        }
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::verdict::{Checks, Headroom};

    #[test]
    fn a_verdict_reads_from_top_to_bottom() {
        let mut checks = Checks::new();
        checks.pass("method", "POST");
        checks.pass_within("time", Headroom::new(412, 5000, "ms"), "");
        checks.warn("content type", "text/html; the platform does not look at it");
        checks.fail_beyond("response size", Headroom::new(1001, 1000, "bytes"), "too long:\nshorten it");
        insta::assert_snapshot!(verdict(&checks.verdict(Outcome::Failed), 2, Ink::PLAIN));
    }

    #[test]
    fn what_would_break_the_line_is_shown() {
        assert_eq!(one_line("a\nb\u{1b}[31m"), "a\\nb\u{fffd}[31m");
        assert_eq!(one_line(&"x".repeat(500)).chars().count(), MOST_OF_A_LINE + 1);
    }
}

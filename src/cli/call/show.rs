//! What `backlot call` prints: for people, and as JSON.

use std::fmt::Write as _;
use std::time::Duration;

use serde_json::{Value, json};

use crate::client::Exchange;
use crate::journal::verdict::{Check, CheckResult};
use crate::platforms::cluster::call::{Outcome, Reason};
use crate::report::exchange::{milliseconds, one_line};
use crate::report::ink::Ink;

/// The most bytes of an answer that was not accepted that are shown.
const MOST_OF_A_BODY: usize = 600;

/// The call as a person reads it: every check with its headroom, the time that each phase took, and what the item gets.
pub(super) fn text(url: &str, outcome: &Outcome, ink: Ink) -> String {
    let mut text = format!("{} {url}", ink.bold("callExternal"));
    if let Some(profile) = outcome.profile {
        text += &ink.dim(&format!("  {} profile", profile.word()));
    }
    text.push_str("\n\n");
    let width = outcome.verdict.checks.iter().map(|check| check.name.len()).max().unwrap_or(0);
    for check in &outcome.verdict.checks {
        text += &line(check, width, outcome, ink);
    }
    for hop in &outcome.hops {
        text += &phases(hop, outcome.hops.len() > 1, ink);
    }
    text.push('\n');
    match &outcome.result {
        Ok(response) => {
            let _ = writeln!(text, "{} with response", ink.good("onExternalCallEnd"));
            text += &lines(if response.is_empty() { "(empty)" } else { response });
        }
        Err(reason) => text += &failure(reason, outcome, ink),
    }
    text
}

/// One check; a failed one with how to mend it.
fn line(check: &Check, width: usize, outcome: &Outcome, ink: Ink) -> String {
    let failed = outcome.result.as_ref().err().filter(|_| check.result == CheckResult::Failed);
    let sign = match check.result {
        CheckResult::Passed => ink.good("✓"),
        CheckResult::Failed => ink.bad("✗"),
        CheckResult::Warned => ink.warn("!"),
    };
    // The reason of a failed check has the help in it, which gets a line of its own here.
    let reason = one_line(&failed.map_or_else(|| check.reason.to_string(), Reason::to_string));
    let said = match &check.headroom {
        Some(headroom) if reason.is_empty() => headroom.to_string(),
        Some(headroom) => format!("{headroom}  {}", ink.dim(&reason)),
        None => reason,
    };
    let mut text = format!("  {sign} {:<width$}  {said}", check.name);
    text.truncate(text.trim_end().len());
    text.push('\n');
    if let Some(reason) = failed {
        let _ = writeln!(text, "    {:<width$}  {} {}", "", ink.warn("help:"), reason.help());
    }
    text
}

/// The time that each phase of an exchange took.
fn phases(hop: &Exchange, is_one_of_several: bool, ink: Ink) -> String {
    let phases: Vec<_> = hop.timings.phases().map(|(phase, took)| format!("{phase} {}", milliseconds(took))).collect();
    if phases.is_empty() {
        return String::new();
    }
    let which = if is_one_of_several { format!("{} {}: ", hop.request.method, hop.request.url) } else { String::new() };
    format!("\n  {}\n", ink.dim(&format!("{which}{}", phases.join(" · "))))
}

/// How the call failed, and what the answer was if there was one.
fn failure(reason: &Reason, outcome: &Outcome, ink: Ink) -> String {
    let word = if reason.is_refusal() { "refused:" } else { "failed:" };
    let mut text = format!("{} {}\n", ink.bad(word), reason.name());
    if let Some(answer) = outcome.hops.last().and_then(|hop| hop.answer.as_ref()) {
        let shown = &answer.body[..answer.body.len().min(MOST_OF_A_BODY)];
        let _ = writeln!(text, "\n  {}", ink.dim(&format!("the answer's body, {} bytes:", answer.body.len())));
        text += &lines(&String::from_utf8_lossy(shown));
        if shown.len() < answer.body.len() {
            text += "  …\n";
        }
    }
    text
}

/// Text with its lines indented, without what a terminal would take as a command.
fn lines(text: &str) -> String {
    text.lines().map(|line| format!("  {}\n", one_line(line))).collect()
}

/// Everything that is known of the call.
pub(super) fn json(outcome: &Outcome) -> Value {
    let mut json = outcome.to_json();
    json["hops"] = outcome.hops.iter().map(hop).collect();
    json["verdict"] = serde_json::to_value(&outcome.verdict).unwrap_or_default();
    json
}

fn hop(hop: &Exchange) -> Value {
    let phases: serde_json::Map<_, _> =
        hop.timings.phases().map(|(phase, took)| (phase.name().to_owned(), millis(took).into())).collect();
    json!({
        "method": hop.request.method.as_str(),
        "url": hop.request.url.as_str(),
        "status": hop.answer.as_ref().map(|answer| answer.status.as_u16()),
        "body": hop.answer.as_ref().map(|answer| String::from_utf8_lossy(&answer.body)),
        "took_ms": millis(hop.timings.total()),
        "phases_ms": phases,
    })
}

/// Milliseconds with three decimals.
fn millis(duration: Duration) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "exact below 285 years")]
    let millis = duration.as_micros() as f64 / 1000.0;
    millis
}

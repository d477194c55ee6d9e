//! The report for people: a line for each scenario, and for those that did not pass where, what was wanted, what came, and
//! what had happened.

use std::time::Duration;

use super::exchange::{entry_line, exchange, one_line};
use super::ink::Ink;
use crate::diag::render::{Look, render_one};
use crate::runner::outcome::{Difference, Differs, Ending, Failure, Outcome, Tally, Trouble};
use crate::world::clock::Mode;

/// One outcome: a line if it passed, and everything that helps if it did not.
pub fn outcome(outcome: &Outcome, look: Look) -> String {
    let ink = Ink { colour: look.colour };
    let head =
        |word: String| format!("{}\n", format!("{word} {}  {}", outcome.name, ink.dim(&times(outcome))).trim_end());
    match &outcome.ending {
        Ending::Passed => head(ink.good("passed ")) + &variants(&outcome.variants, ink) + &remarks(outcome, look),
        Ending::Failed(_) => head(ink.bad("FAILED ")) + "\n" + &explanation(outcome, look) + &remarks(outcome, look),
        Ending::Errored(_) => head(ink.bad("ERRORED")) + "\n" + &explanation(outcome, look),
        Ending::Skipped(reason) => {
            format!("{} {}  {}\n", ink.warn("skipped"), outcome.name, ink.dim(&one_line(reason)))
        }
    }
}

/// What showed when it was played and is probably not as its author thinks.
fn remarks(outcome: &Outcome, look: Look) -> String {
    let remarks = outcome.remarks.iter().map(|remark| format!("\n{}", render_one(remark, look)));
    let text: String = remarks.collect();
    if text.is_empty() { text } else { text + "\n" }
}

/// Where the answers in the other variants differ.
pub(super) fn variants(variants: &[Differs], ink: Ink) -> String {
    let mut text = String::new();
    let told = |Difference { path, wanted, got }: &Difference| {
        let (was, is) = (ink.dim("was"), ink.dim("is"));
        format!("      {path}\n        {was} {}\n        {is}  {}\n", one_line(wanted), one_line(got))
    };
    for one in variants {
        let (variant, compared, different) = (&one.variant, one.compared, one.exchanges.len());
        text += &format!("  at {variant}, {different} of {compared} answers are different\n");
        if one.unpaired > 0 {
            text += &format!("  {} more could not be compared: one of the two ways has fewer\n", one.unpaired);
        }
        for exchange in &one.exchanges {
            text += &format!("    {}  {}\n", exchange.number, exchange.operation);
            text.extend(exchange.differences.iter().map(told));
        }
        if let Some(layout) = &one.layout {
            text += "    all of them\n";
            text += &told(layout);
        }
    }
    text
}

/// Everything that helps with an outcome that is not as it should be; nothing for those that are.
pub fn explanation(outcome: &Outcome, look: Look) -> String {
    let ink = Ink { colour: look.colour };
    match &outcome.ending {
        Ending::Passed | Ending::Skipped(_) => String::new(),
        Ending::Failed(failure) => failed(failure, look) + &again(outcome, ink),
        Ending::Errored(trouble) => errored(trouble, look) + &again(outcome, ink),
    }
}

/// The last line.
pub fn summary(tally: Tally, took: Duration, ink: Ink) -> String {
    let mut parts = vec![ink.good(&format!("{} passed", tally.passed))];
    let bad = |count: usize, word: &str| {
        let text = format!("{count} {word}");
        if count == 0 { text } else { ink.bad(&text) }
    };
    parts.push(bad(tally.failed, "failed"));
    parts.push(bad(tally.errored, "could not run"));
    if tally.skipped > 0 {
        parts.push(ink.warn(&format!("{} skipped", tally.skipped)));
    }
    if tally.left_out > 0 {
        parts.push(ink.warn(&format!("{} left out", tally.left_out)));
    }
    format!("{} in {:.2} s\n", parts.join(", "), took.as_secs_f64())
}

/// How long it took; nothing where no time passed.
fn times(outcome: &Outcome) -> String {
    match outcome.clock {
        Mode::Real => format!("{:.2} s, real time", outcome.machine_time.as_secs_f64()),
        Mode::Virtual | Mode::Frozen => {
            let platform = (!outcome.platform_time.is_zero())
                .then(|| format!("{} of platform time", crate::tree::Duration(outcome.platform_time)));
            let transport = outcome
                .is_over_network()
                .then(|| format!("transport in real time, {:.2} s", outcome.machine_time.as_secs_f64()));
            platform.into_iter().chain(transport).collect::<Vec<_>>().join(", ")
        }
    }
}

fn failed(failure: &Failure, look: Look) -> String {
    let ink = Ink { colour: look.colour };
    let mut text = render_one(&failure.problem, look);
    if !failure.differences.is_empty() {
        text.push('\n');
        failure.differences.iter().for_each(|one| text += &difference(one, ink));
    }
    if let Some(entry) = &failure.exchange
        && let Some(judged) = entry.exchange()
    {
        text += "\n  the exchange:\n";
        text += &exchange(judged, 4, ink);
        text += &bodies(judged, ink);
    }
    text + &happened(&failure.before, ink) + &said(&failure.said, ink)
}

fn errored(trouble: &Trouble, look: Look) -> String {
    let ink = Ink { colour: look.colour };
    render_one(&trouble.problem, look) + &happened(&trouble.before, ink) + &said(&trouble.said, ink)
}

fn difference(difference: &Difference, ink: Ink) -> String {
    let Difference { path, wanted, got } = difference;
    format!("  {path}\n    {} {wanted}\n    {}    {got}\n", ink.good("wanted"), ink.bad("got"))
}

fn bodies(exchange: &crate::journal::exchange::Exchange, ink: Ink) -> String {
    let shown = |label: &str, body: &crate::journal::exchange::Body| {
        let text = String::from_utf8_lossy(body.kept());
        if text.is_empty() {
            return String::new();
        }
        format!("      {} {}\n", ink.dim(label), one_line(text.trim_end()))
    };
    let answer = exchange.response.as_ref().map(|response| shown("answer ", &response.body));
    shown("request", &exchange.request.body) + &answer.unwrap_or_default()
}

fn happened(before: &[std::sync::Arc<crate::journal::Entry>], ink: Ink) -> String {
    if before.is_empty() {
        return String::new();
    }
    let mut text = "\n  before that:\n".to_owned();
    before.iter().for_each(|entry| text += &format!("    {}\n", entry_line(entry, ink)));
    text
}

fn said(said: &str, ink: Ink) -> String {
    if said.is_empty() {
        return String::new();
    }
    let lines: String = said.lines().map(|line| format!("    {}\n", one_line(line))).collect();
    format!("\n  the program under test printed:\n{}", ink.dim(&lines))
}

/// How to see the same again.
fn again(outcome: &Outcome, ink: Ink) -> String {
    let place = outcome.place.begin();
    let file = outcome.place.source().name();
    ink.dim(&format!(
        "\n  {file}:{}, step {} of {}, seed {}\n",
        place.line, outcome.played, outcome.steps, outcome.seed
    ))
}

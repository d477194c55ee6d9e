//! The scorecard on the terminal: a line for each probe, how to mend what is not as it should be, and how much room is left.

use std::fmt::Write as _;

use super::{Entry, Scorecard};
use crate::journal::verdict::Headroom;
use crate::platforms::cluster::doctor::finding::Grade;
use crate::platforms::cluster::doctor::patient::Options;
use crate::platforms::cluster::doctor::{Chapter, Probe};
use crate::report::exchange::one_line;
use crate::report::fidelity::wrap;
use crate::report::ink::Ink;

/// The cells of a bar.
const CELLS: i64 = 10;

/// The most lines of one piece of evidence that are shown; reports have all of it.
const MOST_LINES: usize = 4;

/// The width where the terminal does not say its own.
const COLUMNS: usize = 100;

/// What is about to happen: where to, by which rules, and how many requests at most.
pub fn announcement(options: &Options, probes: usize, requests: usize, ink: Ink) -> String {
    let server = &options.server;
    let seconds = server.timeout.as_secs_f64();
    let mut text = format!("{} {}", ink.bold("Doctor"), server.address.text);
    text += &ink.dim(&format!("  {} profile", server.profile.word()));
    let redirects = if server.follow_redirects { "; a redirect that is followed adds one" } else { "" };
    let _ = write!(
        text,
        "\n{}\n",
        ink.dim(&format!(
            "{}, at most {} to this URL and nowhere else{redirects}",
            counted(probes, "probe"),
            counted(requests, "request")
        ))
    );
    if server.timeout != crate::platforms::cluster::call::TIMEOUT {
        let _ = writeln!(text, "{}", ink.warn(&format!("a call gets {seconds} s here; cluster gives it 5 s")));
    }
    text
}

/// `1 request`, `2 requests`.
fn counted(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

/// The whole scorecard.
pub fn scorecard(card: &Scorecard, columns: Option<usize>, ink: Ink) -> String {
    let columns = columns.unwrap_or(COLUMNS).clamp(60, 140);
    let width = card.probes.iter().map(|entry| entry.name.len()).max().unwrap_or(0);
    let mut text = String::new();
    for (chapter, entries) in card.chapters() {
        let _ = write!(text, "\n{}\n", ink.bold(chapter.title()));
        entries.iter().for_each(|entry| text += &line(entry, width, columns, ink));
    }
    text + "\n" + &summary(card, ink)
}

fn sign(grade: Grade, ink: Ink) -> String {
    match grade {
        Grade::Passed => ink.good("✓"),
        Grade::Noted => ink.dim("·"),
        Grade::Skipped => ink.dim("–"),
        Grade::Warned => ink.warn("!"),
        Grade::Failed => ink.bad("✗"),
    }
}

fn line(entry: &Entry, width: usize, columns: usize, ink: Ink) -> String {
    let said = one_line(&entry.said);
    let said = match entry.grade {
        Grade::Skipped => ink.dim(&said),
        Grade::Failed => ink.bad(&said),
        Grade::Warned => ink.warn(&said),
        Grade::Passed | Grade::Noted => said,
    };
    let parts: Vec<_> = entry.headroom.iter().map(|headroom| bar(*headroom, entry.grade, ink)).chain([said]).collect();
    let parts = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("  ");
    let mut text = format!("  {} {:<width$}  {parts}", sign(entry.grade, ink), entry.name);
    text.truncate(text.trim_end().len());
    text.push('\n');
    if entry.grade >= Grade::Warned {
        text += &more("looks at", entry.about, columns, ink);
        text += &more("cluster", entry.platform, columns, ink);
        text += &more("mend", &entry.mend, columns, ink);
        for evidence in &entry.evidence {
            text += &more(evidence.label, &one_line(&evidence.text), columns, ink);
        }
    }
    text
}

/// A line below a probe, wrapped: `mend      answer with 400`.
fn more(label: &str, said: &str, columns: usize, ink: Ink) -> String {
    const INDENT: usize = 6;
    const LABEL: usize = 10;
    let room = columns.saturating_sub(INDENT + LABEL);
    let lines = wrap(said, room).into_iter().flat_map(|line| pieces(&line, room)).take(MOST_LINES);
    let mut text = String::new();
    for (at, line) in lines.enumerate() {
        let label = if at == 0 { label } else { "" };
        let _ = writeln!(text, "{:INDENT$}{}{line}", "", ink.dim(&format!("{label:<LABEL$}")));
    }
    text
}

/// A line without spaces to break it at, broken where it is full.
fn pieces(line: &str, room: usize) -> Vec<String> {
    let letters: Vec<_> = line.chars().collect();
    letters.chunks(room.max(1)).map(|piece| piece.iter().collect()).collect()
}

/// `████░░░░░░ 412 of 1,000 bytes`.
fn bar(headroom: Headroom, grade: Grade, ink: Ink) -> String {
    let used =
        if headroom.limit > 0 { (headroom.used.saturating_mul(CELLS) / headroom.limit).clamp(0, CELLS) } else { CELLS };
    let cells: String = (0..CELLS).map(|cell| if cell < used { '█' } else { '░' }).collect();
    let cells = match grade {
        Grade::Failed => ink.bad(&cells),
        Grade::Warned => ink.warn(&cells),
        _ => ink.good(&cells),
    };
    format!("{cells} {headroom}")
}

fn summary(card: &Scorecard, ink: Ink) -> String {
    let tally = card.tally;
    let count = |count: usize, word: &str, paint: fn(Ink, &str) -> String| {
        (count > 0).then(|| paint(ink, &format!("{count} {word}")))
    };
    let parts = [
        count(tally.failed, "failed", Ink::bad),
        count(tally.warned, "warned", Ink::warn),
        count(tally.passed, "passed", Ink::good),
        count(tally.noted, "noted", Ink::dim),
        count(tally.skipped, "skipped", Ink::dim),
    ];
    let parts = parts.into_iter().flatten().collect::<Vec<_>>().join(", ");
    let requests = counted(card.sent, "request");
    let followed = match card.followed {
        0 => String::new(),
        some => format!(" and {} followed", counted(some, "redirect")),
    };
    let facts = ink.dim(&format!("{requests}{followed} in {:.1} s", card.took_ms / 1000.0));
    format!("{parts}  {facts}\n{}\n", ink.bold(card.judgement()))
}

/// Every probe, for `--list`: its name, what it looks at, what cluster does, and how to mend it.
pub fn list(probes: &[&'static Probe], options: &Options, columns: Option<usize>, ink: Ink) -> String {
    let columns = columns.unwrap_or(COLUMNS).clamp(60, 140);
    let mut text = String::new();
    for chapter in Chapter::ALL {
        let here: Vec<_> = probes.iter().filter(|probe| probe.chapter == *chapter).collect();
        if here.is_empty() {
            continue;
        }
        let _ = writeln!(text, "{}{}", ink.bold(chapter.title()), ink.dim(&format!("  {}", chapter.word())));
        for probe in here {
            let requests = (probe.requests)(options);
            let hostile = if probe.hostile { ", left out by --gentle" } else { "" };
            let _ = writeln!(text, "  {}  {}", probe.name, ink.dim(&(counted(requests, "request") + hostile)));
            text += &more("looks at", probe.about, columns, ink);
            text += &more("cluster", probe.platform, columns, ink);
            text += &more("mend", probe.mend, columns, ink);
        }
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::checkup::sample;

    #[test]
    fn a_whole_scorecard() {
        insta::assert_snapshot!(scorecard(&sample::scorecard(), None, Ink::PLAIN));
    }

    #[test]
    fn a_bar_is_as_long_as_what_is_used() {
        let bar = |used, limit| bar(Headroom::new(used, limit, "bytes"), Grade::Passed, Ink::PLAIN);
        assert_eq!(bar(0, 1_000), "░░░░░░░░░░ 0 of 1,000 bytes");
        assert_eq!(bar(412, 1_000), "████░░░░░░ 412 of 1,000 bytes");
        assert_eq!(bar(1_001, 1_000), "██████████ 1,001 of 1,000 bytes");
    }
}

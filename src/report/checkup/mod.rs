//! What the doctor found, for people and for programs: one file per format. The terminal shows a scorecard ([`human`]); the
//! formats that are written to files ([`Reported::FORMATS`]) are made from the same [`Scorecard`], in which tokens are hidden.

pub mod html;
pub mod human;
pub mod json;
pub mod junit;

use schemars::JsonSchema;
use serde::Serialize;

use super::story::milliseconds;
use super::{Format, Reported};
use crate::journal::verdict::Headroom;
use crate::platforms::cluster::doctor::Chapter;
use crate::platforms::cluster::doctor::checkup::{Checkup, Examined};
use crate::platforms::cluster::doctor::finding::{Evidence, Grade};

impl Reported for Scorecard {
    const FORMATS: &'static [Format<Self>] = &[junit::FORMAT, json::FORMAT, html::FORMAT];
}

/// What came of a look at a creator server. `backlot_checkup` grows by one when a reader of the former shape would misread the
/// new one; new fields alone do not make it grow.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Scorecard {
    /// The version of this shape.
    #[schemars(extend("const" = Scorecard::VERSION))]
    pub backlot_checkup: u32,
    /// The version of Backlot that looked.
    pub version: String,
    /// The server's URL.
    pub url: String,
    /// The rules that applied: `legacy` or `current`.
    pub profile: &'static str,
    /// The machine's time when it began, in UTC.
    pub started: String,
    /// How much of the machine's time it took, in milliseconds.
    pub took_ms: f64,
    /// How long a call could take, in milliseconds; cluster's own limit is 5,000.
    pub timeout_ms: f64,
    /// The most requests that were announced before the first was sent.
    pub announced: usize,
    /// How many requests were sent, redirects not counted.
    pub sent: usize,
    /// How many redirects were followed.
    pub followed: usize,
    /// How many probes have which grade.
    pub tally: Tally,
    /// What came of each probe, in order.
    pub probes: Vec<Entry>,
}

/// How many probes have which grade.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Tally {
    /// As it should be.
    pub passed: usize,
    /// As it should be, with something worth knowing.
    pub noted: usize,
    /// Not looked at.
    pub skipped: usize,
    /// Calls work, but something will hurt one day.
    pub warned: usize,
    /// Calls fail, or somebody can harm the server.
    pub failed: usize,
}

/// What came of one probe.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Entry {
    /// Its stable name.
    pub name: &'static str,
    /// The chapter it stands in.
    pub chapter: &'static str,
    /// What it looks at.
    pub about: &'static str,
    /// How bad it is.
    pub grade: Grade,
    /// What was seen; empty where there is nothing to say beyond the grade.
    pub said: String,
    /// How close to a limit it came.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub headroom: Option<Headroom>,
    /// What cluster does, or would do with such a server.
    pub platform: &'static str,
    /// How to mend it.
    pub mend: String,
    /// What shows it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(default)]
    pub evidence: Vec<Evidence>,
    /// How many requests it sent.
    pub sent: usize,
    /// How much of the machine's time it took, in milliseconds.
    pub took_ms: f64,
}

impl Scorecard {
    /// The version of the shape.
    pub const VERSION: u32 = 1;

    /// What `checkup` found.
    pub fn of(checkup: &Checkup) -> Self {
        let server = &checkup.options.server;
        Self {
            backlot_checkup: Self::VERSION,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            url: server.address.text.clone(),
            profile: server.profile.word(),
            started: checkup.started.to_string(),
            took_ms: milliseconds(checkup.took),
            timeout_ms: milliseconds(server.timeout),
            announced: checkup.announced,
            sent: checkup.sent,
            followed: checkup.followed,
            tally: Tally {
                passed: checkup.count(Grade::Passed),
                noted: checkup.count(Grade::Noted),
                skipped: checkup.count(Grade::Skipped),
                warned: checkup.count(Grade::Warned),
                failed: checkup.count(Grade::Failed),
            },
            probes: checkup.examined.iter().map(Entry::of).collect(),
        }
    }

    /// The chapters that have probes, in order, with these.
    pub fn chapters(&self) -> impl Iterator<Item = (Chapter, Vec<&Entry>)> {
        Chapter::ALL.iter().filter_map(|chapter| {
            let entries: Vec<_> = self.probes.iter().filter(|entry| entry.chapter == chapter.word()).collect();
            (!entries.is_empty()).then_some((*chapter, entries))
        })
    }

    /// The judgement on the whole, in a sentence.
    pub fn judgement(&self) -> &'static str {
        match self.tally {
            Tally { failed: 1.., .. } => {
                "Mend what failed: calls of cluster would fail, or strangers could harm this server."
            }
            Tally { warned: 1.., .. } => "cluster could use this server; what is marked with ! will hurt one day.",
            Tally { passed: 0, noted: 0, .. } => "Nothing could be looked at.",
            _ => "cluster could use this server as it is.",
        }
    }
}

impl Entry {
    fn of(examined: &Examined) -> Self {
        let Examined { probe, finding, sent, took } = examined;
        Self {
            name: probe.name,
            chapter: probe.chapter.word(),
            about: probe.about,
            grade: finding.grade,
            said: finding.said.clone(),
            headroom: finding.headroom,
            platform: probe.platform,
            mend: finding.help.as_deref().unwrap_or(probe.mend).to_owned(),
            evidence: finding.evidence.clone(),
            sent: *sent,
            took_ms: milliseconds(*took),
        }
    }
}

#[cfg(test)]
pub(super) mod sample {
    //! A scorecard with one probe of each grade.

    use super::*;

    /// The scorecard.
    pub(in crate::report) fn scorecard() -> Scorecard {
        let entry = |name, chapter: Chapter, grade, said: &str| Entry {
            name,
            chapter: chapter.word(),
            about: "What the probe looks at",
            grade,
            said: said.to_owned(),
            headroom: None,
            platform: "would fail the call",
            mend: "do it the other way".to_owned(),
            evidence: Vec::new(),
            sent: 1,
            took_ms: 12.3,
        };
        let mut probes = vec![
            entry("connect", Chapter::Connection, Grade::Passed, "connected to 127.0.0.1:8787"),
            entry("public-url", Chapter::Connection, Grade::Noted, "this address is known on your own network only"),
            entry("certificate", Chapter::Connection, Grade::Skipped, "the URL is plain http"),
            entry("time", Chapter::Time, Grade::Warned, "p50 1200 ms, p99 4100 ms, 0 % over 5 s"),
            entry("not-json", Chapter::Robustness, Grade::Failed, "answered with 500, and showed its inside: a trace"),
        ];
        probes[3].headroom = Some(Headroom::new(4_100, 5_000, "ms"));
        probes[4].evidence =
            vec![Evidence { label: "answer", text: "<b>Error</b>\n    at f (/srv/a.js:1:2)".to_owned() }];
        Scorecard {
            backlot_checkup: Scorecard::VERSION,
            version: "0.0.0".to_owned(),
            url: "http://127.0.0.1:8787/".to_owned(),
            profile: "legacy",
            started: "2026-05-01T12:00:00Z".to_owned(),
            took_ms: 1_234.5,
            timeout_ms: 5_000.0,
            announced: 7,
            sent: 5,
            followed: 0,
            tally: Tally { passed: 1, noted: 1, skipped: 1, warned: 1, failed: 1 },
            probes,
        }
    }
}

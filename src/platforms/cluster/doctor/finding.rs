//! What a probe found: how bad it is, what was seen, how close to a limit, and what shows it.

use std::borrow::Cow;

use schemars::JsonSchema;
use serde::Serialize;

use crate::journal::verdict::Headroom;

/// How bad it is. Only what fails makes `backlot check` fail, unless it is told to be strict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Grade {
    /// As it should be.
    Passed,
    /// As it should be, with something worth knowing.
    Noted,
    /// It could not be looked at, or was not asked for.
    Skipped,
    /// Calls work, but something will hurt one day.
    Warned,
    /// Calls fail, or somebody can harm the server.
    Failed,
}

impl Grade {
    /// All of them, the best first.
    pub const ALL: [Self; 5] = [Self::Passed, Self::Noted, Self::Skipped, Self::Warned, Self::Failed];

    /// The word that is used everywhere.
    pub fn word(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Noted => "noted",
            Self::Skipped => "skipped",
            Self::Warned => "warned",
            Self::Failed => "failed",
        }
    }
}

/// What shows it: a request, or an answer, as far as it is worth showing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Evidence {
    /// What it is: `sent`, `answer`.
    pub label: &'static str,
    /// The beginning of it, as text; tokens are hidden.
    pub text: String,
}

/// What a probe found.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// How bad it is.
    pub grade: Grade,
    /// What was seen, in a sentence without its full stop.
    pub said: String,
    /// How to mend it, where more is known than the probe says for all cases.
    pub help: Option<Cow<'static, str>>,
    /// How close to a limit it came.
    pub headroom: Option<Headroom>,
    /// What shows it.
    pub evidence: Vec<Evidence>,
}

impl Finding {
    /// The most of a text that is shown as evidence, in characters.
    const MOST_SHOWN: usize = 400;

    fn new(grade: Grade, said: impl Into<String>) -> Self {
        Self { grade, said: said.into(), help: None, headroom: None, evidence: Vec::new() }
    }

    /// As it should be.
    pub fn passed(said: impl Into<String>) -> Self {
        Self::new(Grade::Passed, said)
    }

    /// As it should be, with something worth knowing.
    pub fn noted(said: impl Into<String>) -> Self {
        Self::new(Grade::Noted, said)
    }

    /// It could not be looked at.
    pub fn skipped(said: impl Into<String>) -> Self {
        Self::new(Grade::Skipped, said)
    }

    /// Calls work, but something will hurt one day.
    pub fn warned(said: impl Into<String>) -> Self {
        Self::new(Grade::Warned, said)
    }

    /// Calls fail, or somebody can harm the server.
    pub fn failed(said: impl Into<String>) -> Self {
        Self::new(Grade::Failed, said)
    }

    /// With how to mend this case.
    #[must_use]
    pub fn help(mut self, help: impl Into<Cow<'static, str>>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// With how close to a limit it came.
    #[must_use]
    pub fn within(mut self, headroom: Headroom) -> Self {
        self.headroom = Some(headroom);
        self
    }

    /// With what shows it; nothing is added for an empty text.
    #[must_use]
    pub fn showing(mut self, label: &'static str, text: &str) -> Self {
        if text.is_empty() {
            return self;
        }
        let mut shown: String = text.chars().take(Self::MOST_SHOWN).collect();
        if shown.len() < text.len() {
            shown.push('…');
        }
        self.evidence.push(Evidence { label, text: shown });
        self
    }

    /// With everything that `hide` takes out of its texts.
    #[must_use]
    pub(super) fn hidden(mut self, hide: impl Fn(&str) -> String) -> Self {
        self.said = hide(&self.said);
        self.evidence.iter_mut().for_each(|evidence| evidence.text = hide(&evidence.text));
        self
    }

    /// The worst of several; the first of those that are equally bad.
    pub(super) fn worst(findings: impl IntoIterator<Item = Self>) -> Option<Self> {
        findings.into_iter().reduce(|worst, next| if next.grade > worst.grade { next } else { worst })
    }
}

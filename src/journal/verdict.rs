//! The platform's judgement of one exchange: the checks that it made, in order, which passed and which failed and why, and
//! how close to the limits it came.

use std::borrow::Cow;

use schemars::JsonSchema;
use serde::Serialize;

/// How we know that a behaviour is right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Fidelity {
    /// A document of the platform says so.
    Documented,
    /// Seen in recorded exchanges or in the platform's own code at work.
    Observed,
    /// Follows from what is documented or observed, without being shown by it.
    Inferred,
    /// Nobody knows; what a user would expect was chosen.
    Chosen,
}

impl Fidelity {
    /// All of them, the strongest evidence first.
    pub const ALL: [Self; 4] = [Self::Documented, Self::Observed, Self::Inferred, Self::Chosen];

    /// The word that is used everywhere.
    pub fn word(self) -> &'static str {
        match self {
            Self::Documented => "documented",
            Self::Observed => "observed",
            Self::Inferred => "inferred",
            Self::Chosen => "chosen",
        }
    }
}

/// What came of an exchange.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// The platform did what was asked.
    Accepted,
    /// The platform answered, and the answer was no.
    Refused,
    /// There was no usable answer.
    Failed,
}

/// The platform's judgement of one exchange.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Verdict {
    /// What came of it.
    pub outcome: Outcome,
    /// Why, in one sentence; the reason of the check that failed, if one did.
    pub summary: Cow<'static, str>,
    /// The checks, in the order in which the platform made them.
    pub checks: Vec<Check>,
}

/// One check that the platform made.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Check {
    /// What was checked: short, stable, lower case.
    pub name: Cow<'static, str>,
    /// What came of it.
    pub result: CheckResult,
    /// What was seen, and if it failed, why and how to mend it.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub reason: Cow<'static, str>,
    /// How close to a limit it came.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub headroom: Option<Headroom>,
}

/// What came of one check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum CheckResult {
    /// It held.
    Passed,
    /// It did not hold, and the exchange ended here.
    Failed,
    /// It held, but something about it is worth knowing.
    Warned,
}

/// How much of a limit was used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Headroom {
    /// What was used.
    pub used: i64,
    /// What may be used.
    pub limit: i64,
    /// Of what: `bytes`, `ms`, `xp`, `calls`…
    pub unit: &'static str,
}

impl Headroom {
    /// `used` of `limit` of `unit`; numbers beyond the range of `i64` stop at its end.
    pub fn new(used: impl TryInto<i64>, limit: impl TryInto<i64>, unit: &'static str) -> Self {
        Self { used: used.try_into().unwrap_or(i64::MAX), limit: limit.try_into().unwrap_or(i64::MAX), unit }
    }
}

impl std::fmt::Display for Headroom {
    /// `812 of 1,000 bytes`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} of {} {}", thousands(self.used), thousands(self.limit), self.unit)
    }
}

/// A number as people read it: `1,234,567`.
pub fn thousands(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3 + 1);
    if number < 0 {
        text.push('-');
    }
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// The checks of an exchange while it is being judged.
#[derive(Debug, Default)]
pub struct Checks {
    checks: Vec<Check>,
}

impl Checks {
    /// None yet.
    pub fn new() -> Self {
        Self { checks: Vec::with_capacity(12) }
    }

    /// A check that held.
    pub fn pass(&mut self, name: &'static str, reason: impl Into<Cow<'static, str>>) {
        self.push(name, CheckResult::Passed, reason.into(), None);
    }

    /// A check that held, and how close to its limit it came.
    pub fn pass_within(&mut self, name: &'static str, headroom: Headroom, reason: impl Into<Cow<'static, str>>) {
        self.push(name, CheckResult::Passed, reason.into(), Some(headroom));
    }

    /// A check that held, with something worth knowing.
    pub fn warn(&mut self, name: &'static str, reason: impl Into<Cow<'static, str>>) {
        self.push(name, CheckResult::Warned, reason.into(), None);
    }

    /// A check that did not hold.
    pub fn fail(&mut self, name: &'static str, reason: impl Into<Cow<'static, str>>) {
        self.push(name, CheckResult::Failed, reason.into(), None);
    }

    /// A check that did not hold because a limit was passed.
    pub fn fail_beyond(&mut self, name: &'static str, headroom: Headroom, reason: impl Into<Cow<'static, str>>) {
        self.push(name, CheckResult::Failed, reason.into(), Some(headroom));
    }

    fn push(&mut self, name: &'static str, result: CheckResult, reason: Cow<'static, str>, headroom: Option<Headroom>) {
        self.checks.push(Check { name: Cow::Borrowed(name), result, reason, headroom });
    }

    /// The verdict: accepted if no check failed, else what the caller says a failed check means.
    pub fn verdict(self, if_failed: Outcome) -> Verdict {
        let failed = self.checks.iter().rev().find(|check| check.result == CheckResult::Failed);
        let (outcome, summary) = match failed {
            Some(check) => (if_failed, check.reason.clone()),
            None => (Outcome::Accepted, Cow::Borrowed("every check passed")),
        };
        Verdict { outcome, summary, checks: self.checks }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_failed_check_gives_the_verdict_its_reason() {
        let mut checks = Checks::new();
        checks.pass("method", "POST");
        checks.fail_beyond("request size", Headroom::new(1001, 1000, "bytes"), "the request is one byte too long");
        let verdict = checks.verdict(Outcome::Refused);
        assert_eq!((verdict.outcome, &*verdict.summary), (Outcome::Refused, "the request is one byte too long"));
        assert_eq!(verdict.checks[1].headroom.unwrap().to_string(), "1,001 of 1,000 bytes");
    }

    #[test]
    fn thousands_are_set_apart() {
        let texts = [0, 999, 1000, -1000, 1_234_567].map(thousands);
        assert_eq!(texts, ["0", "999", "1,000", "-1,000", "1,234,567"]);
    }
}

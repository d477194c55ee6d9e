//! What a response says under `error`: codes, or texts of scripts, by the field or the topic that they are about.

use serde_json::{Map, Value};

/// What a response says under `error`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Errors(Map<String, Value>);

impl Errors {
    /// None yet.
    pub fn none() -> Self {
        Self::default()
    }

    /// `code` about `key`: `Errors::one("USERNAME", "TAKEN")`.
    pub fn one(key: impl Into<String>, code: impl Into<Value>) -> Self {
        Self::none().and(key, code)
    }

    /// With another one.
    #[must_use]
    pub fn and(mut self, key: impl Into<String>, code: impl Into<Value>) -> Self {
        self.add(key, code);
        self
    }

    /// Adds another one.
    pub fn add(&mut self, key: impl Into<String>, code: impl Into<Value>) {
        self.0.insert(key.into(), code.into());
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// An error if there is one.
    pub fn or_ok(self) -> Result<(), Self> {
        if self.is_empty() { Ok(()) } else { Err(self) }
    }

    /// As they stand in a response.
    pub fn into_map(self) -> Map<String, Value> {
        self.0
    }
}

impl From<Map<String, Value>> for Errors {
    fn from(errors: Map<String, Value>) -> Self {
        Self(errors)
    }
}

impl std::fmt::Display for Errors {
    /// `DETAILS: UNRECOGNISED`, as verdicts say it.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (at, (key, code)) in self.0.iter().enumerate() {
            let separator = if at == 0 { "" } else { ", " };
            match code {
                Value::String(code) => write!(f, "{separator}{key}: {code}")?,
                other => write!(f, "{separator}{key}: {other}")?,
            }
        }
        Ok(())
    }
}

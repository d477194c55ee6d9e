//! Regular expressions in files.

use std::ops::Deref;

use regex::Regex;
use serde_json::{Value as Json, json};

use super::{Decode, Decoding, Node, Schemas};
use crate::diag::{Code, Diagnostic, quoted};

/// A regular expression, in the syntax of the `regex` crate: linear in time, so without look-around and back-references.
#[derive(Debug, Clone)]
pub struct Pattern(Regex);

impl Pattern {
    /// From `text`; the reason if it is not one.
    pub fn parse(text: &str) -> Result<Self, String> {
        Regex::new(text).map(Self).map_err(|error| match error {
            regex::Error::CompiledTooBig(limit) => format!("it needs more than the {limit} bytes that one may take"),
            // The last line says what is wrong; those above draw a picture of where.
            other => {
                let text = other.to_string();
                let last = text.lines().last().unwrap_or_default();
                last.strip_prefix("error: ").unwrap_or(last).to_owned()
            }
        })
    }
}

impl Deref for Pattern {
    type Target = Regex;

    fn deref(&self) -> &Regex {
        &self.0
    }
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl serde::Serialize for Pattern {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl Decode for Pattern {
    fn decode(node: &Node, cx: &mut Decoding<'_>) -> Option<Self> {
        let Some(text) = node.as_text() else { return cx.wrong_type(node, "a regular expression") };
        if cx.is_open(node) {
            return Self::parse("").ok();
        }
        match Self::parse(text) {
            Ok(pattern) => Some(pattern),
            Err(reason) => {
                let message = format!("{} is not a regular expression", quoted(text));
                cx.report(Diagnostic::error(Code::BadPattern, node.place(), message).label(reason));
                None
            }
        }
    }

    fn schema(_: &mut Schemas) -> Json {
        json!({ "type": "string", "format": "regex" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_is_said_in_one_line() {
        assert_eq!(Pattern::parse("a(b").err().as_deref(), Some("unclosed group"));
        assert!(Pattern::parse("(?=a)").err().unwrap().contains("look-around"));
        assert!(Pattern::parse("x{1000}{1000}{1000}").err().unwrap().contains("bytes that one may take"));
    }
}

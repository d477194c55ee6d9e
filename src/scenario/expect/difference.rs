//! One place where what came is not what was wanted, as people read it.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value as Json;

use crate::diag::Span;

/// The most characters that are shown of a value.
const MOST_SHOWN: usize = 400;

/// One place where what came is not what was wanted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Difference {
    /// Where in the value: `$.error`.
    pub path: String,
    /// What was wanted there.
    pub wanted: String,
    /// What came.
    pub got: String,
}

/// A difference, and where the wanted value was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mismatch {
    /// What differs.
    pub difference: Difference,
    /// Where the wanted value was written.
    pub place: Span,
}

/// A value on one line, cut where it is long; in words if there is none.
pub fn shown(value: Option<&Json>) -> String {
    let Some(value) = value else { return "nothing: the key is not there".to_owned() };
    let text = value.to_string();
    match text.char_indices().nth(MOST_SHOWN) {
        Some((end, _)) => format!("{}… ({} characters)", &text[..end], text.chars().count()),
        None => text,
    }
}

/// The path of `key` within the value at `path`: `$.error`, `$['a b']`.
pub fn inside(path: &str, key: &str) -> String {
    let is_plain = key.starts_with(|first: char| first.is_alphabetic() || first == '_')
        && key.chars().all(|c| c.is_alphanumeric() || c == '_');
    if is_plain { format!("{path}.{key}") } else { format!("{path}[{}]", crate::diag::quoted(key)) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn paths_can_be_pasted_into_a_capture() {
        assert_eq!(inside("$", "error"), "$.error");
        assert_eq!(inside("$.a", "content-type"), "$.a['content-type']");
    }

    #[test]
    fn long_values_are_cut_and_counted() {
        assert_eq!(shown(None), "nothing: the key is not there");
        assert_eq!(shown(Some(&json!([1, "a"]))), "[1,\"a\"]");
        assert!(shown(Some(&json!("日".repeat(1_000)))).ends_with("… (1002 characters)"));
    }
}

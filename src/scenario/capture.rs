//! Captures: values that a step leaves for those after it, found with JSONPath in what came of the step.

use serde_json::{Value as Json, json};
use serde_json_path::JsonPath;

use crate::diag::{Code, Diagnostic, quoted};
use crate::tree::{Decode, Decoding, Node, Schemas};

/// Where to find a value: a JSONPath (RFC 9535), such as `$.verifyToken`.
#[derive(Debug, Clone)]
pub struct Path(JsonPath);

impl Path {
    /// The first value that it finds in `value`.
    pub fn first<'v>(&self, value: &'v Json) -> Option<&'v Json> {
        self.0.query(value).first()
    }
}

impl std::fmt::Display for Path {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl Decode for Path {
    fn decode(node: &Node, cx: &mut Decoding<'_>) -> Option<Self> {
        let Some(text) = node.as_text() else { return cx.wrong_type(node, "a JSONPath, such as $.token") };
        match JsonPath::parse(text) {
            Ok(path) => Some(Self(path)),
            Err(error) => {
                let message = format!("{} is not a JSONPath", quoted(text));
                let label = format!("it cannot be read from character {} on", error.position() + 1);
                let problem = Diagnostic::error(Code::BadPath, node.place(), message).label(label);
                cx.report(problem.help("a path begins with '$', as in $.token or $.items[0].name"));
                None
            }
        }
    }

    fn schema(_: &mut Schemas) -> Json {
        json!({ "type": "string", "pattern": r"^\$" })
    }
}

/// Whether `name` can be the name of a capture: a letter, then letters, digits, `-` and `_`.
pub fn is_name(name: &str) -> bool {
    name.len() <= 64
        && name.starts_with(|first: char| first.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
}

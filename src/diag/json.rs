//! Problems as data, for editors and scripts.

use serde::Serialize;

use super::{Code, Diagnostic, Position, Severity, Span};

/// One problem as JSON: lines and columns count from 1, columns in characters, the end is the place after the last one.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Problem<'a> {
    #[serde(flatten)]
    place: Place<'a>,
    code: Code,
    severity: Severity,
    message: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    label: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related: Vec<Related<'a>>,
}

#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
struct Place<'a> {
    file: &'a str,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
}

#[derive(Debug, Clone, Serialize)]
struct Related<'a> {
    #[serde(flatten)]
    place: Place<'a>,
    message: &'a str,
}

impl<'a> From<&'a Span> for Place<'a> {
    fn from(span: &'a Span) -> Self {
        let (Position { line, column }, end) = (span.begin(), span.end());
        Self { file: span.source().name(), line, column, end_line: end.line, end_column: end.column }
    }
}

impl<'a> From<&'a Diagnostic> for Problem<'a> {
    fn from(diagnostic: &'a Diagnostic) -> Self {
        Self {
            place: Place::from(&diagnostic.span),
            code: diagnostic.code,
            severity: diagnostic.severity,
            message: &diagnostic.message,
            label: &diagnostic.label,
            help: diagnostic.help.as_deref(),
            related: diagnostic
                .others
                .iter()
                .map(|(span, label)| Related { place: Place::from(span), message: label })
                .collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Source;
    use super::*;

    #[test]
    fn editors_get_characters_and_not_bytes() {
        let source = Source::new("a.yaml", "名前: x\n");
        let diagnostic = Diagnostic::error(Code::UnknownKey, source.span(0..6), "unknown key '名前'").help("mend it");
        let json = serde_json::to_value(Problem::from(&diagnostic)).unwrap();
        assert_eq!(
            json,
            serde_json::json!({
                "file": "a.yaml", "line": 1, "column": 1, "endLine": 1, "endColumn": 3,
                "code": "unknown-key", "severity": "error", "message": "unknown key '名前'", "help": "mend it",
            })
        );
    }
}

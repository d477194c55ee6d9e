//! One problem, and the collector of all of them.

use serde::Serialize;

use super::{Code, Span};

/// How bad a problem is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The file cannot be used.
    Error,
    /// The file can be used, but probably not as its author thinks.
    Warning,
}

/// One problem in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// How bad it is.
    pub severity: Severity,
    /// What it is.
    pub code: Code,
    /// What it is, in this case: a sentence without its full stop.
    pub message: String,
    /// Where it is.
    pub span: Span,
    /// What to say at the place; may be empty.
    pub label: String,
    /// Other places that belong to it, each with what to say there.
    pub others: Vec<(Span, String)>,
    /// How to mend it.
    pub help: Option<String>,
}

impl Diagnostic {
    /// A problem that makes the file unusable.
    pub fn error(code: Code, span: Span, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Error,
            code,
            message: message.into(),
            span,
            label: String::new(),
            others: Vec::new(),
            help: None,
        }
    }

    /// Something that is worth a look.
    pub fn warning(code: Code, span: Span, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, span, message) }
    }

    /// With something to say at the place.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    /// With another place that belongs to it.
    #[must_use]
    pub fn also(mut self, span: Span, label: impl Into<String>) -> Self {
        self.others.push((span, label.into()));
        self
    }

    /// With how to mend it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// With how to mend it, if that is known.
    #[must_use]
    pub fn maybe_help(mut self, help: Option<impl Into<String>>) -> Self {
        self.help = help.map(Into::into).or(self.help);
        self
    }
}

/// Every problem of a file, or of several.
#[derive(Debug, Default)]
pub struct Diagnostics {
    kept: Vec<Diagnostic>,
    dropped: usize,
    errors: usize,
}

impl Diagnostics {
    /// The most problems that are kept; what comes after is only counted.
    pub const MOST_KEPT: usize = 1_000;

    /// None yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one. What was said already is not said again, as when several scenarios use a fixture that is wrong.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        if self.kept.contains(&diagnostic) {
            return;
        }
        self.errors += usize::from(diagnostic.severity == Severity::Error);
        if self.kept.len() < Self::MOST_KEPT {
            self.kept.push(diagnostic);
        } else {
            self.dropped += 1;
        }
    }

    /// Adds all of `others`.
    pub fn append(&mut self, others: Self) {
        let kept_errors = others.kept.iter().filter(|one| one.severity == Severity::Error).count();
        self.errors += others.errors - kept_errors;
        self.dropped += others.dropped;
        others.kept.into_iter().for_each(|one| self.push(one));
    }

    /// Whether one of them makes the file unusable.
    pub fn has_errors(&self) -> bool {
        self.errors > 0
    }

    /// How many make a file unusable.
    pub fn errors(&self) -> usize {
        self.errors
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.kept.len() + self.dropped
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.kept.is_empty()
    }

    /// How many were counted but not kept.
    pub fn dropped(&self) -> usize {
        self.dropped
    }

    /// Those that were kept, file by file in the order in which the files were looked at, each from top to bottom.
    pub fn ordered(&self) -> Vec<&Diagnostic> {
        let mut files: Vec<&str> = Vec::new();
        let mut keyed: Vec<_> = self
            .kept
            .iter()
            .map(|one| {
                let name = one.span.source().name();
                let file = files.iter().position(|known| *known == name).unwrap_or_else(|| {
                    files.push(name);
                    files.len() - 1
                });
                (file, one.span.range().start, one)
            })
            .collect();
        keyed.sort_by_key(|&(file, start, _)| (file, start));
        keyed.into_iter().map(|(_, _, one)| one).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::Source;
    use super::*;

    fn at(source: &Source, start: usize) -> Diagnostic {
        Diagnostic::error(Code::Syntax, source.span(start..start), start.to_string())
    }

    #[test]
    fn they_come_file_by_file_from_top_to_bottom() {
        let (b, a) = (Source::new("b", "....."), Source::new("a", "....."));
        let mut all = Diagnostics::new();
        for one in [at(&b, 4), at(&a, 3), at(&b, 0), at(&a, 1)] {
            all.push(one);
        }
        let order: Vec<_> = all.ordered().iter().map(|one| one.span.to_string()).collect();
        assert_eq!(order, ["b:1:1", "b:1:5", "a:1:2", "a:1:4"]);
    }

    #[test]
    fn what_is_not_kept_is_counted() {
        let source = Source::new("a", "x");
        let mut all = Diagnostics::new();
        let one = |number: usize| Diagnostic::error(Code::Syntax, source.all(), number.to_string());
        (0..Diagnostics::MOST_KEPT + 5).for_each(|number| all.push(one(number)));
        assert_eq!((all.len(), all.dropped(), all.errors()), (1_005, 5, 1_005));
        let mut more = Diagnostics::new();
        more.push(one(5_000));
        more.append(all);
        assert_eq!((more.len(), more.dropped(), more.errors()), (1_006, 6, 1_006));
    }

    #[test]
    fn what_was_said_is_not_said_again() {
        let source = Source::new("a", "x");
        let mut all = Diagnostics::new();
        (0..3).for_each(|_| all.push(at(&source, 0)));
        assert_eq!((all.len(), all.errors()), (1, 1));
    }

    #[test]
    fn a_warning_alone_leaves_a_file_usable() {
        let mut all = Diagnostics::new();
        all.push(Diagnostic::warning(Code::UnknownName, Span::nowhere(), "nothing uses it"));
        assert!(!all.has_errors() && !all.is_empty());
    }
}

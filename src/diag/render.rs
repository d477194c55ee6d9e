//! The one renderer: `file:line:column`, the source line, carets, what to say there, and how to mend it.

use std::borrow::Cow;
use std::ops::Range;

use annotate_snippets::{AnnotationKind, Element, Group, Level, Renderer, Snippet, normalize_untrusted_str};

use super::{Diagnostic, Diagnostics, Severity, Span};

/// The most problems that are shown; the rest is counted.
pub const MOST_SHOWN: usize = 50;

/// The most bytes of a line that are shown around a place. Longer lines are those of machines.
const MOST_OF_A_LINE: usize = 400;

/// How it is to look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// With colours.
    pub colour: bool,
    /// How wide it may be, in columns.
    pub columns: usize,
}

impl Look {
    /// Without colours, 120 columns wide.
    pub const PLAIN: Self = Self { colour: false, columns: 120 };
}

/// Shows all of them, as far as [`MOST_SHOWN`] allows, with a last line that counts them.
pub fn render(problems: &Diagnostics, look: Look) -> String {
    let ordered = problems.ordered();
    let mut text = String::new();
    for one in ordered.iter().take(MOST_SHOWN) {
        text += &render_one(one, look);
        text.push('\n');
    }
    let more = problems.len() - ordered.len().min(MOST_SHOWN);
    if more > 0 {
        let all = problems.len();
        text += &format!("{more} more of {all} problems are not shown: at most {MOST_SHOWN} are\n");
    }
    text
}

/// Shows one, with a line break at its end.
pub fn render_one(diagnostic: &Diagnostic, look: Look) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let title = level.primary_title(normalize_untrusted_str(&diagnostic.message)).id(diagnostic.code.name());
    let mut group = Group::with_title(title);
    if !diagnostic.span.is_nowhere() {
        group = group.elements(places(diagnostic));
    }
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.message(normalize_untrusted_str(help)));
    }
    let renderer = if look.colour { Renderer::styled() } else { Renderer::plain() };
    let text = renderer.term_width(look.columns.max(40)).render(&[group]);
    // Carets under the end of a line leave blanks behind.
    let mut lines: Vec<_> = text.lines().map(str::trim_end).collect();
    lines.push("");
    lines.join("\n")
}

/// One excerpt for each text that is pointed into, the one with the problem first.
fn places(diagnostic: &Diagnostic) -> Vec<Element<'_>> {
    let main = &diagnostic.span;
    let mut marks = vec![Mark { span: main, label: &diagnostic.label, kind: AnnotationKind::Primary }];
    let others = diagnostic.others.iter().filter(|(span, _)| !span.is_nowhere());
    marks.extend(others.map(|(span, label)| Mark { span, label, kind: AnnotationKind::Context }));

    let mut elements = Vec::new();
    while let Some(first) = marks.first() {
        // Places that are far apart get excerpts of their own: what lies between is of no interest, and may be long.
        let (name, near) = (first.span.source().name(), first.span.begin().line);
        let (here, elsewhere): (Vec<_>, Vec<_>) = marks
            .into_iter()
            .partition(|mark| mark.span.source().name() == name && mark.span.begin().line.abs_diff(near) <= 40);
        elements.push(excerpt(&here));
        marks = elsewhere;
    }
    elements
}

struct Mark<'a> {
    span: &'a Span,
    label: &'a str,
    kind: AnnotationKind,
}

/// The lines from the first mark to the last.
fn excerpt<'a>(marks: &[Mark<'a>]) -> Element<'a> {
    let source = marks[0].span.source();
    let shown = marks.iter().map(|mark| mark.span.first_line().range());
    let first = shown.clone().map(|range| range.start).min().unwrap_or_default();
    let last = shown.map(|range| range.end).max().unwrap_or_default();
    let lines = source.line_around(first).start..source.line_around(last).end.max(last);
    if lines.len() > MOST_OF_A_LINE && source.line_around(first) == source.line_around(last) {
        return long_line(marks, lines);
    }
    let mut snippet = Snippet::source(&source.text()[lines.clone()])
        .path(source.name())
        .line_start(source.position(lines.start).line);
    for mark in marks {
        let range = mark.span.first_line().range();
        snippet = snippet
            .annotation(mark.kind.span(range.start - lines.start..range.end - lines.start).label(label(mark.label)));
    }
    snippet.into()
}

/// What lies around the first mark of a line that is too long to be shown whole. The column would be that of the excerpt, so
/// the name says the real one.
fn long_line<'a>(marks: &[Mark<'a>], line: Range<usize>) -> Element<'a> {
    let mark = &marks[0];
    let source = mark.span.source();
    let text = source.text();
    let at = mark.span.range().start;
    let start = text.ceil_char_boundary(at.saturating_sub(MOST_OF_A_LINE / 4).max(line.start));
    let end = text.floor_char_boundary((at + MOST_OF_A_LINE / 4).min(line.end)).max(start);
    let range = at - start..mark.span.range().end.clamp(at, end) - start;
    let place = mark.span.begin();
    Snippet::source(&text[start..end])
        .path(format!("{}:{}:{} (a part of the line)", source.name(), place.line, place.column))
        .line_start(place.line)
        .annotation(mark.kind.span(range).label(label(mark.label)))
        .into()
}

fn label(text: &str) -> Option<Cow<'_, str>> {
    (!text.is_empty()).then(|| Cow::Owned(normalize_untrusted_str(text)))
}

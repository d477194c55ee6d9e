//! The one renderer: `file:line:column`, the source line, carets, what to say there, and how to mend it.

use std::borrow::Cow;
use std::ops::Range;

use annotate_snippets::{AnnotationKind, Element, Group, Level, Origin, Renderer, Snippet, normalize_untrusted_str};

use super::{Diagnostic, Diagnostics, Severity, Span};

/// The most problems that are shown; the rest is counted.
pub const MOST_SHOWN: usize = 50;

/// The longest line, in bytes, that is laid out whole and cut to the width; longer ones are cut before that.
const MOST_OF_A_LINE: usize = 20_000;

/// The bytes before and after a place that are kept of a line that is longer than that.
const AROUND: usize = 50;

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
        excerpt(&here, &mut elements);
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
fn excerpt<'a>(marks: &[Mark<'a>], elements: &mut Vec<Element<'a>>) {
    let source = marks[0].span.source();
    let shown = marks.iter().map(|mark| mark.span.first_line().range());
    let first = shown.clone().map(|range| range.start).min().unwrap_or_default();
    let last = shown.map(|range| range.end).max().unwrap_or_default();
    let lines = source.line_around(first).start..source.line_around(last).end.max(last);
    if lines.len() > MOST_OF_A_LINE && marks.len() == 1 {
        return long_line(&marks[0], lines, elements);
    }
    let mut snippet = Snippet::source(&source.text()[lines.clone()])
        .path(source.name())
        .line_start(source.position(lines.start).line);
    for mark in marks {
        let range = mark.span.first_line().range();
        let range = range.start - lines.start..range.end - lines.start;
        snippet = snippet.annotation(mark.kind.span(range).label(label(mark.label)));
    }
    elements.push(snippet.into());
}

/// What lies around the mark in a line that is too long to be shown whole, under the place that it has in the whole.
fn long_line<'a>(mark: &Mark<'a>, line: Range<usize>, elements: &mut Vec<Element<'a>>) {
    let source = mark.span.source();
    let text = source.text();
    let at = mark.span.range().start;
    let start = text.ceil_char_boundary(at.saturating_sub(AROUND).max(line.start));
    let end = text.floor_char_boundary((at + AROUND).min(line.end)).max(start);
    let range = at - start..mark.span.range().end.clamp(at, end) - start;
    let place = mark.span.begin();
    elements.push(Origin::path(source.name()).line(place.line).char_column(place.column).into());
    elements.push(
        Snippet::source(&text[start..end])
            .line_start(place.line)
            .annotation(mark.kind.span(range).label(label(mark.label)))
            .into(),
    );
}

fn label(text: &str) -> Option<Cow<'_, str>> {
    (!text.is_empty()).then(|| Cow::Owned(normalize_untrusted_str(text)))
}

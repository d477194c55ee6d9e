//! Texts and places in them. A [`Source`] is a text with the name under which a person knows it, a [`Span`] a stretch of
//! one; both are cheap to clone, so that places can travel with what was read from them to the very end.

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

/// A text, and the name under which the person who wrote it knows it: the path as it was typed.
#[derive(Clone)]
pub struct Source(Arc<Inner>);

struct Inner {
    name: String,
    text: String,
    folder: Option<PathBuf>,
    /// Where each line begins; made when the first position is asked for.
    lines: OnceLock<Vec<usize>>,
}

/// A place as people count: both from 1, the column in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1, in characters (Unicode scalar values).
    pub column: usize,
}

impl Source {
    /// `text`, known as `name`.
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        Self::in_folder(name, text, None)
    }

    /// `text`, known as `name`, in which paths are relative to `folder`.
    pub fn in_folder(name: impl Into<String>, text: impl Into<String>, folder: Option<PathBuf>) -> Self {
        Self(Arc::new(Inner { name: name.into(), text: text.into(), folder, lines: OnceLock::new() }))
    }

    /// Where the paths that the text names are to be looked for; none if it is not a file.
    pub fn folder(&self) -> Option<&Path> {
        self.0.folder.as_deref()
    }

    /// The name under which its author knows it.
    pub fn name(&self) -> &str {
        &self.0.name
    }

    /// The text.
    pub fn text(&self) -> &str {
        &self.0.text
    }

    /// The stretch of bytes `range`. What lies outside of the text is cut off, and what would split a character is widened
    /// to its whole, so that every span can be shown.
    pub fn span(&self, range: Range<usize>) -> Span {
        let text = self.text();
        let start = text.floor_char_boundary(range.start);
        let end = text.ceil_char_boundary(range.end.max(start));
        Span { source: self.clone(), start, end }
    }

    /// The whole text.
    pub fn all(&self) -> Span {
        self.span(0..self.text().len())
    }

    /// Where the byte at `offset` is, as people count. Offsets beyond the end are the end.
    pub fn position(&self, offset: usize) -> Position {
        let offset = self.text().floor_char_boundary(offset);
        let line = self.line_of(offset);
        let start = self.starts()[line];
        Position { line: line + 1, column: self.text()[start..offset].chars().count() + 1 }
    }

    /// The bytes of the line (without its end) in which the byte at `offset` is.
    pub fn line_around(&self, offset: usize) -> Range<usize> {
        let line = self.line_of(offset.min(self.text().len()));
        let start = self.starts()[line];
        let next = self.starts().get(line + 1).copied().unwrap_or(self.text().len());
        let length = self.text()[start..next].trim_end_matches(['\r', '\n']).len();
        start..start + length
    }

    /// Counted from 0.
    fn line_of(&self, offset: usize) -> usize {
        self.starts().partition_point(|&start| start <= offset).saturating_sub(1)
    }

    fn starts(&self) -> &[usize] {
        self.0.lines.get_or_init(|| {
            let breaks = self.text().bytes().enumerate().filter(|&(_, byte)| byte == b'\n');
            std::iter::once(0).chain(breaks.map(|(at, _)| at + 1)).collect()
        })
    }

    fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl std::fmt::Debug for Source {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Source({:?}, {} bytes)", self.name(), self.text().len())
    }
}

/// A stretch of a text.
#[derive(Clone)]
pub struct Span {
    source: Source,
    start: usize,
    end: usize,
}

impl Span {
    /// The place of what was not read from a text but made by the program.
    pub fn nowhere() -> Self {
        static NOWHERE: OnceLock<Source> = OnceLock::new();
        NOWHERE.get_or_init(|| Source::new("", "")).span(0..0)
    }

    /// Whether this is the place of what was not read from a text.
    pub fn is_nowhere(&self) -> bool {
        self.source.name().is_empty() && self.source.text().is_empty()
    }

    /// The text that it is a stretch of.
    pub fn source(&self) -> &Source {
        &self.source
    }

    /// Its bytes.
    pub fn range(&self) -> Range<usize> {
        self.start..self.end
    }

    /// What it covers, as it was typed.
    pub fn text(&self) -> &str {
        &self.source.text()[self.start..self.end]
    }

    /// Where it begins.
    pub fn begin(&self) -> Position {
        self.source.position(self.start)
    }

    /// Where it ends: the place after its last character.
    pub fn end(&self) -> Position {
        self.source.position(self.end)
    }

    /// A part of it, by bytes counted from its beginning.
    pub fn part(&self, range: Range<usize>) -> Self {
        let within = |offset: usize| (self.start + offset).min(self.end);
        self.source.span(within(range.start)..within(range.end))
    }

    /// Whether it is a part of `other`.
    pub fn lies_in(&self, other: &Self) -> bool {
        self.source.is(&other.source) && other.start <= self.start && self.end <= other.end
    }

    /// From the beginning of this to the end of `last`; this alone if they are of different texts or out of order.
    #[must_use]
    pub fn to(&self, last: &Self) -> Self {
        let end = if self.source.is(&last.source) { last.end.max(self.end) } else { self.end };
        Self { source: self.source.clone(), start: self.start, end }
    }

    /// Its first line only: a problem with a long block is shown at its beginning.
    #[must_use]
    pub fn first_line(&self) -> Self {
        let line = self.source.line_around(self.start);
        Self { source: self.source.clone(), start: self.start, end: self.end.min(line.end.max(self.start)) }
    }
}

impl std::fmt::Debug for Span {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{self}..{}", self.end)
    }
}

impl std::fmt::Display for Span {
    /// `path:line:column`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Position { line, column } = self.begin();
        write!(f, "{}:{line}:{column}", self.source.name())
    }
}

impl PartialEq for Span {
    fn eq(&self, other: &Self) -> bool {
        self.source.is(&other.source) && self.range() == other.range()
    }
}

impl Eq for Span {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters() {
        let source = Source::new("a.yaml", "名前: x\nsecond: 日本\n");
        assert_eq!(source.span(8..9).to_string(), "a.yaml:1:5");
        let last = source.span(18..21);
        assert_eq!((last.text(), last.begin()), ("日", Position { line: 2, column: 9 }));
        assert_eq!(last.end(), Position { line: 2, column: 10 });
    }

    #[test]
    fn no_offset_is_too_far_and_none_splits_a_character() {
        let source = Source::new("a", "日本");
        assert_eq!(source.span(1..4).text(), "日本");
        assert_eq!(source.span(99..200).text(), "");
        assert_eq!(source.position(99), Position { line: 1, column: 3 });
    }

    #[test]
    fn a_long_block_is_shown_at_its_first_line() {
        let source = Source::new("a", "a: 1\r\nb: 2\r\n");
        assert_eq!(source.all().first_line().text(), "a: 1");
        assert_eq!(source.span(6..12).first_line().text(), "b: 2");
    }

    #[test]
    fn a_span_reaches_to_another_of_the_same_text() {
        let source = Source::new("a", "one two three");
        assert_eq!(source.span(4..7).to(&source.span(8..13)).text(), "two three");
        assert_eq!(source.span(4..7).to(&Span::nowhere()).text(), "two");
        assert_eq!(source.all().part(4..7).text(), "two");
    }
}

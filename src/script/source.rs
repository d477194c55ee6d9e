//! A script's text, under the name that errors show, and the places in it: lines and columns are counted from 1, columns in
//! characters, as an editor shows them. What the engine is given may differ from it; the places stay those of the text.

use std::sync::Arc;

use serde::Serialize;

use super::edit::{Edit, Edited, place};

/// A script's text under its name. Clones share the text.
#[derive(Debug, Clone)]
pub struct Source {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    name: Box<str>,
    /// A line break, then the text without byte order mark, with a lone carriage return as a line feed. The engine counts
    /// columns of the first line differently from all others; this way it never sees a first line.
    text: Box<str>,
    /// What the engine is given, if that is something else.
    code: Option<Edited>,
    /// How many bytes the byte order mark had.
    mark: usize,
    /// The files that it was put together from, in order.
    parts: Vec<Part>,
}

/// One file of a script.
#[derive(Debug, Clone)]
struct Part {
    name: Box<str>,
    /// Which line of the whole is its first, counted from 1.
    first_line: u32,
}

/// A place in a script.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Position {
    /// The script's name.
    pub file: String,
    /// Counted from 1.
    pub line: u32,
    /// Counted from 1, in characters.
    pub column: u32,
    /// The whole line, at most [`Position::LONGEST_LINE`] characters of it.
    pub text: String,
}

impl Source {
    /// A script of that name. The name must be unique among the scripts of one run.
    pub fn new(name: &str, text: &str) -> Self {
        let mark = text.len() - unmarked(text).len();
        let mut code = String::with_capacity(text.len() + 1);
        append(&mut code, text);
        let parts = vec![Part { name: name.into(), first_line: 1 }];
        Self { inner: Arc::new(Inner { name: name.into(), text: code.into(), code: None, mark, parts }) }
    }

    /// One script that was put together from several files, each with its name and its text, in this order. Places are told
    /// by the file that they are in. `name` must be unique among the scripts of one run, and so must those of its files.
    pub fn joined<'t>(name: &str, files: impl IntoIterator<Item = (&'t str, &'t str)>) -> Self {
        let (mut code, mut parts, mut lines) = (String::new(), Vec::new(), 0_u32);
        for (name, text) in files {
            let before = code.len();
            append(&mut code, text);
            parts.push(Part { name: name.into(), first_line: lines + 1 });
            let breaks = code[before..].matches('\n').count();
            lines = lines.saturating_add(u32::try_from(breaks).unwrap_or(u32::MAX));
        }
        Self { inner: Arc::new(Inner { name: name.into(), text: code.into(), code: None, mark: 0, parts }) }
    }

    /// The same text, of which the engine is given what `edits` make of it. They are in order, and do not overlap.
    #[must_use]
    pub fn edited(&self, edits: &[Edit]) -> Self {
        let Inner { name, text, mark, parts, .. } = &*self.inner;
        let code = Some(Edited::new(text, edits));
        let inner = Inner { name: name.clone(), text: text.clone(), code, mark: *mark, parts: parts.clone() };
        Self { inner: Arc::new(inner) }
    }

    /// The text, without byte order mark, with a lone carriage return as a line feed.
    pub fn text(&self) -> &str {
        &self.inner.text[1..]
    }

    /// The name that errors show.
    pub fn name(&self) -> &str {
        &self.inner.name
    }

    /// What the engine is given.
    pub(super) fn code(&self) -> &str {
        self.inner.code.as_ref().map_or(&self.inner.text, Edited::code)
    }

    /// The text of a line, counted from 1, without its line break.
    pub fn line(&self, number: u32) -> Option<&str> {
        let line = self.inner.text.split('\n').nth(number as usize)?;
        Some(line.strip_suffix('\r').unwrap_or(line))
    }

    /// The names of the files that it was put together from; its own, if it is of one piece.
    pub(super) fn files(&self) -> impl Iterator<Item = &str> {
        self.inner.parts.iter().map(|part| &*part.name)
    }

    /// The text of a line of one of its files.
    pub(super) fn line_of(&self, file: &str, number: u32) -> Option<&str> {
        let part = self.inner.parts.iter().find(|part| &*part.name == file)?;
        self.line(number.saturating_add(part.first_line - 1))
    }

    /// Where in the text a place begins, in bytes; of a script of one piece. A place beyond the text is its end.
    pub fn offset(&self, at: &Position) -> usize {
        let code = &*self.inner.text;
        // The line break that comes before the text is the end of line 0.
        let line: usize = code.split_inclusive('\n').take(at.line as usize).map(str::len).sum();
        let before = code[line..].char_indices().nth(at.column.saturating_sub(1) as usize);
        before.map_or(code.len(), |(column, _)| line + column) - 1 + self.inner.mark
    }

    /// The place that the engine calls `line` and `column`: it counts our line break, and columns in bytes.
    pub(super) fn position(&self, line: u32, column: u32) -> Position {
        let edited = self.inner.code.as_ref();
        let (line, column) =
            edited.map_or((line, column), |edited| place(&self.inner.text, edited.origin(line, column)));
        let line = line.saturating_sub(1).max(1);
        let text = self.line(line).unwrap_or_default();
        let mut before = (column.max(1) as usize - 1).min(text.len());
        while !text.is_char_boundary(before) {
            before -= 1;
        }
        let part = self.inner.parts.iter().rev().find(|part| part.first_line <= line);
        Position {
            file: part.map_or(self.name(), |part| &part.name).to_owned(),
            line: line + 1 - part.map_or(1, |part| part.first_line),
            column: u32::try_from(text[..before].chars().count() + 1).unwrap_or(u32::MAX),
            text: text.chars().take(Position::LONGEST_LINE).collect(),
        }
    }

    /// The place of the first NUL, which no script may contain.
    pub(super) fn nul(&self) -> Option<Position> {
        let at = self.code().find('\0')?;
        let (line, column) = place(self.code(), at);
        Some(self.position(line, column))
    }
}

/// The text without its byte order mark.
fn unmarked(text: &str) -> &str {
    text.strip_prefix('\u{feff}').unwrap_or(text)
}

/// Puts a file into `code`, as [`Inner::text`] says.
fn append(code: &mut String, text: &str) {
    code.push('\n');
    let mut rest = unmarked(text);
    while let Some(at) = rest.find('\r') {
        code.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        code.push(if rest.starts_with('\n') { '\r' } else { '\n' });
    }
    code.push_str(rest);
}

impl Position {
    /// How much of a line is kept, in characters: minified scripts have very long ones.
    pub const LONGEST_LINE: usize = 240;
}

impl std::fmt::Display for Position {
    /// `callbacks/server.js:12:5`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}:{}", self.file, self.line, self.column)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_those_of_an_editor() {
        let source = Source::new("a.js", "\u{feff}one\r\ntwo\rthree\nfour");
        assert_eq!([1, 2, 3, 4].map(|line| source.line(line).unwrap()), ["one", "two", "three", "four"]);
        assert_eq!(source.line(5), None);
    }

    #[test]
    fn columns_count_characters() {
        let source = Source::new("a.js", "x;\n日本 = y");
        let at = source.position(3, 10);
        assert_eq!((at.to_string().as_str(), at.text.as_str()), ("a.js:2:6", "日本 = y"));
        assert_eq!(source.position(3, 5).column, 2, "in the middle of a character is at that character");
        assert_eq!(source.position(3, 4000).column, 7, "beyond the line is its end");
    }

    #[test]
    fn a_place_is_found_again_in_the_text() {
        let text = "\u{feff}one\r\n日本 = y\rz";
        let source = Source::new("a.js", text);
        let at = |line, column| &text[source.offset(&Position { line, column, ..source.position(1, 1) })..];
        assert_eq!((at(1, 1), at(2, 2), at(3, 1)), ("one\r\n日本 = y\rz", "本 = y\rz", "z"));
        assert_eq!((at(3, 9), at(9, 9)), ("", ""));
    }

    #[test]
    fn places_in_a_script_of_several_files_are_told_by_the_file() {
        let source = Source::joined("quest", [("a.js", "one\ntwo"), ("b.js", "\u{feff}three\r\nfour"), ("c.js", "")]);
        let at = |line: u32| source.position(line + 1, 1).to_string();
        assert_eq!([1, 2, 3, 4, 5].map(at), ["a.js:1:1", "a.js:2:1", "b.js:1:1", "b.js:2:1", "c.js:1:1"]);
        assert_eq!(source.position(5, 1).text, "four");
        assert_eq!((source.line_of("b.js", 2), source.line_of("a.js", 1)), (Some("four"), Some("one")));
        assert_eq!(source.line_of("d.js", 1), None);
    }

    #[test]
    fn places_stay_those_of_the_text_when_it_is_edited() {
        let edit = |at, length, by: &'static str| Edit { at, length, by: by.into() };
        let source = Source::new("a.js", "日 one\ntwo three\nfour");
        let edited = source.edited(&[edit(0, 0, "begin("), edit(8, 3, "2\n2"), edit(11, 0, ")")]);
        assert_eq!((edited.code(), edited.text()), ("\nbegin(日 one\n2\n2) three\nfour", source.text()));
        let at = |line, column| edited.position(line, column).to_string();
        // In what was inserted, in what was copied, in what was replaced, and after it.
        assert_eq!((at(2, 3).as_str(), at(2, 7).as_str()), ("a.js:1:1", "a.js:1:1"));
        assert_eq!(at(2, 11), "a.js:1:3");
        assert_eq!((at(3, 1).as_str(), at(4, 1).as_str()), ("a.js:2:1", "a.js:2:1"));
        assert_eq!((at(4, 4).as_str(), at(5, 2).as_str(), at(9, 9).as_str()), ("a.js:2:5", "a.js:3:2", "a.js:3:5"));
    }

    #[test]
    fn a_nul_is_found() {
        let at = Source::new("a.js", "ok\n日 \0").nul().unwrap();
        assert_eq!(at.to_string(), "a.js:2:3");
        assert_eq!(Source::new("a.js", "ok").nul(), None);
    }
}

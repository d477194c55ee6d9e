//! A script's text, under the name that errors show, and the places in it: lines and columns are counted from 1, columns in
//! characters, as an editor shows them.

use std::sync::Arc;

use serde::Serialize;

/// A script's text under its name. Clones share the text.
#[derive(Debug, Clone)]
pub struct Source {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    name: Box<str>,
    /// What the engine is given: a line break, then the text without byte order mark, with a lone carriage return as a line
    /// feed. The engine counts columns of the first line differently from all others; this way it never sees a first line.
    code: Box<str>,
    /// How many bytes the byte order mark had.
    mark: usize,
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
        let whole = text.len();
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mark = whole - text.len();
        let mut code = String::with_capacity(text.len() + 1);
        code.push('\n');
        let mut rest = text;
        while let Some(at) = rest.find('\r') {
            code.push_str(&rest[..at]);
            rest = &rest[at + 1..];
            if rest.starts_with('\n') {
                code.push('\r');
            } else {
                code.push('\n');
            }
        }
        code.push_str(rest);
        Self { inner: Arc::new(Inner { name: name.into(), code: code.into(), mark }) }
    }

    /// The name that errors show.
    pub fn name(&self) -> &str {
        &self.inner.name
    }

    /// What the engine is given.
    pub(super) fn code(&self) -> &str {
        &self.inner.code
    }

    /// The text of a line, counted from 1, without its line break.
    pub fn line(&self, number: u32) -> Option<&str> {
        let line = self.inner.code.split('\n').nth(number as usize)?;
        Some(line.strip_suffix('\r').unwrap_or(line))
    }

    /// Where in the text a place begins, in bytes. A place beyond the text is its end.
    pub fn offset(&self, at: &Position) -> usize {
        let code = self.code();
        // The line break that comes before the text is the end of line 0.
        let line: usize = code.split_inclusive('\n').take(at.line as usize).map(str::len).sum();
        let before = code[line..].char_indices().nth(at.column.saturating_sub(1) as usize);
        before.map_or(code.len(), |(column, _)| line + column) - 1 + self.inner.mark
    }

    /// The place that the engine calls `line` and `column`: it counts our line break, and columns in bytes.
    pub(super) fn position(&self, line: u32, column: u32) -> Position {
        let line = line.saturating_sub(1).max(1);
        let text = self.line(line).unwrap_or_default();
        let mut before = (column.max(1) as usize - 1).min(text.len());
        while !text.is_char_boundary(before) {
            before -= 1;
        }
        Position {
            file: self.name().to_owned(),
            line,
            column: u32::try_from(text[..before].chars().count() + 1).unwrap_or(u32::MAX),
            text: text.chars().take(Position::LONGEST_LINE).collect(),
        }
    }

    /// The place of the first NUL, which no script may contain.
    pub(super) fn nul(&self) -> Option<Position> {
        let at = self.code().find('\0')?;
        let before = &self.code()[..at];
        let line = before.matches('\n').count() + 1;
        let column = before.len() - before.rfind('\n').map_or(0, |line_break| line_break + 1) + 1;
        Some(self.position(u32::try_from(line).unwrap_or(u32::MAX), u32::try_from(column).unwrap_or(u32::MAX)))
    }
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
    fn a_nul_is_found() {
        let at = Source::new("a.js", "ok\n日 \0").nul().unwrap();
        assert_eq!(at.to_string(), "a.js:2:3");
        assert_eq!(Source::new("a.js", "ok").nul(), None);
    }
}

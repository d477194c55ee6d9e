//! A script's text after edits, and the way back from its places to those of the text.

use std::borrow::Cow;

/// Replaces a part of a script's text by something else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// Where the part begins in [`Source::text`](super::Source::text), in bytes.
    pub at: usize,
    /// How long it is, in bytes; 0 to insert.
    pub length: usize,
    /// What it is replaced by.
    pub by: Cow<'static, str>,
}

/// A text after its edits, and the way back.
#[derive(Debug)]
pub(super) struct Edited {
    code: Box<str>,
    /// How long the text was.
    length: usize,
    /// Where pieces of the text went: where one begins in `code`, where in the text, and whether it is a copy of it. What is
    /// no copy stands for the place where it begins.
    pieces: Vec<(usize, usize, bool)>,
}

impl Edited {
    /// What `edits` make of `text`, which has a line break before its first line that they do not count.
    pub(super) fn new(text: &str, edits: &[Edit]) -> Self {
        let mut code = String::with_capacity(text.len() + edits.iter().map(|edit| edit.by.len()).sum::<usize>());
        let mut pieces = Vec::with_capacity(2 * edits.len() + 1);
        let mut done = 0;
        for edit in edits {
            let at = edit.at + 1;
            pieces.push((code.len(), done, true));
            code.push_str(&text[done..at]);
            pieces.push((code.len(), at, false));
            code.push_str(&edit.by);
            done = at + edit.length;
        }
        pieces.push((code.len(), done, true));
        code.push_str(&text[done..]);
        Self { code: code.into(), length: text.len(), pieces }
    }

    /// The text after its edits.
    pub(super) fn code(&self) -> &str {
        &self.code
    }

    /// Where in the text that came from which the engine calls `line` and `column`.
    pub(super) fn origin(&self, line: u32, column: u32) -> usize {
        let lines = self.code.split_inclusive('\n');
        let start: usize = lines.take(line.saturating_sub(1) as usize).map(str::len).sum();
        let at = start + column.saturating_sub(1) as usize;
        let piece = self.pieces.partition_point(|(begins, _, _)| *begins <= at).saturating_sub(1);
        let origin = match self.pieces.get(piece) {
            Some((begins, origin, true)) => origin + (at - begins),
            Some((_, origin, false)) => *origin,
            None => at,
        };
        origin.min(self.length)
    }
}

/// Line and column of the byte at `at`, counted from 1, columns in bytes.
pub(super) fn place(text: &str, at: usize) -> (u32, u32) {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    let before = &text[..at];
    let line = before.matches('\n').count() + 1;
    let column = before.len() - before.rfind('\n').map_or(0, |line_break| line_break + 1) + 1;
    (u32::try_from(line).unwrap_or(u32::MAX), u32::try_from(column).unwrap_or(u32::MAX))
}

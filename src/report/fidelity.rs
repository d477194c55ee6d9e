//! How faithful the platforms are: the same rows for a person at a terminal, as the page in `docs/`, and for programs.

use std::fmt::Write as _;

use indexmap::IndexMap;
use serde_json::{Value as Json, json};

use super::ink::Ink;
use crate::journal::verdict::Fidelity;
use crate::platforms::Platform;
use crate::platforms::fidelity::{Known, Row};

/// What each word means, in the words of the documentation.
const MEANINGS: [(Known, &str); 5] = [
    (Known::Emulated(Fidelity::Documented), "a document of the platform says so"),
    (Known::Emulated(Fidelity::Observed), "seen in recorded exchanges, or in the platform's own code at work"),
    (Known::Emulated(Fidelity::Inferred), "follows from what is documented or observed, without being shown by it"),
    (Known::Emulated(Fidelity::Chosen), "nobody knows; what a user would expect was chosen"),
    (Known::Absent, "the platform has it, and Backlot has not"),
];

/// Every word for how something is known, the strongest evidence first.
pub fn words() -> impl Iterator<Item = &'static str> {
    MEANINGS.iter().map(|(known, _)| known.word())
}

/// The rows of one platform.
pub struct Chapter {
    platform: &'static dyn Platform,
    rows: Vec<Row>,
}

impl Chapter {
    /// What `platform` says of itself, as far as `wanted` picks it.
    pub fn of(platform: &'static dyn Platform, wanted: impl Fn(Known) -> bool) -> Self {
        let rows = platform.fidelity().into_iter().filter(|row| wanted(row.known)).collect();
        Self { platform, rows }
    }

    /// The rows by area, in the order in which the areas come first.
    fn areas(&self) -> IndexMap<&'static str, Vec<&Row>> {
        let mut areas: IndexMap<_, Vec<_>> = IndexMap::new();
        for row in &self.rows {
            areas.entry(self.parts(row).0).or_default().push(row);
        }
        areas
    }

    /// Area and name of a row, from its id: `area.name`, or with the platform's name in front.
    fn parts(&self, row: &Row) -> (&'static str, &'static str) {
        let own = row.id.strip_prefix(self.platform.name()).and_then(|rest| rest.strip_prefix('.'));
        let id = own.unwrap_or(row.id);
        id.split_once('.').unwrap_or((id, id))
    }

    /// `3 documented, 2 chosen`.
    fn counts(&self) -> String {
        let count = |known: Known| self.rows.iter().filter(|row| row.known == known).count();
        let counts = MEANINGS.iter().map(|&(known, _)| (count(known), known.word()));
        let counts: Vec<_> =
            counts.filter(|(count, _)| *count > 0).map(|(count, word)| format!("{count} {word}")).collect();
        if counts.is_empty() { "nothing".to_owned() } else { counts.join(", ") }
    }
}

/// For a person, in lines of at most `columns` characters.
pub fn text(chapters: &[Chapter], columns: usize, ink: Ink) -> String {
    const INDENT: usize = 4;
    let widest = words().map(str::len).max().unwrap_or(0);
    let hang = INDENT + widest + 2;
    let mut text = String::new();
    for chapter in chapters {
        let _ = writeln!(text, "{}  {}", ink.bold(chapter.platform.title()), ink.dim(&chapter.counts()));
        for (area, rows) in chapter.areas() {
            let _ = writeln!(text, "\n  {area}");
            for row in rows {
                let word = format!("{:widest$}", row.known.word());
                let word = match row.known {
                    Known::Emulated(Fidelity::Documented | Fidelity::Observed) => ink.good(&word),
                    Known::Emulated(Fidelity::Inferred | Fidelity::Chosen) => ink.warn(&word),
                    Known::Absent => ink.bad(&word),
                };
                let mut lines = wrap(plain(row.behaviour), columns.saturating_sub(hang)).into_iter();
                let _ = writeln!(text, "{:INDENT$}{word}  {}", "", lines.next().unwrap_or_default());
                for line in lines {
                    let _ = writeln!(text, "{:hang$}{line}", "");
                }
                for line in wrap(row.source, columns.saturating_sub(hang)) {
                    let _ = writeln!(text, "{:hang$}{}", "", ink.dim(&line));
                }
            }
        }
        text.push('\n');
    }
    text
}

/// Breaks between words; a word that is too long gets a line of its own.
pub(super) fn wrap(text: &str, columns: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= columns => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// The page `docs/fidelity.md`.
pub fn markdown(chapters: &[Chapter]) -> String {
    let mut page = "# Fidelity\n\n\
        What Backlot emulates, how we know that it is right, and what it does not emulate. Each row is written next to the code\n\
        that behaves so; this page is made from them with `backlot fidelity --markdown > docs/fidelity.md`.\n\n\
        | word | meaning |\n| --- | --- |\n"
        .to_owned();
    for (known, meaning) in MEANINGS {
        let _ = writeln!(page, "| {} | {meaning} |", known.word());
    }
    for chapter in chapters {
        let _ = writeln!(page, "\n## {}\n\n{}.", chapter.platform.title(), chapter.counts());
        for (area, rows) in chapter.areas() {
            let _ = writeln!(
                page,
                "\n### {area}\n\n| what | how we know | source or reason | name |\n| --- | --- | --- | --- |"
            );
            for row in rows {
                let name = chapter.parts(row).1;
                let (behaviour, source) = (cell(plain(row.behaviour)), cell(row.source));
                let _ = writeln!(page, "| {behaviour} | {} | {source} | `{name}` |", row.known.word());
            }
        }
    }
    page
}

/// Without the full stop at its end, which in a list says nothing.
fn plain(text: &str) -> &str {
    text.strip_suffix('.').unwrap_or(text)
}

/// Text that stays within its cell.
fn cell(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "\\|").replace('<', "&lt;")
}

/// For programs.
pub fn json(chapters: &[Chapter]) -> Json {
    let row = |row: &Row| json!({ "id": row.id, "behaviour": row.behaviour, "known": row.known.word(), "source": row.source });
    let chapter = |chapter: &Chapter| {
        let rows: Vec<_> = chapter.rows.iter().map(row).collect();
        json!({ "name": chapter.platform.name(), "title": chapter.platform.title(), "rows": rows })
    };
    json!({ "version": env!("CARGO_PKG_VERSION"), "platforms": chapters.iter().map(chapter).collect::<Vec<_>>() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_between_words() {
        assert_eq!(wrap("one two three", 7), ["one two", "three"]);
        assert_eq!(wrap("a-very-long-word b", 5), ["a-very-long-word", "b"]);
        assert!(wrap("", 5).is_empty());
    }

    #[test]
    fn a_cell_stays_a_cell() {
        assert_eq!(cell("a | b\n<c>"), "a \\| b &lt;c>");
    }
}

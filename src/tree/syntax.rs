//! What the YAML parser has to say, in words that help the person who wrote the file.

use granit_parser::{ErrorKind, ScanError};

use super::read::Limits;
use crate::diag::{Code, Diagnostic, Source};

const MIXED: &str = "a list and keys are mixed here";
const ITEMS: &str = "every item of a list begins with '- ', in the same column";

/// The parser's complaint as a problem with its place.
pub(super) fn problem(source: &Source, limits: &Limits, error: &ScanError) -> Diagnostic {
    let text = source.text();
    let offset = text.floor_char_boundary(error.marker().byte_offset().unwrap_or(text.len()));
    // At the end of the text there is nothing to point at but the end of the last line.
    let offset = if offset == text.len() { text.trim_end().len() } else { offset };
    let width = text[offset..].chars().next().filter(|next| !next.is_control()).map_or(0, char::len_utf8);
    let span = source.span(offset..offset + width);
    let at = |message: &str| Diagnostic::error(Code::Syntax, span.clone(), message);
    match error.kind() {
        ErrorKind::TabInBlockIndentation
        | ErrorKind::TabInIndentation
        | ErrorKind::TabNotAllowed
        | ErrorKind::TabAtBlockScalarStart
        | ErrorKind::TabInPlainScalar => {
            // The parser points behind the tab, or before the text that it ends.
            let tab = tab_near(text, offset);
            Diagnostic::error(Code::Syntax, source.span(tab..tab + 1), "a tab cannot be used for indentation")
                .help("indent with spaces")
        }
        ErrorKind::UnclosedQuotedScalar => at("these quotes are never closed").help("close them before the line ends"),
        ErrorKind::InvalidQuotedScalarIndent | ErrorKind::DocumentIndicatorInQuotedScalar => {
            let quote = text[..offset].rfind(['"', '\'']).unwrap_or(offset);
            Diagnostic::error(Code::Syntax, source.span(quote..quote + 1), "these quotes are not closed on their line")
                .also(span.clone(), "and the text does not go on indented here")
                .help("close the quotes, or indent the lines that the text goes on in")
        }
        ErrorKind::MappingValueNotAllowed | ErrorKind::InvalidColonPlacement => at("a key cannot be here")
            .help("put each key on a line of its own, as far in as its neighbours; put text with ': ' in it in quotes"),
        ErrorKind::SimpleKeyExpected | ErrorKind::InvalidSimpleKey => {
            let line = source.span(offset..source.line_around(offset).end);
            Diagnostic::error(Code::Syntax, line, "a key needs a colon after it").help("write 'key: value'")
        }
        ErrorKind::UnclosedFlowCollection { open } => at(&format!("this '{open}' is never closed")),
        ErrorKind::UnexpectedEofFlowSequence
        | ErrorKind::UnexpectedEofFlowMapping
        | ErrorKind::UnexpectedEofImplicitFlowMapping
        | ErrorKind::ExpectedFlowMappingSeparator
        | ErrorKind::ExpectedFlowSequenceSeparator => {
            at("a comma or the closing bracket is wanted here").help("separate what is in brackets by single commas")
        }
        ErrorKind::MisplacedFlowCollectionEnd => at("this bracket closes nothing that was opened"),
        ErrorKind::MismatchedFlowCollectionEnd { .. } => at("this bracket is closed by one of another kind"),
        ErrorKind::InvalidTrailingSingleQuotedScalar | ErrorKind::InvalidTrailingDoubleQuotedScalar => {
            at("nothing can follow the closing quotes of a text")
                .help("put all of the text in quotes; between brackets, a comma may be missing")
        }
        ErrorKind::ExpectedBlockMappingKey if text[source.line_around(offset)].trim_start().starts_with('-') => {
            at(MIXED).help(ITEMS)
        }
        ErrorKind::InvalidIndentation | ErrorKind::ExpectedBlockMappingKey | ErrorKind::ExpectedDocumentStart => {
            at("this line is not as far in as its neighbours").help("keys of the same map begin in the same column")
        }
        ErrorKind::ExpectedBlockSequenceEntry | ErrorKind::BlockSequenceEntryNotAllowed => at(MIXED).help(ITEMS),
        ErrorKind::UnknownQuotedScalarEscape => {
            let (escape, character) = escape_after(text, offset);
            let place = source.span(escape..escape + 1 + character.map_or(0, char::len_utf8));
            Diagnostic::error(Code::Syntax, place, "this escape means nothing in double quotes")
                .help("use single quotes, in which nothing is an escape, or write '\\\\' for a backslash")
        }
        ErrorKind::UnexpectedCharacter { character } if character.is_control() => {
            at(&format!("the character {} cannot be in a file", character.escape_unicode()))
        }
        ErrorKind::UnexpectedCharacter { character } => {
            at(&format!("text cannot begin with '{character}'")).help("put it in quotes")
        }
        ErrorKind::CommentInterceptedScalar => at("a comment cannot be in the middle of a text"),
        ErrorKind::UnknownAnchor => at("this name was not given to anything before")
            .help("'&name' in front of a value names it, '*name' repeats it; put text that begins with '*' in quotes"),
        ErrorKind::RecursionLimitExceeded => Diagnostic::error(
            Code::Limit,
            span.clone(),
            format!("this is nested more than {} levels deep, which is the most that is read", limits.depth),
        ),
        ErrorKind::MissingAnchorOrAliasName => {
            at("'&' and '*' stand in front of a name").help("put the text in quotes")
        }
        _ => at(&format!("this is not valid YAML: {}", error.info())),
    }
}

/// The tab that the parser complains of: the first one of the line's indentation, or the nearest.
fn tab_near(text: &str, offset: usize) -> usize {
    let before = text[..offset].trim_end_matches([' ', '\t']).len();
    let after = offset + text[offset..].find('\t').unwrap_or(0);
    text[before..offset].find('\t').map_or(after, |at| before + at)
}

/// The first backslash after the beginning of a quoted text that escapes nothing known, and what it escapes.
fn escape_after(text: &str, start: usize) -> (usize, Option<char>) {
    const KNOWN: &str = "0abt\tnvfre \"/\\N_LPxuU\n\r";
    let mut characters = text[start..].char_indices();
    while let Some((at, character)) = characters.next() {
        if character == '\\' {
            match characters.next() {
                Some((_, escaped)) if KNOWN.contains(escaped) => {}
                Some((_, escaped)) => return (start + at, Some(escaped)),
                None => return (start + at, None),
            }
        }
    }
    (start, None)
}

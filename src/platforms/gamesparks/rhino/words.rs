//! The engine's errors in the words of Rhino, which scripts read and people remember.

use crate::platforms::fidelity::{Row, inferred, observed};
use crate::script::Mistake;

/// How we know.
pub const FIDELITY: &[Row] = &[
    observed(
        "rhino.not-defined",
        "a name that is not defined is ReferenceError: \"x\" is not defined.",
        "screenshot of the script debugger",
    ),
    inferred(
        "rhino.error-texts",
        "errors of the language are said as Rhino said them: Cannot read property \"a\" from undefined, Cannot call method \"a\" of null, Cannot find function a in object [object Object]., a is not a function, it is undefined.",
        "the messages of Rhino 1.7R4",
    ),
];

/// The error as Rhino said it; nothing for what it had no words of its own for.
pub fn reword(mistake: Mistake<'_>) -> Option<String> {
    let Mistake { name, message, at } = mistake;
    let line = at.map_or("", |at| at.text.as_str());
    if at.is_some_and(|at| is_made_there(line, at.column)) {
        return None;
    }
    match name {
        "ReferenceError" => {
            let unknown = message.strip_suffix(" is not defined")?;
            Some(format!("\"{}\" is not defined.", unknown.trim_matches('\'')))
        }
        "TypeError" if message == "not a function" => not_a_function(line, at.map_or(1, |at| at.column)),
        "TypeError" => {
            if let Some((member, of)) = about(message, "cannot read property '") {
                let is_call = line.contains(&format!(".{member}(")) || line.contains(&format!(".{member} ("));
                return Some(if is_call {
                    format!("Cannot call method \"{member}\" of {of}")
                } else {
                    format!("Cannot read property \"{member}\" from {of}")
                });
            }
            let (member, of) = about(message, "cannot set property '")?;
            Some(format!("Cannot set property \"{member}\" of {of}"))
        }
        _ => None,
    }
}

/// The member and what it was looked for in: `cannot read property 'a' of null`.
fn about<'m>(message: &'m str, beginning: &str) -> Option<(&'m str, &'m str)> {
    message.strip_prefix(beginning)?.rsplit_once("' of ")
}

/// The text from `column` on.
fn from(line: &str, column: u32) -> (usize, &str) {
    let before = line.char_indices().nth(column.saturating_sub(1) as usize).map_or(line.len(), |(at, _)| at);
    (before, &line[before..])
}

/// Whether the script makes an error itself at that place: its words are its own.
fn is_made_there(line: &str, column: u32) -> bool {
    let (_, rest) = from(line, column);
    let rest = rest.strip_prefix("new").map_or(rest, str::trim_start);
    let name = rest.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    name.ends_with("Error")
}

/// What was called and is no function, as it stands at the place of the error.
fn not_a_function(line: &str, column: u32) -> Option<String> {
    let (before, rest) = from(line, column);
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '$');
    let called = rest.trim_start_matches(|c: char| !is_part(c));
    let length = called.find(|c: char| !is_part(c)).unwrap_or(called.len());
    let name = &called[..length];
    if name.is_empty() {
        return None;
    }
    let start = before + (rest.len() - called.len());
    if line[..start].trim_end().ends_with('.') {
        return Some(format!("Cannot find function {name} in object."));
    }
    Some(format!("{name} is not a function."))
}

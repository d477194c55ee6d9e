//! The command `console`: a line as it is typed into the platform's console. What is denied to external applications can be
//! called this way.

use std::borrow::Cow;

use super::Work;
use super::checks::Interface;
use super::dispatch::Target;
use crate::platforms::fidelity::{Row, inferred, observed};
use crate::platforms::gphud::commands::call::Caller;
use crate::platforms::gphud::commands::lookup::{self, Found};
use crate::platforms::gphud::reply::{Answered, Refusal, Reply};
use crate::platforms::gphud::wire::Object;

impl Work<'_> {
    /// Runs the line in the field `console`.
    pub(super) fn console(&mut self, caller: &Caller, fields: &Object<'_>) -> Answered {
        let line = fields.get("console").map(|line| line.to_text()).unwrap_or_default();
        let mut words = words(&line).into_iter();
        let Some(first) = words.next().filter(|word| !word.is_empty()) else {
            return self.refuse_line("No console string supplied".into());
        };
        let name = first.strip_prefix('*').unwrap_or(&first).to_lowercase();
        let target = match lookup::find(self.database, caller.instance, self.dialect, &name) {
            Ok(Found::Command(command)) => Target::of(command),
            Ok(Found::Generated(generated)) => Target::generated(generated),
            Ok(Found::Alias { name, fixed, command: Ok(command) }) => {
                Target::with(command, Cow::Owned(format!("Alias.{name}")), fixed)
            }
            Ok(Found::Alias { command: Err(refusal), .. }) | Err(refusal) => {
                let reason = match refusal {
                    Refusal::User(error) => error.text,
                    other => other.reason(),
                };
                return self.refuse_line(format!("Unable to find command '{name}' - {reason}"));
            }
            Ok(Found::Menu { .. }) => {
                return self.refuse_line(format!("Command '{name}' can not be called from the console"));
            }
        };
        self.checks.pass("command", "through the console");
        let open = target.command.arguments.iter().filter(|argument| !target.fixed.contains_key(argument.name));
        let mut values = Vec::new();
        for argument in open {
            let Some(word) = words.next() else {
                return self.refuse_line("Not enough parameters supplied".into());
            };
            if word != "-" {
                values.push((argument.name, word));
            }
        }
        let given =
            |name: &str| values.iter().find(|(known, _)| *known == name).map(|(_, word)| Cow::Borrowed(word.as_str()));
        self.call(caller, &target, Interface::Console, given)
    }

    fn refuse_line(&mut self, text: String) -> Answered {
        self.checks.fail("console", text.clone());
        Ok(Reply::Error(text.into()))
    }
}

/// The words of the line. A word that starts with a quote goes on to the word that ends with one.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut quoted: Option<String> = None;
    for part in line.split(' ') {
        quoted = match quoted {
            Some(text) => {
                let text = format!("{text} {part}");
                match text.strip_suffix('"') {
                    Some(whole) => {
                        words.push(whole.to_owned());
                        None
                    }
                    None => Some(text),
                }
            }
            None => match part.strip_prefix('"') {
                Some(start) => match start.strip_suffix('"') {
                    Some(whole) => {
                        words.push(whole.to_owned());
                        None
                    }
                    None => Some(start.to_owned()),
                },
                None => {
                    words.push(part.to_owned());
                    None
                }
            },
        };
    }
    words.extend(quoted);
    words
}

/// How we know about the console.
pub const FIDELITY: &[Row] = &[
    observed(
        "console.line",
        "a line is run as on the platform's console, denied commands included",
        "recorded exchanges 56 and 63 to 67",
    ),
    inferred("console.words", "words are split at single spaces; a quote without its end takes the rest", "the code"),
];

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn quotes_hold_words_together() {
        for (line, expected) in [
            ("roller.roll 1 6 0 hi", vec!["roller.roll", "1", "6", "0", "hi"]),
            ("notes.avatar \"Iain Maltz\" on \"a b c\"", vec!["notes.avatar", "Iain Maltz", "on", "a b c"]),
            ("a \"one\" \"\" b", vec!["a", "one", "", "b"]),
            ("a \"open end", vec!["a", "open end"]),
            ("", vec![""]),
        ] {
            assert_eq!(words(line), expected, "{line}");
        }
    }
}

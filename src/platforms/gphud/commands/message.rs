//! What a command can answer, as data beside it: the pages list it, and a test asks for a scenario for each.

use super::{Command, Dialects};
use crate::platforms::gphud::dialect::{Dialect, Raised};
use crate::platforms::gphud::reply::Class;

/// Something that a command answers.
#[derive(Debug, Clone, Copy)]
pub struct Message {
    /// As what kind of response.
    pub how: How,
    /// Its text as the platform writes it, without what stands in front of every such text. `{x}` stands for what differs
    /// from call to call.
    pub text: &'static str,
    /// The dialects in which it is answered.
    pub dialects: Dialects,
    /// Why no request ever gets it, if none does.
    pub never: Option<&'static str>,
}

/// As what kind of response a message comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// An `OKResponse`.
    Ok,
    /// An `ErrorResponse`.
    Error,
    /// An error of the user, raised inside the command.
    Raised(Class),
    /// A `SayResponse`.
    Say,
    /// A `JSONResponse`, which has no text.
    Data,
    /// A `TabularResponse`, whose text is the title.
    Grid,
    /// A `NoResponse`, which has no text.
    Nothing,
    /// A `RebootResponse`.
    Reboot,
}

const fn message(how: How, text: &'static str) -> Message {
    Message { how, text, dialects: Dialects::Both, never: None }
}

/// It was done.
pub const fn ok(text: &'static str) -> Message {
    message(How::Ok, text)
}

/// It could not be done.
pub const fn error(text: &'static str) -> Message {
    message(How::Error, text)
}

/// The user's error.
pub const fn raised(class: Class, text: &'static str) -> Message {
    message(How::Raised(class), text)
}

/// What a HUD would say nearby.
pub const fn said(text: &'static str) -> Message {
    message(How::Say, text)
}

/// Data without a text.
pub const fn data() -> Message {
    message(How::Data, "")
}

/// A grid under a title.
pub const fn grid(title: &'static str) -> Message {
    message(How::Grid, title)
}

/// Nothing.
pub const fn nothing() -> Message {
    message(How::Nothing, "")
}

/// That the HUD starts again.
pub const fn reboot(reason: &'static str) -> Message {
    message(How::Reboot, reason)
}

impl Message {
    /// Only the dialect of 2026 answers it.
    pub const fn at_head(self) -> Self {
        Self { dialects: Dialects::Head, ..self }
    }

    /// No request gets it, for this reason.
    pub const fn never(self, reason: &'static str) -> Self {
        Self { never: Some(reason), ..self }
    }

    /// The text that a client finds, as a regular expression for all of it, in a dialect. `{x}` is anything, and `[#id]` a
    /// number in brackets. Of a grid it is the title alone that is known.
    pub fn pattern(&self, command: &Command, dialect: &'static Dialect) -> String {
        let (_, text) = self.shown(command, dialect);
        let end = if self.how == How::Grid { "" } else { "$" };
        format!("^{}{end}", pattern(&text))
    }

    /// The response type and the text in front of which a client finds it, and its text, in a dialect.
    pub fn shown(&self, command: &Command, dialect: &'static Dialect) -> (&'static str, String) {
        let text = self.text;
        match (self.how, dialect.raised) {
            (How::Ok, _) => ("OKResponse", format!("OK : {text}")),
            (How::Error, _) => ("ErrorResponse", format!(">>> ERROR : {text}")),
            (How::Raised(_), Raised::Wrapped) => {
                ("ErrorResponse", format!(">>> ERROR : {} errored: \n--- {text}", command.short_name()))
            }
            (How::Raised(_), Raised::AsItIs) => ("UserException", text.to_owned()),
            (How::Say, _) => ("SayResponse", format!("/me {text}")),
            (How::Data, _) => ("JSONResponse", String::new()),
            (How::Grid, _) if text.is_empty() => ("TabularResponse", String::new()),
            (How::Grid, _) => ("TabularResponse", format!("===== {text} =====")),
            (How::Nothing, _) => ("NoResponse", String::new()),
            (How::Reboot, _) => ("RebootResponse", text.to_owned()),
        }
    }
}

/// A text with placeholders as a regular expression: `{x}` is anything, and `[#id]` a number in brackets.
pub fn pattern(text: &str) -> String {
    let mut pattern = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((_, after)) = after.split_once('}') else { break };
        pattern.push_str(&regex::escape(before));
        pattern.push_str("(?s:.*?)");
        rest = after;
    }
    pattern.push_str(&regex::escape(rest));
    pattern.replace("\\[\\#id\\]", "\\[#[0-9]+\\]")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_anything_and_the_rest_is_what_it_is() {
        let pattern = regex::Regex::new(&format!("^{}$", pattern("Wiped {a b}[#id]'s {c}. (was {d})"))).unwrap();
        assert!(pattern.is_match("Wiped x\ny[#16]'s . (was 2)"));
        for other in ["Wiped x[#]'s y. (was 2)", "Wiped x[#1]'s yz (was 2)", "Wiped x[#1]'s y. (was 2) "] {
            assert!(!pattern.is_match(other), "{other}");
        }
    }
}

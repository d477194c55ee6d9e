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

impl Message {
    /// Only the dialect of 2026 answers it.
    pub const fn at_head(self) -> Self {
        Self { dialects: Dialects::Head, ..self }
    }

    /// No request gets it, for this reason.
    pub const fn never(self, reason: &'static str) -> Self {
        Self { never: Some(reason), ..self }
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
        }
    }
}

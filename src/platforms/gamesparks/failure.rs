//! A script that did not come to its end, as answers tell it: the name of the error, and its text.

use crate::script::{Failure, Position};

/// The error that an answer has for it.
pub(super) fn key(failure: &Failure) -> &'static str {
    match failure {
        Failure::TimedOut { .. } | Failure::Abandoned { .. } => "longRunningScriptError",
        _ => "scriptError",
    }
}

/// What the answer says: as the platform wrote errors: the text, and the place in brackets, lines being counted from `first` on.
pub(super) fn text(failure: &Failure, first: u32) -> String {
    let said = match failure {
        Failure::Thrown(thrown) => match &thrown.name {
            Some(name) => format!("{name}: {}", thrown.message),
            None => thrown.message.clone(),
        },
        Failure::Syntax { message, .. } => format!("SyntaxError: {message}"),
        other => return other.to_string(),
    };
    match failure.at() {
        Some(Position { file, line, .. }) => format!("{said} ({file}#{})", line - 1 + first),
        None => said,
    }
}

//! Requests: what players and servers ask of a game, over `/rs/` or from a script. One list, [`REQUESTS`]; one file for each
//! kind. A new kind is a file with an implementation of [`RequestKind`], and a line in the list; everything else (the way in,
//! its fields and their errors, the scripts that are attached to it, `SparkRequests`, the rows) comes from there.

pub mod account_details;
pub mod authentication;
pub mod device_authentication;
pub mod errors;
pub mod field;
pub mod handling;
pub mod log_event;
pub mod names;
pub mod pipeline;
pub mod registration;
pub mod sending;
pub mod session;

use serde_json::{Map, Value};

pub use errors::Errors;
pub use field::{Field, FieldKind, optional, required};
pub use handling::Handling;

use super::cloud_code::ScriptId;
use crate::platforms::fidelity::Row;

/// The one list: every kind of request that is emulated.
pub const REQUESTS: &[&dyn RequestKind] = &[
    &account_details::AccountDetails,
    &authentication::Authentication,
    &device_authentication::DeviceAuthentication,
    &log_event::LogEvent,
    &registration::Registration,
];

/// How we know, apart from the rows of each kind.
pub const FIDELITY: &[&[Row]] =
    &[pipeline::FIDELITY, field::FIDELITY, names::FIDELITY, session::FIDELITY, sending::FIDELITY];

/// A request, or a response: its members, `@class` first.
pub type Document = Map<String, Value>;

/// A kind of request.
pub trait RequestKind: Sync {
    /// Its class: `LogEventRequest`.
    fn name(&self) -> &'static str;

    /// The members that it may have, besides those of every request.
    fn fields(&self) -> &'static [Field];

    /// Whether it may have members that are not among its fields.
    fn takes_others(&self) -> bool {
        false
    }

    /// Whether somebody must be logged in to make it.
    fn needs_player(&self) -> bool {
        true
    }

    /// Completes and checks `request` before any script sees it, beyond what its fields say.
    fn prepare(&self, cx: &mut Handling<'_>, request: &mut Document) -> Result<(), Errors> {
        let _ = (cx, request);
        Ok(())
    }

    /// The script that runs for `request` between the one attached to its class and the platform's own part.
    fn script(&self, request: &Document) -> Option<ScriptId> {
        let _ = request;
        None
    }

    /// The platform's own part: what it changes, and the members of the response. Everything it changes it changes under one
    /// lock of the game's store, so that of two requests at once none sees the half of the other.
    fn answer(&self, cx: &mut Handling<'_>, request: &Document) -> Result<Document, Errors>;

    /// How we know.
    fn fidelity(&self) -> &'static [Row];
}

/// The kind of that class.
pub fn named(name: &str) -> Option<&'static dyn RequestKind> {
    REQUESTS.iter().copied().find(|kind| kind.name() == name)
}

/// `text` of `request`, where it has one under `name`.
pub fn text<'r>(request: &'r Document, name: &str) -> Option<&'r str> {
    request.get(name).and_then(Value::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_a_class_that_the_platform_had_and_is_there_once() {
        let mut seen = Vec::new();
        for kind in REQUESTS {
            assert!(names::NAMES.contains(&kind.name()), "{}", kind.name());
            assert!(!seen.contains(&kind.name()), "{} twice", kind.name());
            assert!(!kind.fidelity().is_empty(), "{} says nothing of itself", kind.name());
            seen.push(kind.name());
        }
        assert!(seen.is_sorted(), "in the order of their names");
    }
}

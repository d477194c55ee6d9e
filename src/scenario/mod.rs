//! The scenario language: what files say, and what the steps of a scenario do and expect. Which platforms there are, and which
//! kinds of steps they add, is handed to it as a [`Language`]; it knows none of them by name.

mod armed;
pub mod capture;
pub mod cases;
pub mod entries;
pub mod expect;
pub mod find;
pub mod language;
pub mod part;
pub mod planned;
pub mod read;
pub mod schema;
pub mod server;
pub mod setting;
pub mod skip;
pub mod step;
pub mod steps;
pub mod stub;
pub mod tags;
pub mod values;
pub mod variant;
pub mod view;

mod fill;
mod known;

pub use language::Language;
pub use planned::Planned;
pub use read::Reader;
pub use setting::Setting;

use crate::diag::{Diagnostic, Span};
use crate::tree::Node;
use cases::Row;
use skip::Skip;

/// One scenario, as its file says: valid as far as that can be seen without playing it.
#[derive(Debug, Clone)]
pub struct Scenario {
    /// What it shows, in a sentence.
    pub name: String,
    /// Where it begins in its file.
    pub place: Span,
    /// What its world is like when it begins: its fixtures, with what it says itself on top.
    pub setting: Setting,
    /// The server under test, placeholders still open: a [`server::Server`].
    pub server: Option<Node>,
    /// The other servers that are played for it, placeholders still open: [`server::Stubs`].
    pub stubs: Option<Node>,
    /// What happens, in order: what its parts do first, then its own steps.
    pub steps: Vec<Planned>,
    /// The words by which it can be chosen.
    pub tags: Vec<String>,
    /// Why it is not played, and when.
    pub skip: Option<Skip>,
    /// The row of the table that it was made for, if there is one.
    pub row: Option<Row>,
    /// What is probably not as its author thinks.
    pub warnings: Vec<Diagnostic>,
    /// The ways in which it is played, if there are several.
    pub varied: Option<variant::Varied>,
}

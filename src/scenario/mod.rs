//! The scenario language: what files say, and what the steps of a scenario do and expect. Which platforms there are, and which
//! kinds of steps they add, is handed to it as a [`Language`]; it knows none of them by name.

pub mod capture;
pub mod entries;
pub mod expect;
pub mod find;
pub mod language;
pub mod planned;
pub mod read;
pub mod schema;
pub mod server;
pub mod setting;
pub mod step;
pub mod steps;
pub mod stub;
pub mod values;
pub mod view;

mod known;

pub use language::Language;
pub use planned::Planned;
pub use read::Reader;
pub use setting::Setting;

use crate::diag::Span;
use crate::tree::Node;

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
    /// What happens, in order.
    pub steps: Vec<Planned>,
}

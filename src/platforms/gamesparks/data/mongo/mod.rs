//! Collections of documents: what MongoDB did for scripts, as its manual describes the versions from 2.6 to 3.4.

pub mod aggregate;
pub mod collection;
pub mod collections;
pub mod filter;
pub mod index;
pub mod path;
pub mod pattern;
pub mod project;
pub mod sort;
pub mod update;

#[cfg(test)]
mod tests;

pub use collection::{Collection, Written};
pub use collections::Collections;
pub use filter::Filter;
pub use project::Projection;
pub use sort::Sort;
pub use update::Update;

/// Why the database refuses something.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Problem {
    /// The database's number for it.
    pub code: i32,
    /// What it says.
    pub message: String,
}

impl Problem {
    /// What was asked makes no sense.
    pub fn bad(message: impl Into<String>) -> Self {
        Self { code: 2, message: message.into() }
    }

    /// A problem with a number of its own.
    pub fn coded(code: i32, message: impl Into<String>) -> Self {
        Self { code, message: message.into() }
    }
}

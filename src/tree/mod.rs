//! Text with positions, decoded into typed values. [`read`] turns YAML and JSON into [`Node`]s that know where they were
//! written; [`decode`] turns those into typed values, with every error of a file at once; [`record!`](crate::tree::record)
//! and [`choice!`](crate::tree::choice) make a type, its decoder, its JSON schema and its text form from one declaration.

pub mod choice;
pub mod decode;
pub mod duration;
pub mod fields;
pub mod file;
pub mod json;
pub mod map;
pub mod merge;
pub mod node;
pub mod pattern;
pub mod read;
pub mod record;
pub mod scalar;
pub mod schema;
pub mod spanned;
pub mod template;

mod build;
mod collections;
#[cfg(test)]
mod golden;
mod resolve;
mod syntax;

pub use crate::{choice, record};
pub use collections::DecodeKey;
pub use decode::{Decode, Decoding, Templates};
pub use duration::Duration;
pub use fields::Fields;
pub use map::{Entry, Map};
pub use merge::merge;
pub use node::{Node, Value};
pub use pattern::Pattern;
pub use schema::Schemas;
pub use spanned::Spanned;

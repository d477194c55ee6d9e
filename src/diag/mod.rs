//! Problems in files, and how they are shown: where a problem is ([`Span`]), what it is ([`Diagnostic`], [`Code`]), all of a
//! file's problems at once ([`Diagnostics`]), and one renderer for people and one shape for editors.

pub mod code;
pub mod diagnostic;
pub mod json;
pub mod quote;
pub mod render;
pub mod source;
pub mod suggest;

pub use code::Code;
pub use diagnostic::{Diagnostic, Diagnostics, Severity};
pub use quote::quoted;
pub use source::{Position, Source, Span};

//! The scenario language.

pub mod step;

//! The JavaScript engine.

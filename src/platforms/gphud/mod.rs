//! GPHUD.
pub mod dialect;
pub mod duration;
pub mod names;
pub mod state;
pub mod wire;

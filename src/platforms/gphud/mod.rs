//! GPHUD.
pub mod commands;
pub mod dialect;
pub mod duration;
pub mod experience;
pub mod kv;
pub mod modules;
pub mod names;
pub mod permissions;
pub mod pipeline;
pub mod reply;
pub mod state;
pub mod wire;

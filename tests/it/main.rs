//! The integration tests: one binary, one `mod` per subject, every one over real sockets and on ports of its own.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod admin;
mod cli;
mod client;
mod cluster;
mod doctor;
mod documents;
#[cfg(unix)]
mod exec;
mod faults;
mod fidelity;
mod gamesparks;
mod gphud;
mod house;
mod kit;
mod peer;
mod reference;
mod reports;
mod scenario;
mod server;
mod serving;
mod worlds;

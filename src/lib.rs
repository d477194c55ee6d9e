//! Backlot plays the platform side of back ends of virtual worlds on your own machine, so that a server which talks to
//! them can be built and tested offline, in CI, and under failures that you script.
//!
//! The map of the house, from the ground up. Arrows point down only: a room uses the rooms below it, never those above,
//! and no platform knows another.
//!
//! | floor | room | what is in it |
//! | --- | --- | --- |
//! | 6 | [`cli`] | one file per subcommand; the only readers of arguments, environment and terminal |
//! | 5 | [`server`], [`admin`], [`runner`], [`report`] | what a world is driven by: sockets, the admin API, scenarios; and what a person reads |
//! | 4 | [`platforms`] | the trait, the one list, and a folder per platform |
//! | 3 | [`scenario`], [`script`], [`client`] | the scenario language, the JavaScript engine, HTTP to the outside |
//! | 2 | [`world`], [`journal`] | what one emulated universe holds, and the record of what happened in it |
//! | 1 | [`tree`] | text with positions, decoded into typed values with every error at once |
//! | 0 | [`diag`] | problems in files, and how they are shown |

pub mod admin;
pub mod cli;
pub mod client;
pub mod diag;
pub mod journal;
pub mod platforms;
pub mod report;
pub mod runner;
pub mod scenario;
pub mod script;
pub mod server;
pub mod tree;
pub mod world;

/// The samples on the pages for developers, compiled like everything else.
#[cfg(doctest)]
#[doc = include_str!("../docs/adding-a-platform.md")]
pub struct Pages;

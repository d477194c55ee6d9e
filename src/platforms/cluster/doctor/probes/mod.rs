//! The probes: one file for each small family, all of the same shape, in one list.

mod answer;
mod bodies;
mod connection;
mod content;
mod hostile;
mod manners;
mod size;
mod time;
mod token;
mod version;
mod wrong;

use super::Probe;

/// The one list, in the order in which they run.
pub const PROBES: &[&[Probe]] = &[
    connection::PROBES,
    version::PROBES,
    answer::PROBES,
    token::PROBES,
    content::PROBES,
    size::PROBES,
    time::PROBES,
    manners::PROBES,
    bodies::PROBES,
    wrong::PROBES,
    hostile::PROBES,
];

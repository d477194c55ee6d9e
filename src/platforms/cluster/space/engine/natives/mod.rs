//! The functions of the host that the interface calls: one file for each part of it, and the one list.

mod compat;
mod items;
mod messages;
mod outside;
mod parts;
mod place;
mod players;
mod state;

use super::native::Native;

/// All of them.
pub(super) const ALL: &[&[Native]] = &[
    state::NATIVES,
    place::NATIVES,
    items::NATIVES,
    messages::NATIVES,
    players::NATIVES,
    parts::NATIVES,
    compat::NATIVES,
    outside::NATIVES,
];

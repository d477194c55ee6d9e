//! Which members scripts have called, for the test of the whole table.

use std::collections::BTreeSet;

use parking_lot::Mutex;

use super::{Class, Member, Run};
use crate::world::World;

/// The key of the games that are watched.
const GAME: &str = "members1234";

static CALLED: Mutex<BTreeSet<(String, &'static str, &'static str)>> = Mutex::new(BTreeSet::new());

/// Keeps that a script has called `member`.
pub(super) fn note(run: &Run, class: &Class, member: &'static Member) {
    if run.game().api_key == GAME {
        CALLED.lock().insert((run.occasion.world.name().to_owned(), class.name, member.name));
    }
}

/// The classes and names of the members that were called in `world`.
pub(in super::super) fn by(world: &World) -> BTreeSet<(&'static str, &'static str)> {
    let called = CALLED.lock();
    called.iter().filter(|(name, ..)| name == world.name()).map(|(_, class, member)| (*class, *member)).collect()
}

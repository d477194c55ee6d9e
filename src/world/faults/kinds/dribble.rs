//! `dribble`: the answer comes in pieces, slowly.

use std::time::Duration as StdDuration;

use crate::tree::{Duration, record};
use crate::world::faults::kind::{Effect, Group, Kind};
use crate::world::faults::plan::{Pace, Plan};
use crate::world::faults::touched::Hit;

pub(super) const KIND: Kind = Kind::of::<Dribble>(
    "dribble",
    Group::Answering,
    "The answer comes in `pieces` (5) of the same length, with an `interval` (200ms) between them: the head whole with the first, or with `head: true` in pieces too.",
);

record! {
    /// An answer in pieces.
    #[derive(PartialEq)]
    struct Dribble {
        /// How many pieces.
        pieces: u32 = 5,
        /// How long it takes from one to the next.
        interval: Duration = Duration(StdDuration::from_millis(200)),
        /// Whether the head comes in pieces too.
        head: bool = false,
    }
}

impl Effect for Dribble {
    fn label(&self) -> String {
        format!("dribble in {} pieces, {} apart", self.pieces, self.interval)
    }

    fn answering(&self, plan: &mut Plan, _: &Hit) {
        let pieces = usize::try_from(self.pieces).unwrap_or(usize::MAX).max(1);
        plan.pace = Some(Pace { pieces, interval: *self.interval, head: self.head });
    }
}

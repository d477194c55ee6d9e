//! `slow-body`: the body of the platform's request comes in pieces, slowly.

use std::time::Duration as StdDuration;

use crate::tree::{Duration, record};
use crate::world::faults::calling::Calling;
use crate::world::faults::kind::{Effect, Group, Kind};
use crate::world::faults::plan::Pace;
use crate::world::faults::touched::Hit;

pub(super) const KIND: Kind = Kind::of::<SlowBody>(
    "slow-body",
    Group::Calling,
    "The body of the platform's request comes in `pieces` (5), with an `interval` (200ms) before each of them; its head is sent at once.",
);

record! {
    /// A request whose body comes in pieces.
    #[derive(PartialEq)]
    struct SlowBody {
        /// How many pieces.
        pieces: u32 = 5,
        /// How long it takes from one to the next.
        interval: Duration = Duration(StdDuration::from_millis(200)),
    }
}

impl Effect for SlowBody {
    fn label(&self) -> String {
        format!("slow-body in {} pieces, {} apart", self.pieces, self.interval)
    }

    fn calling(&self, plan: &mut Calling, _: &Hit) {
        let pieces = usize::try_from(self.pieces).unwrap_or(usize::MAX).max(1);
        plan.pace = Some(Pace { pieces, interval: *self.interval, head: false });
    }
}

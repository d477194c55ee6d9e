//! `close-after-answer`: the answer is whole, and the connection is closed behind it.

use crate::tree::record;
use crate::world::faults::kind::{Effect, Group, Kind};
use crate::world::faults::plan::Plan;
use crate::world::faults::touched::Hit;

pub(super) const KIND: Kind = Kind::of::<CloseAfterAnswer>(
    "close-after-answer",
    Group::Answering,
    "The answer is whole and does not say that the connection will be closed, and then it is: a client that keeps it for its next request loses that.",
);

record! {
    /// An answer after which the connection is closed.
    #[derive(PartialEq)]
    struct CloseAfterAnswer {}
}

impl Effect for CloseAfterAnswer {
    fn label(&self) -> String {
        "close-after-answer".to_owned()
    }

    fn answering(&self, plan: &mut Plan, _: &Hit) {
        plan.closes = true;
    }
}

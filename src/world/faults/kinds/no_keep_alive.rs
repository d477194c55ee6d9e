//! `no-keep-alive`: the platform makes a new connection for its call, and closes it afterwards.

use crate::tree::record;
use crate::world::faults::calling::Calling;
use crate::world::faults::kind::{Effect, Group, Kind};
use crate::world::faults::touched::Hit;

pub(super) const KIND: Kind = Kind::of::<NoKeepAlive>(
    "no-keep-alive",
    Group::Calling,
    "The platform makes a new connection for its call, says `Connection: close`, and does not use it again.",
);

record! {
    /// A call on a connection of its own.
    #[derive(PartialEq)]
    struct NoKeepAlive {}
}

impl Effect for NoKeepAlive {
    fn label(&self) -> String {
        "no-keep-alive".to_owned()
    }

    fn calling(&self, plan: &mut Calling, _: &Hit) {
        plan.fresh = true;
    }
}

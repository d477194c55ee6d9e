//! `connect-timeout`: the platform cannot connect, and notices only when its time is up.

use crate::tree::record;
use crate::world::faults::calling::Calling;
use crate::world::faults::kind::{Effect, Group, Kind};
use crate::world::faults::touched::Hit;

pub(super) const KIND: Kind = Kind::of::<ConnectTimeout>(
    "connect-timeout",
    Group::Calling,
    "The platform gets no answer to its attempt to connect, as behind a firewall, until its time is up. The server sees nothing of it.",
);

record! {
    /// A server that cannot be reached.
    #[derive(PartialEq)]
    struct ConnectTimeout {}
}

impl Effect for ConnectTimeout {
    fn label(&self) -> String {
        "connect-timeout".to_owned()
    }

    fn calling(&self, plan: &mut Calling, _: &Hit) {
        plan.unreachable = true;
    }
}

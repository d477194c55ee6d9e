//! `flow-control`: the call is refused by the space's flow control.

use crate::platforms::cluster::NAME;
use crate::tree::record;
use crate::world::faults::{Effect, Group, Kind};

pub(super) const KIND: Kind = Kind::of::<FlowControl>(
    "flow-control",
    Group::Platform(NAME),
    "The call is refused because the space's flow control holds back more than 30 s: rateLimitExceeded, an exception in the script. Nothing is sent.",
);

record! {
    /// The call is refused by the space's flow control.
    #[derive(PartialEq)]
    pub(in crate::platforms::cluster) struct FlowControl {}
}

impl Effect for FlowControl {
    fn label(&self) -> String {
        "flow-control".to_owned()
    }
}

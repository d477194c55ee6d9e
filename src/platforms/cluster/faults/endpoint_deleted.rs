//! `endpoint-deleted`: the endpoint was deleted.

use crate::platforms::cluster::NAME;
use crate::tree::record;
use crate::world::faults::{Effect, Group, Kind};

pub(super) const KIND: Kind = Kind::of::<EndpointDeleted>(
    "endpoint-deleted",
    Group::Platform(NAME),
    "The endpoint that is called was deleted: the call has failed, and nothing is sent.",
);

record! {
    /// The endpoint was deleted.
    #[derive(PartialEq)]
    pub(in crate::platforms::cluster) struct EndpointDeleted {}
}

impl Effect for EndpointDeleted {
    fn label(&self) -> String {
        "endpoint-deleted".to_owned()
    }
}

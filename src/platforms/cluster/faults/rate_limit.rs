//! `rate-limit`: the call is refused as one too many.

use crate::platforms::cluster::NAME;
use crate::tree::record;
use crate::world::faults::{Effect, Group, Kind};

pub(super) const KIND: Kind = Kind::of::<RateLimit>(
    "rate-limit",
    Group::Platform(NAME),
    "The call is refused as one too many: rateLimitExceeded, an exception in the script. Nothing is sent.",
);

record! {
    /// The call is refused as one too many.
    #[derive(PartialEq)]
    pub(in crate::platforms::cluster) struct RateLimit {}
}

impl Effect for RateLimit {
    fn label(&self) -> String {
        "rate-limit".to_owned()
    }
}

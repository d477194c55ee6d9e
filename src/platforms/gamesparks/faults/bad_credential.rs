//! `bad-credential`: the credential is refused, as if somebody had taken it away.

use crate::platforms::gamesparks::NAME;
use crate::tree::record;
use crate::world::faults::{Effect, Group, Kind};

pub(super) const KIND: Kind = Kind::of::<BadCredential>(
    "bad-credential",
    Group::Platform(NAME),
    "The credential is refused as a wrong one is: 403, and no body.",
);

record! {
    /// The credential is refused.
    #[derive(PartialEq)]
    pub(super) struct BadCredential {}
}

impl Effect for BadCredential {
    fn label(&self) -> String {
        "bad-credential".to_owned()
    }
}

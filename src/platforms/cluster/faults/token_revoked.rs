//! `token-revoked`: the server's token was revoked.

use crate::platforms::cluster::NAME;
use crate::tree::record;
use crate::world::faults::{Effect, Group, Kind};

pub(super) const KIND: Kind = Kind::of::<TokenRevoked>(
    "token-revoked",
    Group::Platform(NAME),
    "The token that the server answers with was revoked just before: the call has failed, although the server did everything right.",
);

record! {
    /// The server's token was revoked.
    #[derive(PartialEq)]
    pub(in crate::platforms::cluster) struct TokenRevoked {}
}

impl Effect for TokenRevoked {
    fn label(&self) -> String {
        "token-revoked".to_owned()
    }
}

//! `empty`: the answer has no body.

use bytes::Bytes;
use http::{Response, header};

use crate::tree::record;
use crate::world::faults::kind::{Effect, Group, Kind};
use crate::world::faults::touched::Hit;

pub(super) const KIND: Kind =
    Kind::of::<Empty>("empty", Group::Answer, "The answer has its status and its headers, and a body of no bytes.");

record! {
    /// An answer without a body.
    #[derive(PartialEq)]
    struct Empty {}
}

impl Effect for Empty {
    fn label(&self) -> String {
        "empty".to_owned()
    }

    fn rewrite(&self, response: &mut Response<Bytes>, _: &Hit) {
        *response.body_mut() = Bytes::new();
        response.headers_mut().remove(header::CONTENT_LENGTH);
    }
}

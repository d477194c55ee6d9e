//! `malformed-json`: the body is no JSON any more, although everything else is in order.

use bytes::Bytes;
use http::{Response, header};

use crate::tree::record;
use crate::world::faults::kind::{Effect, Group, Kind};
use crate::world::faults::touched::Hit;

pub(super) const KIND: Kind = Kind::of::<MalformedJson>(
    "malformed-json",
    Group::Answer,
    "The body lacks its last character that is no white space, such as the closing brace. Its length is announced rightly, so only a parser notices.",
);

record! {
    /// A body that is no JSON any more.
    #[derive(PartialEq)]
    struct MalformedJson {}
}

impl Effect for MalformedJson {
    fn label(&self) -> String {
        "malformed-json".to_owned()
    }

    fn rewrite(&self, response: &mut Response<Bytes>, _: &Hit) {
        let body = response.body();
        let body = match body.trim_ascii_end() {
            [] | [_] => Bytes::from_static(b"{"),
            whole => body.slice(..whole.len() - 1),
        };
        *response.body_mut() = body;
        response.headers_mut().remove(header::CONTENT_LENGTH);
    }
}

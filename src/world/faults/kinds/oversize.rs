//! `oversize`: the answer is far longer than anybody expects.

use bytes::{Bytes, BytesMut};
use http::{Response, header};
use serde_json::Value as Json;

use super::{short, short_schema};
use crate::diag::{Code, Diagnostic};
use crate::tree::{Decode, Decoding, Node, Schemas, record};
use crate::world::faults::kind::{Effect, Group, Kind};
use crate::world::faults::point::Size;
use crate::world::faults::touched::Hit;

pub(super) const KIND: Kind = Kind::of::<Oversize>(
    "oversize",
    Group::Answer,
    "The body is filled up with spaces to this size (16 MiB without one, 64 MiB at most): JSON stays JSON, and is far longer than anybody expects.",
);

/// The largest body, in bytes.
const MOST: u64 = 64 * 1024 * 1024;

#[derive(Debug, Clone, PartialEq)]
struct Oversize(Entry);

record! {
    /// A body that is far too long.
    #[derive(PartialEq)]
    struct Entry {
        /// How long it is, 64 MiB at most.
        size: Size = Size(16 * 1024 * 1024),
    }
}

impl Decode for Oversize {
    fn decode(node: &Node, cx: &mut Decoding<'_>) -> Option<Self> {
        let whole = |node: &Node, cx: &mut Decoding<'_>| Entry::decode(node, cx).map(Self);
        let oversize = short(node, cx, |size| Self(Entry { size }), whole)?;
        if oversize.0.size.0 > MOST {
            let message = format!("a body of at most {MOST} bytes is possible");
            cx.report(Diagnostic::error(Code::OutOfRange, node.place(), message));
            return None;
        }
        Some(oversize)
    }

    fn schema(schemas: &mut Schemas) -> Json {
        let size = Size::schema(schemas);
        short_schema(size, Entry::schema(schemas))
    }
}

impl Effect for Oversize {
    fn label(&self) -> String {
        format!("oversize, {}", self.0.size)
    }

    fn rewrite(&self, response: &mut Response<Bytes>, _: &Hit) {
        let size = usize::try_from(self.0.size.0).unwrap_or_default();
        if response.body().len() < size {
            let mut body = BytesMut::with_capacity(size);
            body.extend_from_slice(response.body());
            body.resize(size, b' ');
            *response.body_mut() = body.freeze();
            response.headers_mut().remove(header::CONTENT_LENGTH);
        }
    }
}

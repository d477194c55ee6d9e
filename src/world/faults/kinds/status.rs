//! `status`: another status than the platform's.

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Response, StatusCode, header};
use indexmap::IndexMap;
use serde_json::Value as Json;

use super::{short, short_schema};
use crate::diag::{Code, Diagnostic, quoted};
use crate::tree::{Decode, Decoding, Node, Schemas, Spanned, record};
use crate::world::faults::kind::{Effect, Group, Kind};
use crate::world::faults::touched::Hit;

pub(super) const KIND: Kind = Kind::of::<Status>(
    "status",
    Group::Answer,
    "The answer has this status, and no body: `503`, or `{ code: 429, headers: { Retry-After: \"2\" } }`. `keep-body: true` keeps the platform's body. An error (400 and above) is not applied: the platform never sees the request.",
);

#[derive(Debug, Clone, PartialEq)]
struct Status(Entry);

record! {
    /// Another status than the platform's.
    #[derive(PartialEq)]
    struct Entry {
        /// The status.
        code: Spanned<u16>,
        /// Headers that come with it.
        headers: IndexMap<Spanned<String>, Spanned<String>> = IndexMap::new(),
        /// Whether the platform's body stays.
        keep_body: bool = false,
    }
}

impl Decode for Status {
    fn decode(node: &Node, cx: &mut Decoding<'_>) -> Option<Self> {
        let of = |code| Self(Entry { code, headers: IndexMap::new(), keep_body: false });
        let status = short(node, cx, of, |node, cx| Entry::decode(node, cx).map(Self))?;
        let Entry { code, headers, .. } = &status.0;
        let before = cx.errors();
        if !(200..=599).contains(&code.value) && code.value != 0 {
            let message = format!("{} is not the status of an answer: from 200 to 599 is possible", code.value);
            cx.report(Diagnostic::error(Code::OutOfRange, code.span.clone(), message));
        }
        for (name, value) in headers {
            if header_of(name, value).is_none() {
                let message = format!("{} cannot be a header", quoted(&format!("{}: {}", name.value, value.value)));
                cx.report(Diagnostic::error(Code::BadValue, name.span.clone(), message));
            }
        }
        (cx.errors() == before).then_some(status)
    }

    fn schema(schemas: &mut Schemas) -> Json {
        let code = u16::schema(schemas);
        short_schema(code, Entry::schema(schemas))
    }
}

pub(super) fn header_of(name: &str, value: &str) -> Option<(HeaderName, HeaderValue)> {
    Some((HeaderName::from_bytes(name.as_bytes()).ok()?, HeaderValue::from_str(value).ok()?))
}

impl Effect for Status {
    fn label(&self) -> String {
        format!("status {}", self.0.code.value)
    }

    fn applied(&self) -> bool {
        self.0.code.value < 400 || self.0.keep_body
    }

    fn rewrite(&self, response: &mut Response<Bytes>, _: &Hit) {
        if let Ok(status) = StatusCode::from_u16(self.0.code.value) {
            *response.status_mut() = status;
        }
        if !self.0.keep_body {
            *response.body_mut() = Bytes::new();
            response.headers_mut().remove(header::CONTENT_TYPE);
        }
        for (name, value) in self.0.headers.iter().filter_map(|(name, value)| header_of(name, value)) {
            response.headers_mut().insert(name, value);
        }
    }
}

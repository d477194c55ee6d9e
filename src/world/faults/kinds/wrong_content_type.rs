//! `wrong-content-type`: the answer says that it is something else.

use bytes::Bytes;
use http::{HeaderValue, Response, header};
use serde_json::Value as Json;

use super::{short, short_schema};
use crate::diag::{Code, Diagnostic};
use crate::tree::{Decode, Decoding, Node, Schemas, Spanned, record};
use crate::world::faults::kind::{Effect, Group, Kind};
use crate::world::faults::touched::Hit;

pub(super) const KIND: Kind = Kind::of::<WrongContentType>(
    "wrong-content-type",
    Group::Answer,
    "The answer says that it is `text/html`, or the type that is given; its body stays as it is.",
);

#[derive(Debug, Clone, PartialEq)]
struct WrongContentType(Entry);

record! {
    /// An answer that says that it is something else.
    #[derive(PartialEq)]
    struct Entry {
        /// What it says.
        content_type: Spanned<String> as "type" = Spanned::made("text/html".to_owned()),
    }
}

impl Decode for WrongContentType {
    fn decode(node: &Node, cx: &mut Decoding<'_>) -> Option<Self> {
        let whole = |node: &Node, cx: &mut Decoding<'_>| Entry::decode(node, cx).map(Self);
        let wrong = short(node, cx, |content_type| Self(Entry { content_type }), whole)?;
        if HeaderValue::from_str(&wrong.0.content_type).is_err() {
            let message = "this cannot be the value of a header";
            cx.report(Diagnostic::error(Code::BadValue, wrong.0.content_type.span.clone(), message));
            return None;
        }
        Some(wrong)
    }

    fn schema(schemas: &mut Schemas) -> Json {
        let text = String::schema(schemas);
        short_schema(text, Entry::schema(schemas))
    }
}

impl Effect for WrongContentType {
    fn label(&self) -> String {
        format!("wrong-content-type {}", self.0.content_type.value)
    }

    fn rewrite(&self, response: &mut Response<Bytes>, _: &Hit) {
        if let Ok(kind) = HeaderValue::from_str(&self.0.content_type) {
            response.headers_mut().insert(header::CONTENT_TYPE, kind);
        }
    }
}

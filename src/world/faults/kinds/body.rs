//! `body`: another body than the platform's.

use bytes::Bytes;
use http::{HeaderValue, Response, header};
use serde_json::Value as Json;

use super::{short, short_schema};
use crate::diag::{Code, Diagnostic};
use crate::tree::{Decode, Decoding, Node, Schemas, Spanned, record};
use crate::world::faults::kind::{Effect, Group, Kind};
use crate::world::faults::touched::Hit;

pub(super) const KIND: Kind = Kind::of::<Body>(
    "body",
    Group::Answer,
    "The answer has this body instead of the platform's: a text, or `{ json: … }`; with `content-type` if that is to change too.",
);

#[derive(Debug, Clone, PartialEq)]
struct Body(Entry);

record! {
    /// Another body than the platform's.
    #[derive(PartialEq)]
    struct Entry {
        /// The body, as text.
        text: Option<String>,
        /// The body, as JSON.
        json: Option<Json>,
        /// What it says that it is. Without it: what the platform says.
        content_type: Option<Spanned<String>>,
    }
}

impl Decode for Body {
    fn decode(node: &Node, cx: &mut Decoding<'_>) -> Option<Self> {
        let of = |text| Self(Entry { text: Some(text), json: None, content_type: None });
        let body = short(node, cx, of, |node, cx| Entry::decode(node, cx).map(Self))?;
        let problem = match &body.0 {
            Entry { text: None, json: None, .. } => {
                Diagnostic::error(Code::MissingKey, node.place(), "it is not said which body")
                    .help("write body: a text, or body: { json: {} }")
            }
            Entry { text: Some(_), json: Some(_), .. } => {
                Diagnostic::error(Code::ConflictingKeys, node.place(), "'text' and 'json' exclude each other")
            }
            Entry { content_type: Some(kind), .. } if HeaderValue::from_str(kind).is_err() => {
                Diagnostic::error(Code::BadValue, kind.span.clone(), "this cannot be the value of a header")
            }
            _ => return Some(body),
        };
        cx.report(problem);
        None
    }

    fn schema(schemas: &mut Schemas) -> Json {
        let text = String::schema(schemas);
        short_schema(text, Entry::schema(schemas))
    }
}

impl Effect for Body {
    fn label(&self) -> String {
        "body".to_owned()
    }

    fn rewrite(&self, response: &mut Response<Bytes>, _: &Hit) {
        let text = match (&self.0.text, &self.0.json) {
            (Some(text), _) => text.clone(),
            (None, Some(json)) => json.to_string(),
            (None, None) => String::new(),
        };
        *response.body_mut() = Bytes::from(text);
        response.headers_mut().remove(header::CONTENT_LENGTH);
        if let Some(kind) = self.0.content_type.as_ref().and_then(|kind| HeaderValue::from_str(kind).ok()) {
            response.headers_mut().insert(header::CONTENT_TYPE, kind);
        }
    }
}

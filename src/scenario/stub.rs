//! Servers that are played inside this process, with scripted replies: they take part in virtual time, and a scenario needs
//! nothing else.

use std::sync::atomic::{AtomicUsize, Ordering};

use async_trait::async_trait;
use bytes::Bytes;
use http::{HeaderName, HeaderValue, Request, Response, StatusCode, header};
use indexmap::IndexMap;
use serde_json::{Map as Object, Value as Json, json};

use crate::diag::{Code, Diagnostic, quoted};
use crate::tree::{Decode, Decoding, Duration, Node, Schemas, Spanned, record};
use crate::world::clock::Clock;
use crate::world::faults::kind::Does;
use crate::world::faults::{Group, Touched};
use crate::world::upstream::{Broken, Upstream};

record! {
    /// One answer of a server that is played.
    #[derive(Default)]
    pub struct Reply {
        /// The body, as JSON.
        pub reply: Option<Json>,
        /// The body, as text.
        pub text: Option<Spanned<String>>,
        /// The status.
        pub status: Option<Spanned<u16>>,
        /// Headers. A content type that fits the body is added unless there is one.
        pub headers: IndexMap<Spanned<String>, Spanned<String>> = IndexMap::new(),
        /// How long it takes, in the world's time.
        pub delay: Duration = Duration::default(),
        /// How it breaks instead of answering, or while it does: a kind of fault, or a list of them.
        pub breaks: Option<Spanned<Does>> as "break",
    }
}

/// What a server that is played answers: one reply after the other, then the last one again and again. Never empty.
#[derive(Debug, Clone)]
pub struct Replies(Vec<Reply>);

impl Decode for Replies {
    fn decode(node: &Node, cx: &mut Decoding<'_>) -> Option<Self> {
        let before = cx.errors();
        let replies = match node.as_list() {
            Some([]) => {
                cx.report(Diagnostic::error(Code::BadValue, node.place(), "a server that is played needs a reply"));
                None
            }
            Some(_) => Vec::<Reply>::decode(node, cx),
            None => Reply::decode(node, cx).map(|reply| vec![reply]),
        }?;
        replies.iter().for_each(|reply| reply.check(cx));
        (cx.errors() == before).then_some(Self(replies))
    }

    fn schema(schemas: &mut Schemas) -> Json {
        let reply = json!({
            "allOf": [Reply::schema(schemas)],
            "not": { "required": ["reply", "text"] },
            "properties": {
                "status": { "anyOf": [{ "type": "integer", "minimum": 200, "maximum": 599 }, { "type": "string" }] },
                "headers": { "propertyNames": { "pattern": r"^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$" } },
            },
        });
        json!({ "anyOf": [reply, { "type": "array", "items": reply, "minItems": 1 }] })
    }
}

impl serde::Serialize for Replies {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl Reply {
    /// What cannot be seen from each key alone.
    fn check(&self, cx: &mut Decoding<'_>) {
        if let (Some(_), Some(text)) = (&self.reply, &self.text) {
            let message = "'reply' and 'text' exclude each other";
            cx.report(Diagnostic::error(Code::ConflictingKeys, text.span.clone(), message));
        }
        if let Some(breaks) = &self.breaks
            && breaks.groups().any(|group| group == Group::Calling)
        {
            let message = "this goes wrong with calls, and a server that is played answers them";
            cx.report(Diagnostic::error(Code::BadValue, breaks.span.clone(), message));
        }
        if let Some(status) = &self.status
            && !(200..=599).contains(&status.value)
        {
            let message = format!("{} is not the status of an answer: from 200 to 599 is possible", status.value);
            cx.report(Diagnostic::error(Code::OutOfRange, status.span.clone(), message));
        }
        for (name, value) in &self.headers {
            if HeaderName::from_bytes(name.as_bytes()).is_err() {
                let message = format!("{} is not the name of a header", quoted(name));
                cx.report(Diagnostic::error(Code::BadValue, name.span.clone(), message));
            }
            if HeaderValue::from_str(value).is_err() {
                let message = format!("{} cannot be the value of a header", quoted(value));
                cx.report(Diagnostic::error(Code::BadValue, value.span.clone(), message));
            }
        }
    }

    fn response(&self, added: &Object<String, Json>) -> Response<Bytes> {
        let (body, content_type) = match (&self.reply, &self.text) {
            (Some(Json::Object(fields)), _) => {
                let mut fields = fields.clone();
                for (name, value) in added {
                    fields.entry(name).or_insert_with(|| value.clone());
                }
                (Json::Object(fields).to_string(), Some("application/json"))
            }
            (Some(other), _) => (other.to_string(), Some("application/json")),
            (None, Some(text)) => (text.value.clone(), Some("text/plain; charset=utf-8")),
            (None, None) => (String::new(), None),
        };
        let mut response = Response::new(Bytes::from(body));
        let status = self.status.as_ref().map_or(200, |status| status.value);
        *response.status_mut() = StatusCode::from_u16(status).unwrap_or_default();
        let headers = response.headers_mut();
        for (name, value) in &self.headers {
            if let (Ok(name), Ok(value)) = (HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_str(value)) {
                headers.append(name, value);
            }
        }
        if let Some(content_type) = content_type {
            headers.entry(header::CONTENT_TYPE).or_insert(HeaderValue::from_static(content_type));
        }
        response
    }
}

/// A server that is played inside this process.
#[derive(Debug)]
pub struct Stub {
    replies: Replies,
    added: Object<String, Json>,
    next: AtomicUsize,
}

impl Stub {
    /// Answers with `replies`; each of `added` is put into every answer that is a JSON object and does not have it.
    pub fn new(replies: Replies, added: Object<String, Json>) -> Self {
        Self { replies, added, next: AtomicUsize::new(0) }
    }

    /// The next reply, and which it is, counted from 1.
    fn next(&self) -> Option<(u64, &Reply)> {
        let Replies(replies) = &self.replies;
        let at = self.next.fetch_add(1, Ordering::Relaxed);
        replies.get(at).or(replies.last()).map(|reply| (at as u64 + 1, reply))
    }
}

#[async_trait]
impl Upstream for Stub {
    async fn answer(&self, clock: &Clock, _: Request<Bytes>) -> Result<Response<Bytes>, Broken> {
        let Some((number, reply)) = self.next() else { return Err(Broken::Refused) };
        clock.sleep(*reply.delay).await;
        let response = reply.response(&self.added);
        let Some(breaks) = &reply.breaks else { return Ok(response) };
        let touched = Touched::played(breaks, number);
        let mut response = response;
        touched.rewrite(&mut response);
        touched.answering().deliver(clock, response).await
    }
}

//! `SparkHttp`, from `Spark.getHttp(url)` and `Spark.getHttp(url, timeoutMillis)`: calls to other servers.

use std::cell::RefCell;
use std::time::Duration;

use base64::Engine as _;
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use rquickjs::{Error, Value};
use serde_json::Value as Json;

use super::class::{Call, Class, member};
use super::http_response;
use crate::platforms::fidelity::{Row, chosen, documented, inferred, observed};
use crate::platforms::gamesparks::http::Outgoing;
use crate::platforms::gamesparks::rhino;

/// How we know.
pub(super) const FIDELITY: &[Row] = &[
    documented(
        "http.timeout",
        "a call waits for 30 s unless getHttp is given another time in milliseconds; null is the default",
        "Implementing External HTTP Callbacks page and Spark API page",
    ),
    documented(
        "http.verbs",
        "get, delete, postForm, postJson, postString, postXml, putForm, putJson, putString and putXml",
        "SparkHttp API page",
    ),
    documented("http.chain", "setBasicAuth and setHeaders change the object and return it", "SparkHttp API page"),
    observed("http.reuse", "one object can make several calls", "functional tests that ran on the platform"),
    observed(
        "http.status",
        "an answer with any status is a response and no error",
        "functional tests that ran on the platform",
    ),
    observed("http.form-null", "postForm(null) sends an empty form", "functional tests that ran on the platform"),
    chosen(
        "http.content-types",
        "a form is sent as application/x-www-form-urlencoded, JSON as application/json, XML as application/xml, text as text/plain in UTF-8, unless setHeaders says otherwise",
        "unknown; scripts that care set their own",
    ),
    inferred(
        "http.failure",
        "a call that fails or takes too long gives null; the journal says why",
        "a game's script tests for null, and none catches an error",
    ),
    chosen("http.redirects", "up to 10 redirects are followed", "unknown; what HTTP libraries do"),
    chosen("http.size", "an answer of more than 10 MiB is a failure", "a limit is not known, and there must be one"),
    chosen("http.time", "a time of 0 or less is the default", "unknown"),
    chosen("http.bad-header", "a header that HTTP does not allow throws java.lang.IllegalArgumentException", "unknown"),
    chosen(
        "http.hosts",
        "scripts reach the loopback, servers that are played in this process, and hosts that the game's settings allow",
        "a test must not call strangers by accident",
    ),
];

/// The class.
pub(super) static CLASS: Class = Class {
    name: "SparkHttp",
    members: &[
        member("setBasicAuth", &[2], set_basic_auth),
        member("setHeaders", &[1], set_headers),
        member("get", &[0], |call| send(call, "get", Method::GET, None)),
        member("delete", &[0], |call| send(call, "delete", Method::DELETE, None)),
        member("postForm", &[1], |call| send(call, "postForm", Method::POST, Some(form(call)?))),
        member("postJson", &[1], |call| send(call, "postJson", Method::POST, Some(json(call)?))),
        member("postString", &[1], |call| send(call, "postString", Method::POST, Some(text(call)?))),
        member("postXml", &[1], |call| send(call, "postXml", Method::POST, Some(xml(call)?))),
        member("putForm", &[1], |call| send(call, "putForm", Method::PUT, Some(form(call)?))),
        member("putJson", &[1], |call| send(call, "putJson", Method::PUT, Some(json(call)?))),
        member("putString", &[1], |call| send(call, "putString", Method::PUT, Some(text(call)?))),
        member("putXml", &[1], |call| send(call, "putXml", Method::PUT, Some(xml(call)?))),
    ],
    absent: &[],
};

/// What an object of the class holds.
pub(super) struct Http {
    url: String,
    timeout: Option<Duration>,
    headers: RefCell<HeaderMap>,
}

impl Http {
    /// Calls to `url`, with the default time if `timeout` is none.
    pub(super) fn new(url: String, timeout: Option<Duration>) -> Self {
        Self { url, timeout, headers: RefCell::default() }
    }
}

/// A body, and the content type that it has unless the script sets another.
struct Body {
    content_type: &'static str,
    bytes: Bytes,
}

fn form(call: &Call<'_, '_>) -> Result<Body, Error> {
    let mut form = form_urlencoded::Serializer::new(String::new());
    if let Json::Object(fields) = call.json(0)? {
        for (name, value) in &fields {
            match value {
                Json::Array(values) => {
                    form.extend_pairs(values.iter().map(|value| (name, field(value))));
                }
                value => {
                    form.append_pair(name, &field(value));
                }
            }
        }
    }
    Ok(Body { content_type: "application/x-www-form-urlencoded", bytes: form.finish().into() })
}

fn field(value: &Json) -> String {
    match value {
        Json::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn json(call: &Call<'_, '_>) -> Result<Body, Error> {
    Ok(Body { content_type: "application/json", bytes: call.json(0)?.to_string().into() })
}

fn xml(call: &Call<'_, '_>) -> Result<Body, Error> {
    let text = match rhino::xml::source(&call.value(0)) {
        Some(text) => text,
        None => call.text(0)?.unwrap_or_default(),
    };
    Ok(Body { content_type: "application/xml; charset=utf-8", bytes: text.into() })
}

fn text(call: &Call<'_, '_>) -> Result<Body, Error> {
    Ok(Body { content_type: "text/plain; charset=utf-8", bytes: call.text(0)?.unwrap_or_default().into() })
}

fn set_basic_auth<'js>(call: &Call<'_, 'js>) -> Result<Value<'js>, Error> {
    let pair = format!("{}:{}", call.name(0)?, call.name(1)?);
    let value = format!("Basic {}", base64::engine::general_purpose::STANDARD.encode(pair));
    put(call, "Authorization", &value)?;
    call.this()
}

fn set_headers<'js>(call: &Call<'_, 'js>) -> Result<Value<'js>, Error> {
    if let Json::Object(headers) = call.json(0)? {
        for (name, value) in &headers {
            put(call, name, &field(value))?;
        }
    }
    call.this()
}

fn put(call: &Call<'_, '_>, name: &str, value: &str) -> Result<(), Error> {
    let parsed = HeaderName::from_bytes(name.as_bytes()).ok().zip(HeaderValue::from_str(value).ok());
    let Some((name, value)) = parsed else {
        return Err(call.throw(&format!("java.lang.IllegalArgumentException: illegal header {name}: {value}")));
    };
    call.own::<Http>()?.headers.borrow_mut().insert(name, value);
    Ok(())
}

fn send<'js>(
    call: &Call<'_, 'js>,
    verb: &'static str,
    method: Method,
    body: Option<Body>,
) -> Result<Value<'js>, Error> {
    let http = call.own::<Http>()?;
    let mut headers = http.headers.borrow().clone();
    let bytes = body.map(|body| {
        headers.entry(header::CONTENT_TYPE).or_insert(HeaderValue::from_static(body.content_type));
        body.bytes
    });
    let outgoing = Outgoing {
        operation: format!("SparkHttp.{verb}").into(),
        method,
        url: http.url.clone(),
        headers,
        body: bytes.unwrap_or_default(),
        timeout: http.timeout,
    };
    match call.run.ask(call.ctx, outgoing)? {
        Some(incoming) => http_response::give(call, incoming),
        None => call.null(),
    }
}

//! `SparkHttpResponse`: what a server answered to a call of `SparkHttp`.

use std::cell::Cell;
use std::rc::Rc;

use http::header;
use rquickjs::{Error, Value};
use serde_json::{Map, Value as Json};

use super::class::{Call, Class, member};
use crate::platforms::fidelity::{Row, chosen, documented};
use crate::platforms::gamesparks::charset::Charset;
use crate::platforms::gamesparks::content_type::ContentType;
use crate::platforms::gamesparks::http::Incoming;
use crate::platforms::gamesparks::rhino;

/// How much of answers' bodies a script can hold on to at once, in bytes: the engine's limit of memory does not see them.
const MOST_HELD: usize = 32 * 1024 * 1024;

/// How we know.
pub(super) const FIDELITY: &[Row] = &[
    documented(
        "http-response.body",
        "getResponseCode() is the status, getResponseString() the body, getResponseJson() the body parsed",
        "SparkHttpResponse API page",
    ),
    chosen("http-response.no-json", "getResponseJson() of a body that is no JSON is null", "unknown"),
    chosen("http-response.charset", "the body is read by the charset of its content type, or else as UTF-8", "unknown"),
    documented("http-response.headers", "getHeaders() is an object of the headers", "SparkHttpResponse API page"),
    chosen(
        "http-response.header-values",
        "a header's name is in lower case, its value text, several values joined by commas",
        "the shape is unknown",
    ),
    documented(
        "http-response.cookies",
        "getCookies() is an array of the values of Set-Cookie",
        "SparkHttpResponse API page",
    ),
    chosen("http-response.held", "a script can hold on to 32 MiB of answers at once", "there must be a limit"),
    documented("http-response.xml", "getResponseXml() is the body as an XML object", "SparkHttpResponse API page"),
    chosen("http-response.no-xml", "getResponseXml() of a body that is no XML is null", "unknown"),
];

/// The class.
pub(super) static CLASS: Class = Class {
    name: "SparkHttpResponse",
    members: &[
        member("getResponseCode", &[0], |call| call.give(call.own::<Response>()?.incoming.status.as_u16())),
        member("getResponseString", &[0], |call| call.give(call.own::<Response>()?.text())),
        member("getResponseJson", &[0], |call| {
            let json: Option<Json> = serde_json::from_str(&call.own::<Response>()?.text()).ok();
            call.give_json(json.as_ref())
        }),
        member("getResponseXml", &[0], |call| {
            let xml = rhino::xml::parse(call.ctx, &call.own::<Response>()?.text())?;
            xml.map_or_else(|| call.null(), Ok)
        }),
        member("getHeaders", &[0], |call| call.give_json(Some(&call.own::<Response>()?.headers()))),
        member("getCookies", &[0], |call| call.give_json(Some(&call.own::<Response>()?.cookies()))),
    ],
    absent: &[],
};

/// What an object of the class holds.
struct Response {
    incoming: Incoming,
    held: Held,
}

/// How much of answers' bodies a script holds on to. Clones share the count.
#[derive(Debug, Clone, Default)]
pub(super) struct Held {
    bytes: Rc<Cell<usize>>,
}

impl Drop for Response {
    fn drop(&mut self) {
        self.held.bytes.set(self.held.bytes.get() - self.incoming.body.len());
    }
}

/// Returns a response to the script.
pub(super) fn give<'js>(call: &Call<'_, 'js>, incoming: Incoming) -> Result<Value<'js>, Error> {
    let held = call.run.held.clone();
    let bytes = held.bytes.get() + incoming.body.len();
    if bytes > MOST_HELD {
        let message = format!("a script can hold on to at most {} MiB of answers", MOST_HELD / (1024 * 1024));
        return Err(call.throw(&message));
    }
    held.bytes.set(bytes);
    call.object(&CLASS, Response { incoming, held })
}

impl Response {
    fn text(&self) -> String {
        let header = self.incoming.headers.get(header::CONTENT_TYPE);
        let header = header.map(|value| String::from_utf8_lossy(value.as_bytes())).unwrap_or_default();
        let charset = ContentType::parse(&header).charset.and_then(Charset::named).unwrap_or(Charset::Utf8);
        charset.decode(&self.incoming.body).into_owned()
    }

    fn headers(&self) -> Json {
        let headers = &self.incoming.headers;
        let joined = |name| {
            let values = headers.get_all(name).iter().map(|value| String::from_utf8_lossy(value.as_bytes()));
            Json::String(values.collect::<Vec<_>>().join(", "))
        };
        Json::Object(headers.keys().map(|name| (name.to_string(), joined(name))).collect::<Map<_, _>>())
    }

    fn cookies(&self) -> Json {
        let cookies = self.incoming.headers.get_all(header::SET_COOKIE).iter();
        cookies.map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned()).collect()
    }
}

//! The headers of an answer: `RESPONSE_HEADERS` of the script, and the content type, which has several sources.

use http::{HeaderMap, HeaderName, HeaderValue, header};
use serde_json::{Map, Value};

use super::java;
use crate::diag::quoted;
use crate::journal::verdict::Checks;
use crate::platforms::fidelity::{Row, chosen, documented, inferred};
use crate::platforms::gamesparks::charset::Charset;
use crate::platforms::gamesparks::content_type::ContentType;

/// The key in script data under which a script sets headers.
pub const RESPONSE_HEADERS: &str = "RESPONSE_HEADERS";

/// How we know.
pub const FIDELITY: &[Row] = &[
    documented(
        "headers.set",
        "RESPONSE_HEADERS in script data is an object of header names and values; it never shows in the JSON",
        "Implementing External HTTP Callbacks page",
    ),
    inferred(
        "headers.raw",
        "RESPONSE_HEADERS counts beside RESPONSE_RAW too",
        "the note on the page about using one without the other",
    ),
    documented(
        "headers.content-type",
        "the parameters contentType and characterEncoding make the Content-Type; one in RESPONSE_HEADERS wins over them",
        "Implementing External HTTP Callbacks page",
    ),
    inferred(
        "headers.content-type-joined",
        "both together are written as type;charset=encoding",
        "how Java servlets join them",
    ),
    inferred(
        "headers.content-type-raw",
        "without any of these a raw answer has no Content-Type",
        "screenshots in the tutorial Pulling Leaderboard Data Using Python and Rest: three headers, too short for one",
    ),
    chosen(
        "headers.content-type-json",
        "without any of these a JSON answer is application/json, and an empty answer has no Content-Type",
        "what clients of JSON expect",
    ),
    chosen(
        "headers.encoding-alone",
        "characterEncoding without a type goes with application/json, or text/plain for a raw answer",
        "the page says that it sets the Content-Type",
    ),
    chosen(
        "headers.charset",
        "the body is written in the charset that its Content-Type ends up with, or else characterEncoding, or else UTF-8",
        "a header that lies about the body helps nobody",
    ),
    chosen(
        "headers.values",
        "a header's value that is no string is written as Java prints it, a list as one header for each, null as none",
        "setting a cookie twice needs a list",
    ),
    chosen(
        "headers.refused",
        "headers that cannot be sent, or that describe the connection and not the answer, are left out, and the verdict says so",
        "a server's own framing cannot be overridden without breaking the answer",
    ),
];

/// What belongs to the connection or the framing of the answer, which are the server's.
const FRAMING: [HeaderName; 8] = [
    header::CONNECTION,
    header::CONTENT_LENGTH,
    HeaderName::from_static("keep-alive"),
    HeaderName::from_static("proxy-connection"),
    header::TE,
    header::TRAILER,
    header::TRANSFER_ENCODING,
    header::UPGRADE,
];

/// The most headers that a script can set.
const MOST_HEADERS: usize = 100;

/// The most bytes of names and values that a script can set as headers.
const MOST_HEADER_BYTES: usize = 64 * 1024;

/// What a request asks of the answer's content type, with its parameters.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asked {
    /// The parameter `contentType`.
    pub content_type: Option<String>,
    /// The parameter `characterEncoding`.
    pub character_encoding: Option<String>,
}

/// The headers of an answer whose type is `usual` if nobody says otherwise, and the charset of its body.
pub(super) fn headers(
    script_data: &Map<String, Value>,
    asked: &Asked,
    usual: Usual,
    checks: &mut Checks,
) -> (HeaderMap, Charset) {
    let mut headers = HeaderMap::new();
    if let Some(encoding) = &asked.character_encoding
        && Charset::named(encoding).is_none()
    {
        checks.warn(
            "content type",
            format!("the characterEncoding {} is not known; the body is UTF-8", quoted(encoding)),
        );
    }
    if let Some(text) = content_type(asked, usual) {
        match HeaderValue::from_str(&text) {
            Ok(value) => {
                headers.insert(header::CONTENT_TYPE, value);
            }
            Err(_) => {
                checks.warn("content type", format!("{} cannot be sent as a header; it is left out", quoted(&text)));
            }
        }
    }
    match script_data.get(RESPONSE_HEADERS) {
        None | Some(Value::Null) => {}
        Some(Value::Object(fields)) => {
            let mut left = Left { headers: MOST_HEADERS, bytes: MOST_HEADER_BYTES };
            let all_fit = fields.iter().all(|(name, value)| set(&mut headers, name, value, &mut left, checks));
            if !all_fit {
                let reason = format!(
                    "a script sets at most {MOST_HEADERS} headers of together {MOST_HEADER_BYTES} bytes; the rest is left out"
                );
                checks.warn("response headers", reason);
            }
        }
        Some(other) => {
            let other = quoted(&java::to_string(other));
            let reason = format!("{RESPONSE_HEADERS} is an object of names and values, and not {other}; it is ignored");
            checks.warn("response headers", reason);
        }
    }
    let stated = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let label = stated.and_then(|stated| ContentType::parse(stated).charset).or(asked.character_encoding.as_deref());
    let charset = label.and_then(Charset::named).unwrap_or(Charset::Utf8);
    (headers, charset)
}

/// What an answer is if nobody says otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Usual {
    Json,
    Raw,
    Empty,
}

fn content_type(asked: &Asked, usual: Usual) -> Option<String> {
    match (asked.content_type.as_deref(), asked.character_encoding.as_deref()) {
        (Some(kind), Some(encoding)) => Some(format!("{kind};charset={encoding}")),
        (Some(kind), None) => Some(kind.to_owned()),
        (None, Some(encoding)) => {
            let kind = if usual == Usual::Json { "application/json" } else { "text/plain" };
            Some(format!("{kind};charset={encoding}"))
        }
        (None, None) => (usual == Usual::Json).then(|| "application/json".to_owned()),
    }
}

/// What of the headers that a script may set is left.
struct Left {
    headers: usize,
    bytes: usize,
}

impl Left {
    /// Takes a header of that many bytes; says whether there was room for it.
    fn take(&mut self, bytes: usize) -> bool {
        let (Some(headers), Some(bytes)) = (self.headers.checked_sub(1), self.bytes.checked_sub(bytes)) else {
            return false;
        };
        *self = Self { headers, bytes };
        true
    }
}

/// Sets a header; says whether there was room for it. One that cannot be sent takes none.
fn set(headers: &mut HeaderMap, name: &str, value: &Value, left: &mut Left, checks: &mut Checks) -> bool {
    let Ok(header) = HeaderName::from_bytes(name.as_bytes()) else {
        checks.warn("response headers", format!("{} cannot be the name of a header; it is left out", quoted(name)));
        return true;
    };
    if FRAMING.contains(&header) {
        let reason = format!("{name} is the server's own business, and not a script's; it is left out");
        checks.warn("response headers", reason);
        return true;
    }
    let values = match value {
        Value::Null => return true,
        Value::Array(values) => values.as_slice(),
        other => std::slice::from_ref(other),
    };
    headers.remove(&header);
    for value in values {
        let text = java::to_string(value);
        let Ok(value) = HeaderValue::from_bytes(text.as_bytes()) else {
            let reason = format!("the value of {name} has characters that no header can have; it is left out");
            checks.warn("response headers", reason);
            return true;
        };
        if !left.take(name.len() + text.len()) {
            return false;
        }
        headers.append(&header, value);
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::verdict::Outcome;
    use serde_json::json;

    fn made(
        response_headers: Value,
        content_type: &str,
        encoding: &str,
        usual: Usual,
    ) -> (Vec<String>, Charset, usize) {
        let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let asked = Asked { content_type: text(content_type), character_encoding: text(encoding) };
        let mut data = Map::new();
        data.insert(RESPONSE_HEADERS.to_owned(), response_headers);
        let mut checks = Checks::new();
        let (headers, charset) = headers(&data, &asked, usual, &mut checks);
        let shown =
            headers.iter().map(|(name, value)| format!("{name}: {}", String::from_utf8_lossy(value.as_bytes())));
        (shown.collect(), charset, checks.verdict(Outcome::Refused).checks.len())
    }

    #[test]
    fn the_content_type_of_the_script_wins_over_the_parameters() {
        let of = |headers: Value, kind: &str, encoding: &str, usual| made(headers, kind, encoding, usual).0.join("|");
        assert_eq!(of(Value::Null, "text/html", "UTF-8", Usual::Raw), "content-type: text/html;charset=UTF-8");
        assert_eq!(of(Value::Null, "text/html", "", Usual::Json), "content-type: text/html");
        assert_eq!(of(Value::Null, "", "latin1", Usual::Json), "content-type: application/json;charset=latin1");
        assert_eq!(of(Value::Null, "", "latin1", Usual::Raw), "content-type: text/plain;charset=latin1");
        assert_eq!(of(Value::Null, "", "", Usual::Json), "content-type: application/json");
        assert_eq!(of(Value::Null, "", "", Usual::Raw), "");
        let own = json!({ "content-TYPE": "text/xml" });
        assert_eq!(of(own, "text/html", "UTF-8", Usual::Json), "content-type: text/xml");
    }

    #[test]
    fn the_body_is_in_the_charset_that_the_answer_names() {
        let of = |headers: Value, kind: &str, encoding: &str| made(headers, kind, encoding, Usual::Raw).1;
        let latin = Charset::named("latin1").unwrap();
        assert_eq!(of(Value::Null, "text/html", "latin1"), latin);
        assert_eq!(of(Value::Null, "text/html; charset=latin1", ""), latin);
        assert_eq!(of(json!({ "Content-Type": "text/xml; charset=utf-8" }), "", "latin1"), Charset::Utf8);
        assert_eq!(of(json!({ "Content-Type": "text/xml" }), "", "latin1"), latin);
        assert_eq!(of(Value::Null, "", "klingon"), Charset::Utf8);
    }

    #[test]
    fn values_of_every_kind_become_headers() {
        let (headers, _, warned) = made(
            json!({ "myHeader": "myValue", "n": 1, "Set-Cookie": ["a=1", "b=2"], "none": null, "日": "x", "名": 1 }),
            "",
            "",
            Usual::Raw,
        );
        assert_eq!(headers, ["myheader: myValue", "n: 1", "set-cookie: a=1", "set-cookie: b=2"]);
        assert_eq!(warned, 2);
    }

    #[test]
    fn there_are_only_so_many_headers() {
        let many: Map<String, Value> = (0..100_000).map(|number| (format!("h{number}"), json!("x"))).collect();
        let (headers, _, warned) = made(many.into(), "", "", Usual::Raw);
        assert_eq!((headers.len(), warned), (MOST_HEADERS, 1));
        let long = json!({ "a": "x".repeat(MOST_HEADER_BYTES - 1), "b": "x" });
        assert_eq!(made(long, "", "", Usual::Raw).0.len(), 1);
        let cookies = json!({ "set-cookie": vec!["a=b"; 100_000] });
        assert_eq!(made(cookies, "", "", Usual::Raw).0.len(), MOST_HEADERS);
    }

    #[test]
    fn nothing_breaks_out_of_a_header_or_the_framing() {
        for hostile in [
            json!({ "Content-Length": "3" }),
            json!({ "transfer-encoding": "chunked" }),
            json!({ "a": "x\r\nb: y" }),
            json!({ "a b": "x" }),
            json!({ "": "x" }),
            json!("Content-Type: text/html"),
            json!([["a", "b"]]),
        ] {
            let (headers, _, warned) = made(hostile.clone(), "", "", Usual::Raw);
            assert_eq!((headers.len(), warned), (0, 1), "{hostile}");
        }
        assert_eq!(made(Value::Null, "a\r\nb: c", "", Usual::Json).0.len(), 0);
    }
}

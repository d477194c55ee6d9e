//! From what a script set to the bytes of the answer: script data as one JSON document, or what is under `RESPONSE_RAW` as
//! it is, with headers and script errors.

pub mod hash_map;
pub mod headers;
pub mod java;

use bytes::Bytes;
use http::{Response, StatusCode};
use serde_json::{Map, Value};

use headers::Usual;
pub use headers::{Asked, RESPONSE_HEADERS};

use crate::diag::quoted;
use crate::journal::verdict::Checks;
use crate::platforms::fidelity::{Row, chosen, documented, inferred, observed};

/// The key in script data whose value is the whole answer.
pub const RESPONSE_RAW: &str = "RESPONSE_RAW";

/// The key of the answer that holds the errors that a script set.
pub const ERRORS: &str = "errors";

/// How we know.
pub const FIDELITY: &[Row] = &[
    documented(
        "output.json",
        "script data is written as one JSON document, its keys at the top",
        "Implementing External HTTP Callbacks page",
    ),
    documented(
        "output.raw",
        "a value under RESPONSE_RAW in script data is the whole answer",
        "Implementing External HTTP Callbacks page",
    ),
    observed(
        "output.status",
        "an answer of a script has status 200",
        "tutorial Pulling Leaderboard Data Using Python and Rest",
    ),
    chosen(
        "output.json-layout",
        "the JSON document is written without white space",
        "the pages show pretty-printed samples only",
    ),
    chosen(
        "output.json-order",
        "its keys are in the order in which they were set, or with the setting key-order: hash-map in that of Java's HashMap",
        "one screenshot of an event's answer has them in the latter; none of a callback's shows any",
    ),
    inferred(
        "output.empty",
        "without script data the answer is empty",
        "two games that take an empty answer for a failure, and one that sets a key to avoid it",
    ),
    chosen(
        "output.raw-null",
        "RESPONSE_RAW that is null counts as not set",
        "a script that clears it wants its other data back",
    ),
    chosen("output.charset", "an answer is UTF-8 unless something says otherwise", "what clients expect"),
    observed(
        "output.errors",
        "errors that a script sets stand under errors in the answer, beside its data, and the status stays 200",
        "two clients of callbacks that read errors.KEY, one of them together with data",
    ),
    chosen(
        "output.errors-raw",
        "RESPONSE_RAW wins over script errors too",
        "the page says that it is returned directly",
    ),
    chosen(
        "output.errors-key",
        "script errors replace a key of script data that is called errors",
        "an error must not be hidden by data",
    ),
];

/// The answer to a script that came to its end.
pub fn answer(
    script_data: Map<String, Value>,
    script_errors: Map<String, Value>,
    asked: &Asked,
    checks: &mut Checks,
) -> Response<Bytes> {
    if !script_errors.is_empty() {
        let names: Vec<_> = script_errors.keys().map(String::as_str).collect();
        checks.warn("script errors", format!("the script set errors: {}", quoted(&names.join(", "))));
    }
    let raw = script_data.get(RESPONSE_RAW).filter(|raw| !raw.is_null()).map(java::to_string);
    let usual = match &raw {
        Some(_) => Usual::Raw,
        None if is_empty(&script_data) && script_errors.is_empty() => Usual::Empty,
        None => Usual::Json,
    };
    let (headers, charset) = headers::headers(&script_data, asked, usual, checks);
    let text = match (raw, usual) {
        (Some(raw), _) => {
            if !script_errors.is_empty() {
                checks.warn("script errors", format!("{RESPONSE_RAW} is the whole answer, so they do not show in it"));
            }
            raw
        }
        (None, Usual::Json) => document(script_data, script_errors),
        (None, _) => {
            checks.warn("answer", "the script set no data, so the answer is empty");
            String::new()
        }
    };
    let mut response = Response::new(Bytes::from(charset.encode(text)));
    *response.status_mut() = StatusCode::OK;
    *response.headers_mut() = headers;
    response
}

fn is_reserved(name: &str) -> bool {
    matches!(name, RESPONSE_RAW | RESPONSE_HEADERS)
}

fn is_empty(script_data: &Map<String, Value>) -> bool {
    script_data.keys().all(|name| is_reserved(name))
}

fn document(mut script_data: Map<String, Value>, script_errors: Map<String, Value>) -> String {
    script_data.retain(|name, _| !is_reserved(name));
    if !script_errors.is_empty() {
        script_data.insert(ERRORS.to_owned(), Value::Object(script_errors));
    }
    Value::Object(script_data).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::verdict::Outcome;
    use serde_json::json;

    fn object(value: Value) -> Map<String, Value> {
        match value {
            Value::Object(fields) => fields,
            other => panic!("{other}"),
        }
    }

    fn answered(data: Value, errors: Value, asked: &Asked) -> (String, String) {
        let response = answer(object(data), object(errors), asked, &mut Checks::new());
        assert_eq!(response.status(), 200);
        let kind = response.headers().get("content-type").map_or("", |value| value.to_str().unwrap()).to_owned();
        (String::from_utf8_lossy(response.body()).into_owned(), kind)
    }

    fn plain(data: Value, errors: Value) -> (String, String) {
        answered(data, errors, &Asked::default())
    }

    fn pair(body: &str, kind: &str) -> (String, String) {
        (body.to_owned(), kind.to_owned())
    }

    #[test]
    fn script_data_is_one_json_document() {
        let data = json!({ "key2": "value2", "key1": { "名": [1, 1.5, null] }, "RESPONSE_HEADERS": {} });
        let body = r#"{"key2":"value2","key1":{"名":[1,1.5,null]}}"#;
        assert_eq!(plain(data, json!({})), pair(body, "application/json"));
    }

    #[test]
    fn raw_is_the_whole_answer() {
        assert_eq!(plain(json!({ "a": 1, "RESPONSE_RAW": "OK" }), json!({})), pair("OK", ""));
        assert_eq!(plain(json!({ "RESPONSE_RAW": [] }), json!({})), pair("[]", ""));
        assert_eq!(plain(json!({ "RESPONSE_RAW": "" }), json!({})), pair("", ""));
        assert_eq!(plain(json!({ "RESPONSE_RAW": null, "a": 1 }), json!({})), pair("{\"a\":1}", "application/json"));
    }

    #[test]
    fn no_data_is_an_empty_answer() {
        assert_eq!(plain(json!({}), json!({})), pair("", ""));
        assert_eq!(plain(json!({ "RESPONSE_HEADERS": { "a": "b" }, "RESPONSE_RAW": null }), json!({})), pair("", ""));
    }

    #[test]
    fn script_errors_stand_beside_the_data() {
        let errors = json!({ "message": "no such player", "code": 7 });
        let body = r#"{"a":1,"errors":{"message":"no such player","code":7}}"#;
        assert_eq!(plain(json!({ "a": 1 }), errors.clone()).0, body);
        assert_eq!(plain(json!({ "errors": "mine" }), json!({ "x": 1 })).0, r#"{"errors":{"x":1}}"#);
        assert_eq!(plain(json!({ "RESPONSE_RAW": "raw" }), errors).0, "raw");
    }

    #[test]
    fn the_body_is_written_in_the_charset_that_was_asked_for() {
        let asked = Asked { content_type: Some("text/plain".into()), character_encoding: Some("ISO-8859-1".into()) };
        let response = answer(object(json!({ "RESPONSE_RAW": "é日" })), Map::new(), &asked, &mut Checks::new());
        assert_eq!(response.body().as_ref(), b"\xe9?");
        assert_eq!(response.headers()["content-type"], "text/plain;charset=ISO-8859-1");
    }

    #[test]
    fn the_verdict_tells_what_the_answer_does_not() {
        let mut checks = Checks::new();
        answer(
            object(json!({ "RESPONSE_RAW": "x" })),
            object(json!({ "a": 1, "b": 2 })),
            &Asked::default(),
            &mut checks,
        );
        let verdict = checks.verdict(Outcome::Refused);
        assert_eq!(verdict.outcome, Outcome::Accepted);
        assert_eq!(verdict.checks[0].reason, "the script set errors: 'a, b'");
        assert_eq!(verdict.checks.len(), 2);
    }
}

//! Whether the answer to the plain call is what was agreed. All of these look at one and the same call.

use std::sync::Arc;

use http::header;
use serde_json::Value;

use crate::journal::verdict::Headroom;
use crate::platforms::cluster::call::{MOST_REDIRECTS, Outcome, Reason};
use crate::platforms::cluster::doctor::finding::Finding;
use crate::platforms::cluster::doctor::patient::Patient;
use crate::platforms::cluster::doctor::{Chapter, Needs, Probe, judge};

/// A probe that looks at the plain call.
macro_rules! looks {
    ($name:literal, $needs:ident, $run:ident, $about:literal, $platform:literal, $mend:literal) => {
        Probe {
            name: $name,
            chapter: Chapter::Answer,
            about: $about,
            platform: $platform,
            mend: $mend,
            needs: Needs::$needs,
            hostile: false,
            requests: |_| 0,
            run: |patient| Box::pin($run(patient)),
        }
    };
}

pub(super) const PROBES: &[Probe] = &[
    looks!(
        "plain-call",
        Connection,
        plain,
        "A plain call is answered, within the time of a call",
        "POSTs {\"request\": \"…\"} once, waits five seconds for the whole answer, and never tries again",
        "answer every POST; give --request a text that the server understands, if it understands only some"
    ),
    looks!(
        "status",
        Answer,
        status,
        "The status is 200",
        "counts every other status as a failure of the call, or may do so",
        "answer with 200, and say what went wrong inside response"
    ),
    looks!(
        "redirects",
        Answer,
        redirects,
        "A redirect, if there is one, leads to the answer",
        "follows redirects as browsers do, a 302 with a GET: Google Apps Script answers so",
        "register the URL that the redirect leads to, unless Google makes it"
    ),
    looks!(
        "json",
        Answer,
        json,
        "The body is a JSON object, in UTF-8, with nothing around it",
        "reads the body as JSON, and fails the call if it is none",
        "answer with {\"verify\": \"<token>\", \"response\": \"<text>\"}, written by a JSON library"
    ),
    looks!(
        "unique-keys",
        Answer,
        unique,
        "No key is in the answer twice",
        "is not known to take the first of two, or the last",
        "write the answer from one object, with a JSON library"
    ),
    looks!(
        "known-keys",
        Answer,
        known,
        "Nothing but verify and response is in the answer",
        "ignores other keys, as far as is known: the script never sees them",
        "put what the script needs into response"
    ),
    looks!(
        "response",
        Answer,
        response,
        "response is a string",
        "hands response to onExternalCallEnd, where it is a string; anything else fails the call",
        "turn it into text first, as with JSON.stringify or json.dumps"
    ),
    looks!(
        "response-size",
        Accepted,
        size,
        "response is within its limit",
        "fails a call whose response is over the limit, in bytes of UTF-8",
        "answer with less, or in parts"
    ),
    looks!(
        "response-encoded-once",
        Accepted,
        once,
        "JSON inside response is encoded once, and not twice",
        "hands response to the script as it is; the script parses it once",
        "call JSON.stringify (or json.dumps) once for response, and once for the whole answer"
    ),
    looks!(
        "content-type",
        Answer,
        content_type,
        "The content type says JSON in UTF-8",
        "is not known to look at it",
        "answer with Content-Type: application/json; charset=utf-8"
    ),
    looks!(
        "not-compressed",
        Answer,
        compressed,
        "The answer is not compressed, which was not asked for",
        "is not known to understand compressed answers",
        "compress only what was asked for with Accept-Encoding"
    ),
];

/// The body of the last answer.
fn body(outcome: &Outcome) -> &[u8] {
    outcome.hops.last().and_then(|hop| hop.answer.as_ref()).map_or(&[], |answer| &answer.body)
}

/// What the plain call failed with, if `is_mine` says that this probe is about it.
fn reason(outcome: &Outcome, is_mine: impl Fn(&Reason) -> bool) -> Option<&Reason> {
    outcome.result.as_ref().err().filter(|reason| is_mine(reason))
}

async fn plain(patient: &Arc<Patient>) -> Finding {
    let outcome = patient.plain().await;
    let took = Headroom::new(outcome.after.as_millis(), patient.timeout().as_millis(), "ms");
    match reason(outcome, |reason| matches!(reason, Reason::NoAnswer(_))) {
        Some(reason) => judge::failed(patient, outcome, reason),
        None => Finding::passed("").within(took),
    }
}

async fn status(patient: &Arc<Patient>) -> Finding {
    let outcome = patient.plain().await;
    if let Some(reason @ Reason::Status { status }) = reason(outcome, |reason| matches!(reason, Reason::Status { .. }))
    {
        let finding = judge::failed(patient, outcome, reason);
        return if status.is_client_error() && patient.options.sample.is_none() {
            finding.help(
                "answer with 200; or does the server understand only certain requests? Give it one with --request",
            )
        } else {
            finding
        };
    }
    match outcome.hops.last().and_then(|hop| hop.answer.as_ref()).map(|answer| answer.status.as_u16()) {
        Some(200) => Finding::passed("200"),
        Some(other) => Finding::warned(format!("{other}: it is not known whether anything but 200 is accepted")),
        None => Finding::skipped("there is no answer"),
    }
}

async fn redirects(patient: &Arc<Patient>) -> Finding {
    let outcome = patient.plain().await;
    let [first, rest @ ..] = &outcome.hops[..] else { return Finding::skipped("nothing was sent") };
    let Some(last) = rest.last() else {
        return match first.answer.as_ref().filter(|answer| answer.status.is_redirection()) {
            Some(answer) => Finding::failed(format!("{} leads nowhere", answer.status.as_u16())),
            None => Finding::passed("none"),
        };
    };
    let led = Headroom::new(rest.len(), MOST_REDIRECTS, "redirects");
    let to = format!("{} to {}", last.request.method, last.request.url.host_str().unwrap_or_default());
    if rest.iter().any(|hop| hop.request.url.scheme() == "http") && first.request.url.scheme() == "https" {
        return Finding::warned(format!("{to}: leads from https to plain http")).within(led);
    }
    if rest.len() > 1 {
        return Finding::warned(format!("{to}: each redirect takes time from the five seconds")).within(led);
    }
    Finding::noted(format!("{to}, as Google Apps Script does; it is inferred that cluster follows")).within(led)
}

async fn json(patient: &Arc<Patient>) -> Finding {
    let outcome = patient.plain().await;
    match reason(outcome, |reason| matches!(reason, Reason::NotJson { .. } | Reason::NotAnObject { .. })) {
        Some(reason) => judge::failed(patient, outcome, reason),
        None if matches!(outcome.result, Err(Reason::Status { .. })) => Finding::skipped("the status comes first"),
        None => Finding::passed("an object"),
    }
}

/// The keys at the top of an object, with those that are there more than once.
struct Keys(Vec<String>);

impl<'de> serde::Deserialize<'de> for Keys {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl<'de> serde::de::Visitor<'de> for Visitor {
            type Value = Keys;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<Keys, A::Error> {
                let mut keys = Vec::new();
                while let Some((key, _)) = map.next_entry::<String, serde::de::IgnoredAny>()? {
                    keys.push(key);
                }
                Ok(Keys(keys))
            }
        }
        deserializer.deserialize_map(Visitor)
    }
}

fn keys(outcome: &Outcome) -> Option<Vec<String>> {
    serde_json::from_slice::<Keys>(body(outcome)).ok().map(|keys| keys.0)
}

async fn unique(patient: &Arc<Patient>) -> Finding {
    let Some(keys) = keys(patient.plain().await) else { return Finding::skipped("the answer is no JSON object") };
    let twice = keys.iter().enumerate().find(|(at, key)| keys[..*at].contains(key));
    match twice {
        Some((_, key)) => Finding::warned(format!("{key} is there more than once")),
        None => Finding::passed(format!("{} keys", keys.len())),
    }
}

async fn known(patient: &Arc<Patient>) -> Finding {
    let Some(keys) = keys(patient.plain().await) else { return Finding::skipped("the answer is no JSON object") };
    let others: Vec<_> =
        keys.iter().filter(|key| !matches!(key.as_str(), "verify" | "response")).take(5).cloned().collect();
    if others.is_empty() { Finding::passed("") } else { Finding::noted(format!("ignored: {}", others.join(", "))) }
}

async fn response(patient: &Arc<Patient>) -> Finding {
    let outcome = patient.plain().await;
    let Ok(value) = serde_json::from_slice::<Value>(body(outcome)) else {
        return Finding::skipped("the answer is no JSON object");
    };
    if matches!(outcome.result, Err(Reason::Status { .. })) {
        return Finding::skipped("the status comes first");
    }
    // Looked at here even if verify is wrong: two mistakes are better known at once.
    match value.get("response") {
        Some(Value::String(text)) if text.is_empty() => Finding::passed("an empty string, which is one"),
        Some(Value::String(_)) => Finding::passed("a string"),
        Some(other) => {
            let reason = Reason::ResponseNotString { what: crate::platforms::cluster::call::kind(other) };
            judge::failed(patient, outcome, &reason)
        }
        None => judge::failed(patient, outcome, &Reason::ResponseMissing),
    }
}

async fn size(patient: &Arc<Patient>) -> Finding {
    match &patient.plain().await.result {
        Ok(response) => {
            let limit = patient.options.limits().response;
            Finding::passed("").within(Headroom::new(response.len(), limit, "bytes"))
        }
        Err(_) => Finding::skipped("the call is not accepted"),
    }
}

async fn once(patient: &Arc<Patient>) -> Finding {
    let Ok(response) = &patient.plain().await.result else { return Finding::skipped("the call is not accepted") };
    match serde_json::from_str::<Value>(response) {
        Ok(Value::String(inner)) if serde_json::from_str::<Value>(&inner).is_ok_and(|value| !value.is_string()) => {
            Finding::warned("response is a JSON string that holds JSON again: the script has to parse it twice")
                .showing("response", response)
        }
        Ok(Value::Object(fields)) if fields.contains_key("response") => {
            Finding::noted("response is an object that has a response again: the script has to look one level deeper")
        }
        Ok(Value::Object(_) | Value::Array(_)) => Finding::passed("JSON, encoded once"),
        _ => Finding::passed("text"),
    }
}

async fn content_type(patient: &Arc<Patient>) -> Finding {
    let outcome = patient.plain().await;
    let Some(answer) = outcome.hops.last().and_then(|hop| hop.answer.as_ref()) else {
        return Finding::skipped("there is no answer");
    };
    let Some(value) = answer.headers.get(header::CONTENT_TYPE) else { return Finding::noted("there is none") };
    let text = String::from_utf8_lossy(value.as_bytes()).to_ascii_lowercase();
    let charset = text.split("charset=").nth(1).map(|charset| charset.trim_matches(['"', ' ', ';']).to_owned());
    match (text.contains("json"), charset.as_deref()) {
        (_, Some(charset)) if !matches!(charset, "utf-8" | "utf8") => {
            Finding::warned(format!("it says {text}, and JSON is UTF-8"))
        }
        (true, _) => Finding::passed(text),
        (false, _) => Finding::noted(text),
    }
}

async fn compressed(patient: &Arc<Patient>) -> Finding {
    let outcome = patient.plain().await;
    let Some(answer) = outcome.hops.last().and_then(|hop| hop.answer.as_ref()) else {
        return Finding::skipped("there is no answer");
    };
    match answer.headers.get(header::CONTENT_ENCODING).and_then(|value| value.to_str().ok()) {
        Some(encoding) if !encoding.eq_ignore_ascii_case("identity") => {
            Finding::failed(format!("compressed with {encoding}"))
        }
        _ => Finding::passed("plain"),
    }
}

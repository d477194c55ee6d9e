//! Requests that are sent another way than usual, but are right. How exactly cluster sends is not documented, so a server
//! should take them all.

use std::sync::Arc;
use std::time::Duration;

use http::{HeaderMap, HeaderName, HeaderValue, Method, header};

use crate::platforms::cluster::doctor::finding::Finding;
use crate::platforms::cluster::doctor::patient::Patient;
use crate::platforms::cluster::doctor::wire::Heard;
use crate::platforms::cluster::doctor::{Chapter, Needs, Probe, judge};
use crate::world::clock::transport;

/// A probe with requests that cluster might send.
macro_rules! manner {
    ($name:literal, $requests:literal, $run:expr, $about:literal, $platform:literal, $mend:literal) => {
        Probe {
            name: $name,
            chapter: Chapter::Manners,
            about: $about,
            platform: $platform,
            mend: $mend,
            needs: Needs::Accepted,
            hostile: false,
            requests: |_| $requests,
            run: $run,
        }
    };
}

pub(super) const PROBES: &[Probe] = &[
    manner!(
        "content-type-with-charset",
        1,
        |patient| Box::pin(with_type(patient, Some("application/json; charset=utf-8"))),
        "A content type with a charset is JSON too",
        "sends application/json; whether with a charset is not known",
        "compare the beginning of the content type only, or do not look at it"
    ),
    manner!(
        "no-content-type",
        1,
        |patient| Box::pin(with_type(patient, None)),
        "A request without a content type is answered",
        "is inferred to send application/json, because a widely used server library reads nothing else",
        "read the body as JSON whatever the content type says"
    ),
    manner!(
        "unknown-headers",
        1,
        |patient| Box::pin(headers(patient)),
        "Headers that the server does not know do not matter",
        "sends headers of its own, which are not documented",
        "ignore what you do not know"
    ),
    manner!(
        "spaces-in-json",
        1,
        |patient| Box::pin(spaced(patient)),
        "JSON may have spaces, line breaks and keys that are not known",
        "sends one key today, and could send more",
        "read the body with a JSON library, and ignore other keys"
    ),
    manner!(
        "slow-body",
        1,
        |patient| Box::pin(slow(patient)),
        "A body that comes in pieces is read to its end",
        "sends the body as the network takes it, in as many pieces as it likes",
        "read until Content-Length is reached, not until something has come"
    ),
    manner!(
        "chunked-body",
        1,
        |patient| Box::pin(chunked(patient)),
        "A body in chunks, without Content-Length, is read or refused in good order",
        "is not known to send chunks",
        "put the server behind one that understands chunks, or answer with 411 and close"
    ),
    manner!(
        "expect-continue",
        1,
        |patient| Box::pin(expect(patient)),
        "A caller that asks before it sends the body is told to go on",
        "is not known to ask; some HTTP libraries do",
        "answer Expect: 100-continue with 100 Continue, as HTTP/1.1 servers do"
    ),
    manner!(
        "half-closed",
        1,
        |patient| Box::pin(half(patient)),
        "A caller that says it is done still gets its answer",
        "is not known to close its side early",
        "do not take the end of the request for the end of the caller"
    ),
];

fn body(patient: &Patient) -> String {
    serde_json::json!({ "request": patient.options.plain() }).to_string()
}

/// A request that should have been taken; if it was not, nobody knows whether that matters.
fn should(finding: Finding, status: Option<u16>) -> Finding {
    match status {
        Some(200..=399) => Finding { said: "accepted".to_owned(), ..finding },
        Some(code @ 400..=499) => Finding::noted(format!("answered with {code}")),
        _ => finding,
    }
}

async fn with_type(patient: &Arc<Patient>, content_type: Option<&'static str>) -> Finding {
    let mut headers = HeaderMap::new();
    if let Some(content_type) = content_type {
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    }
    let exchange = patient.request(Method::POST, headers, body(patient)).await;
    let status = exchange.answer.as_ref().map(|answer| answer.status.as_u16());
    match (content_type, status) {
        // This one may well be what is really sent.
        (Some(_), Some(code @ 400..=499)) => Finding::warned(format!("answered with {code}")),
        _ => should(judge::answered(&exchange), status),
    }
}

async fn headers(patient: &Arc<Patient>) -> Finding {
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    for (name, value) in [
        ("accept", "*/*"),
        ("x-forwarded-for", "192.0.2.1"),
        ("x-request-id", "6e2a6f5c-5d7d-4bd0-9d5b-0d3a1d9a8f01"),
        ("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"),
        ("x-backlot-unknown", "a value with \t a tab, \"quotes\" and = signs"),
    ] {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    let exchange = patient.request(Method::POST, headers, body(patient)).await;
    let status = exchange.answer.as_ref().map(|answer| answer.status.as_u16());
    match status {
        Some(code @ 400..=499) => Finding::warned(format!("answered with {code}")),
        _ => should(judge::answered(&exchange), status),
    }
}

async fn spaced(patient: &Arc<Patient>) -> Finding {
    let request = serde_json::Value::from(patient.options.plain());
    let exchange = patient.post(format!(" {{\r\n\t\"later\" : [ 1 ] ,\n \"request\" : {request} }} \n")).await;
    let status = exchange.answer.as_ref().map(|answer| answer.status.as_u16());
    match status {
        Some(code @ 400..=499) => Finding::warned(format!("answered with {code}")),
        _ => should(judge::answered(&exchange), status),
    }
}

/// What was heard, where an answer was due.
fn due(heard: &Heard) -> Finding {
    match heard {
        Heard::Answer { status, .. } => should(judge::heard(heard), Some(*status)),
        Heard::Closed => Finding::warned("hung up without an answer"),
        other => judge::heard(other),
    }
}

async fn slow(patient: &Arc<Patient>) -> Finding {
    const PIECES: usize = 5;
    let body = body(patient);
    let Ok(mut wire) = patient.open().await else { return Finding::failed("no connection could be made") };
    wire.say(wire.head(&[&format!("Content-Length: {}", body.len())])).await;
    for piece in body.as_bytes().chunks(body.len().div_ceil(PIECES)) {
        transport::sleep(Duration::from_millis(60)).await;
        wire.say(piece).await;
    }
    match wire.hear().await {
        Heard::Answer { status: code @ 400.., .. } => {
            Finding::failed(format!("answered with {code}: only the first piece was read?"))
        }
        heard => due(&heard),
    }
}

async fn chunked(patient: &Arc<Patient>) -> Finding {
    let body = body(patient);
    let (first, second) = body.split_at(body.len() / 2);
    let Ok(mut wire) = patient.open().await else { return Finding::failed("no connection could be made") };
    let chunks = format!("{:x}\r\n{first}\r\n{:x}\r\n{second}\r\n0\r\n\r\n", first.len(), second.len());
    wire.say(wire.head(&["Transfer-Encoding: chunked"]) + &chunks).await;
    match wire.hear().await {
        Heard::Answer { status: code @ 400..=499, closes: false, .. } => Finding::warned(format!(
            "answered with {code} and kept the connection: the chunks are taken for the next request"
        )),
        heard => due(&heard),
    }
}

async fn expect(patient: &Arc<Patient>) -> Finding {
    let body = body(patient);
    let Ok(mut wire) = patient.open().await else { return Finding::failed("no connection could be made") };
    wire.say(wire.head(&[&format!("Content-Length: {}", body.len()), "Expect: 100-continue"])).await;
    // A caller waits for a moment and then sends the body anyway.
    transport::sleep(Duration::from_millis(50)).await;
    wire.say(&body).await;
    due(&wire.hear().await)
}

async fn half(patient: &Arc<Patient>) -> Finding {
    let body = body(patient);
    let Ok(mut wire) = patient.open().await else { return Finding::failed("no connection could be made") };
    wire.say(wire.head(&[&format!("Content-Length: {}", body.len())]) + &body).await;
    wire.end().await;
    match wire.hear().await {
        Heard::Closed | Heard::Nothing => Finding::noted("no answer"),
        heard => due(&heard),
    }
}

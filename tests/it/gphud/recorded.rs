//! The recorded exchanges, sent in order over a socket to the world that they were made in, and answered byte for byte as the
//! platform of 2020 answered them. Requests whose answer was not recorded are sent, too: later ones depend on them.

use std::time::Duration;

use http::{Method, Request};
use serde::Serialize as _;
use serde_json::ser::{PrettyFormatter, Serializer};
use serde_json::{Value, json};

use super::{PATH, file, serve};

/// Lines that are sent but whose answer is not compared, and why.
const NOT_COMPARED: &[(u64, &str)] = &[(64, "dice fall as they like")];

/// Stands in the recording for what the name service of Second Life said, which nobody knows.
const UNKNOWN: &str = "<name-service error text: NOT VERIFIED>";

/// The request of a line.
fn request(line: &Value) -> Request<bytes::Bytes> {
    let base = json!({
        "developerkey": "katesdeveloperkey1",
        "applicationname": "Demo Application",
        "runasinstanceid": 15,
    });
    let body = match (line.get("add"), &line["body"]) {
        (Some(add), _) => {
            let mut fields = base.as_object().unwrap().clone();
            fields.extend(add.as_object().unwrap().clone());
            Value::Object(fields).to_string()
        }
        (None, Value::Null) => String::new(),
        (None, Value::String(text)) => text.clone(),
        (None, fields) => fields.to_string(),
    };
    let method: Method = line["method"].as_str().unwrap().parse().unwrap();
    Request::builder().method(method).uri(line["path"].as_str().unwrap_or(PATH)).body(body.into()).unwrap()
}

/// A recorded answer as the platform of 2020 laid it out.
fn laid_out(answer: &Value) -> String {
    let Some(json) = answer.get("json") else { return answer["text"].as_str().unwrap().to_owned() };
    let mut bytes = Vec::new();
    json.serialize(&mut Serializer::with_formatter(&mut bytes, PrettyFormatter::with_indent(b"    "))).unwrap();
    String::from_utf8(bytes).unwrap().replace("</", "<\\/") + "\n"
}

#[tokio::test]
async fn the_recorded_exchanges_are_answered_as_they_were() {
    let backlot = serve("recorded-2020.yaml").await;
    let known = backlot.world();
    let mut wrong = Vec::new();
    let mut compared = 0;
    for line in file("recorded-exchanges.jsonl").lines() {
        let line: Value = serde_json::from_str(line).unwrap();
        known.clock().advance(Duration::from_secs(1)).await;
        let reply = backlot.client().send(request(&line)).await;
        let number = line["n"].as_u64().unwrap();
        let Some(answer) = line.get("v2020").filter(|answer| !answer.is_null()) else { continue };
        if NOT_COMPARED.iter().any(|(left_out, _)| *left_out == number) {
            continue;
        }
        compared += 1;
        let (got, wanted) = (String::from_utf8(reply.body.to_vec()).unwrap(), laid_out(answer));
        let same = match wanted.split_once(UNKNOWN) {
            Some((before, after)) => got.starts_with(before) && got.ends_with(after),
            None => got == wanted,
        };
        let kind = reply.headers["content-type"].to_str().unwrap();
        let alike = u64::from(reply.status.as_u16()) == answer["status"].as_u64().unwrap()
            && kind.starts_with(answer["ct"].as_str().unwrap());
        if !same || !alike {
            wrong.push(format!("{number} {}\n  wanted {wanted}\n  got    {got}", line["label"]));
        }
    }
    assert!(wrong.is_empty(), "{} of {compared} differ:\n{}", wrong.len(), wrong.join("\n"));
    assert_eq!(compared, 158, "all that were recorded, but for the dice");
}

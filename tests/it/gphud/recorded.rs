//! The recorded exchanges, sent in order over a socket to the world that they were made in, and answered byte for byte as the
//! platform of either generation answered them. Requests whose answer was not recorded are sent, too: later ones depend on
//! them. Then the same against the program itself, with nothing but a fixture.

use std::time::Duration;

use http::{Method, Request};
use serde::Serialize as _;
use serde_json::ser::{PrettyFormatter, Serializer};
use serde_json::{Value, json};

use super::{PATH, file, serve};
use crate::kit::{Client, Program};

/// One generation: its key in the recording, its fixture, how it lays out JSON, and how many answers are compared.
struct Generation {
    key: &'static str,
    fixture: &'static str,
    indent: &'static [u8],
    end: &'static str,
    compared: usize,
}

const OF_2020: Generation =
    Generation { key: "v2020", fixture: "recorded-2020.yaml", indent: b"    ", end: "\n", compared: 159 };

const HEAD: Generation =
    Generation { key: "head", fixture: "recorded-head.yaml", indent: b"  ", end: "", compared: 159 };

/// Lines whose answer is not compared as it is, and why.
const NAMED: &[(u64, &str)] = &[
    (64, "dice fall as they like: everything but what they show is compared"),
    // Only where time passes by itself.
    (103, "says how long it takes until there is room again, which is a second more or less"),
    (221, "as 103"),
    (224, "as 103"),
];

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

/// A recorded answer as its generation laid it out.
fn laid_out(answer: &Value, generation: &Generation) -> String {
    let Some(json) = answer.get("json") else { return answer["text"].as_str().unwrap().to_owned() };
    let mut bytes = Vec::new();
    json.serialize(&mut Serializer::with_formatter(&mut bytes, PrettyFormatter::with_indent(generation.indent)))
        .unwrap();
    String::from_utf8(bytes).unwrap().replace("</", "<\\/") + generation.end
}

/// The text with each digit as a `#`, and what is between the brackets of a roll left out.
fn without_numbers(text: &str) -> String {
    text.chars().map(|c| if c.is_ascii_digit() { '#' } else { c }).collect()
}

/// Sends every line, with `pause` before each, and compares what comes back.
async fn replay<P: Future<Output = ()>>(
    generation: &Generation,
    client: &Client,
    timed: bool,
    mut pause: impl FnMut() -> P,
) {
    let mut wrong = Vec::new();
    let mut compared = 0;
    for line in file("recorded-exchanges.jsonl").lines() {
        let line: Value = serde_json::from_str(line).unwrap();
        pause().await;
        let reply = client.send(request(&line)).await;
        let number = line["n"].as_u64().unwrap();
        let Some(answer) = line.get(generation.key).filter(|answer| !answer.is_null()) else { continue };
        compared += 1;
        let (mut got, mut wanted) = (String::from_utf8(reply.body.to_vec()).unwrap(), laid_out(answer, generation));
        if NAMED.iter().any(|(named, _)| *named == number && (timed || number == 64)) {
            (got, wanted) = (without_numbers(&got), without_numbers(&wanted));
        }
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
    assert_eq!(compared, generation.compared, "all that were recorded");
}

/// Time stands still but for a second before each request.
async fn replay_in_a_world(generation: &Generation) {
    let backlot = serve(generation.fixture).await;
    let world = backlot.world();
    replay(generation, &backlot.client(), false, || world.clock().advance(Duration::from_secs(1))).await;
}

#[tokio::test]
async fn the_platform_of_2020_answers_as_it_did() {
    replay_in_a_world(&OF_2020).await;
}

#[tokio::test]
async fn the_platform_of_2026_answers_as_it_did() {
    replay_in_a_world(&HEAD).await;
}

/// `backlot serve` with one of the fixtures stands ready for the whole sequence. Time passes by itself there; where two
/// requests had a pause between them, the clock is moved.
async fn replay_with_the_program(generation: &Generation) {
    let program = Program::new(["serve", &format!("fixtures/gphud/{}", generation.fixture)]).serve().await;
    let (client, mover) = (program.client(), program.client());
    replay(generation, &client, true, || async {
        let moved = mover.post_json("/_backlot/clock/advance", &json!({ "by": "1s" })).await;
        assert_eq!(moved.status, 200);
    })
    .await;
}

#[tokio::test]
async fn the_program_stands_ready_for_2020() {
    replay_with_the_program(&OF_2020).await;
}

#[tokio::test]
async fn the_program_stands_ready_for_2026() {
    replay_with_the_program(&HEAD).await;
}

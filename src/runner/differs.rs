//! Where the answers that clients get differ between two variants of a scenario.

use std::borrow::Cow;

use http::header::CONTENT_TYPE;
use serde_json::{Map, Value as Json, json};

use super::outcome::{DifferentAnswer, Differs};
use crate::journal::Page;
use crate::journal::exchange::{Direction, Exchange};
use crate::scenario::expect::Difference;

/// The most differences of one answer that are told.
const MOST: usize = 40;

/// Compares the answers of the platforms, exchange by exchange, in the order in which they were made.
pub fn compare(variant: &str, first: &Page, other: &Page) -> Differs {
    let (first, other) = (answers(first), answers(other));
    let compared = first.len().min(other.len());
    let mut exchanges = Vec::new();
    let mut layout = None;
    for (at, (was, is)) in first.iter().zip(&other).enumerate() {
        let (was_said, is_said) = (Said::of(was), Said::of(is));
        let differences = was_said.differences(&is_said);
        if !differences.is_empty() {
            exchanges.push(DifferentAnswer { number: at + 1, operation: was.operation.to_string(), differences });
        }
        layout = layout.or_else(|| was_said.laid_out(&is_said));
    }
    let unpaired = first.len().abs_diff(other.len());
    Differs { variant: variant.to_owned(), exchanges, layout, compared, unpaired }
}

fn answers(page: &Page) -> Vec<&Exchange> {
    let exchanges = page.entries.iter().filter_map(|entry| entry.exchange());
    exchanges.filter(|exchange| exchange.direction == Direction::Inbound).collect()
}

/// What a client sees of an exchange.
struct Said<'e> {
    /// The JSON of the body with the status beside it where that is not 200, or the text.
    content: Json,
    /// The type that the answer says it has.
    kind: &'e str,
    /// The body, if it is JSON.
    json: Option<Cow<'e, str>>,
}

impl<'e> Said<'e> {
    fn of(exchange: &'e Exchange) -> Self {
        let Some(response) = &exchange.response else { return Self { content: Json::Null, kind: "", json: None } };
        let text = String::from_utf8_lossy(response.body.kept());
        let json: Option<Json> = serde_json::from_str(&text).ok();
        let is_json = json.is_some();
        let body = json.unwrap_or_else(|| Json::from(&*text));
        let content = match response.status.as_u16() {
            200 => body,
            status => json!({ "status": status, "body": body }),
        };
        let kind = response.headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        Self { content, kind, json: is_json.then_some(text) }
    }

    fn differences(&self, is: &Self) -> Vec<Difference> {
        let mut found = Vec::new();
        differ("$", Some(&self.content), Some(&is.content), &mut found);
        order("$", &self.content, &is.content, &mut found);
        if self.kind != is.kind {
            let shown = |kind: &str| Json::from(kind).to_string();
            let (wanted, got) = (shown(self.kind), shown(is.kind));
            found.push(Difference { path: "content-type".to_owned(), wanted, got });
        }
        found
    }

    /// How the white space of two answers in JSON differs.
    fn laid_out(&self, is: &Self) -> Option<Difference> {
        let (wanted, got) = (white_space(self.json.as_deref()?), white_space(is.json.as_deref()?));
        (wanted != got).then(|| Difference { path: "white space".to_owned(), wanted, got })
    }
}

/// How JSON is laid out, as far as that can be told from its second line and from its end.
fn white_space(json: &str) -> String {
    let body = json.trim_end_matches('\n');
    let lines = match body.split_once('\n') {
        None => "on one line".to_owned(),
        Some((_, rest)) => format!("indented by {}", rest.bytes().take_while(|byte| *byte == b' ').count()),
    };
    if body.len() < json.len() { format!("{lines}, a line feed at the end") } else { lines }
}

/// Tells where keys that both have come in another order.
fn order(path: &str, was: &Json, is: &Json, found: &mut Vec<Difference>) {
    let (Json::Object(was), Json::Object(is)) = (was, is) else { return };
    let keys = |from: &Map<String, Json>, other: &Map<String, Json>| {
        from.keys().filter(|key| other.contains_key(*key)).cloned().collect::<Vec<_>>()
    };
    let (wanted, got) = (keys(was, is), keys(is, was));
    if wanted != got && found.len() < MOST {
        let path = format!("the order of the keys in {path}");
        found.push(Difference { path, wanted: wanted.join(", "), got: got.join(", ") });
    }
    for (key, value) in was {
        if let Some(other) = is.get(key) {
            order(&format!("{path}.{key}"), value, other, found);
        }
    }
}

fn differ(path: &str, was: Option<&Json>, is: Option<&Json>, found: &mut Vec<Difference>) {
    if was == is || found.len() >= MOST {
        return;
    }
    if let (Some(Json::Object(was)), Some(Json::Object(is))) = (was, is) {
        for (key, value) in was {
            differ(&format!("{path}.{key}"), Some(value), is.get(key), found);
        }
        for (key, value) in is.iter().filter(|(key, _)| !was.contains_key(*key)) {
            differ(&format!("{path}.{key}"), None, Some(value), found);
        }
        return;
    }
    let shown = |value: Option<&Json>| value.map_or_else(|| "nothing".to_owned(), Json::to_string);
    found.push(Difference { path: path.to_owned(), wanted: shown(was), got: shown(is) });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_that_are_new_gone_or_different_are_told() {
        let mut found = Vec::new();
        let was = json!({ "message": "OK", "same": 1, "x": { "y": 1 } });
        let is = json!({ "message1": "OK", "same": 1, "x": { "y": 2 } });
        differ("$", Some(&was), Some(&is), &mut found);
        let told: Vec<_> = found.iter().map(|one| format!("{} {} {}", one.path, one.wanted, one.got)).collect();
        assert_eq!(told, ["$.message \"OK\" nothing", "$.x.y 1 2", "$.message1 nothing \"OK\""]);
    }

    #[test]
    fn the_order_of_keys_and_the_white_space_are_told() {
        let was: Json = serde_json::from_str(r#"{"a":1,"old":2,"b":{"x":1,"y":2}}"#).unwrap();
        let is: Json = serde_json::from_str(r#"{"b":{"y":2,"x":1},"new":2,"a":1}"#).unwrap();
        let mut found = Vec::new();
        order("$", &was, &is, &mut found);
        let told: Vec<_> = found.iter().map(|one| format!("{}: {} | {}", one.path, one.wanted, one.got)).collect();
        assert_eq!(told, ["the order of the keys in $: a, b | b, a", "the order of the keys in $.b: x, y | y, x"]);
        let texts = ["{\n    \"a\": 1\n}\n", "{\n  \"a\": 1\n}", "{\"a\":1}", "{}\n"];
        assert_eq!(
            texts.map(white_space),
            [
                "indented by 4, a line feed at the end",
                "indented by 2",
                "on one line",
                "on one line, a line feed at the end"
            ]
        );
    }
}

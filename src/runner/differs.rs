//! Where the answers that clients get differ between two variants of a scenario.

use serde_json::{Value as Json, json};

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
    for (at, (was, is)) in first.iter().zip(&other).enumerate() {
        let mut differences = Vec::new();
        differ("$", Some(&answer(was)), Some(&answer(is)), &mut differences);
        if !differences.is_empty() {
            exchanges.push(DifferentAnswer { number: at + 1, operation: was.operation.to_string(), differences });
        }
    }
    Differs { variant: variant.to_owned(), exchanges, compared }
}

fn answers(page: &Page) -> Vec<&Exchange> {
    let exchanges = page.entries.iter().filter_map(|entry| entry.exchange());
    exchanges.filter(|exchange| exchange.direction == Direction::Inbound).collect()
}

/// What a client sees of an exchange: the JSON of the body with the status beside it where that is not 200, or the text.
fn answer(exchange: &Exchange) -> Json {
    let Some(response) = &exchange.response else { return Json::Null };
    let body = response.body.kept();
    let body = serde_json::from_slice(body).unwrap_or_else(|_| String::from_utf8_lossy(body).into());
    match response.status.as_u16() {
        200 => body,
        status => json!({ "status": status, "body": body }),
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
}

//! The comparison: an object may have more keys than are wanted, a list has exactly what is wanted, numbers are compared as
//! numbers and durations as durations, and matchers say for themselves.

use serde_json::{Number, Value as Json};

use super::difference::{Difference, Mismatch, inside, shown};
use super::matchers;
use crate::diag::quoted;
use crate::diag::suggest::nearest;
use crate::tree::{Duration, Map, Node, Value};

/// The most differences that are reported of one expectation.
pub const MOST_DIFFERENCES: usize = 20;

/// Where `got` is not what is `wanted`; empty if it is.
pub fn compare(wanted: &Node, got: &Json) -> Vec<Mismatch> {
    compare_maybe(wanted, Some(got))
}

/// As [`compare`], for a key that may not be there.
pub fn compare_maybe(wanted: &Node, got: Option<&Json>) -> Vec<Mismatch> {
    let mut found = Vec::new();
    compare_at("$", wanted, got, &mut found);
    found
}

/// Whether `got` is what is `wanted`.
pub(super) fn fits(wanted: &Node, got: &Json) -> bool {
    compare(wanted, got).is_empty()
}

fn compare_at(path: &str, wanted: &Node, got: Option<&Json>, found: &mut Vec<Mismatch>) {
    if found.len() >= MOST_DIFFERENCES {
        return;
    }
    match (&wanted.value, got) {
        (Value::Map(map), _) if matchers::of(map).is_some() => {
            for (matcher, operand) in matchers::of(map).into_iter().flatten() {
                if !matcher.holds(operand, got) {
                    found.push(mismatch(path, operand, matcher.wanted(operand), got));
                }
            }
        }
        (Value::Map(map), Some(Json::Object(fields))) => {
            for (key, entry) in map.iter() {
                let before = found.len();
                compare_at(&inside(path, key), &entry.value, fields.get(key), found);
                if !fields.contains_key(key) {
                    let keys = fields.keys().map(String::as_str).filter(|other| map.get(other).is_none());
                    found[before..]
                        .iter_mut()
                        .for_each(|mismatch| misspelt(&mut mismatch.difference, key, keys.clone()));
                }
            }
        }
        (Value::Map(map), _) => found.push(mismatch(path, wanted, object(wanted, map), got)),
        (Value::List(items), Some(Json::Array(came))) if items.len() == came.len() => {
            for (at, (item, came)) in items.iter().zip(came).enumerate() {
                compare_at(&format!("{path}[{at}]"), item, Some(came), found);
            }
        }
        (Value::List(items), Some(Json::Array(came))) => {
            let text = format!("{} ({} items, and not {})", json(wanted), items.len(), came.len());
            found.push(mismatch(path, wanted, text, got));
        }
        (_, Some(came)) if equal(&wanted.to_json(), came) => {}
        (Value::Text(wanted), Some(Json::String(came))) if same_duration(wanted, came) => {}
        _ => found.push(mismatch(path, wanted, json(wanted), got)),
    }
}

/// A misspelt matcher is an object that nothing is equal to.
fn object(wanted: &Node, map: &Map) -> String {
    let meant = map.names().find_map(|name| nearest(name, matchers::MATCHERS.iter().map(|matcher| matcher.word())));
    match meant {
        Some(word) => format!("{} (an object; did you mean the matcher '{word}'?)", json(wanted)),
        None => json(wanted),
    }
}

/// Says which of the keys that came was perhaps meant by one that did not.
fn misspelt<'a>(difference: &mut Difference, key: &str, came: impl Iterator<Item = &'a str>) {
    // Every name of a letter or two is near every other.
    if key.chars().count() > 2
        && let Some(meant) = nearest(key, came)
    {
        difference.got += &format!("; did you mean {}?", quoted(meant));
    }
}

fn mismatch(path: &str, wanted: &Node, text: String, got: Option<&Json>) -> Mismatch {
    let difference = Difference { path: path.to_owned(), wanted: text, got: shown(got) };
    Mismatch { difference, place: wanted.place() }
}

/// The wanted value on one line.
pub(super) fn json(wanted: &Node) -> String {
    shown(Some(&wanted.to_json()))
}

/// Whether two values are the same: numbers by their value, objects whatever the order of their keys.
pub(super) fn equal(one: &Json, other: &Json) -> bool {
    match (one, other) {
        (Json::Number(one), Json::Number(other)) => same_number(one, other),
        (Json::Array(one), Json::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| equal(one, other))
        }
        (Json::Object(one), Json::Object(other)) => {
            one.len() == other.len()
                && one.iter().all(|(key, value)| other.get(key).is_some_and(|other| equal(value, other)))
        }
        _ => one == other,
    }
}

/// A length of time may be written in several ways.
fn same_duration(one: &str, other: &str) -> bool {
    Duration::parse(one).is_ok_and(|one| Duration::parse(other) == Ok(one))
}

fn same_number(one: &Number, other: &Number) -> bool {
    match (one.as_i64(), other.as_i64()) {
        (Some(one), Some(other)) => one == other,
        _ => one.as_f64() == other.as_f64(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::{Diagnostics, Source};
    use crate::tree::read;
    use proptest::prelude::*;
    use serde_json::json;

    fn wanted(text: &str) -> Node {
        let mut problems = Diagnostics::new();
        let node = read::document(&Source::new("e.yaml", text), &mut problems);
        assert!(problems.is_empty());
        node.unwrap()
    }

    fn differences(text: &str, got: &Json) -> Vec<String> {
        compare(&wanted(text), got)
            .into_iter()
            .map(|Mismatch { difference, place }| {
                format!("{place} {}: wanted {}, got {}", difference.path, difference.wanted, difference.got)
            })
            .collect()
    }

    #[test]
    fn an_object_may_have_more_and_a_list_may_not() {
        let got = json!({ "a": 1, "b": { "c": [1, 2.0], "d": null }, "e": "x" });
        assert!(differences("{a: 1.0, b: {c: [1, 2]}}", &got).is_empty());
        assert!(differences("b: {d: null}", &got).is_empty());
        assert!(differences("[90s, 1h]", &json!(["1m30s", "60m"])).is_empty());
        assert_eq!(differences("[90s]", &json!(["90"])), ["e.yaml:1:2 $[0]: wanted \"90s\", got \"90\""]);
        assert_eq!(
            differences("a: 2\nb: {c: [1], e: x}\ne: {contians: x}\n", &got),
            [
                "e.yaml:1:4 $.a: wanted 2, got 1",
                "e.yaml:2:8 $.b.c: wanted [1] (1 items, and not 2), got [1,2.0]",
                "e.yaml:2:16 $.b.e: wanted \"x\", got nothing: the key is not there",
                "e.yaml:3:4 $.e: wanted {\"contians\":\"x\"} (an object; did you mean the matcher 'contains'?), got \"x\"",
            ]
        );
    }

    #[test]
    fn a_key_that_did_not_come_may_be_misspelt() {
        let got = json!({ "response": "on", "failure": null });
        assert_eq!(
            differences("{respnse: on, after: 5s}", &got),
            [
                "e.yaml:1:11 $.respnse: wanted \"on\", got nothing: the key is not there; did you mean 'response'?",
                "e.yaml:1:22 $.after: wanted \"5s\", got nothing: the key is not there"
            ]
        );
    }

    #[test]
    fn matchers_stand_for_values() {
        let got = json!({ "error": "avatar already reached their XP limit", "count": 3, "after": "5s", "list": [{ "a": 1, "b": 2 }] });
        let good = "error: {contains: XP limit, matches: '^avatar .* limit$'}\ncount: {above: 2, below: 4}\nafter: {above: 4900ms, below: 1m}\nlist: {contains: {a: 1}}\nnone: {absent: true}\n";
        assert!(differences(good, &got).is_empty(), "{:?}", differences(good, &got));
        assert!(
            differences("{count: {one-of: [1, {above: 2}]}, error: {any: true}, list: {equals: [{b: 2, a: 1}]}}", &got)
                .is_empty()
        );
        let bad = "error: {contains: xp, matches: '^limit'}\ncount: {above: 3}\nafter: {below: 5s}\nlist: {contains: {a: 2}, equals: [{a: 1}]}\nerror2: {any: true}\n";
        insta::assert_snapshot!(differences(bad, &got).join("\n"));
    }

    #[test]
    fn only_so_many_differences_are_reported() {
        let many = format!("[{}]", vec!["1"; 100].join(", "));
        assert_eq!(compare(&wanted(&many), &json!(vec![2; 100])).len(), MOST_DIFFERENCES);
    }

    fn any_json() -> impl Strategy<Value = Json> {
        let leaf = prop_oneof![
            Just(Json::Null),
            any::<bool>().prop_map(Json::from),
            any::<i64>().prop_map(Json::from),
            "[a-z]{0,3}".prop_map(Json::from)
        ];
        leaf.prop_recursive(3, 20, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Json::from),
                prop::collection::vec(("[a-d]", inner), 0..4)
                    .prop_map(|fields| Json::Object(fields.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn a_value_is_what_it_is(value in any_json()) {
            let node = Node::from_json(&value, &crate::diag::Span::nowhere());
            prop_assert!(compare(&node, &value).is_empty());
        }

        #[test]
        fn exactly_what_is_equal_is_equal(one in any_json(), other in any_json()) {
            prop_assert_eq!(equal(&one, &other), one == other);
        }
    }
}

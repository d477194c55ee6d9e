//! Queries one by one, as MongoDB's manual describes them.

#![expect(clippy::needless_pass_by_value, reason = "what a test says is easier to read as a value")]

use serde_json::{Value as Json, json};

use super::{Filter, parse};
use crate::platforms::gamesparks::data::bson::{Bson, Document, from_json};

const NONE: [usize; 0] = [];

fn document(json: &Json) -> Document {
    match from_json(json) {
        Bson::Document(document) => document,
        other => panic!("{other:?} is no document"),
    }
}

fn filter(query: Json) -> Filter {
    parse(&document(&query)).unwrap_or_else(|problem| panic!("{query}: {problem}"))
}

/// The numbers of those of `documents` that match.
#[track_caller]
fn found(query: Json, documents: &[Json]) -> Vec<usize> {
    let filter = filter(query);
    let matching = documents.iter().enumerate().filter(|(_, one)| filter.matches(&document(one)));
    matching.map(|(at, _)| at).collect()
}

#[test]
fn a_value_is_compared_with_what_is_there_and_with_each_element() {
    let documents = [
        json!({ "a": 1 }),
        json!({ "a": [1, 2] }),
        json!({ "a": [[1, 2], 5] }),
        json!({ "a": { "b": 1, "c": 2 } }),
        json!({ "a": null }),
        json!({}),
        json!({ "a": "1" }),
        json!({ "a": 1.0 }),
    ];
    assert_eq!(found(json!({ "a": 1 }), &documents), [0, 1, 7]);
    assert_eq!(found(json!({ "a": [1, 2] }), &documents), [1, 2]);
    assert_eq!(found(json!({ "a": { "b": 1, "c": 2 } }), &documents), [3]);
    assert_eq!(found(json!({ "a": { "c": 2, "b": 1 } }), &documents), NONE, "the order of members counts");
    assert_eq!(found(json!({ "a": null }), &documents), [4, 5]);
    assert_eq!(found(json!({ "a": { "$ne": 1 } }), &documents), [2, 3, 4, 5, 6]);
    assert_eq!(found(json!({ "a": { "$in": ["1", 5, null] } }), &documents), [2, 4, 5, 6]);
    assert_eq!(found(json!({ "a": { "$nin": [1] } }), &documents), [2, 3, 4, 5, 6]);
    assert_eq!(found(json!({}), &documents).len(), documents.len());
}

#[test]
fn only_values_of_one_kind_are_more_or_less() {
    let documents = [
        json!({ "a": 5 }),
        json!({ "a": "5" }),
        json!({ "a": [1, 9] }),
        json!({}),
        json!({ "a": { "$date": 5 } }),
        json!({ "a": { "$oid": "5b2f9c0e4d3a1f0001a2b3c4" } }),
    ];
    assert_eq!(found(json!({ "a": { "$gt": 4 } }), &documents), [0, 2]);
    assert_eq!(found(json!({ "a": { "$gt": 4, "$lt": 6 } }), &documents), [0, 2], "each by another element");
    assert_eq!(found(json!({ "a": { "$gte": "" } }), &documents), [1]);
    assert_eq!(found(json!({ "a": { "$lte": { "$date": 5 } } }), &documents), [4]);
    assert_eq!(found(json!({ "a": { "$gte": null } }), &documents), [3]);
    assert_eq!(found(json!({ "a": { "$gt": { "$oid": "5b2f9c0e4d3a1f0001a2b3c3" } } }), &documents), [5]);
    assert_eq!(found(json!({ "a": { "$not": { "$gt": 4 } } }), &documents), [1, 3, 4, 5]);
}

#[test]
fn conditions_are_combined() {
    let documents = [json!({ "a": 1, "b": 1 }), json!({ "a": 1, "b": 2 }), json!({ "a": 2, "b": 2 })];
    assert_eq!(found(json!({ "a": 1, "b": 2 }), &documents), [1]);
    assert_eq!(found(json!({ "$or": [{ "a": 2 }, { "b": 1 }] }), &documents), [0, 2]);
    assert_eq!(found(json!({ "$nor": [{ "a": 2 }, { "b": 1 }] }), &documents), [1]);
    assert_eq!(found(json!({ "$and": [{ "a": 1 }, { "$or": [{ "b": 2 }, { "b": 3 }] }] }), &documents), [1]);
}

#[test]
fn elements_of_arrays_are_reached_by_path_number_and_match() {
    let documents = [
        json!({ "s": [{ "x": 1, "y": 9 }, { "x": 9, "y": 1 }] }),
        json!({ "s": [{ "x": 9, "y": 9 }] }),
        json!({ "s": [3, 8], "t": [] }),
    ];
    assert_eq!(found(json!({ "s.x": 9 }), &documents), [0, 1]);
    assert_eq!(found(json!({ "s.0.x": 9 }), &documents), [1]);
    assert_eq!(found(json!({ "s.x": 9, "s.y": 9 }), &documents), [0, 1]);
    assert_eq!(found(json!({ "s": { "$elemMatch": { "x": 9, "y": 9 } } }), &documents), [1]);
    assert_eq!(found(json!({ "s": { "$elemMatch": { "$gt": 3, "$lt": 8 } } }), &documents), NONE);
    assert_eq!(found(json!({ "s": { "$elemMatch": { "$gte": 3, "$lt": 8 } } }), &documents), [2]);
    assert_eq!(found(json!({ "s": { "$elemMatch": { "$or": [{ "x": 1 }, { "y": 2 }] } } }), &documents), [0]);
    assert_eq!(found(json!({ "s": { "$size": 2 } }), &documents), [0, 2]);
    assert_eq!(found(json!({ "s": { "$all": [8, 3] } }), &documents), [2]);
    assert_eq!(
        found(json!({ "s": { "$all": [{ "$elemMatch": { "x": 1 } }, { "$elemMatch": { "x": 9 } }] } }), &documents),
        [0]
    );
    assert_eq!(found(json!({ "t": { "$all": [] } }), &documents), NONE);
}

#[test]
fn existence_and_types_are_asked_for() {
    let documents = [json!({ "a": null }), json!({}), json!({ "a": [1, "x"] }), json!({ "a": { "b": 1.5 } })];
    assert_eq!(found(json!({ "a": { "$exists": true } }), &documents), [0, 2, 3]);
    assert_eq!(found(json!({ "a": { "$exists": 0 } }), &documents), [1]);
    assert_eq!(found(json!({ "a.b": { "$exists": false } }), &documents), [0, 1, 2]);
    assert_eq!(found(json!({ "a": { "$type": 2 } }), &documents), [2]);
    assert_eq!(found(json!({ "a.b": { "$type": "number" } }), &documents), [3]);
    assert_eq!(found(json!({ "a": { "$type": ["null", "object"] } }), &documents), [0, 3]);
}

#[test]
fn texts_and_numbers_are_looked_into() {
    let documents =
        [json!({ "a": "Player1" }), json!({ "a": ["x", "player2"] }), json!({ "a": 10 }), json!({ "a": 7.9 })];
    assert_eq!(found(json!({ "a": { "$regex": "^player", "$options": "i" } }), &documents), [0, 1]);
    assert_eq!(
        found(json!({ "a": { "$regularExpression": { "pattern": "^player", "options": "" } } }), &documents),
        [1]
    );
    assert_eq!(
        found(
            json!({ "a": { "$in": [{ "$regularExpression": { "pattern": "1$", "options": "" } }, 10] } }),
            &documents
        ),
        [0, 2]
    );
    assert_eq!(found(json!({ "a": { "$not": { "$regex": "r" } } }), &documents), [2, 3]);
    assert_eq!(found(json!({ "a": { "$mod": [4, 2] } }), &documents), [2]);
    assert_eq!(found(json!({ "a": { "$mod": [4, 3] } }), &documents), [3]);
    assert_eq!(found(json!({ "a": { "$bitsAllSet": 10 } }), &documents), [2]);
    assert_eq!(found(json!({ "a": { "$bitsAnySet": [0, 1] } }), &documents), [2]);
    assert_eq!(found(json!({ "a": { "$bitsAllClear": 5 } }), &documents), [2]);
}

#[test]
fn places_are_near_and_within() {
    let place =
        |longitude: f64, latitude: f64| json!({ "at": { "type": "Point", "coordinates": [longitude, latitude] } });
    let documents = [place(0.0, 0.0), place(0.0, 1.0), place(10.0, 10.0), json!({ "at": [0.5, 0.5] })];
    let centre = json!({ "type": "Point", "coordinates": [0.0, 0.0] });
    let near = json!({ "at": { "$nearSphere": { "$geometry": centre, "$maxDistance": 120_000 } } });
    assert_eq!(found(near, &documents), [0, 1, 3]);
    assert_eq!(found(json!({ "at": { "$near": [0, 0], "$maxDistance": 0.8 } }), &documents), [0, 3]);
    assert_eq!(found(json!({ "at": { "$geoWithin": { "$box": [[0, 0], [1, 1]] } } }), &documents), [0, 1, 3]);
    assert_eq!(found(json!({ "at": { "$geoWithin": { "$centerSphere": [[10, 10], 0.01] } } }), &documents), [2]);
    let square = json!({ "type": "Polygon", "coordinates": [[[-1, -1], [2, -1], [2, 2], [-1, 2], [-1, -1]]] });
    assert_eq!(found(json!({ "at": { "$geoIntersects": { "$geometry": square } } }), &documents), [0, 1, 3]);
}

#[test]
fn what_makes_no_sense_is_refused() {
    let refused = [
        json!({ "$nope": 1 }),
        json!({ "a": { "$nope": 1 } }),
        json!({ "a": { "$in": 5 } }),
        json!({ "$or": [] }),
        json!({ "$and": [1] }),
        json!({ "a": { "$mod": [0, 1] } }),
        json!({ "a": { "$mod": [1] } }),
        json!({ "a": { "$regex": "(" } }),
        json!({ "a": { "$options": "i" } }),
        json!({ "a": { "$not": 5 } }),
        json!({ "a": { "$type": "thing" } }),
        json!({ "a": { "$size": "x" } }),
        json!({ "a": { "$elemMatch": 1 } }),
        json!({ "a": { "$all": 1 } }),
        json!({ "a": { "$near": "here" } }),
        json!({ "a": { "$geoWithin": { "$ring": [] } } }),
    ];
    let messages: Vec<_> = refused
        .iter()
        .map(|query| match parse(&document(query)) {
            Ok(_) => panic!("{query} was taken"),
            Err(problem) => format!("{query}: {problem}"),
        })
        .collect();
    insta::assert_snapshot!(messages.join("\n"));
}

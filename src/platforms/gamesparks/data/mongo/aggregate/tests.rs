//! Pipelines one by one, as MongoDB's manual describes them.

#![expect(clippy::needless_pass_by_value, reason = "what a test says is easier to read as a value")]

use std::sync::Arc;

use serde_json::{Value as Json, json};

use super::{Documents, Pipeline, Source};
use crate::platforms::gamesparks::data::bson::{Bson, Document, Longs, from_json, to_json};
use crate::platforms::gamesparks::data::mongo::Problem;

struct Items;

impl Source for Items {
    fn documents(&self, collection: &str) -> Documents {
        match collection {
            "script.items" => documents(&[json!({ "_id": 1, "name": "sword" }), json!({ "_id": 2, "name": "shield" })]),
            "script.people" => documents(&[
                json!({ "_id": 1, "name": "ann" }),
                json!({ "_id": 2, "name": "bob", "boss": "ann" }),
                json!({ "_id": 3, "name": "cat", "boss": "bob", "old": true }),
                json!({ "_id": 4, "name": "dan", "boss": ["cat", "dan"] }),
            ]),
            other => panic!("{other} is not there"),
        }
    }

    fn below(&self, limit: usize) -> usize {
        limit - 1
    }
}

fn documents(list: &[Json]) -> Documents {
    let document = |json: &Json| match from_json(json) {
        Bson::Document(document) => Arc::new(document),
        other => panic!("{other:?} is no document"),
    };
    list.iter().map(document).collect()
}

fn run(list: &[Json], stages: Json) -> Result<Json, Problem> {
    let Bson::Array(stages) = from_json(&stages) else { panic!() };
    let made = Pipeline::parse(&stages)?.run(documents(list), &Items)?;
    let shown = |document: &Arc<Document>| to_json(&Bson::Document((**document).clone()), Longs::Plain);
    Ok(Json::Array(made.iter().map(shown).collect()))
}

#[track_caller]
fn gives(list: &[Json], stages: Json, wanted: Json) {
    assert_eq!(run(list, stages), Ok(wanted));
}

fn scores() -> Vec<Json> {
    vec![
        json!({ "_id": 1, "who": "a", "score": 5, "tags": ["x", "y"] }),
        json!({ "_id": 2, "who": "b", "score": 7, "tags": [] }),
        json!({ "_id": 3, "who": "a", "score": 9, "tags": ["y"] }),
        json!({ "_id": 4, "who": "c" }),
    ]
}

#[test]
fn documents_are_grouped() {
    gives(
        &scores(),
        json!([
            { "$match": { "score": { "$exists": true } } },
            { "$group": { "_id": "$who", "sum": { "$sum": "$score" }, "count": { "$sum": 1 }, "mean": { "$avg": "$score" },
                "first": { "$first": "$score" }, "last": { "$last": "$score" }, "all": { "$push": "$_id" },
                "least": { "$min": "$score" }, "most": { "$max": "$score" }, "set": { "$addToSet": "$who" } } },
            { "$sort": { "_id": 1 } },
        ]),
        json!([
            { "_id": "a", "sum": 14, "count": 2, "mean": 7.0, "first": 5, "last": 9, "all": [1, 3], "least": 5, "most": 9, "set": ["a"] },
            { "_id": "b", "sum": 7, "count": 1, "mean": 7.0, "first": 7, "last": 7, "all": [2], "least": 7, "most": 7, "set": ["b"] },
        ]),
    );
    gives(
        &scores(),
        json!([{ "$group": { "_id": null, "n": { "$sum": "$score" } } }]),
        json!([{ "_id": null, "n": 21 }]),
    );
    gives(&scores(), json!([{ "$sortByCount": "$who" }, { "$limit": 1 }]), json!([{ "_id": "a", "count": 2 }]));
    gives(&scores(), json!([{ "$skip": 1 }, { "$count": "n" }]), json!([{ "n": 3 }]));
    gives(
        &scores(),
        json!([{ "$bucket": { "groupBy": "$score", "boundaries": [0, 6, 10], "default": "none" } }]),
        json!([{ "_id": 0, "count": 1 }, { "_id": 6, "count": 2 }, { "_id": "none", "count": 1 }]),
    );
}

#[test]
fn arrays_are_unwound_and_others_looked_up() {
    gives(
        &scores(),
        json!([{ "$unwind": "$tags" }, { "$project": { "tags": 1 } }]),
        json!([{ "_id": 1, "tags": "x" }, { "_id": 1, "tags": "y" }, { "_id": 3, "tags": "y" }]),
    );
    gives(
        &scores()[1..2],
        json!([{ "$unwind": { "path": "$tags", "preserveNullAndEmptyArrays": true, "includeArrayIndex": "at" } }]),
        json!([{ "_id": 2, "who": "b", "score": 7, "at": null }]),
    );
    gives(
        &scores()[..1],
        json!([
            { "$lookup": { "from": "script.items", "localField": "_id", "foreignField": "_id", "as": "item" } },
            { "$project": { "_id": 0, "name": { "$arrayElemAt": ["$item.name", 0] } } },
        ]),
        json!([{ "name": "sword" }]),
    );
}

#[test]
fn documents_take_another_shape() {
    let list = [json!({ "_id": 1, "a": { "b": 1, "c": 2 }, "d": [{ "e": 1 }, { "e": 2 }], "f": "x" })];
    gives(
        &list,
        json!([{ "$project": { "a.b": 1, "e": "$d.e" } }]),
        json!([{ "_id": 1, "a": { "b": 1 }, "e": [1, 2] }]),
    );
    gives(&list, json!([{ "$project": { "_id": 0, "g": { "h": "$f" } } }]), json!([{ "g": { "h": "x" } }]));
    gives(&list, json!([{ "$project": { "a": 0, "d.e": 0 } }]), json!([{ "_id": 1, "d": [{}, {}], "f": "x" }]));
    gives(
        &list,
        json!([{ "$addFields": { "f": "y", "a.z": 3 } }, { "$project": { "d": 0 } }]),
        json!([{ "_id": 1, "a": { "b": 1, "c": 2, "z": 3 }, "f": "y" }]),
    );
    gives(&list, json!([{ "$replaceRoot": { "newRoot": "$a" } }]), json!([{ "b": 1, "c": 2 }]));
    gives(
        &list,
        json!([{ "$facet": { "n": [{ "$count": "n" }], "f": [{ "$project": { "f": 1 } }] } }]),
        json!([{ "n": [{ "n": 1 }], "f": [{ "_id": 1, "f": "x" }] }]),
    );
    gives(
        &[json!({ "level": 1, "in": { "level": 5 }, "list": [{ "level": 0 }] })],
        json!([{ "$redact": { "$cond": [{ "$lt": ["$level", 3] }, "$$DESCEND", "$$PRUNE"] } }]),
        json!([{ "level": 1, "list": [{ "level": 0 }] }]),
    );
}

#[test]
fn a_walk_goes_from_document_to_document() {
    let walk = |more: Json| {
        let mut parts = json!({
            "from": "script.people", "startWith": "$who", "connectFromField": "boss", "connectToField": "name", "as": "bosses",
        });
        parts.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        json!([{ "$graphLookup": parts }, { "$project": { "_id": 0, "names": "$bosses.name", "steps": "$bosses.steps" } }])
    };
    let from = [json!({ "who": "dan" })];
    gives(&from, walk(json!({})), json!([{ "names": ["dan", "cat", "bob", "ann"], "steps": [] }]));
    gives(&from, walk(json!({ "maxDepth": 1 })), json!([{ "names": ["dan", "cat"], "steps": [] }]));
    gives(
        &from,
        walk(json!({ "depthField": "steps" })),
        json!([{ "names": ["dan", "cat", "bob", "ann"], "steps": [0, 1, 2, 3] }]),
    );
    gives(
        &from,
        walk(json!({ "restrictSearchWithMatch": { "old": { "$exists": false } } })),
        json!([{ "names": ["dan"], "steps": [] }]),
    );
    gives(
        &[json!({ "who": ["ann", "bob"] }), json!({ "who": "eve" })],
        walk(json!({})),
        json!([{ "names": ["ann", "bob"], "steps": [] }, { "names": [], "steps": [] }]),
    );
}

#[test]
fn ranges_are_made_for_as_many_buckets_as_are_wanted() {
    let list: Vec<_> = [5, 1, 3, 2, 4].iter().map(|n| json!({ "n": n })).collect();
    let buckets = |count: u32| json!([{ "$bucketAuto": { "groupBy": "$n", "buckets": count } }]);
    let range = |min: u32, max: u32, count: u32| json!({ "_id": { "min": min, "max": max }, "count": count });
    gives(&list, buckets(2), json!([range(1, 4, 3), range(4, 5, 2)]));
    gives(&list, buckets(1), json!([range(1, 5, 5)]));
    gives(&list, buckets(9), json!([range(1, 2, 1), range(2, 3, 1), range(3, 4, 1), range(4, 5, 1), range(5, 5, 1)]));
    let same: Vec<_> = [1, 1, 1, 2].iter().map(|n| json!({ "n": n })).collect();
    gives(&same, buckets(2), json!([range(1, 2, 3), range(2, 2, 1)]));
    gives(&[], buckets(2), json!([]));
    let output = json!([{ "$bucketAuto": { "groupBy": "$n", "buckets": 2, "output": { "all": { "$push": "$n" } } } }]);
    gives(
        &list,
        output,
        json!([{ "_id": { "min": 1, "max": 4 }, "all": [1, 2, 3] }, { "_id": { "min": 4, "max": 5 }, "all": [4, 5] }]),
    );
}

/// What an expression comes to for a document with some values.
#[track_caller]
fn is(expression: Json, wanted: Json) {
    let list =
        [json!({ "n": 7, "t": "Sky", "l": [1, 2, 3], "at": { "$date": "2020-05-01T12:34:56.789Z" }, "nothing": null })];
    gives(&list, json!([{ "$project": { "_id": 0, "v": expression } }]), json!([{ "v": wanted }]));
}

#[test]
fn expressions_come_to_values() {
    is(json!({ "$add": ["$n", 1, 0.5] }), json!(8.5));
    is(json!({ "$subtract": ["$n", 10] }), json!(-3));
    is(json!({ "$multiply": ["$n", 2] }), json!(14));
    is(json!({ "$divide": ["$n", 2] }), json!(3.5));
    is(json!({ "$mod": ["$n", 4] }), json!(3));
    is(json!({ "$add": ["$n", "$missing"] }), json!(null));
    is(json!({ "$floor": 2.7 }), json!(2.0));
    is(json!({ "$pow": [2, 10] }), json!(1024));
    is(json!({ "$subtract": ["$at", { "$subtract": ["$at", 5] }] }), json!(5));
    is(json!({ "$cmp": ["$n", "$t"] }), json!(-1));
    is(json!({ "$and": [{ "$gt": ["$n", 1] }, { "$not": ["$nothing"] }] }), json!(true));
    is(json!({ "$cond": { "if": { "$gte": ["$n", 7] }, "then": "yes", "else": "no" } }), json!("yes"));
    is(json!({ "$ifNull": ["$nothing", "$missing", "z"] }), json!("z"));
    is(json!({ "$switch": { "branches": [{ "case": false, "then": 1 }], "default": 2 } }), json!(2));
    is(json!({ "$concat": ["$t", "-", { "$toUpper": "$t" }] }), json!("Sky-SKY"));
    is(json!({ "$substr": ["$t", 1, -1] }), json!("ky"));
    is(json!({ "$split": ["a,b", ","] }), json!(["a", "b"]));
    is(json!({ "$indexOfCP": ["$t", "y"] }), json!(2));
    is(
        json!({ "$dateToString": { "format": "%Y-%m-%d %H:%M:%S.%L %j %w %U", "date": "$at" } }),
        json!("2020-05-01 12:34:56.789 122 6 17"),
    );
    is(json!([{ "$year": "$at" }, { "$dayOfWeek": "$at" }, { "$isoWeek": "$at" }]), json!([2020, 6, 18]));
    is(json!({ "$size": "$l" }), json!(3));
    is(json!({ "$slice": ["$l", -2] }), json!([2, 3]));
    is(json!({ "$map": { "input": "$l", "as": "x", "in": { "$multiply": ["$$x", "$n"] } } }), json!([7, 14, 21]));
    is(json!({ "$filter": { "input": "$l", "as": "x", "cond": { "$ne": ["$$x", 2] } } }), json!([1, 3]));
    is(json!({ "$reduce": { "input": "$l", "initialValue": 0, "in": { "$add": ["$$value", "$$this"] } } }), json!(6));
    is(json!({ "$let": { "vars": { "a": 1, "b": "$n" }, "in": { "$add": ["$$a", "$$b"] } } }), json!(8));
    is(json!({ "$setUnion": ["$l", [3, 4]] }), json!([1, 2, 3, 4]));
    is(json!({ "$setDifference": ["$l", [2]] }), json!([1, 3]));
    is(json!({ "$in": [2, "$l"] }), json!(true));
    is(json!({ "$range": [5, 0, -2] }), json!([5, 3, 1]));
    is(json!({ "$sum": "$l" }), json!(6));
    is(json!({ "$max": ["$n", 3] }), json!(7));
    is(json!({ "$literal": "$n" }), json!("$n"));
    is(json!("$$ROOT.t"), json!("Sky"));
}

#[test]
fn what_makes_no_sense_is_refused() {
    let refused = [
        json!([5]),
        json!([{ "$match": {}, "$sort": {} }]),
        json!([{ "$nope": {} }]),
        json!([{ "$match": { "a": { "$nope": 1 } } }]),
        json!([{ "$group": {} }]),
        json!([{ "$group": { "_id": 1, "a": 1 } }]),
        json!([{ "$group": { "_id": 1, "a": { "$nope": 1 } } }]),
        json!([{ "$project": { "a": 1, "b": 0 } }]),
        json!([{ "$project": {} }]),
        json!([{ "$limit": 0 }]),
        json!([{ "$unwind": "tags" }]),
        json!([{ "$bucketAuto": { "groupBy": "$a", "buckets": 0 } }]),
        json!([{ "$bucketAuto": { "groupBy": "$a", "buckets": 2, "granularity": "R5" } }]),
        json!([{ "$bucket": { "groupBy": "$a", "boundaries": [2, 1] } }]),
        json!([{ "$graphLookup": { "from": "x", "startWith": "$a", "connectFromField": "b", "connectToField": "c" } }]),
        json!([{ "$graphLookup": { "from": "x", "startWith": "$a", "connectFromField": "b", "connectToField": "c", "as": "d", "maxDepth": -1 } }]),
        json!([{ "$graphLookup": { "from": "x", "start": "$a" } }]),
        json!([{ "$out": "x" }, { "$limit": 1 }]),
        json!([{ "$project": { "a": { "$divide": [1, 0] } } }]),
        json!([{ "$project": { "a": { "$add": ["x", 1] } } }]),
        json!([{ "$project": { "a": { "$cmp": [1] } } }]),
        json!([{ "$project": { "a": { "$nope": [1] } } }]),
    ];
    let messages = refused.into_iter().map(|stages| {
        let said = stages.to_string();
        match run(&scores(), stages) {
            Ok(made) => panic!("{said} gave {made}"),
            Err(problem) => format!("{said}: {problem}"),
        }
    });
    insta::assert_snapshot!(messages.collect::<Vec<_>>().join("\n"));
}

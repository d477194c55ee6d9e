//! Updates one by one, as MongoDB's manual describes them.

#![expect(clippy::needless_pass_by_value, reason = "what a test says is easier to read as a value")]

use serde_json::{Value as Json, json};

use super::{Circumstance, Update};
use crate::platforms::gamesparks::data::bson::{Bson, Document, Longs, from_json, to_json};
use crate::platforms::gamesparks::data::mongo::Problem;
use crate::platforms::gamesparks::data::mongo::filter;

fn document(json: &Json) -> Document {
    match from_json(json) {
        Bson::Document(document) => document,
        other => panic!("{other:?} is no document"),
    }
}

fn updated(query: Json, before: Json, update: Json) -> Result<Json, Problem> {
    let filter = filter::parse(&document(&query))?;
    let now = "2020-05-01T12:00:00Z".parse().unwrap();
    let circumstance = Circumstance { now, filter: &filter, is_new: false };
    let after = Update::parse(&document(&update))?.apply(&document(&before), circumstance)?;
    Ok(to_json(&Bson::Document(after), Longs::Plain))
}

#[track_caller]
fn becomes(before: Json, update: Json, after: Json) {
    assert_eq!(updated(json!({}), before, update), Ok(after));
}

#[test]
fn fields_are_set_and_removed() {
    becomes(
        json!({ "_id": 1, "a": 1 }),
        json!({ "$set": { "a": 2, "b.c": 3 } }),
        json!({ "_id": 1, "a": 2, "b": { "c": 3 } }),
    );
    becomes(
        json!({ "a": 1, "b": { "c": 1, "d": 2 } }),
        json!({ "$unset": { "a": "", "b.c": 1, "x": 1 } }),
        json!({ "b": { "d": 2 } }),
    );
    becomes(json!({ "a": [1, 2] }), json!({ "$set": { "a.1": 5, "a.3": 7 } }), json!({ "a": [1, 5, null, 7] }));
    becomes(json!({ "a": [1, 2] }), json!({ "$unset": { "a.0": 1 } }), json!({ "a": [null, 2] }));
    becomes(json!({ "a": 1 }), json!({ "$rename": { "a": "b.c", "x": "y" } }), json!({ "b": { "c": 1 } }));
    becomes(json!({ "a": 1 }), json!({ "$setOnInsert": { "a": 2 } }), json!({ "a": 1 }));
    becomes(json!({}), json!({ "$currentDate": { "at": true } }), json!({ "at": { "$date": "2020-05-01T12:00:00Z" } }));
}

#[test]
fn numbers_are_calculated_with() {
    becomes(json!({ "a": 1 }), json!({ "$inc": { "a": 2, "b.c": -1 } }), json!({ "a": 3, "b": { "c": -1 } }));
    becomes(json!({ "a": 2_147_483_647 }), json!({ "$inc": { "a": 1 } }), json!({ "a": 2_147_483_648_i64 }));
    becomes(json!({ "a": 1.5 }), json!({ "$inc": { "a": 1 } }), json!({ "a": 2.5 }));
    becomes(json!({ "a": 3 }), json!({ "$mul": { "a": 2, "b": 5 } }), json!({ "a": 6, "b": 0 }));
    becomes(json!({ "a": 3, "b": 3 }), json!({ "$min": { "a": 2, "b": 9 } }), json!({ "a": 2, "b": 3 }));
    becomes(json!({ "a": 3 }), json!({ "$max": { "a": 2, "b": 9 } }), json!({ "a": 3, "b": 9 }));
    becomes(json!({ "a": 13 }), json!({ "$bit": { "a": { "and": 10, "or": 1 } } }), json!({ "a": 9 }));
}

#[test]
fn arrays_are_changed() {
    becomes(json!({}), json!({ "$push": { "a": 1 } }), json!({ "a": [1] }));
    becomes(
        json!({ "a": [1] }),
        json!({ "$push": { "a": { "$each": [3, 2], "$position": 0 } } }),
        json!({ "a": [3, 2, 1] }),
    );
    becomes(
        json!({ "a": [1, 5] }),
        json!({ "$push": { "a": { "$each": [3], "$sort": -1, "$slice": 2 } } }),
        json!({ "a": [5, 3] }),
    );
    becomes(
        json!({ "a": [{ "s": 2 }] }),
        json!({ "$push": { "a": { "$each": [{ "s": 9 }, { "s": 1 }], "$sort": { "s": 1 }, "$slice": -2 } } }),
        json!({ "a": [{ "s": 2 }, { "s": 9 }] }),
    );
    becomes(json!({ "a": [1] }), json!({ "$pushAll": { "a": [1, 2] } }), json!({ "a": [1, 1, 2] }));
    becomes(json!({ "a": [1] }), json!({ "$addToSet": { "a": 1, "b": 2 } }), json!({ "a": [1], "b": [2] }));
    becomes(json!({ "a": [1] }), json!({ "$addToSet": { "a": { "$each": [2, 1, 2] } } }), json!({ "a": [1, 2] }));
    becomes(
        json!({ "a": [1, 2], "b": [1, 2] }),
        json!({ "$pop": { "a": 1, "b": -1, "c": 1 } }),
        json!({ "a": [1], "b": [2] }),
    );
    becomes(json!({ "a": [1, 2, 1] }), json!({ "$pull": { "a": 1 } }), json!({ "a": [2] }));
    becomes(json!({ "a": [1, 5, 9] }), json!({ "$pull": { "a": { "$gte": 5 } } }), json!({ "a": [1] }));
    becomes(
        json!({ "a": [{ "x": 1, "y": 2 }, { "x": 2 }] }),
        json!({ "$pull": { "a": { "x": 1 } } }),
        json!({ "a": [{ "x": 2 }] }),
    );
    becomes(json!({ "a": [1, 2, 3] }), json!({ "$pullAll": { "a": [3, 1] } }), json!({ "a": [2] }));
}

#[test]
fn the_dollar_is_the_element_that_matched() {
    let before = json!({ "s": [{ "id": 1, "n": 1 }, { "id": 2, "n": 1 }], "t": [4, 5] });
    assert_eq!(
        updated(json!({ "s.id": 2 }), before.clone(), json!({ "$set": { "s.$.n": 7 } })).unwrap()["s"],
        json!([{ "id": 1, "n": 1 }, { "id": 2, "n": 7 }])
    );
    assert_eq!(
        updated(
            json!({ "s": { "$elemMatch": { "id": 1, "n": 1 } } }),
            before.clone(),
            json!({ "$inc": { "s.$.n": 1 } })
        )
        .unwrap()["s"][0]["n"],
        2
    );
    assert_eq!(
        updated(json!({ "t": 5 }), before.clone(), json!({ "$set": { "t.$": 6 } })).unwrap()["t"],
        json!([4, 6])
    );
    assert!(updated(json!({}), before, json!({ "$set": { "t.$": 6 } })).is_err());
}

#[test]
fn a_document_is_replaced_and_keeps_its_id() {
    becomes(json!({ "_id": 1, "a": 1 }), json!({ "b": 2 }), json!({ "_id": 1, "b": 2 }));
    becomes(json!({ "_id": 1, "a": 1 }), json!({}), json!({ "_id": 1 }));
}

#[test]
fn an_upsert_begins_with_what_the_query_says() {
    let made = |query: Json, update: Json| {
        let filter = filter::parse(&document(&query)).unwrap();
        let now = "2020-05-01T12:00:00Z".parse().unwrap();
        let made = Update::parse(&document(&update)).unwrap().make(&filter, now).unwrap();
        to_json(&Bson::Document(made), Longs::Plain)
    };
    assert_eq!(
        made(
            json!({ "a.b": 1, "c": { "$gt": 5 }, "_id": "x" }),
            json!({ "$inc": { "n": 1 }, "$setOnInsert": { "d": 2 } })
        ),
        json!({ "_id": "x", "a": { "b": 1 }, "n": 1, "d": 2 })
    );
    assert_eq!(made(json!({ "_id": "x", "a": 1 }), json!({ "b": 2 })), json!({ "_id": "x", "b": 2 }));
    assert_eq!(
        made(json!({ "$and": [{ "a": 1 }, { "b": { "$eq": 2 } }] }), json!({ "$set": { "c": 3 } })),
        json!({ "a": 1, "b": 2, "c": 3 })
    );
}

#[test]
fn what_cannot_be_done_is_refused() {
    let refused = [
        (json!({ "a": "x" }), json!({ "$inc": { "a": 1 } })),
        (json!({ "a": 1 }), json!({ "$inc": { "a": "1" } })),
        (json!({ "a": 1 }), json!({ "$push": { "a": 1 } })),
        (json!({ "a": 1 }), json!({ "$pull": { "a": 1 } })),
        (json!({ "a": 1 }), json!({ "$set": { "a.b": 1 } })),
        (json!({ "_id": 1 }), json!({ "$set": { "_id": 2 } })),
        (json!({ "_id": 1 }), json!({ "_id": 2, "a": 1 })),
        (json!({}), json!({ "$set": { "a": 1, "a.b": 2 } })),
        (json!({}), json!({ "$nope": { "a": 1 } })),
        (json!({}), json!({ "$set": { "a": 1 }, "b": 2 })),
        (json!({}), json!({ "b": 2, "$set": { "a": 1 } })),
        (json!({}), json!({ "$set": 5 })),
        (json!({}), json!({ "$set": { "a..b": 5 } })),
        (json!({}), json!({ "$rename": { "a": "a" } })),
        (json!({}), json!({ "$pushAll": { "a": 1 } })),
        (json!({}), json!({ "$addToSet": { "a": { "$each": 1 } } })),
        (json!({ "a": [] }), json!({ "$set": { "a.x": 1 } })),
        (json!({ "a": [] }), json!({ "$set": { "a.9999999": 1 } })),
    ];
    let messages = refused.into_iter().map(|(before, update)| {
        let said = format!("{before} {update}");
        match updated(json!({}), before, update) {
            Ok(after) => panic!("{said} became {after}"),
            Err(problem) => format!("{said}: {problem}"),
        }
    });
    insta::assert_snapshot!(messages.collect::<Vec<_>>().join("\n"));
}

//! Collections held against a naive interpreter: random documents, queries, updates and pipelines mean the same to both.

mod reference;

use std::sync::Arc;

use jiff::Timestamp;
use proptest::prelude::*;
use serde_json::{Value as Json, json};

use super::aggregate::{Documents, Pipeline, Source};
use super::{Collection, Filter, Sort, Update, filter};
use crate::platforms::gamesparks::data::bson::{Bson, Document, Ids, Longs, from_json, to_json};

fn document(json: &Json) -> Document {
    match from_json(json) {
        Bson::Document(document) => document,
        other => panic!("{other:?} is no document"),
    }
}

fn shown(document: &Document) -> Json {
    to_json(&Bson::Document(document.clone()), Longs::Plain)
}

/// A value without anything in it.
fn scalar() -> impl Strategy<Value = Json> {
    prop_oneof![
        4 => (-2..4_i64).prop_map(Json::from),
        1 => prop::sample::select(vec![0.5, 2.0, -1.5]).prop_map(Json::from),
        3 => prop::sample::select(vec!["a", "b", "ab", ""]).prop_map(Json::from),
        1 => Just(Json::Null),
        1 => any::<bool>().prop_map(Json::from),
        1 => prop::sample::select(vec!["1970-01-01T00:00:00Z", "1970-01-01T00:00:00.001Z"]).prop_map(|time| json!({ "$date": time })),
        1 => Just(json!({ "$oid": "5b2f9c0e4d3a1f0001a2b3c4" })),
    ]
}

fn name() -> impl Strategy<Value = String> {
    prop::sample::select(vec!["a", "b", "c"]).prop_map(str::to_owned)
}

fn value() -> impl Strategy<Value = Json> {
    scalar().prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Json::Array),
            prop::collection::vec((name(), inner), 0..3)
                .prop_map(|members| Json::Object(members.into_iter().collect())),
        ]
    })
}

fn any_document() -> impl Strategy<Value = Json> {
    prop::collection::vec((name(), value()), 0..4).prop_map(|members| Json::Object(members.into_iter().collect()))
}

fn path() -> impl Strategy<Value = String> {
    prop::sample::select(vec!["a", "b", "c", "a.b", "b.c", "a.a", "a.0", "a.1.b", "a.b.c"]).prop_map(str::to_owned)
}

fn operators() -> impl Strategy<Value = Json> {
    let one = prop_oneof![
        (prop::sample::select(vec!["$eq", "$ne", "$gt", "$gte", "$lt", "$lte"]), value())
            .prop_map(|(name, value)| json!({ name: value })),
        (prop::sample::select(vec!["$in", "$nin", "$all"]), prop::collection::vec(scalar(), 0..3))
            .prop_map(|(name, values)| json!({ name: values })),
        any::<bool>().prop_map(|exists| json!({ "$exists": exists })),
        (0..4_i64).prop_map(|size| json!({ "$size": size })),
        prop::sample::select(vec!["number", "string", "object", "array", "null", "bool", "date", "objectId"])
            .prop_map(|kind| json!({ "$type": kind })),
        prop::sample::select(vec!["^a", "b$", "."]).prop_map(|pattern| json!({ "$regex": pattern })),
        (2..4_i64, 0..3_i64).prop_map(|(divisor, rest)| json!({ "$mod": [divisor, rest] })),
        (-1..3_i64).prop_map(|bound| json!({ "$elemMatch": { "$gte": bound, "$lt": 3 } })),
        (name(), scalar()).prop_map(|(name, value)| json!({ "$elemMatch": { name: value } })),
    ];
    let not = one.clone().prop_map(|inner| json!({ "$not": inner }));
    prop_oneof![5 => one, 1 => not]
}

fn query() -> impl Strategy<Value = Json> {
    let field = prop_oneof![value(), operators()];
    let fields =
        prop::collection::vec((path(), field), 0..3).prop_map(|fields| Json::Object(fields.into_iter().collect()));
    fields.prop_recursive(2, 6, 3, |inner| {
        (prop::sample::select(vec!["$and", "$or", "$nor"]), prop::collection::vec(inner, 1..3))
            .prop_map(|(name, several)| json!({ name: several }))
    })
}

/// A collection of these documents, with some indexes.
fn collection(documents: &[Json], indexes: &[String]) -> Collection {
    let mut collection = Collection::new("test");
    for path in indexes {
        collection.ensure_index(&document(&json!({ path.as_str(): 1 })), &Document::new()).unwrap();
    }
    for (at, json) in documents.iter().enumerate() {
        let mut document = document(json);
        document.shift_insert(0, "_id".to_owned(), Bson::from(at));
        collection.insert(document).unwrap();
    }
    collection
}

fn found(collection: &Collection, filter: &Filter) -> Vec<Json> {
    let candidates = collection.candidates(filter, usize::MAX);
    candidates.iter().filter(|document| filter.matches(document)).map(|document| shown(document)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, ..ProptestConfig::default() })]

    /// A query finds what the interpreter finds, in the same order, whatever indexes there are.
    #[test]
    fn queries_find_what_is_there(
        documents in prop::collection::vec(any_document(), 0..8),
        query in query(),
        indexes in prop::collection::vec(path(), 0..3),
    ) {
        let collection = collection(&documents, &indexes);
        let filter = filter::parse(&document(&query)).unwrap();
        let all: Vec<_> = collection.documents().map(|document| shown(document)).collect();
        let wanted: Vec<_> = all.into_iter().filter(|document| reference::matches(document, &query)).collect();
        prop_assert_eq!(found(&collection, &filter), wanted, "{}", query);
    }

    /// An update makes of each document what the interpreter makes of it, and indexes know of it.
    #[test]
    fn updates_change_what_they_say(
        documents in prop::collection::vec(any_document(), 1..5),
        steps in prop::collection::vec((
            prop::sample::select(vec!["$set", "$unset", "$inc", "$mul", "$min", "$max", "$push", "$addToSet", "$pull", "$pop"]),
            name(), value(),
        ), 1..4),
        indexes in prop::collection::vec(path(), 0..3),
    ) {
        let mut collection = collection(&documents, &indexes);
        for (operator, name, operand) in steps {
            let operand = match operator {
                "$inc" | "$mul" => json!(2),
                "$pop" => json!(1),
                // A document says what is pulled in other words.
                "$pull" if operand.is_object() => json!(1),
                _ => operand,
            };
            let update = json!({ operator: { name.as_str(): operand.clone() } });
            let parsed = Update::parse(&document(&update)).unwrap();
            for at in 0..documents.len() {
                let filter = filter::parse(&document(&json!({ "_id": at }))).unwrap();
                let before = found(&collection, &filter).remove(0);
                let wanted = reference::updated(&before, operator, &name, &operand);
                let done = collection.update(&filter, &parsed, false, false, Timestamp::UNIX_EPOCH, &mut || Ids::default().next(Timestamp::UNIX_EPOCH));
                let after = found(&collection, &filter).remove(0);
                prop_assert_eq!(done.is_ok(), wanted.is_some(), "{} on {}: {:?}", update, before, done);
                prop_assert_eq!(&after, &wanted.unwrap_or_else(|| before.clone()), "{} on {}", update, before);
                for path in &indexes {
                    let there = json!({ path.as_str(): { "$exists": true } });
                    let by_value = reference::values(&after, path).into_iter().next().map(|value| json!({ path.as_str(): { "$eq": value } }));
                    let query = by_value.unwrap_or(there);
                    let filter = filter::parse(&document(&query)).unwrap();
                    let all: Vec<_> = collection.documents().map(|document| shown(document)).collect();
                    let wanted: Vec<_> = all.into_iter().filter(|document| reference::matches(document, &query)).collect();
                    prop_assert_eq!(found(&collection, &filter), wanted);
                }
            }
        }
    }

    /// Sorting gives the interpreter's order.
    #[test]
    fn documents_are_sorted(documents in prop::collection::vec(any_document(), 0..8), path in path(), up in any::<bool>()) {
        let order = json!({ path.as_str(): if up { 1 } else { -1 } });
        let sort = Sort::parse(&document(&order)).unwrap();
        let mut ours: Vec<_> = documents.iter().map(document).collect();
        sort.sort(&mut ours, |document| document);
        prop_assert_eq!(ours.iter().map(shown).collect::<Vec<_>>(), reference::sorted(&documents, &path, up));
    }

    /// Groups have the sums and counts of the interpreter.
    #[test]
    fn documents_are_grouped(documents in prop::collection::vec(any_document(), 0..8)) {
        let stages = json!([{ "$group": { "_id": "$a", "count": { "$sum": 1 }, "all": { "$push": "$b" } } }]);
        let Bson::Array(stages) = from_json(&stages) else { unreachable!() };
        let list: Documents = documents.iter().map(|json| Arc::new(document(json))).collect();
        let made = Pipeline::parse(&stages).unwrap().run(list, &Nothing).unwrap();
        prop_assert_eq!(made.iter().map(|document| shown(document)).collect::<Vec<_>>(), reference::grouped(&documents));
    }
}

/// A stage of a pipeline; each that keeps documents apart does so by `_id`.
fn stage() -> impl Strategy<Value = Json> {
    prop_oneof![
        query().prop_map(|query| json!({ "$match": query })),
        (path(), any::<bool>()).prop_map(|(path, up)| json!({ "$sort": { path: if up { 1 } else { -1 } } })),
        (0..4_u32).prop_map(|count| json!({ "$skip": count })),
        (1..5_u32).prop_map(|count| json!({ "$limit": count })),
        (name(), any::<bool>()).prop_map(|(name, keeps)| {
            json!({ "$unwind": { "path": format!("${name}"), "preserveNullAndEmptyArrays": keeps, "includeArrayIndex": "at" } })
        }),
        (name(), name()).prop_map(|(name, of)| json!({ "$addFields": { name: format!("${of}") } })),
        prop::collection::btree_set(name(), 1..3).prop_map(|names| {
            json!({ "$project": names.into_iter().map(|name| (name, json!(1))).collect::<serde_json::Map<_, _>>() })
        }),
        (name(), name()).prop_map(|(local, foreign)| {
            json!({ "$lookup": { "from": "others", "localField": local, "foreignField": foreign, "as": "found" } })
        }),
        (name(), name(), prop::option::of(0..2_u32)).prop_map(|(leads, to, most)| {
            let mut walk = json!({
                "from": "others", "startWith": format!("${leads}"), "connectFromField": leads, "connectToField": to,
                "as": "walked", "depthField": "steps",
            });
            if let Some(most) = most {
                walk["maxDepth"] = json!(most);
            }
            json!({ "$graphLookup": walk })
        }),
        name().prop_map(|name| json!({ "$sortByCount": format!("${name}") })),
        name().prop_map(|name| json!({ "$bucket": { "groupBy": format!("${name}"), "boundaries": [-1, 1, 3], "default": "other" } })),
        (name(), 1..4_u32).prop_map(|(name, count)| json!({ "$bucketAuto": { "groupBy": format!("${name}"), "buckets": count } })),
        Just(json!({ "$count": "n" })),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, ..ProptestConfig::default() })]

    /// Documents go through stages as they go through those of the interpreter.
    #[test]
    fn documents_go_through_stages(
        documents in prop::collection::vec(any_document(), 0..6),
        others in prop::collection::vec(any_document(), 0..5),
        stages in prop::collection::vec(stage(), 1..4),
    ) {
        let numbered = |list: &[Json]| -> Vec<Json> {
            collection(list, &[]).documents().map(|document| shown(document)).collect()
        };
        let (documents, others) = (numbered(&documents), numbered(&others));
        let Bson::Array(parsed) = from_json(&Json::from(stages.clone())) else { unreachable!() };
        let list: Documents = documents.iter().map(|json| Arc::new(document(json))).collect();
        let source = Others(others.iter().map(|json| Arc::new(document(json))).collect());
        let made = Pipeline::parse(&parsed).unwrap().run(list, &source).unwrap();
        let wanted = reference::piped(documents, &stages, &others);
        prop_assert_eq!(made.iter().map(|document| shown(document)).collect::<Vec<_>>(), wanted);
    }

    /// An update that finds nothing makes what the interpreter makes of the query and the update.
    #[test]
    fn an_update_makes_what_is_not_there(
        fixed in prop::collection::btree_map(name(), scalar(), 0..3),
        set in prop::option::of((name(), scalar())),
        first in prop::option::of((name(), scalar())),
    ) {
        let mut query = serde_json::Map::new();
        query.insert("_id".to_owned(), json!("new"));
        query.extend(fixed);
        let mut update = serde_json::Map::new();
        update.insert("$set".to_owned(), json!({ "always": 1 }));
        // No name is changed twice.
        if let Some((name, value)) = set {
            update["$set"][name.as_str()] = value;
        }
        if let Some((name, value)) = first.filter(|(name, _)| update["$set"].get(name).is_none()) {
            update.insert("$setOnInsert".to_owned(), json!({ name: value }));
        }
        let mut collection = Collection::new("test");
        let filter = filter::parse(&document(&Json::Object(query.clone()))).unwrap();
        let parsed = Update::parse(&document(&Json::Object(update.clone()))).unwrap();
        for _ in 0..2 {
            collection
                .update(&filter, &parsed, true, false, Timestamp::UNIX_EPOCH, &mut || Ids::default().next(Timestamp::UNIX_EPOCH))
                .unwrap();
            let all: Vec<_> = collection.documents().map(|document| shown(document)).collect();
            let made = reference::made(&query, &update);
            prop_assert_eq!(&all, &vec![made.clone()]);
            if !reference::matches(&made, &Json::Object(query.clone())) {
                // It would be made again, under an id that is there.
                break;
            }
        }
    }

    /// What is pushed is put into its place, sorted and cut as the interpreter does it.
    #[test]
    fn what_is_pushed_is_placed_sorted_and_cut(
        before in prop::collection::vec(scalar(), 0..4),
        each in prop::collection::vec(scalar(), 0..3),
        position in prop::option::of(0..4_u32),
        sort in prop::option::of(any::<bool>()),
        slice in prop::option::of(-3..4_i64),
    ) {
        let mut push = json!({ "$each": each });
        let options = [
            ("$position", position.map(Json::from)),
            ("$sort", sort.map(|up| json!(if up { 1 } else { -1 }))),
            ("$slice", slice.map(Json::from)),
        ];
        for (name, value) in options {
            if let Some(value) = value {
                push[name] = value;
            }
        }
        let mut collection = collection(&[json!({ "a": before })], &[]);
        let update = Update::parse(&document(&json!({ "$push": { "a": push } }))).unwrap();
        collection
            .update(&Filter::all(), &update, false, false, Timestamp::UNIX_EPOCH, &mut || Ids::default().next(Timestamp::UNIX_EPOCH))
            .unwrap();
        let after = shown(collection.documents().next().unwrap());
        prop_assert_eq!(&after["a"], &Json::from(reference::pushed(&before, &push)), "{}", push);
    }
}

struct Others(Documents);

impl Source for Others {
    fn documents(&self, _: &str) -> Documents {
        self.0.clone()
    }

    fn below(&self, _: usize) -> usize {
        0
    }
}

struct Nothing;

impl Source for Nothing {
    fn documents(&self, _: &str) -> Documents {
        Vec::new()
    }

    fn below(&self, _: usize) -> usize {
        0
    }
}

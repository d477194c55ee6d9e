//! A naive interpreter of queries, updates, sorting and grouping, over extended JSON and without anything of the engine but the
//! order of two values: slow, and short enough to be seen to be right.

use std::cmp::Ordering;

use serde_json::{Map, Value as Json, json};

use crate::platforms::gamesparks::data::bson::{compare, from_json};

fn order(one: &Json, other: &Json) -> Ordering {
    compare(&from_json(one), &from_json(other))
}

/// What kind of value it is, as `$type` calls it.
fn kind(value: &Json) -> &'static str {
    match value {
        Json::Null => "null",
        Json::Bool(_) => "bool",
        Json::Number(_) => "number",
        Json::String(_) => "string",
        Json::Array(_) => "array",
        Json::Object(members) if members.contains_key("$date") => "date",
        Json::Object(members) if members.contains_key("$oid") => "objectId",
        Json::Object(_) => "object",
    }
}

/// The members of a document; dates and ids have none.
fn members(value: &Json) -> Option<&Map<String, Json>> {
    value.as_object().filter(|_| kind(value) == "object")
}

/// Everything under a path: `None` for a document on the way that lacks the next part.
pub(super) fn found(value: &Json, path: &[&str]) -> Vec<Option<Json>> {
    let Some((first, rest)) = path.split_first() else { return vec![Some(value.clone())] };
    if let Some(members) = members(value) {
        return match members.get(*first) {
            Some(inner) => found(inner, rest),
            None => vec![None],
        };
    }
    let Some(items) = value.as_array() else { return vec![None] };
    let numbered = first.parse::<usize>().ok().and_then(|at| items.get(at)).map(|item| found(item, rest));
    let each = items.iter().filter(|item| members(item).is_some()).flat_map(|item| found(item, path));
    numbered.into_iter().flatten().chain(each).collect()
}

fn split(path: &str) -> Vec<&str> {
    path.split('.').collect()
}

/// The values under a path, without what is not there.
pub(super) fn values(document: &Json, path: &str) -> Vec<Json> {
    found(document, &split(path)).into_iter().flatten().collect()
}

/// With the elements of arrays before the arrays themselves.
fn elements(found: Vec<Option<Json>>) -> Vec<Option<Json>> {
    let each = found.into_iter().flat_map(|value| match value {
        Some(Json::Array(items)) => items.iter().cloned().map(Some).chain([Some(Json::Array(items.clone()))]).collect(),
        other => vec![other],
    });
    each.collect()
}

fn equal(wanted: &Json, found: Option<&Json>) -> bool {
    order(wanted, found.unwrap_or(&Json::Null)).is_eq()
}

/// Whether a document is what a query asks for.
pub(super) fn matches(document: &Json, query: &Json) -> bool {
    query.as_object().unwrap().iter().all(|(name, wanted)| {
        let several = || wanted.as_array().unwrap().iter();
        match name.as_str() {
            "$and" => several().all(|query| matches(document, query)),
            "$or" => several().any(|query| matches(document, query)),
            "$nor" => !several().any(|query| matches(document, query)),
            path => field(&found(document, &split(path)), wanted),
        }
    })
}

fn is_operators(value: &Json) -> bool {
    members(value).is_some_and(|members| members.keys().next().is_some_and(|name| name.starts_with('$')))
}

fn field(found: &[Option<Json>], wanted: &Json) -> bool {
    if !is_operators(wanted) {
        return operator(found, "$eq", wanted);
    }
    members(wanted).unwrap().iter().all(|(name, operand)| operator(found, name, operand))
}

fn operator(found: &[Option<Json>], name: &str, operand: &Json) -> bool {
    let each = elements(found.to_vec());
    let any = |test: &dyn Fn(Option<&Json>) -> bool| each.iter().any(|value| test(value.as_ref()));
    let arrays = || found.iter().flatten().filter_map(Json::as_array);
    let compared = |wanted: fn(Ordering) -> bool| {
        any(&|value| {
            let value = value.unwrap_or(&Json::Null);
            kind(value) == kind(operand) && wanted(order(value, operand))
        })
    };
    let list = || operand.as_array().unwrap();
    match name {
        "$eq" => any(&|value| equal(operand, value)),
        "$ne" => !operator(found, "$eq", operand),
        "$gt" => compared(Ordering::is_gt),
        "$gte" => compared(Ordering::is_ge),
        "$lt" => compared(Ordering::is_lt),
        "$lte" => compared(Ordering::is_le),
        "$in" => list().iter().any(|wanted| operator(found, "$eq", wanted)),
        "$nin" => !operator(found, "$in", operand),
        "$all" => !list().is_empty() && list().iter().all(|wanted| operator(found, "$eq", wanted)),
        "$not" => !field(found, operand),
        "$exists" => found.iter().any(Option::is_some) == operand.as_bool().unwrap(),
        "$size" => arrays().any(|items| Some(items.len() as u64) == operand.as_u64()),
        "$type" => any(&|value| value.is_some_and(|value| kind(value) == operand)),
        "$regex" => any(&|value| match (value.and_then(Json::as_str), operand.as_str().unwrap()) {
            (Some(text), "^a") => text.starts_with('a'),
            (Some(text), "b$") => text.ends_with('b'),
            (Some(text), ".") => !text.is_empty(),
            _ => false,
        }),
        "$mod" => any(&|value| {
            let whole = value.and_then(Json::as_f64).map(|number| number as i64);
            whole.is_some_and(|whole| whole % list()[0].as_i64().unwrap() == list()[1].as_i64().unwrap())
        }),
        "$elemMatch" if is_operators(operand) => {
            // An array within the array is one element, and is not gone through.
            arrays().flatten().any(|item| {
                members(operand).unwrap().iter().all(|(name, bound)| {
                    kind(item) == kind(bound)
                        && if name == "$gte" { order(item, bound).is_ge() } else { order(item, bound).is_lt() }
                })
            })
        }
        "$elemMatch" => arrays().flatten().any(|item| match item {
            Json::Array(inner) => {
                let numbered: Map<_, _> =
                    inner.iter().enumerate().map(|(at, item)| (at.to_string(), item.clone())).collect();
                matches(&Json::Object(numbered), operand)
            }
            other => members(other).is_some() && matches(other, operand),
        }),
        other => panic!("{other} is not in the interpreter"),
    }
}

/// The document after one change of a member; none if the change is refused.
pub(super) fn updated(document: &Json, operator: &str, name: &str, operand: &Json) -> Option<Json> {
    let mut members = document.as_object().unwrap().clone();
    let before = members.get(name).cloned();
    let after = match (operator, before.clone()) {
        ("$set", _) | ("$min" | "$max", None) => Some(operand.clone()),
        ("$unset", _) | ("$pull" | "$pop", None) => None,
        ("$inc" | "$mul", None) => Some(if operator == "$inc" { operand.clone() } else { json!(0) }),
        ("$inc" | "$mul", Some(Json::Number(number))) => {
            let calculated = |one: f64, other: f64| if operator == "$inc" { one + other } else { one * other };
            Some(match number.as_i64() {
                Some(whole) => json!(calculated(whole as f64, 2.0) as i64),
                None => json!(calculated(number.as_f64().unwrap(), 2.0)),
            })
        }
        ("$min", Some(before)) => Some(if order(operand, &before).is_lt() { operand.clone() } else { before }),
        ("$max", Some(before)) => Some(if order(operand, &before).is_gt() { operand.clone() } else { before }),
        ("$push" | "$addToSet", None) => Some(json!([operand])),
        ("$push", Some(Json::Array(mut items))) => {
            items.push(operand.clone());
            Some(Json::Array(items))
        }
        ("$addToSet", Some(Json::Array(mut items))) => {
            if !items.iter().any(|item| order(item, operand).is_eq()) {
                items.push(operand.clone());
            }
            Some(Json::Array(items))
        }
        ("$pull", Some(Json::Array(items))) => {
            Some(items.into_iter().filter(|item| !order(item, operand).is_eq()).collect())
        }
        ("$pop", Some(Json::Array(mut items))) => {
            items.pop();
            Some(Json::Array(items))
        }
        _ => return None,
    };
    match after {
        Some(after) => members.insert(name.to_owned(), after),
        None => members.shift_remove(name),
    };
    Some(Json::Object(members))
}

/// The documents in the order of what is under a path: of several values the least, or the greatest, counts.
pub(super) fn sorted(documents: &[Json], path: &str, up: bool) -> Vec<Json> {
    let key = |document: &Json| {
        let values = found(document, &split(path)).into_iter().flat_map(|value| match value {
            Some(Json::Array(items)) if items.is_empty() => vec![json!({ "$minKey": 1 })],
            Some(Json::Array(items)) => items,
            Some(value) => vec![value],
            None => vec![Json::Null],
        });
        values
            .reduce(
                |one, other| if order(&other, &one).is_lt() == up && order(&other, &one).is_ne() { other } else { one },
            )
            .unwrap_or(Json::Null)
    };
    let mut sorted: Vec<Json> = Vec::new();
    for document in documents {
        let comes_before = |other: &Json| {
            let order = order(&key(document), &key(other));
            if up { order.is_lt() } else { order.is_gt() }
        };
        let place = sorted.iter().position(comes_before).unwrap_or(sorted.len());
        sorted.insert(place, document.clone());
    }
    sorted
}

/// The documents by what is under `a`, with how many there are and what is under `b`.
pub(super) fn grouped(documents: &[Json]) -> Vec<Json> {
    let mut groups: Vec<(Json, u64, Vec<Json>)> = Vec::new();
    for document in documents {
        let id = document.get("a").cloned().unwrap_or(Json::Null);
        let place = groups.iter().position(|(other, ..)| order(&id, other).is_eq()).unwrap_or_else(|| {
            groups.push((id, 0, Vec::new()));
            groups.len() - 1
        });
        groups[place].1 += 1;
        groups[place].2.extend(document.get("b").cloned());
    }
    groups.into_iter().map(|(id, count, all)| json!({ "_id": id, "count": count, "all": all })).collect()
}

/// The value of an expression that is a path, as `$a`; null if nothing is there.
fn of(document: &Json, expression: &Json) -> Option<Json> {
    document.get(expression.as_str().unwrap().strip_prefix('$').unwrap()).cloned()
}

fn with(document: &Json, name: &str, value: Option<Json>) -> Json {
    let mut members = document.as_object().unwrap().clone();
    match value {
        Some(value) => drop(members.insert(name.to_owned(), value)),
        None => drop(members.shift_remove(name)),
    }
    Json::Object(members)
}

/// Whether something under `name` is one of `wanted`; what is not there is null.
fn has_one_of(document: &Json, name: &str, wanted: &[Json]) -> bool {
    elements(found(document, &[name])).iter().any(|value| wanted.iter().any(|wanted| equal(wanted, value.as_ref())))
}

/// The documents, by what `by` says of each, in the order in which that came up.
fn counted(documents: &[Json], by: impl Fn(&Json) -> Json) -> Vec<Json> {
    let mut counts: Vec<(Json, u64)> = Vec::new();
    for document in documents {
        let id = by(document);
        match counts.iter_mut().find(|(other, _)| order(&id, other).is_eq()) {
            Some((_, count)) => *count += 1,
            None => counts.push((id, 1)),
        }
    }
    counts.into_iter().map(|(id, count)| json!({ "_id": id, "count": count })).collect()
}

/// The documents after the stages, `$lookup` and `$graphLookup` looking into `others`.
pub(super) fn piped(documents: Vec<Json>, stages: &[Json], others: &[Json]) -> Vec<Json> {
    stages.iter().fold(documents, |documents, stage| {
        let (name, operand) = stage.as_object().unwrap().iter().next().unwrap();
        let number = || usize::try_from(operand.as_u64().unwrap()).unwrap();
        match name.as_str() {
            "$match" => documents.into_iter().filter(|document| matches(document, operand)).collect(),
            "$sort" => {
                let (path, up) = operand.as_object().unwrap().iter().next().unwrap();
                sorted(&documents, path, up == 1)
            }
            "$skip" => documents.into_iter().skip(number()).collect(),
            "$limit" => documents.into_iter().take(number()).collect(),
            "$count" if documents.is_empty() => Vec::new(),
            "$count" => vec![json!({ operand.as_str().unwrap(): documents.len() })],
            "$unwind" => documents.iter().flat_map(|document| unwound(document, operand)).collect(),
            "$addFields" => {
                let (name, of_name) = operand.as_object().unwrap().iter().next().unwrap();
                let added = |document: &Json| with(document, name, of(document, of_name));
                documents.iter().map(added).collect()
            }
            "$project" => documents
                .iter()
                .map(|document| {
                    let kept = |name: &String| name == "_id" || operand.get(name).is_some();
                    document
                        .as_object()
                        .unwrap()
                        .iter()
                        .filter(|(name, _)| kept(name))
                        .map(|(name, value)| (name.clone(), value.clone()))
                        .collect()
                })
                .collect(),
            "$lookup" => {
                let text = |part: &str| operand[part].as_str().unwrap();
                let looked = |document: &Json| {
                    let wanted: Vec<_> = elements(found(document, &[text("localField")]))
                        .into_iter()
                        .map(Option::unwrap_or_default)
                        .collect();
                    let fits = others.iter().filter(|other| has_one_of(other, text("foreignField"), &wanted));
                    with(document, text("as"), Some(fits.cloned().collect()))
                };
                documents.iter().map(looked).collect()
            }
            "$graphLookup" => documents.iter().map(|document| walked(document, operand, others)).collect(),
            "$sortByCount" => {
                let mut counts = counted(&documents, |document| of(document, operand).unwrap_or_default());
                counts.sort_by_key(|count| std::cmp::Reverse(count["count"].as_u64()));
                counts
            }
            "$bucket" => {
                let bounds = operand["boundaries"].as_array().unwrap();
                let range = |document: &Json| {
                    let value = of(document, &operand["groupBy"]).unwrap_or_default();
                    let begins = bounds
                        .windows(2)
                        .find(|range| order(&range[0], &value).is_le() && order(&value, &range[1]).is_lt());
                    begins.map_or_else(|| operand["default"].clone(), |range| range[0].clone())
                };
                let mut counts = counted(&documents, range);
                counts.sort_by(|one, other| order(&one["_id"], &other["_id"]));
                counts
            }
            "$bucketAuto" => auto_buckets(&documents, operand),
            other => panic!("{other} is not in the interpreter"),
        }
    })
}

fn unwound(document: &Json, operand: &Json) -> Vec<Json> {
    let name = operand["path"].as_str().unwrap().strip_prefix('$').unwrap();
    let keeps = operand["preserveNullAndEmptyArrays"] == true;
    let made = |value: Option<Json>, at: Json| with(&with(document, name, value), "at", Some(at));
    match document.get(name) {
        Some(Json::Array(items)) if !items.is_empty() => {
            items.iter().enumerate().map(|(at, item)| made(Some(item.clone()), json!(at))).collect()
        }
        None | Some(Json::Null | Json::Array(_)) if !keeps => Vec::new(),
        Some(Json::Array(_)) => vec![made(None, Json::Null)],
        other => vec![made(other.cloned(), Json::Null)],
    }
}

fn walked(document: &Json, operand: &Json, others: &[Json]) -> Json {
    let text = |part: &str| operand[part].as_str().unwrap();
    let mut wanted = match of(document, &operand["startWith"]) {
        Some(Json::Array(items)) => items,
        other => vec![other.unwrap_or_default()],
    };
    let mut left: Vec<&Json> = others.iter().collect();
    let mut found_so_far = Vec::new();
    let mut steps = 0;
    while !wanted.is_empty() && operand.get("maxDepth").is_none_or(|most| steps <= most.as_u64().unwrap()) {
        let (here, rest): (Vec<_>, Vec<_>) =
            left.into_iter().partition(|other| has_one_of(other, text("connectToField"), &wanted));
        wanted = here
            .iter()
            .flat_map(|other| elements(found(other, &[text("connectFromField")])).into_iter().flatten())
            .collect();
        found_so_far.extend(here.into_iter().map(|other| with(other, text("depthField"), Some(json!(steps)))));
        left = rest;
        steps += 1;
    }
    with(document, text("as"), Some(Json::from(found_so_far)))
}

fn auto_buckets(documents: &[Json], operand: &Json) -> Vec<Json> {
    let mut values: Vec<Json> =
        documents.iter().map(|document| of(document, &operand["groupBy"]).unwrap_or_default()).collect();
    values.sort_by(order);
    let count = operand["buckets"].as_u64().unwrap();
    let each = ((values.len() as f64 / count as f64).round() as usize).max(1);
    let mut buckets: Vec<Vec<Json>> = Vec::new();
    for value in values {
        let is_full = buckets
            .last()
            .is_none_or(|bucket: &Vec<Json>| bucket.len() >= each && order(bucket.last().unwrap(), &value).is_ne());
        if is_full && (buckets.len() as u64) < count {
            buckets.push(Vec::new());
        }
        buckets.last_mut().unwrap().push(value);
    }
    let ends: Vec<Json> = buckets
        .iter()
        .skip(1)
        .map(|next| next[0].clone())
        .chain(buckets.last().map(|last| last[last.len() - 1].clone()))
        .collect();
    let made = buckets
        .iter()
        .zip(ends)
        .map(|(bucket, end)| json!({ "_id": { "min": bucket[0], "max": end }, "count": bucket.len() }));
    made.collect()
}

/// What an upsert makes: what the query fixes, then what the update says.
pub(super) fn made(query: &Map<String, Json>, update: &Map<String, Json>) -> Json {
    let mut made = query.clone();
    for operator in ["$set", "$setOnInsert"] {
        let changes = update.get(operator).and_then(Json::as_object).into_iter().flatten();
        made.extend(changes.map(|(name, value)| (name.clone(), value.clone())));
    }
    Json::Object(made)
}

/// An array after `$push` with its options.
pub(super) fn pushed(before: &[Json], push: &Json) -> Vec<Json> {
    let mut items = before.to_vec();
    let place = push.get("$position").map_or(items.len(), |at| (at.as_u64().unwrap() as usize).min(items.len()));
    for (at, item) in push["$each"].as_array().unwrap().iter().enumerate() {
        items.insert(place + at, item.clone());
    }
    if let Some(way) = push.get("$sort") {
        items.sort_by(|one, other| if *way == 1 { order(one, other) } else { order(other, one) });
    }
    if let Some(most) = push.get("$slice").map(|most| most.as_i64().unwrap()) {
        let length = items.len();
        let kept = (most.unsigned_abs() as usize).min(length);
        items = if most < 0 { items.split_off(length - kept) } else { items[..kept].to_vec() };
    }
    items
}

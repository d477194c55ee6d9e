//! Arrays and sets.

use std::collections::BTreeSet;

use super::{ANY, Entry, NULL, Operands, Result, all, entry, pair};
use crate::platforms::gamesparks::data::bson::{Bson, Document, Key};
use crate::platforms::gamesparks::data::mongo::Problem;
use crate::platforms::gamesparks::data::mongo::aggregate::{MOST_DOCUMENTS, wrong};
use crate::platforms::gamesparks::data::mongo::project::slice_of;

pub(super) const LIST: &[Entry] = &[
    entry("$size", 1, 1, |operands| match operands.into_iter().next().flatten() {
        Some(Bson::Array(items)) => Ok(Some(Bson::from(items.len()))),
        other => Err(refuse("$size", other.as_ref())),
    }),
    entry("$isArray", 1, 1, |operands| Ok(Some(Bson::Bool(matches!(operands.first(), Some(Some(Bson::Array(_)))))))),
    entry("$arrayElemAt", 2, 2, element_at),
    entry("$concatArrays", 0, ANY, |operands| {
        let Some(values) = all(operands) else { return NULL };
        let arrays =
            values.iter().map(|value| items("$concatArrays", value)).collect::<std::result::Result<Vec<_>, _>>()?;
        Ok(Some(Bson::Array(arrays.concat())))
    }),
    entry("$slice", 2, 3, slice),
    entry("$in", 2, 2, |operands| {
        let mut operands = operands.into_iter();
        let (value, array) = (operands.next().flatten(), operands.next().flatten());
        let array = array.ok_or_else(|| refuse("$in", None))?;
        let value = value.unwrap_or(Bson::Null);
        Ok(Some(Bson::Bool(items("$in", &array)?.contains(&value))))
    }),
    entry("$indexOfArray", 2, 4, |operands| {
        let number = |at: usize| operands.get(at).cloned().flatten().and_then(|value| value.as_i64());
        let from = usize::try_from(number(2).unwrap_or(0)).unwrap_or_default();
        let until = number(3).map_or(usize::MAX, |until| usize::try_from(until).unwrap_or_default());
        let Some((array, value)) = pair(operands) else { return NULL };
        let found =
            items("$indexOfArray", &array)?.iter().take(until).enumerate().skip(from).find(|(_, item)| **item == value);
        Ok(Some(found.map_or(Bson::Int(-1), |(at, _)| Bson::from(at))))
    }),
    entry("$reverseArray", 1, 1, |operands| match all(operands).as_deref() {
        Some([value, ..]) => Ok(Some(Bson::Array(items("$reverseArray", value)?.iter().rev().cloned().collect()))),
        _ => NULL,
    }),
    entry("$range", 2, 3, range),
    entry("$zip", 1, 1, zip),
    entry("$arrayToObject", 1, 1, to_document),
    entry("$objectToArray", 1, 1, |operands| match all(operands).as_deref() {
        Some([Bson::Document(document), ..]) => {
            let member = |(name, value): (&String, &Bson)| {
                Bson::Document(Document::from([
                    ("k".to_owned(), Bson::from(name.as_str())),
                    ("v".to_owned(), value.clone()),
                ]))
            };
            Ok(Some(Bson::Array(document.iter().map(member).collect())))
        }
        Some([other, ..]) => {
            Err(wrong(format!("$objectToArray requires a document input, found: {}", other.type_name().0)))
        }
        _ => NULL,
    }),
    entry("$mergeObjects", 0, ANY, |operands| {
        let mut whole = Document::new();
        for operand in operands.into_iter().flatten() {
            match operand {
                Bson::Document(document) => whole.extend(document),
                Bson::Null => {}
                other => {
                    return Err(wrong(format!(
                        "$mergeObjects requires object inputs, but input is of type {}",
                        other.type_name().0
                    )));
                }
            }
        }
        Ok(Some(Bson::Document(whole)))
    }),
    entry("$setUnion", 0, ANY, |operands| sets(operands, |sets| sets.into_iter().flatten().collect())),
    entry("$setIntersection", 0, ANY, |operands| {
        sets(operands, |sets| {
            let mut sets = sets.into_iter();
            let first = sets.next().unwrap_or_default();
            sets.fold(first, |common, other| common.intersection(&other).cloned().collect())
        })
    }),
    entry("$setDifference", 2, 2, |operands| {
        let Some((one, other)) = pair(operands) else { return NULL };
        let other = set("$setDifference", &other)?;
        let mut seen = BTreeSet::new();
        let one = items("$setDifference", &one)?.iter();
        let left = one.filter(|item| !other.contains(&Key((*item).clone())) && seen.insert(Key((*item).clone())));
        Ok(Some(Bson::Array(left.cloned().collect())))
    }),
    entry("$setEquals", 2, ANY, |operands| {
        let values = all(operands).ok_or_else(|| refuse("$setEquals", None))?;
        let sets = values.iter().map(|value| set("$setEquals", value)).collect::<std::result::Result<Vec<_>, _>>()?;
        Ok(Some(Bson::Bool(sets.windows(2).all(|pair| pair[0] == pair[1]))))
    }),
    entry("$setIsSubset", 2, 2, |operands| {
        let Some((one, other)) = pair(operands) else { return Err(refuse("$setIsSubset", None)) };
        Ok(Some(Bson::Bool(set("$setIsSubset", &one)?.is_subset(&set("$setIsSubset", &other)?))))
    }),
    entry("$anyElementTrue", 1, 1, |operands| truths(operands, |items| items.iter().any(Bson::is_truthy))),
    entry("$allElementsTrue", 1, 1, |operands| truths(operands, |items| items.iter().all(Bson::is_truthy))),
    // Beside their use in groups these take arrays and lists.
    entry("$sum", 0, ANY, |operands| folded("$sum", operands)),
    entry("$avg", 0, ANY, |operands| folded("$avg", operands)),
    entry("$min", 0, ANY, |operands| folded("$min", operands)),
    entry("$max", 0, ANY, |operands| folded("$max", operands)),
];

fn refuse(operator: &str, found: Option<&Bson>) -> Problem {
    let kind = found.map_or("missing", |value| value.type_name().0);
    wrong(format!("The argument to {operator} must be an array, but was of type: {kind}"))
}

fn items<'a>(operator: &str, value: &'a Bson) -> std::result::Result<&'a [Bson], Problem> {
    value.as_array().ok_or_else(|| refuse(operator, Some(value)))
}

fn set(operator: &str, value: &Bson) -> std::result::Result<BTreeSet<Key>, Problem> {
    Ok(items(operator, value)?.iter().cloned().map(Key).collect())
}

fn sets(operands: Operands, combine: impl FnOnce(Vec<BTreeSet<Key>>) -> BTreeSet<Key>) -> Result {
    let Some(values) = all(operands) else { return NULL };
    let sets = values.iter().map(|value| set("set operators", value)).collect::<std::result::Result<_, _>>()?;
    Ok(Some(Bson::Array(combine(sets).into_iter().map(|Key(value)| value).collect())))
}

fn truths(operands: Operands, truth: impl FnOnce(&[Bson]) -> bool) -> Result {
    match operands.into_iter().next().flatten() {
        Some(Bson::Array(items)) => Ok(Some(Bson::Bool(truth(&items)))),
        other => Err(refuse("an operator on truths", other.as_ref())),
    }
}

/// A single operand is gone through if it is an array; of several each counts as it is.
fn folded(name: &str, operands: Operands) -> Result {
    use crate::platforms::gamesparks::data::mongo::aggregate::accumulate::fold;
    let values: Vec<Bson> = match <[Option<Bson>; 1]>::try_from(operands) {
        Ok([Some(Bson::Array(items))]) => items,
        Ok(only) => only.into_iter().flatten().collect(),
        Err(several) => several.into_iter().flatten().collect(),
    };
    Ok(Some(fold(name, values)))
}

fn element_at(operands: Operands) -> Result {
    let Some((array, at)) = pair(operands) else { return NULL };
    let items = items("$arrayElemAt", &array)?;
    let at = at.as_i64().ok_or_else(|| wrong("$arrayElemAt's second argument must be a numeric value"))?;
    let length = i64::try_from(items.len()).unwrap_or(i64::MAX);
    let at = if at < 0 { length.saturating_add(at) } else { at };
    Ok(usize::try_from(at).ok().and_then(|at| items.get(at)).cloned())
}

fn slice(operands: Operands) -> Result {
    let Some(values) = all(operands) else { return NULL };
    let number = |at: usize| values.get(at).and_then(Bson::as_i64);
    let items = items("$slice", values.first().unwrap_or(&Bson::Null))?;
    let from = number(1).ok_or_else(|| wrong("Second argument to $slice must be numeric"))?;
    match values.get(2) {
        Some(_) if number(2).is_none_or(|count| count <= 0) => Err(wrong("Third argument to $slice must be positive")),
        _ => Ok(Some(Bson::Array(slice_of(items, from, number(2)).to_vec()))),
    }
}

fn range(operands: Operands) -> Result {
    let Some(values) = all(operands) else { return Err(wrong("$range requires numeric arguments")) };
    let number = |at: usize| {
        values.get(at).map(|value| value.as_i64().ok_or_else(|| wrong("$range requires numeric arguments")))
    };
    let (from, to) = (number(0).unwrap_or(Ok(0))?, number(1).unwrap_or(Ok(0))?);
    let step = number(2).unwrap_or(Ok(1))?;
    let step_by = usize::try_from(step.unsigned_abs()).ok().filter(|step| *step > 0);
    let step_by = step_by.ok_or_else(|| wrong("$range requires a non-zero step value"))?;
    let most = MOST_DOCUMENTS;
    let numbers: Vec<Bson> = if step > 0 {
        (from..to).step_by(step_by).take(most).map(Bson::from).collect()
    } else {
        (to.saturating_add(1)..=from).rev().step_by(step_by).take(most).map(Bson::from).collect()
    };
    Ok(Some(Bson::Array(numbers)))
}

fn zip(operands: Operands) -> Result {
    let Some(Bson::Array(inputs)) = operands.into_iter().next().flatten() else { return NULL };
    let arrays = inputs.iter().map(|input| items("$zip", input)).collect::<std::result::Result<Vec<_>, _>>()?;
    let shortest = arrays.iter().map(|items| items.len()).min().unwrap_or_default();
    let row = |at: usize| Bson::Array(arrays.iter().filter_map(|items| items.get(at)).cloned().collect());
    Ok(Some(Bson::Array((0..shortest).map(row).collect())))
}

fn to_document(operands: Operands) -> Result {
    let Some(values) = all(operands) else { return NULL };
    let items = items("$arrayToObject", values.first().unwrap_or(&Bson::Null))?;
    let member = |item: &Bson| {
        let (name, value) = match item {
            Bson::Array(pair) => (pair.first(), pair.get(1)),
            Bson::Document(document) => (document.get("k"), document.get("v")),
            _ => (None, None),
        };
        let name =
            name.and_then(Bson::as_text).ok_or_else(|| wrong("$arrayToObject requires pairs of a name and a value"))?;
        Ok((name.to_owned(), value.cloned().unwrap_or(Bson::Null)))
    };
    let document = items.iter().map(member).collect::<std::result::Result<Document, Problem>>()?;
    Ok(Some(Bson::Document(document)))
}

//! `$push`, `$addToSet`, `$pop`, `$pull`, `$pullAll`: changes of arrays.

use super::place;
use crate::platforms::gamesparks::data::bson::{Bson, Document, compare};
use crate::platforms::gamesparks::data::mongo::filter::{self, Filter, Test};
use crate::platforms::gamesparks::data::mongo::project::slice_of;
use crate::platforms::gamesparks::data::mongo::sort::Sort;
use crate::platforms::gamesparks::data::mongo::{Problem, path::Path};

/// `$push` with its modifiers.
#[derive(Debug, Clone)]
pub(super) struct Push {
    values: Vec<Bson>,
    position: Option<i64>,
    slice: Option<i64>,
    sort: Option<Order>,
}

#[derive(Debug, Clone)]
enum Order {
    /// Of the elements themselves.
    Whole(bool),
    /// By members of the elements.
    By(Sort),
}

/// What `$pull` takes out.
#[derive(Debug, Clone)]
pub(super) enum Pull {
    /// What equals this.
    Value(Bson),
    /// What passes these.
    Tests(Vec<Test>),
    /// Documents that are like this.
    Like(Filter),
}

/// The values of `{ $each: [...] }`.
pub(super) fn each(operand: &Bson) -> Result<Option<Vec<Bson>>, Problem> {
    match operand.as_document().and_then(|document| document.get("$each")) {
        None => Ok(None),
        Some(Bson::Array(items)) => Ok(Some(items.clone())),
        Some(other) => {
            let message = format!("The argument to $each must be an array but it was of type: {}", other.type_name().0);
            Err(Problem::bad(message))
        }
    }
}

impl Push {
    pub(super) fn parse(operand: &Bson) -> Result<Self, Problem> {
        let (Some(values), Some(modifiers)) = (each(operand)?, operand.as_document()) else {
            return Ok(Self::all(vec![operand.clone()]));
        };
        let mut push = Self::all(values);
        let whole = |name: &str, value: &Bson| {
            value.as_i64().ok_or_else(|| Problem::bad(format!("The value for {name} must be a whole number")))
        };
        for (name, value) in modifiers {
            match name.as_str() {
                "$each" => {}
                "$slice" => push.slice = Some(whole(name, value)?),
                "$position" => push.position = Some(whole(name, value)?),
                "$sort" => {
                    push.sort = Some(match value {
                        Bson::Document(order) => Order::By(Sort::parse(order)?),
                        other => Order::Whole(other.as_f64().unwrap_or(1.0) > 0.0),
                    });
                }
                other => return Err(Problem::bad(format!("Unrecognized clause in $push: {other}"))),
            }
        }
        Ok(push)
    }

    pub(super) fn all(values: Vec<Bson>) -> Self {
        Self { values, position: None, slice: None, sort: None }
    }

    pub(super) fn apply(&self, document: &mut Document, parts: &[Box<str>]) -> Result<(), Problem> {
        change(document, parts, "$push", |items| {
            let length = i64::try_from(items.len()).unwrap_or(i64::MAX);
            let at = match self.position {
                Some(from_end @ ..0) => length.saturating_add(from_end).max(0),
                Some(at) => at.min(length),
                None => length,
            };
            let at = usize::try_from(at).unwrap_or(items.len());
            items.splice(at..at, self.values.iter().cloned());
            match &self.sort {
                Some(Order::Whole(up)) => items.sort_by(|one, other| {
                    let order = compare(one, other);
                    if *up { order } else { order.reverse() }
                }),
                Some(Order::By(sort)) => {
                    let empty = Document::new();
                    let document = |item: &'_ Bson| item.as_document().unwrap_or(&empty).clone();
                    items.sort_by(|one, other| sort.of_documents(&document(one), &document(other)));
                }
                None => {}
            }
            if let Some(slice) = self.slice {
                *items = slice_of(items, slice, None).to_vec();
            }
        })
    }
}

impl Pull {
    pub(super) fn parse(operand: &Bson) -> Result<Self, Problem> {
        Ok(match operand {
            Bson::Document(document) if filter::is_operators(document) => {
                let logical = document.keys().all(|name| matches!(name.as_str(), "$and" | "$or" | "$nor"));
                if logical { Self::Like(filter::parse(document)?) } else { Self::Tests(filter::tests(document)?) }
            }
            Bson::Document(document) => Self::Like(filter::parse(document)?),
            Bson::Regex(_) => {
                let query = Document::from([("item".to_owned(), operand.clone())]);
                match filter::parse(&query)? {
                    Filter::Field(_, test) => Self::Tests(vec![test]),
                    other => Self::Like(other),
                }
            }
            other => Self::Value(other.clone()),
        })
    }

    pub(super) fn takes(&self, item: &Bson) -> bool {
        match self {
            Self::Value(value) => value == item,
            Self::Tests(tests) => {
                let wrapped = Document::from([("item".to_owned(), item.clone())]);
                tests.iter().all(|test| test.holds(&Path::new("item"), &wrapped))
            }
            Self::Like(filter) => item.as_document().is_some_and(|document| filter.matches(document)),
        }
    }
}

/// Changes the array at the place; what is not there is an empty one.
fn change(
    document: &mut Document,
    parts: &[Box<str>],
    operator: &str,
    change: impl FnOnce(&mut Vec<Bson>),
) -> Result<(), Problem> {
    match place::get(document, parts) {
        Some(Bson::Array(items)) => {
            change(items);
            Ok(())
        }
        Some(other) => Err(not_an_array(parts, operator, other)),
        None => {
            let mut items = Vec::new();
            change(&mut items);
            place::set(document, parts, Bson::Array(items))
        }
    }
}

fn not_an_array(parts: &[Box<str>], operator: &str, found: &Bson) -> Problem {
    let (path, kind) = (parts.join("."), found.type_name().0);
    let message = match operator {
        "$push" => format!("The field '{path}' must be an array but is of type {kind}"),
        _ => format!("Cannot apply {operator} to a non-array field. Field named '{path}' has a non-array type {kind}"),
    };
    Problem::bad(message)
}

pub(super) fn add_to_set(document: &mut Document, parts: &[Box<str>], values: &[Bson]) -> Result<(), Problem> {
    change(document, parts, "$addToSet", |items| {
        for value in values {
            if !items.contains(value) {
                items.push(value.clone());
            }
        }
    })
}

pub(super) fn pop(document: &mut Document, parts: &[Box<str>], first: bool) -> Result<(), Problem> {
    existing(document, parts, "$pop", |items| {
        if first && !items.is_empty() {
            items.remove(0);
        } else {
            items.pop();
        }
    })
}

pub(super) fn retain(
    document: &mut Document,
    parts: &[Box<str>],
    operator: &str,
    keep: impl Fn(&Bson) -> bool,
) -> Result<(), Problem> {
    existing(document, parts, operator, |items| items.retain(keep))
}

/// Changes the array at the place, if there is one.
fn existing(
    document: &mut Document,
    parts: &[Box<str>],
    operator: &str,
    change: impl FnOnce(&mut Vec<Bson>),
) -> Result<(), Problem> {
    match place::get(document, parts) {
        Some(Bson::Array(items)) => change(items),
        Some(other) => return Err(not_an_array(parts, operator, other)),
        None => {}
    }
    Ok(())
}

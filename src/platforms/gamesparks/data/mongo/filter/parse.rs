//! From a query as it is written to a [`Filter`].

use super::compare::Than;
use super::geo::{Near, Shape};
use super::{Filter, Test};
use crate::platforms::gamesparks::data::bson::{Bson, Document};
use crate::platforms::gamesparks::data::mongo::Problem;
use crate::platforms::gamesparks::data::mongo::path::Path;
use crate::platforms::gamesparks::data::mongo::pattern::Pattern;

/// The filter that `query` says.
pub fn parse(query: &Document) -> Result<Filter, Problem> {
    let mut filters = Vec::with_capacity(query.len());
    for (name, value) in query {
        match name.as_str() {
            "$and" => filters.push(Filter::And(several(name, value)?)),
            "$or" => filters.push(Filter::Or(several(name, value)?)),
            "$nor" => filters.push(Filter::Nor(several(name, value)?)),
            "$where" => match value {
                Bson::Text(code) => filters.push(Filter::Where(code.clone())),
                _ => return Err(Problem::bad("$where got bad type")),
            },
            "$comment" => {}
            operator if operator.starts_with('$') => {
                return Err(Problem::bad(format!("unknown top level operator: {operator}")));
            }
            path => filters.push(Filter::Field(Path::new(path), test(value)?)),
        }
    }
    Ok(if filters.len() == 1 { filters.remove(0) } else { Filter::And(filters) })
}

fn several(name: &str, value: &Bson) -> Result<Vec<Filter>, Problem> {
    let items = value.as_array().filter(|items| !items.is_empty());
    let items = items.ok_or_else(|| Problem::bad(format!("{name} must be a nonempty array")))?;
    let document = |item: &Bson| match item {
        Bson::Document(document) => parse(document),
        _ => Err(Problem::bad("$or/$and/$nor entries need to be full objects")),
    };
    items.iter().map(document).collect()
}

/// Whether `document` consists of operators: `{ $gt: 1 }`.
pub(in super::super) fn is_operators(document: &Document) -> bool {
    document.first().is_some_and(|(name, _)| name.starts_with('$') && !matches!(name.as_str(), "$ref" | "$id" | "$db"))
}

/// What stands after a path: a value, or operators.
fn test(value: &Bson) -> Result<Test, Problem> {
    match value {
        Bson::Document(operators) if is_operators(operators) => {
            let mut tests = tests(operators)?;
            Ok(if tests.len() == 1 { tests.remove(0) } else { Test::All(tests) })
        }
        Bson::Regex(regex) => regular(&regex.pattern, &regex.options),
        other => Ok(Test::Eq(other.clone())),
    }
}

/// The tests that `operators` say, all of which must hold.
pub(in super::super) fn tests(operators: &Document) -> Result<Vec<Test>, Problem> {
    let tests = operators.iter().filter_map(|(name, value)| operator(name, value, operators).transpose());
    tests.collect()
}

fn operator(name: &str, value: &Bson, beside: &Document) -> Result<Option<Test>, Problem> {
    Ok(Some(match name {
        "$eq" => Test::Eq(value.clone()),
        "$ne" => Test::Not(vec![test_of_value(value)?]),
        "$in" => one_of(name, value)?,
        "$nin" => Test::Not(vec![one_of(name, value)?]),
        "$not" => match value {
            Bson::Document(operators) if is_operators(operators) => Test::Not(tests(operators)?),
            Bson::Regex(_) => Test::Not(vec![test(value)?]),
            _ => return Err(Problem::bad("$not needs a regex or a document")),
        },
        "$exists" => Test::Exists(value.is_truthy()),
        "$type" => Test::Type(types(value)?),
        "$regex" => match value {
            Bson::Text(pattern) => regular(pattern, options(beside)?)?,
            Bson::Regex(regex) if beside.contains_key("$options") => regular(&regex.pattern, options(beside)?)?,
            Bson::Regex(_) => test(value)?,
            _ => return Err(Problem::bad("$regex has to be a string")),
        },
        "$options" if beside.contains_key("$regex") => return Ok(None),
        "$options" => return Err(Problem::bad("$options needs a $regex")),
        "$mod" => modulo(value)?,
        "$size" => match value.as_f64() {
            #[expect(clippy::cast_possible_truncation, reason = "whole")]
            Some(size) if size.fract() == 0.0 => Test::Size(size as i64),
            Some(_) => Test::Never,
            None => return Err(Problem::bad("$size needs a number")),
        },
        "$all" => all(value)?,
        "$elemMatch" => match value {
            Bson::Document(inner) if is_operators(inner) && !is_logical(inner) => Test::Item(tests(inner)?),
            Bson::Document(inner) => Test::Element(Box::new(parse(inner)?)),
            _ => return Err(Problem::bad("$elemMatch needs an Object")),
        },
        "$bitsAllSet" => Test::Bits { mask: mask(value)?, all: true, set: true },
        "$bitsAnySet" => Test::Bits { mask: mask(value)?, all: false, set: true },
        "$bitsAllClear" => Test::Bits { mask: mask(value)?, all: true, set: false },
        "$bitsAnyClear" => Test::Bits { mask: mask(value)?, all: false, set: false },
        "$near" => Test::Near(Box::new(Near::new(value, beside, false)?)),
        "$nearSphere" => Test::Near(Box::new(Near::new(value, beside, true)?)),
        "$maxDistance" | "$minDistance" if beside.contains_key("$near") || beside.contains_key("$nearSphere") => {
            return Ok(None);
        }
        "$geoWithin" | "$within" | "$geoIntersects" => Test::Within(Box::new(Shape::new(value)?)),
        "$comment" => return Ok(None),
        other => match Than::of(other) {
            Some(_) if matches!(value, Bson::Regex(_)) => {
                return Err(Problem::bad(format!("Can't have RegEx as arg to predicate over field with {other}")));
            }
            Some(than) => Test::Than(than, value.clone()),
            None => return Err(Problem::bad(format!("unknown operator: {other}"))),
        },
    }))
}

fn is_logical(document: &Document) -> bool {
    document.keys().all(|name| matches!(name.as_str(), "$and" | "$or" | "$nor"))
}

/// A value that is compared, where a regular expression is one that is searched for.
fn test_of_value(value: &Bson) -> Result<Test, Problem> {
    match value {
        Bson::Regex(_) => Err(Problem::bad("Can't have regex as arg to $ne.")),
        other => Ok(Test::Eq(other.clone())),
    }
}

fn one_of(name: &str, value: &Bson) -> Result<Test, Problem> {
    let items = value.as_array().ok_or_else(|| Problem::bad(format!("{name} needs an array")))?;
    let (mut values, mut patterns) = (Vec::new(), Vec::new());
    for item in items {
        match item {
            Bson::Regex(regex) => patterns.push(Pattern::new(&regex.pattern, &regex.options).map_err(Problem::bad)?),
            Bson::Document(document) if is_operators(document) => {
                return Err(Problem::bad(format!("cannot nest $ under {name}")));
            }
            other => values.push(other.clone()),
        }
    }
    Ok(Test::In(values, patterns))
}

fn regular(pattern: &str, options: &str) -> Result<Test, Problem> {
    Pattern::new(pattern, options).map(|pattern| Test::Regex(Box::new(pattern))).map_err(Problem::bad)
}

fn options(beside: &Document) -> Result<&str, Problem> {
    match beside.get("$options") {
        None => Ok(""),
        Some(Bson::Text(options)) => Ok(options),
        Some(_) => Err(Problem::bad("$options has to be a string")),
    }
}

fn types(value: &Bson) -> Result<Vec<i32>, Problem> {
    if let Bson::Array(items) = value {
        let types: Result<Vec<_>, _> = items.iter().map(types).collect();
        return types.map(|types| types.concat());
    }
    if let Some(number) = value.as_i64() {
        return i32::try_from(number).map(|number| vec![number]).map_err(|_| Problem::bad("type not supported"));
    }
    let name = value.as_text().ok_or_else(|| Problem::bad("type must be represented as a number or a string"))?;
    let number = match name {
        "number" => return Ok(vec![1, 16, 18]),
        "double" => 1,
        "string" => 2,
        "object" => 3,
        "array" => 4,
        "binData" => 5,
        "undefined" => 6,
        "objectId" => 7,
        "bool" => 8,
        "date" => 9,
        "null" => 10,
        "regex" => 11,
        "javascript" => 13,
        "int" => 16,
        "timestamp" => 17,
        "long" => 18,
        "minKey" => -1,
        "maxKey" => 127,
        other => return Err(Problem::bad(format!("unknown string alias for $type: {other}"))),
    };
    Ok(vec![number])
}

fn modulo(value: &Bson) -> Result<Test, Problem> {
    let items = value.as_array().ok_or_else(|| Problem::bad("malformed mod, needs to be an array"))?;
    let number = |at: usize| items.get(at).and_then(Bson::as_i64);
    match (number(0), number(1), items.len()) {
        (Some(0), ..) => Err(Problem::bad("divisor cannot be 0")),
        (Some(divisor), Some(rest), 2) => Ok(Test::Mod(divisor, rest)),
        (.., 0 | 1) => Err(Problem::bad("malformed mod, not enough elements")),
        (.., 2) => Err(Problem::bad("malformed mod, divisor and remainder must be numbers")),
        _ => Err(Problem::bad("malformed mod, too many elements")),
    }
}

fn all(value: &Bson) -> Result<Test, Problem> {
    let items = value.as_array().ok_or_else(|| Problem::bad("$all needs an array"))?;
    if items.is_empty() {
        return Ok(Test::Never);
    }
    let one = |item: &Bson| match item {
        Bson::Document(document) if document.keys().eq(["$elemMatch"]) => test(item),
        Bson::Document(document) if is_operators(document) => Err(Problem::bad("no $ expressions in $all")),
        Bson::Regex(_) => test(item),
        other => Ok(Test::Eq(other.clone())),
    };
    items.iter().map(one).collect::<Result<_, _>>().map(Test::All)
}

fn mask(value: &Bson) -> Result<i64, Problem> {
    let wrong = || Problem::bad("a bit mask is a number or an array of positions");
    match value {
        Bson::Array(positions) => positions.iter().try_fold(0_i64, |mask, position| {
            let position = position.as_i64().and_then(|position| u32::try_from(position).ok()).ok_or_else(wrong)?;
            Ok(mask | 1_i64.checked_shl(position.min(63)).unwrap_or(i64::MIN))
        }),
        other => other.as_i64().ok_or_else(wrong),
    }
}

//! From a stage as it is written to a [`Stage`].

use super::bucket::{AutoBucket, Bucket};
use super::graph::GraphLookup;
use super::group::Group;
use super::lookup::Lookup;
use super::near::GeoNear;
use super::unwind::Unwind;
use super::{Pipeline, Stage};
use crate::platforms::gamesparks::data::bson::{Bson, Document};
use crate::platforms::gamesparks::data::mongo::aggregate::accumulate::Accumulator;
use crate::platforms::gamesparks::data::mongo::aggregate::expression::Expression;
use crate::platforms::gamesparks::data::mongo::aggregate::parse::expression;
use crate::platforms::gamesparks::data::mongo::aggregate::shape::Shape;
use crate::platforms::gamesparks::data::mongo::aggregate::wrong;
use crate::platforms::gamesparks::data::mongo::{Problem, Sort, filter};

/// The stages that `name` with `value` stands for: most stand for one.
pub(super) fn stages(name: &str, value: &Bson) -> Result<Vec<Stage>, Problem> {
    Ok(vec![match name {
        "$match" => {
            let filter = filter::parse(document(name, value)?)?;
            if filter.asks() {
                return Err(wrong("$where is not allowed inside of a $match aggregation expression"));
            }
            if filter.near().is_some() {
                return Err(wrong("$near is not allowed inside of a $match aggregation expression"));
            }
            Stage::Match(filter)
        }
        "$project" => Stage::Shape(Shape::project(document(name, value)?)?),
        "$addFields" => Stage::Shape(Shape::add(document(name, value)?)?),
        "$group" => Stage::Group(Group::parse(document(name, value)?)?),
        "$sort" => Stage::Sort(Sort::parse(document(name, value)?)?),
        "$limit" => match whole(name, value)? {
            0 => return Err(wrong("the limit must be positive")),
            most => Stage::Limit(most),
        },
        "$skip" => Stage::Skip(whole(name, value)?),
        "$unwind" => Stage::Unwind(Unwind::parse(value)?),
        "$lookup" => Stage::Lookup(Lookup::parse(document(name, value)?)?),
        "$graphLookup" => Stage::GraphLookup(GraphLookup::parse(document(name, value)?)?),
        "$sample" => Stage::Sample(whole(name, document(name, value)?.get("size").unwrap_or(&Bson::Null))?),
        "$count" => match value.as_text() {
            Some(field) if !field.is_empty() && !field.starts_with('$') && !field.contains('.') => {
                Stage::Count(field.to_owned())
            }
            _ => return Err(wrong("the count field must be a non-empty string")),
        },
        "$sortByCount" => {
            let count = ("count".to_owned(), Accumulator::Sum, Expression::Value(Bson::Int(1)));
            let by = Document::from([("count".to_owned(), Bson::Int(-1))]);
            let group = Stage::Group(Group::by(expression(value)?, vec![count]));
            return Ok(vec![group, Stage::Sort(Sort::parse(&by)?)]);
        }
        "$replaceRoot" => {
            let root = document(name, value)?.get("newRoot");
            Stage::ReplaceRoot(expression(
                root.ok_or_else(|| wrong("no newRoot specified for the $replaceRoot stage"))?,
            )?)
        }
        "$redact" => Stage::Redact(expression(value)?),
        "$geoNear" => Stage::Near(GeoNear::parse(document(name, value)?)?),
        "$facet" => {
            let facet = |(name, value): (&String, &Bson)| {
                let stages = value.as_array().ok_or_else(|| wrong("arguments to $facet must be arrays"))?;
                Ok((name.clone(), Pipeline::parse(stages)?))
            };
            Stage::Facet(document(name, value)?.iter().map(facet).collect::<Result<_, Problem>>()?)
        }
        "$bucket" => Stage::Bucket(Bucket::parse(document(name, value)?)?),
        "$bucketAuto" => Stage::AutoBucket(AutoBucket::parse(document(name, value)?)?),
        other => return Err(wrong(format!("Unrecognized pipeline stage name: '{other}'"))),
    }])
}

/// What a stage is given, which must be a document.
pub(super) fn document<'a>(name: &str, value: &'a Bson) -> Result<&'a Document, Problem> {
    value.as_document().ok_or_else(|| wrong(format!("the {name} stage's argument must be an object")))
}

/// What must be a whole number that is not negative.
pub(super) fn whole(name: &str, value: &Bson) -> Result<usize, Problem> {
    let number = value.as_f64().filter(|number| number.fract() == 0.0).and_then(|_| value.as_i64());
    let number = number.ok_or_else(|| wrong(format!("{name} must be specified as a number")))?;
    usize::try_from(number).map_err(|_| wrong(format!("Argument to {name} cannot be negative")))
}

/// A part of what a stage is given, which must be text.
pub(super) fn text<'a>(name: &str, parts: &'a Document, part: &str) -> Result<&'a str, Problem> {
    parts.get(part).and_then(Bson::as_text).ok_or_else(|| wrong(format!("{name} needs a string as '{part}'")))
}

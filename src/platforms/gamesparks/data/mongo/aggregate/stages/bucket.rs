//! `$bucket` and `$bucketAuto`: documents by ranges of a value.

use std::sync::Arc;

use super::group::{Field, Group, grouped};
use super::parse::whole;
use crate::platforms::gamesparks::data::bson::{Bson, Document, Key};
use crate::platforms::gamesparks::data::mongo::Problem;
use crate::platforms::gamesparks::data::mongo::aggregate::expression::{Expression, Scope};
use crate::platforms::gamesparks::data::mongo::aggregate::parse::expression;
use crate::platforms::gamesparks::data::mongo::aggregate::{Documents, wrong};

/// Ranges that are given.
#[derive(Debug, Clone)]
pub(super) struct Bucket {
    by: Expression,
    bounds: Vec<Bson>,
    other: Option<Bson>,
    fields: Vec<Field>,
}

/// The fields of each range: how many documents are in it, unless `output` says something else.
fn fields(parts: &Document) -> Result<Vec<Field>, Problem> {
    let usual =
        Document::from([("count".to_owned(), Bson::Document(Document::from([("$sum".to_owned(), Bson::Int(1))])))]);
    Group::fields(parts.get("output").and_then(Bson::as_document).unwrap_or(&usual))
}

fn by(name: &str, parts: &Document) -> Result<Expression, Problem> {
    expression(parts.get("groupBy").ok_or_else(|| wrong(format!("{name} requires 'groupBy'")))?)
}

impl Bucket {
    /// The ranges that `parts` say.
    pub(super) fn parse(parts: &Document) -> Result<Self, Problem> {
        let bounds = parts.get("boundaries").and_then(Bson::as_array).map(<[Bson]>::to_vec);
        let bounds =
            bounds.filter(|bounds| bounds.len() > 1).ok_or_else(|| wrong("$bucket requires at least 2 boundaries"))?;
        if bounds.windows(2).any(|range| Key(range[0].clone()) >= Key(range[1].clone())) {
            return Err(wrong("the 'boundaries' option to $bucket must be sorted in ascending order"));
        }
        Ok(Self { by: by("$bucket", parts)?, bounds, other: parts.get("default").cloned(), fields: fields(parts)? })
    }

    /// A document for each range that has documents, named by where it begins.
    pub(super) fn run(&self, documents: &[Arc<Document>]) -> Result<Documents, Problem> {
        let mut made = grouped(documents, &self.fields, |root| {
            let value = Key(self.by.or_null(&Scope::root(root))?);
            let mut ranges = self.bounds.windows(2);
            let range = ranges.find(|range| Key(range[0].clone()) <= value && value < Key(range[1].clone()));
            match (range, &self.other) {
                (Some(range), _) => Ok(Some(range[0].clone())),
                (None, Some(other)) => Ok(Some(other.clone())),
                (None, None) => Err(wrong("$bucket could not find a matching bucket, and no default was specified")),
            }
        })?;
        made.sort_by_key(|document| document.get("_id").cloned().map(Key));
        Ok(made)
    }
}

/// Ranges with about as many documents each.
#[derive(Debug, Clone)]
pub(super) struct AutoBucket {
    by: Expression,
    count: usize,
    fields: Vec<Field>,
}

impl AutoBucket {
    /// The ranges that `parts` say.
    pub(super) fn parse(parts: &Document) -> Result<Self, Problem> {
        let by = by("$bucketAuto", parts)?;
        let count = whole("$bucketAuto 'buckets'", parts.get("buckets").unwrap_or(&Bson::Null))?;
        if count == 0 {
            return Err(wrong("the $bucketAuto 'buckets' field must be greater than 0"));
        }
        if parts.contains_key("granularity") {
            return Err(wrong("the 'granularity' of $bucketAuto is not emulated by Backlot"));
        }
        Ok(Self { by, count, fields: fields(parts)? })
    }

    /// A document for each range, named by its least value and by the least value of the next; the last by its greatest.
    pub(super) fn run(&self, documents: &[Arc<Document>]) -> Result<Documents, Problem> {
        let mut sorted = Vec::with_capacity(documents.len());
        for document in documents {
            let value = self.by.or_null(&Scope::root(&Bson::Document((**document).clone())))?;
            sorted.push((Key(value), document));
        }
        sorted.sort_by(|(one, _), (other, _)| one.cmp(other));
        // As many in each as there should be, rounded, and whatever has the same value as the last of them.
        let each = (sorted.len() + self.count / 2) / self.count;
        let mut ranges = Vec::new();
        let mut rest = sorted.as_slice();
        while let Some((first, _)) = rest.first() {
            let mut length = each.clamp(1, rest.len());
            if ranges.len() + 1 == self.count {
                length = rest.len();
            }
            let last = &rest[length - 1].0;
            length += rest[length..].iter().take_while(|(value, _)| value == last).count();
            let (range, more) = rest.split_at(length);
            let end = more.first().or_else(|| range.last()).map_or(first, |(value, _)| value);
            ranges.push((
                Document::from([("min".to_owned(), first.0.clone()), ("max".to_owned(), end.0.clone())]),
                range,
            ));
            rest = more;
        }
        let mut made = Documents::with_capacity(ranges.len());
        for (id, range) in ranges {
            let documents: Vec<_> = range.iter().map(|(_, document)| Arc::clone(document)).collect();
            made.extend(grouped(&documents, &self.fields, |_| Ok(Some(Bson::Document(id.clone()))))?);
        }
        Ok(made)
    }
}

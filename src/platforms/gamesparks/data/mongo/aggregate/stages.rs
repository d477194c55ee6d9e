//! The stages, and how documents go through them.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::accumulate::Accumulator;
use super::expression::{Expression, Scope};
use super::parse::{accumulator, expression};
use super::shape::Shape;
use super::{Documents, MOST_DOCUMENTS, only, wrong};
use crate::platforms::gamesparks::data::bson::{Bson, Document, Key};
use crate::platforms::gamesparks::data::mongo::filter::{self, Filter, Near};
use crate::platforms::gamesparks::data::mongo::path::Path;
use crate::platforms::gamesparks::data::mongo::{Problem, Sort};

/// Where a pipeline finds what is outside of it.
pub trait Source {
    /// The documents of another collection.
    fn documents(&self, collection: &str) -> Documents;

    /// A whole number below `limit`.
    fn below(&self, limit: usize) -> usize;
}

/// Stages, one after the other.
#[derive(Debug, Clone)]
pub struct Pipeline {
    stages: Vec<Stage>,
    out: Option<String>,
}

#[derive(Debug, Clone)]
enum Stage {
    Match(Filter),
    Shape(Shape),
    Group(Group),
    Sort(Sort),
    Limit(usize),
    Skip(usize),
    Unwind { path: Path, index: Option<String>, keeps: bool },
    Lookup { from: String, local: Path, foreign: Path, name: String },
    Sample(usize),
    Count(String),
    ReplaceRoot(Expression),
    Redact(Expression),
    Near { near: Near, path: Option<Path>, distance: String, filter: Filter, most: usize },
    Facet(Vec<(String, Pipeline)>),
    Bucket { by: Expression, bounds: Vec<Bson>, other: Option<Bson>, group: Group },
}

#[derive(Debug, Clone)]
struct Group {
    by: Expression,
    fields: Vec<(String, Accumulator, Expression)>,
}

impl Pipeline {
    /// The pipeline of these stages.
    pub fn parse(stages: &[Bson]) -> Result<Self, Problem> {
        let mut pipeline = Self { stages: Vec::with_capacity(stages.len()), out: None };
        for (at, stage) in stages.iter().enumerate() {
            let stage = stage.as_document().ok_or_else(|| wrong("each element of the pipeline must be an object"))?;
            let (name, value) = only(stage)
                .ok_or_else(|| wrong("A pipeline stage specification object must contain exactly one field."))?;
            if name == "$out" {
                let target = value.as_text().ok_or_else(|| wrong("$out only supports a string argument"))?;
                if at + 1 < stages.len() {
                    return Err(wrong("$out can only be the final stage in the pipeline"));
                }
                pipeline.out = Some(target.to_owned());
            } else {
                pipeline.stages.extend(stages_of(name, value)?);
            }
        }
        Ok(pipeline)
    }

    /// The collection that `$out` says the documents go to.
    pub fn out(&self) -> Option<&str> {
        self.out.as_deref()
    }

    /// The filter that the pipeline begins with, which an index can make fast.
    pub fn first_filter(&self) -> Option<&Filter> {
        match self.stages.first() {
            Some(Stage::Match(filter)) => Some(filter),
            _ => None,
        }
    }

    /// What comes out at the end.
    pub fn run(&self, documents: Documents, source: &dyn Source) -> Result<Documents, Problem> {
        self.stages.iter().try_fold(documents, |documents, stage| {
            let documents = stage.run(documents, source)?;
            if documents.len() > MOST_DOCUMENTS {
                return Err(wrong(format!("a stage gives at most {MOST_DOCUMENTS} documents")));
            }
            Ok(documents)
        })
    }
}

fn stages_of(name: &str, value: &Bson) -> Result<Vec<Stage>, Problem> {
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
        "$unwind" => unwind(value)?,
        "$lookup" => {
            let parts = document(name, value)?;
            let path = |part: &str| Ok::<_, Problem>(Path::new(text(name, parts, part)?));
            Stage::Lookup {
                from: text(name, parts, "from")?.to_owned(),
                local: path("localField")?,
                foreign: path("foreignField")?,
                name: text(name, parts, "as")?.to_owned(),
            }
        }
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
            let group = Stage::Group(Group { by: expression(value)?, fields: vec![count] });
            return Ok(vec![group, Stage::Sort(Sort::parse(&by)?)]);
        }
        "$replaceRoot" => {
            let root = document(name, value)?.get("newRoot");
            Stage::ReplaceRoot(expression(
                root.ok_or_else(|| wrong("no newRoot specified for the $replaceRoot stage"))?,
            )?)
        }
        "$redact" => Stage::Redact(expression(value)?),
        "$geoNear" => near(document(name, value)?)?,
        "$facet" => {
            let facet = |(name, value): (&String, &Bson)| {
                let stages = value.as_array().ok_or_else(|| wrong("arguments to $facet must be arrays"))?;
                Ok((name.clone(), Pipeline::parse(stages)?))
            };
            Stage::Facet(document(name, value)?.iter().map(facet).collect::<Result<_, Problem>>()?)
        }
        "$bucket" => bucket(document(name, value)?)?,
        other => return Err(wrong(format!("Unrecognized pipeline stage name: '{other}'"))),
    }])
}

fn document<'a>(name: &str, value: &'a Bson) -> Result<&'a Document, Problem> {
    value.as_document().ok_or_else(|| wrong(format!("the {name} stage's argument must be an object")))
}

fn whole(name: &str, value: &Bson) -> Result<usize, Problem> {
    let number = value.as_f64().filter(|number| number.fract() == 0.0).and_then(|_| value.as_i64());
    let number = number.ok_or_else(|| wrong(format!("{name} must be specified as a number")))?;
    usize::try_from(number).map_err(|_| wrong(format!("Argument to {name} cannot be negative")))
}

fn text<'a>(name: &str, parts: &'a Document, part: &str) -> Result<&'a str, Problem> {
    parts.get(part).and_then(Bson::as_text).ok_or_else(|| wrong(format!("{name} needs a string as '{part}'")))
}

fn unwind(value: &Bson) -> Result<Stage, Problem> {
    let (path, index, keeps) = match value {
        Bson::Document(parts) => (
            text("$unwind", parts, "path")?,
            parts.get("includeArrayIndex").and_then(Bson::as_text).map(str::to_owned),
            parts.get("preserveNullAndEmptyArrays").is_some_and(Bson::is_truthy),
        ),
        Bson::Text(path) => (path.as_str(), None, false),
        _ => return Err(wrong("expected either a string or an object as specification for $unwind stage")),
    };
    let path = path
        .strip_prefix('$')
        .ok_or_else(|| wrong(format!("path option to $unwind stage should be prefixed with a '$': {path}")))?;
    Ok(Stage::Unwind { path: Path::new(path), index, keeps })
}

fn near(parts: &Document) -> Result<Stage, Problem> {
    let centre = parts.get("near").ok_or_else(|| wrong("$geoNear requires a 'near' option as an object"))?;
    // The names differ from those of a query by a sign.
    let mut beside = Document::new();
    for limit in ["maxDistance", "minDistance"] {
        beside.extend(parts.get(limit).map(|value| (format!("${limit}"), value.clone())));
    }
    let operand = if centre.as_document().is_some_and(|centre| centre.contains_key("type")) {
        Bson::Document(Document::from([("$geometry".to_owned(), centre.clone())]))
    } else {
        centre.clone()
    };
    let sphere = parts.get("spherical").is_some_and(Bson::is_truthy);
    let filter = parts.get("query").and_then(Bson::as_document).map(filter::parse).transpose()?;
    let most = parts.get("limit").or_else(|| parts.get("num")).map(|value| whole("$geoNear", value)).transpose()?;
    Ok(Stage::Near {
        near: Near::new(&operand, &beside, sphere)?,
        path: parts.get("key").and_then(Bson::as_text).map(Path::new),
        distance: text("$geoNear", parts, "distanceField")?.to_owned(),
        filter: filter.unwrap_or_else(Filter::all),
        most: most.unwrap_or(100),
    })
}

fn bucket(parts: &Document) -> Result<Stage, Problem> {
    let by = expression(parts.get("groupBy").ok_or_else(|| wrong("$bucket requires 'groupBy'"))?)?;
    let bounds = parts.get("boundaries").and_then(Bson::as_array).map(<[Bson]>::to_vec);
    let bounds =
        bounds.filter(|bounds| bounds.len() > 1).ok_or_else(|| wrong("$bucket requires at least 2 boundaries"))?;
    let usual =
        Document::from([("count".to_owned(), Bson::Document(Document::from([("$sum".to_owned(), Bson::Int(1))])))]);
    let output = parts.get("output").and_then(Bson::as_document).unwrap_or(&usual);
    let fields = Group::fields(output)?;
    let group = Group { by: Expression::Value(Bson::Null), fields };
    Ok(Stage::Bucket { by, bounds, other: parts.get("default").cloned(), group })
}

impl Group {
    fn parse(spec: &Document) -> Result<Self, Problem> {
        let by = spec.get("_id").ok_or_else(|| wrong("a group specification must include an _id"))?;
        let others = spec.iter().filter(|(name, _)| *name != "_id");
        let fields = Self::fields(&others.map(|(name, value)| (name.clone(), value.clone())).collect())?;
        Ok(Self { by: expression(by)?, fields })
    }

    fn fields(spec: &Document) -> Result<Vec<(String, Accumulator, Expression)>, Problem> {
        let field = |(name, value): (&String, &Bson)| {
            let (operator, operand) =
                accumulator(value).ok_or_else(|| wrong(format!("The field '{name}' must be an accumulator object")))?;
            Ok((name.clone(), Accumulator::named(operator)?, expression(operand)?))
        };
        spec.iter().map(field).collect()
    }

    /// One document for each group, in the order in which the groups came up.
    fn run(
        &self,
        documents: &[Arc<Document>],
        by: impl Fn(&Bson) -> Result<Option<Bson>, Problem>,
    ) -> Result<Documents, Problem> {
        let mut places: BTreeMap<Key, usize> = BTreeMap::new();
        let mut groups: Vec<(Bson, Vec<Vec<Option<Bson>>>)> = Vec::new();
        for document in documents {
            let root = Bson::Document((**document).clone());
            let Some(id) = by(&root)? else { continue };
            let place = *places.entry(Key(id.clone())).or_insert_with(|| {
                groups.push((id, vec![Vec::new(); self.fields.len()]));
                groups.len() - 1
            });
            let scope = Scope::root(&root);
            for ((_, _, operand), values) in self.fields.iter().zip(&mut groups[place].1) {
                values.push(operand.value(&scope)?);
            }
        }
        let made = groups.into_iter().map(|(id, values)| {
            let mut document = Document::from([("_id".to_owned(), id)]);
            let fields = self.fields.iter().zip(values);
            document.extend(fields.map(|((name, accumulator, _), values)| (name.clone(), accumulator.of(values))));
            Arc::new(document)
        });
        Ok(made.collect())
    }
}

impl Stage {
    fn run(&self, mut documents: Documents, source: &dyn Source) -> Result<Documents, Problem> {
        Ok(match self {
            Self::Match(filter) => {
                documents.retain(|document| filter.matches(document));
                documents
            }
            Self::Shape(shape) => each(&documents, |document| shape.apply(document).map(Some))?,
            Self::Group(group) => group.run(&documents, |root| group.by.or_null(&Scope::root(root)).map(Some))?,
            Self::Sort(sort) => {
                sort.sort(&mut documents, |document| document);
                documents
            }
            Self::Limit(most) => {
                documents.truncate(*most);
                documents
            }
            Self::Skip(count) => documents.split_off((*count).min(documents.len())),
            Self::Unwind { path, index, keeps } => {
                let mut made = Documents::new();
                for document in &documents {
                    unwound(document, path, index.as_deref(), *keeps, &mut made);
                    if made.len() > MOST_DOCUMENTS {
                        break;
                    }
                }
                made
            }
            Self::Lookup { from, local, foreign, name } => {
                let others = source.documents(from);
                each(&documents, |document| Ok(Some(looked_up(document, &others, local, foreign, name))))?
            }
            Self::Sample(count) => {
                let count = (*count).min(documents.len());
                for at in 0..count {
                    let other = at + source.below(documents.len() - at);
                    documents.swap(at, other);
                }
                documents.truncate(count);
                documents
            }
            Self::Count(name) if documents.is_empty() => {
                let _ = name;
                documents
            }
            Self::Count(name) => vec![Arc::new(Document::from([(name.clone(), Bson::from(documents.len()))]))],
            Self::ReplaceRoot(root) => {
                each(&documents, |document| match root.or_null(&Scope::root(&Bson::Document(document.clone())))? {
                    Bson::Document(document) => Ok(Some(document)),
                    other => Err(wrong(format!(
                        "'newRoot' expression must evaluate to an object, but resulting value was of type {}",
                        other.type_name().0
                    ))),
                })?
            }
            Self::Redact(decision) => each(&documents, |document| redacted(document, decision))?,
            Self::Near { near, path, distance, filter, most } => {
                let mut found = Vec::new();
                for document in documents.iter().filter(|document| filter.matches(document)) {
                    if let Some(far) = distance_of(document, near, path.as_ref()) {
                        let mut near = (**document).clone();
                        near.insert(distance.clone(), Bson::Double(far));
                        found.push((far, Arc::new(near)));
                    }
                }
                found.sort_by(|(one, _), (other, _)| one.total_cmp(other));
                found.into_iter().map(|(_, document)| document).take(*most).collect()
            }
            Self::Facet(facets) => {
                let mut made = Document::new();
                for (name, pipeline) in facets {
                    let found = pipeline.run(documents.clone(), source)?;
                    made.insert(
                        name.clone(),
                        found.iter().map(|found| Bson::Document((**found).clone())).collect::<Vec<_>>().into(),
                    );
                }
                vec![Arc::new(made)]
            }
            Self::Bucket { by, bounds, other, group } => {
                let mut made = group.run(&documents, |root| {
                    let value = Key(by.or_null(&Scope::root(root))?);
                    let ranges =
                        bounds.windows(2).find(|range| Key(range[0].clone()) <= value && value < Key(range[1].clone()));
                    match (ranges, other) {
                        (Some(range), _) => Ok(Some(range[0].clone())),
                        (None, Some(other)) => Ok(Some(other.clone())),
                        (None, None) => {
                            Err(wrong("$bucket could not find a matching bucket, and no default was specified"))
                        }
                    }
                })?;
                made.sort_by_key(|document| document.get("_id").cloned().map(Key));
                made
            }
        })
    }
}

fn each(
    documents: &[Arc<Document>],
    make: impl Fn(&Document) -> Result<Option<Document>, Problem>,
) -> Result<Documents, Problem> {
    documents.iter().filter_map(|document| make(document).map(|made| made.map(Arc::new)).transpose()).collect()
}

fn unwound(document: &Arc<Document>, path: &Path, index: Option<&str>, keeps: bool, made: &mut Documents) {
    let mut with = |value: Option<Bson>, at: Option<usize>| {
        let mut document = (**document).clone();
        match value {
            Some(value) => put(&mut document, path.parts(), value),
            None => remove(&mut document, path.parts()),
        }
        if let Some(index) = index {
            document.insert(index.to_owned(), at.map_or(Bson::Null, Bson::from));
        }
        made.push(Arc::new(document));
    };
    match path.get(document) {
        Some(Bson::Array(items)) if items.is_empty() => {
            if keeps {
                with(None, None);
            }
        }
        Some(Bson::Array(items)) => items.iter().enumerate().for_each(|(at, item)| with(Some(item.clone()), Some(at))),
        None | Some(Bson::Null) if !keeps => {}
        found => with(found.cloned(), None),
    }
}

fn put(document: &mut Document, parts: &[Box<str>], value: Bson) {
    let Some((first, rest)) = parts.split_first() else { return };
    if rest.is_empty() {
        document.insert(first.to_string(), value);
    } else if let Some(Bson::Document(inner)) = document.get_mut(&**first) {
        put(inner, rest, value);
    }
}

fn remove(document: &mut Document, parts: &[Box<str>]) {
    let Some((first, rest)) = parts.split_first() else { return };
    if rest.is_empty() {
        document.shift_remove(&**first);
    } else if let Some(Bson::Document(inner)) = document.get_mut(&**first) {
        remove(inner, rest);
    }
}

/// With those of the others that have one of its values.
fn looked_up(document: &Document, others: &[Arc<Document>], local: &Path, foreign: &Path, name: &str) -> Document {
    let mut wanted = std::collections::BTreeSet::new();
    local.any_element(document, &mut |found| {
        wanted.insert(Key(found.cloned().unwrap_or(Bson::Null)));
        false
    });
    let fits = |other: &&Arc<Document>| {
        foreign.any_element(other, &mut |found| wanted.contains(&Key(found.cloned().unwrap_or(Bson::Null))))
    };
    let found = others.iter().filter(fits).map(|other| Bson::Document((**other).clone()));
    let mut document = document.clone();
    document.insert(name.to_owned(), Bson::Array(found.collect()));
    document
}

/// What is left of a document after each level of it was decided upon.
fn redacted(document: &Document, decision: &Expression) -> Result<Option<Document>, Problem> {
    let verdict = decision.or_null(&Scope::root(&Bson::Document(document.clone())))?;
    match verdict.as_text() {
        Some("$$KEEP") => Ok(Some(document.clone())),
        Some("$$PRUNE") => Ok(None),
        Some("$$DESCEND") => {
            let mut left = Document::new();
            for (name, value) in document {
                if let Some(value) = redacted_value(value, decision)? {
                    left.insert(name.clone(), value);
                }
            }
            Ok(Some(left))
        }
        _ => Err(wrong(
            "$redact's expression should not return anything aside from the variables $$KEEP, $$DESCEND, and $$PRUNE",
        )),
    }
}

fn redacted_value(value: &Bson, decision: &Expression) -> Result<Option<Bson>, Problem> {
    Ok(match value {
        Bson::Document(document) => redacted(document, decision)?.map(Bson::Document),
        Bson::Array(items) => {
            let items = items.iter().filter_map(|item| redacted_value(item, decision).transpose());
            Some(Bson::Array(items.collect::<Result<_, _>>()?))
        }
        other => Some(other.clone()),
    })
}

/// How far away the place is that is under the path, or under any name if there is no path.
fn distance_of(document: &Document, near: &Near, path: Option<&Path>) -> Option<f64> {
    match path {
        Some(path) => near.distance_within(path.get(document)?),
        None => document.values().find_map(|value| near.distance_within(value)),
    }
}

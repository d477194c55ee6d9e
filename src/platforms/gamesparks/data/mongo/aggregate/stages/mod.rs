//! The stages, and how documents go through them.

mod bucket;
mod graph;
mod group;
mod lookup;
mod near;
mod parse;
mod redact;
mod unwind;

use std::sync::Arc;

use super::expression::{Expression, Scope};
use super::shape::Shape;
use super::{Documents, MOST_DOCUMENTS, only, wrong};
use crate::platforms::gamesparks::data::bson::{Bson, Document};
use crate::platforms::gamesparks::data::mongo::filter::Filter;
use crate::platforms::gamesparks::data::mongo::{Problem, Sort};
use bucket::{AutoBucket, Bucket};
use graph::GraphLookup;
use group::Group;
use lookup::Lookup;
use near::GeoNear;
use unwind::Unwind;

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
    Unwind(Unwind),
    Lookup(Lookup),
    GraphLookup(GraphLookup),
    Sample(usize),
    Count(String),
    ReplaceRoot(Expression),
    Redact(Expression),
    Near(GeoNear),
    Facet(Vec<(String, Pipeline)>),
    Bucket(Bucket),
    AutoBucket(AutoBucket),
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
                pipeline.stages.extend(parse::stages(name, value)?);
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

impl Stage {
    fn run(&self, mut documents: Documents, source: &dyn Source) -> Result<Documents, Problem> {
        Ok(match self {
            Self::Match(filter) => {
                documents.retain(|document| filter.matches(document));
                documents
            }
            Self::Shape(shape) => each(&documents, |document| shape.apply(document).map(Some))?,
            Self::Group(group) => group.run(&documents)?,
            Self::Sort(sort) => {
                sort.sort(&mut documents, |document| document);
                documents
            }
            Self::Limit(most) => {
                documents.truncate(*most);
                documents
            }
            Self::Skip(count) => documents.split_off((*count).min(documents.len())),
            Self::Unwind(unwind) => unwind.run(&documents),
            Self::Lookup(lookup) => lookup.run(&documents, source)?,
            Self::GraphLookup(lookup) => lookup.run(&documents, source)?,
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
            Self::Redact(decision) => each(&documents, |document| redact::redacted(document, decision))?,
            Self::Near(near) => near.run(&documents),
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
            Self::Bucket(bucket) => bucket.run(&documents)?,
            Self::AutoBucket(bucket) => bucket.run(&documents)?,
        })
    }
}

fn each(
    documents: &[Arc<Document>],
    make: impl Fn(&Document) -> Result<Option<Document>, Problem>,
) -> Result<Documents, Problem> {
    documents.iter().filter_map(|document| make(document).map(|made| made.map(Arc::new)).transpose()).collect()
}

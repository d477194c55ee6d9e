//! `$group`: one document for each value that documents have.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::platforms::gamesparks::data::bson::{Bson, Document, Key};
use crate::platforms::gamesparks::data::mongo::Problem;
use crate::platforms::gamesparks::data::mongo::aggregate::accumulate::Accumulator;
use crate::platforms::gamesparks::data::mongo::aggregate::expression::{Expression, Scope};
use crate::platforms::gamesparks::data::mongo::aggregate::parse::{accumulator, expression};
use crate::platforms::gamesparks::data::mongo::aggregate::{Documents, wrong};

/// A field of a group: its name, and what makes it of what.
pub(super) type Field = (String, Accumulator, Expression);

/// A grouping.
#[derive(Debug, Clone)]
pub(super) struct Group {
    by: Expression,
    fields: Vec<Field>,
}

impl Group {
    /// The group that `spec` says.
    pub(super) fn parse(spec: &Document) -> Result<Self, Problem> {
        let by = spec.get("_id").ok_or_else(|| wrong("a group specification must include an _id"))?;
        let others = spec.iter().filter(|(name, _)| *name != "_id");
        let fields = Self::fields(&others.map(|(name, value)| (name.clone(), value.clone())).collect())?;
        Ok(Self { by: expression(by)?, fields })
    }

    /// The fields of an output, each with what makes it.
    pub(super) fn fields(spec: &Document) -> Result<Vec<Field>, Problem> {
        let field = |(name, value): (&String, &Bson)| {
            let (operator, operand) =
                accumulator(value).ok_or_else(|| wrong(format!("The field '{name}' must be an accumulator object")))?;
            Ok((name.clone(), Accumulator::named(operator)?, expression(operand)?))
        };
        spec.iter().map(field).collect()
    }

    /// A group by `by`.
    pub(super) fn by(by: Expression, fields: Vec<Field>) -> Self {
        Self { by, fields }
    }

    /// One document for each group, in the order in which the groups came up.
    pub(super) fn run(&self, documents: &[Arc<Document>]) -> Result<Documents, Problem> {
        grouped(documents, &self.fields, |root| self.by.or_null(&Scope::root(root)).map(Some))
    }
}

/// One document for each thing that `by` says of a document, in the order in which these came up; none for what it says nothing of.
pub(super) fn grouped(
    documents: &[Arc<Document>],
    fields: &[Field],
    mut by: impl FnMut(&Bson) -> Result<Option<Bson>, Problem>,
) -> Result<Documents, Problem> {
    let mut places: BTreeMap<Key, usize> = BTreeMap::new();
    let mut groups: Vec<(Bson, Vec<Vec<Option<Bson>>>)> = Vec::new();
    for document in documents {
        let root = Bson::Document((**document).clone());
        let Some(id) = by(&root)? else { continue };
        let place = *places.entry(Key(id.clone())).or_insert_with(|| {
            groups.push((id, vec![Vec::new(); fields.len()]));
            groups.len() - 1
        });
        let scope = Scope::root(&root);
        for ((_, _, operand), values) in fields.iter().zip(&mut groups[place].1) {
            values.push(operand.value(&scope)?);
        }
    }
    Ok(groups.into_iter().map(|(id, values)| made(id, fields, values)).collect())
}

/// A group's document: its id, and what the accumulators make of the values.
fn made(id: Bson, fields: &[Field], values: Vec<Vec<Option<Bson>>>) -> Arc<Document> {
    let mut document = Document::from([("_id".to_owned(), id)]);
    let fields = fields.iter().zip(values);
    document.extend(fields.map(|((name, accumulator, _), values)| (name.clone(), accumulator.of(values))));
    Arc::new(document)
}

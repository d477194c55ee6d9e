//! `$graphLookup`: what another collection has of the same value, and of the values of what is found, and so on.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::lookup::has_one_of;
use super::parse::text;
use super::{Source, each};
use crate::platforms::gamesparks::data::bson::{Bson, Document, Key};
use crate::platforms::gamesparks::data::mongo::Problem;
use crate::platforms::gamesparks::data::mongo::aggregate::expression::{Expression, Scope};
use crate::platforms::gamesparks::data::mongo::aggregate::parse::expression;
use crate::platforms::gamesparks::data::mongo::aggregate::{Documents, wrong};
use crate::platforms::gamesparks::data::mongo::filter::{self, Filter};
use crate::platforms::gamesparks::data::mongo::path::Path;

/// A walk through another collection.
#[derive(Debug, Clone)]
pub(super) struct GraphLookup {
    from: String,
    start: Expression,
    /// What of a document leads on.
    leads: Path,
    /// What it leads to.
    to: Path,
    name: String,
    /// How many steps the walk may have after the first.
    most_steps: Option<u64>,
    /// Where a document says after how many steps it was found.
    steps_in: Option<String>,
    only: Filter,
}

const NAME: &str = "$graphLookup";

impl GraphLookup {
    /// The walk that `parts` say.
    pub(super) fn parse(parts: &Document) -> Result<Self, Problem> {
        let known = [
            "from",
            "startWith",
            "connectFromField",
            "connectToField",
            "as",
            "maxDepth",
            "depthField",
            "restrictSearchWithMatch",
        ];
        if let Some(other) = parts.keys().find(|name| !known.contains(&name.as_str())) {
            return Err(wrong(format!("unknown argument to {NAME}: {other}")));
        }
        let most_steps = match parts.get("maxDepth") {
            None => None,
            Some(depth) => {
                let depth = depth.as_f64().filter(|depth| depth.fract() == 0.0 && *depth >= 0.0);
                let refusal = || wrong(format!("{NAME} requires a non-negative whole number as 'maxDepth'"));
                #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "just looked at")]
                Some(depth.ok_or_else(refusal)? as u64)
            }
        };
        let only = match parts.get("restrictSearchWithMatch") {
            None => Filter::all(),
            Some(query) => {
                let query = query
                    .as_document()
                    .ok_or_else(|| wrong(format!("{NAME} needs an object as 'restrictSearchWithMatch'")))?;
                let filter = filter::parse(query)?;
                if filter.asks() {
                    return Err(wrong(format!("$where is not allowed inside of a {NAME}")));
                }
                filter
            }
        };
        let start = parts.get("startWith").ok_or_else(|| wrong(format!("{NAME} requires 'startWith'")))?;
        Ok(Self {
            from: text(NAME, parts, "from")?.to_owned(),
            start: expression(start)?,
            leads: Path::new(text(NAME, parts, "connectFromField")?),
            to: Path::new(text(NAME, parts, "connectToField")?),
            name: text(NAME, parts, "as")?.to_owned(),
            most_steps,
            steps_in: parts
                .get("depthField")
                .map(|_| text(NAME, parts, "depthField").map(str::to_owned))
                .transpose()?,
            only,
        })
    }

    /// The documents, each with all that can be come to from it.
    pub(super) fn run(&self, documents: &[Arc<Document>], source: &dyn Source) -> Result<Documents, Problem> {
        let others: Documents =
            source.documents(&self.from).into_iter().filter(|other| self.only.matches(other)).collect();
        each(documents, |document| {
            let root = Bson::Document(document.clone());
            let first = match self.start.or_null(&Scope::root(&root))? {
                Bson::Array(values) => values.into_iter().map(Key).collect(),
                value => BTreeSet::from([Key(value)]),
            };
            let mut document = document.clone();
            document.insert(self.name.clone(), Bson::Array(self.walk(first, &others)));
            Ok(Some(document))
        })
    }

    /// What is found from `wanted` on, in the order in which it is come to.
    fn walk(&self, mut wanted: BTreeSet<Key>, others: &[Arc<Document>]) -> Vec<Bson> {
        let mut is_found = vec![false; others.len()];
        let mut found = Vec::new();
        let mut steps = 0;
        while !wanted.is_empty() && self.most_steps.is_none_or(|most| steps <= most) {
            let mut next = BTreeSet::new();
            for (other, is_found) in others.iter().zip(&mut is_found) {
                if *is_found || !has_one_of(other, &self.to, &wanted) {
                    continue;
                }
                *is_found = true;
                self.leads.any_element(other, &mut |value| {
                    next.extend(value.cloned().map(Key));
                    false
                });
                let mut other = (**other).clone();
                if let Some(name) = &self.steps_in {
                    other.insert(name.clone(), Bson::Long(i64::try_from(steps).unwrap_or(i64::MAX)));
                }
                found.push(Bson::Document(other));
            }
            wanted = next;
            steps += 1;
        }
        found
    }
}

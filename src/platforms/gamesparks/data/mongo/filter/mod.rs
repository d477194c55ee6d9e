//! Queries: what a document must be like.

mod array;
mod compare;
mod element;
mod geo;
mod parse;
mod test;

use std::collections::BTreeSet;

use super::path::Path;
use crate::platforms::gamesparks::data::bson::{Bson, Document, Key};

pub use geo::Near;
pub use parse::parse;
pub(super) use parse::{is_operators, tests};
pub use test::Test;

/// What a document must be like.
#[derive(Debug, Clone)]
pub enum Filter {
    /// All of these.
    And(Vec<Filter>),
    /// One of these.
    Or(Vec<Filter>),
    /// None of these.
    Nor(Vec<Filter>),
    /// Something about what is under a path.
    Field(Path, Test),
    /// Something that JavaScript says of it. It is to be replaced by [`Filter::Ids`] before it is asked.
    Where(String),
    /// Its `_id` is one of these.
    Ids(BTreeSet<Key>),
}

impl Filter {
    /// What every document is like.
    pub fn all() -> Self {
        Self::And(Vec::new())
    }

    /// Whether `document` is like it.
    pub fn matches(&self, document: &Document) -> bool {
        match self {
            Self::And(filters) => filters.iter().all(|filter| filter.matches(document)),
            Self::Or(filters) => filters.iter().any(|filter| filter.matches(document)),
            Self::Nor(filters) => !filters.iter().any(|filter| filter.matches(document)),
            Self::Field(path, test) => test.holds(path, document),
            Self::Where(_) => false,
            Self::Ids(ids) => document.get("_id").is_some_and(|id| ids.contains(&Key(id.clone()))),
        }
    }

    /// Whether every document is like it.
    pub fn is_all(&self) -> bool {
        matches!(self, Self::And(filters) if filters.iter().all(Self::is_all))
    }

    /// The conditions that all hold.
    pub fn conditions(&self) -> Vec<(&Path, &Test)> {
        match self {
            Self::And(filters) => filters.iter().flat_map(Self::conditions).collect(),
            Self::Field(path, test) => vec![(path, test)],
            _ => Vec::new(),
        }
    }

    /// Replaces each piece of JavaScript by what `ask` says of it.
    pub fn resolve<E>(&mut self, ask: &mut dyn FnMut(&str) -> Result<BTreeSet<Key>, E>) -> Result<(), E> {
        match self {
            Self::And(filters) | Self::Or(filters) | Self::Nor(filters) => {
                filters.iter_mut().try_for_each(|filter| filter.resolve(ask))
            }
            Self::Where(code) => {
                *self = Self::Ids(ask(code)?);
                Ok(())
            }
            Self::Field(..) | Self::Ids(_) => Ok(()),
        }
    }

    /// Whether it asks JavaScript.
    pub fn asks(&self) -> bool {
        match self {
            Self::And(filters) | Self::Or(filters) | Self::Nor(filters) => filters.iter().any(Self::asks),
            Self::Where(_) => true,
            Self::Field(..) | Self::Ids(_) => false,
        }
    }

    /// The nearness that it asks for, by which its documents are sorted unless something else is said.
    pub fn near(&self) -> Option<(&Path, &Near)> {
        self.conditions().into_iter().find_map(|(path, test)| test.near().map(|near| (path, near)))
    }

    /// Where in the array under `array` the element is that makes `document` match: what `$` stands for in an update.
    pub fn position(&self, document: &Document, array: &str) -> Option<usize> {
        let items = Path::new(array).get(document)?.as_array()?;
        let concerned: Vec<_> =
            self.conditions().into_iter().filter(|(path, _)| path.overlaps(&Path::new(array))).collect();
        let alone = |item: &Bson, (path, test): &(&Path, &Test)| {
            let mut narrowed = document.clone();
            set(&mut narrowed, Path::new(array).parts(), Bson::Array(vec![item.clone()]));
            test.holds(path, &narrowed)
        };
        let all = items.iter().position(|item| concerned.iter().all(|condition| alone(item, condition)));
        let found = all.or_else(|| items.iter().position(|item| concerned.iter().any(|one| alone(item, one))));
        found.filter(|_| !concerned.is_empty())
    }
}

fn set(document: &mut Document, parts: &[Box<str>], value: Bson) {
    let Some((first, rest)) = parts.split_first() else { return };
    if rest.is_empty() {
        document.insert(first.to_string(), value);
    } else if let Some(Bson::Document(inner)) = document.get_mut(&**first) {
        set(inner, rest, value);
    }
}

#[cfg(test)]
mod tests;

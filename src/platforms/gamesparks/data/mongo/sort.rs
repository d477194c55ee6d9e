//! Sorting documents by what is under paths.

use std::cmp::Ordering;

use super::Problem;
use super::path::Path;
use crate::platforms::gamesparks::data::bson::{Bson, Document, compare};

/// By what documents are sorted.
#[derive(Debug, Clone, Default)]
pub struct Sort {
    keys: Vec<(Path, bool)>,
    natural: Option<bool>,
}

impl Sort {
    /// The order that `orderBy` says: 1 for up, -1 for down.
    pub fn parse(order: &Document) -> Result<Self, Problem> {
        let mut sort = Self::default();
        for (name, value) in order {
            let direction = match value {
                // How well a text fits is not known; such a part orders nothing.
                Bson::Document(_) => continue,
                other => other.as_f64().filter(|direction| *direction != 0.0),
            };
            let direction = direction.ok_or_else(|| Problem::bad(format!("bad sort specification: {name}")))?;
            if name == "$natural" {
                sort.natural = Some(direction > 0.0);
            } else {
                sort.keys.push((Path::new(name), direction > 0.0));
            }
        }
        Ok(sort)
    }

    /// Whether it says nothing.
    pub fn is_nothing(&self) -> bool {
        self.keys.is_empty() && self.natural.is_none()
    }

    /// Sorts `items`; those that are equal stay in their order.
    pub fn sort<T>(&self, items: &mut Vec<T>, document: impl Fn(&T) -> &Document) {
        if self.natural == Some(false) {
            items.reverse();
        }
        if self.keys.is_empty() {
            return;
        }
        let mut keyed: Vec<_> =
            std::mem::take(items).into_iter().map(|item| (self.key(document(&item)), item)).collect();
        keyed.sort_by(|(one, _), (other, _)| self.compare(one, other));
        items.extend(keyed.into_iter().map(|(_, item)| item));
    }

    fn key(&self, document: &Document) -> Vec<Bson> {
        self.keys.iter().map(|(path, up)| extreme(path, document, *up)).collect()
    }

    fn compare(&self, one: &[Bson], other: &[Bson]) -> Ordering {
        let pairs = one.iter().zip(other).zip(&self.keys);
        let mut orders = pairs.map(|((one, other), (_, up))| {
            let order = compare(one, other);
            if *up { order } else { order.reverse() }
        });
        orders.find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
    }

    /// Compares two documents.
    pub fn of_documents(&self, one: &Document, other: &Document) -> Ordering {
        self.compare(&self.key(one), &self.key(other))
    }
}

/// What a document is sorted by under `path`: of several values the least on the way up, the greatest on the way down. An
/// empty array comes before null; nothing at all is null.
fn extreme(path: &Path, document: &Document, up: bool) -> Bson {
    let mut found: Option<Bson> = None;
    let mut take = |value: &Bson| {
        let better = found.as_ref().is_none_or(|found| {
            let order = compare(value, found);
            if up { order.is_lt() } else { order.is_gt() }
        });
        if better {
            found = Some(value.clone());
        }
    };
    path.any(document, &mut |value| {
        match value {
            Some(Bson::Array(items)) if items.is_empty() => take(&Bson::MinKey),
            Some(Bson::Array(items)) => items.iter().for_each(&mut take),
            Some(value) => take(value),
            None => take(&Bson::Null),
        }
        false
    });
    found.unwrap_or(Bson::Null)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platforms::gamesparks::data::bson::from_json;
    use serde_json::{Value as Json, json};

    #[expect(clippy::needless_pass_by_value, reason = "what a test says is easier to read as a value")]
    fn sorted(order: Json, documents: &[Json]) -> Vec<usize> {
        let document = |json: &Json| from_json(json).as_document().unwrap().clone();
        let sort = Sort::parse(&document(&order)).unwrap();
        let mut items: Vec<_> = documents.iter().map(document).enumerate().collect();
        sort.sort(&mut items, |(_, document)| document);
        items.into_iter().map(|(at, _)| at).collect()
    }

    #[test]
    fn documents_are_sorted_by_one_path_after_the_other() {
        let documents =
            [json!({ "a": 2, "b": 1 }), json!({ "a": 1, "b": 2 }), json!({ "b": 3 }), json!({ "a": 2, "b": 0 })];
        assert_eq!(sorted(json!({ "a": 1 }), &documents), [2, 1, 0, 3]);
        assert_eq!(sorted(json!({ "a": -1, "b": 1 }), &documents), [3, 0, 1, 2]);
        assert_eq!(sorted(json!({ "$natural": -1 }), &documents), [3, 2, 1, 0]);
    }

    #[test]
    fn an_array_counts_as_its_extreme() {
        let documents = [json!({ "a": [1, 9] }), json!({ "a": [5] }), json!({ "a": [] }), json!({ "a": "x" })];
        assert_eq!(sorted(json!({ "a": 1 }), &documents), [2, 0, 1, 3]);
        assert_eq!(sorted(json!({ "a": -1 }), &documents), [3, 0, 1, 2]);
    }
}

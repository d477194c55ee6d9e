//! Indexes: documents by what is under a path, so that a query for a value does not look at every document.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;

use super::Problem;
use super::filter::Test;
use super::path::Path;
use crate::platforms::gamesparks::data::bson::{Bson, Document, Key};

/// The number of a document in its collection, in the order in which they came.
pub type Record = u64;

/// An index.
#[derive(Debug, Clone)]
pub struct Index {
    keys: Document,
    options: Document,
    name: String,
    paths: Vec<Path>,
    unique: bool,
    sparse: bool,
    /// Records by each value under the first path.
    entries: BTreeMap<Key, BTreeSet<Record>>,
    /// Of a unique index: the record that has these values.
    taken: BTreeMap<Vec<Key>, Record>,
}

impl Index {
    /// The index on `_id` that every collection has.
    pub fn on_id() -> Self {
        let keys = Document::from([("_id".to_owned(), Bson::Int(1))]);
        Self { name: "_id_".to_owned(), unique: true, ..Self::plain(keys, Document::new()) }
    }

    /// The index that `keys` and `options` say.
    pub fn parse(keys: &Document, options: &Document) -> Result<Self, Problem> {
        if keys.is_empty() {
            return Err(Problem::coded(67, "Index keys cannot be empty."));
        }
        let is_direction = |value: &Bson| match value {
            Bson::Text(kind) => matches!(kind.as_str(), "2d" | "2dsphere" | "hashed" | "text"),
            other => other.as_f64().is_some_and(|direction| direction != 0.0),
        };
        if let Some((name, _)) = keys.iter().find(|(_, value)| !is_direction(value)) {
            return Err(Problem::coded(67, format!("Values in the index key pattern must be 1 or -1: {name}")));
        }
        let name = options.get("name").and_then(Bson::as_text).map(str::to_owned);
        let flag = |name: &str| options.get(name).is_some_and(Bson::is_truthy);
        let usual = || {
            let parts = keys.iter().map(|(path, direction)| match direction {
                Bson::Text(kind) => format!("{path}_{kind}"),
                other => format!("{path}_{}", other.as_i64().unwrap_or(1)),
            });
            parts.collect::<Vec<_>>().join("_")
        };
        Ok(Self {
            name: name.unwrap_or_else(usual),
            unique: flag("unique"),
            sparse: flag("sparse"),
            ..Self::plain(keys.clone(), options.clone())
        })
    }

    fn plain(keys: Document, options: Document) -> Self {
        Self {
            name: String::new(),
            paths: keys.keys().map(|path| Path::new(path)).collect(),
            unique: false,
            sparse: false,
            entries: BTreeMap::new(),
            taken: BTreeMap::new(),
            keys,
            options,
        }
    }

    /// What it is called.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What it indexes, as it was given.
    pub fn keys(&self) -> &Document {
        &self.keys
    }

    /// The options that it was made with.
    pub fn options(&self) -> &Document {
        &self.options
    }

    /// What the database says of it, in a collection that it knows as `namespace`.
    pub fn info(&self, namespace: &str) -> Document {
        let mut info = Document::from([
            ("v".to_owned(), Bson::Int(1)),
            ("key".to_owned(), Bson::Document(self.keys.clone())),
            ("name".to_owned(), Bson::from(self.name.as_str())),
            ("ns".to_owned(), Bson::from(namespace)),
        ]);
        let others = self.options.iter().filter(|(name, _)| !matches!(name.as_str(), "name" | "key" | "ns" | "v"));
        info.extend(others.map(|(name, value)| (name.clone(), value.clone())));
        info
    }

    /// Why `document` cannot be there beside the others; `own` is the record that it replaces.
    pub fn refuses(&self, document: &Document, own: Option<Record>, namespace: &str) -> Option<Problem> {
        if !self.unique {
            return None;
        }
        let taken = self
            .combinations(document)
            .into_iter()
            .find(|values| self.taken.get(values).is_some_and(|record| Some(*record) != own))?;
        let values: Vec<_> = taken.iter().map(|Key(value)| format!(": {}", shown(value))).collect();
        let message = format!(
            "E11000 duplicate key error collection: {namespace} index: {} dup key: {{ {} }}",
            self.name,
            values.join(", ")
        );
        Some(Problem::coded(11000, message))
    }

    /// Takes `document` in.
    pub fn put(&mut self, record: Record, document: &Document) {
        for value in self.values(document) {
            self.entries.entry(value).or_default().insert(record);
        }
        if self.unique {
            for values in self.combinations(document) {
                self.taken.insert(values, record);
            }
        }
    }

    /// Takes `document` out.
    pub fn remove(&mut self, record: Record, document: &Document) {
        for value in self.values(document) {
            if let Some(records) = self.entries.get_mut(&value) {
                records.remove(&record);
                if records.is_empty() {
                    self.entries.remove(&value);
                }
            }
        }
        if self.unique {
            for values in self.combinations(document) {
                if self.taken.get(&values) == Some(&record) {
                    self.taken.remove(&values);
                }
            }
        }
    }

    /// Forgets every document.
    pub fn clear(&mut self) {
        self.entries.clear();
        self.taken.clear();
    }

    /// The records of which each that passes `test` under `path` is one, if the index knows them.
    pub fn candidates(&self, path: &Path, test: &Test) -> Option<BTreeSet<Record>> {
        if self.paths.first() != Some(path) {
            return None;
        }
        if let Some(values) = test.values() {
            // What a sparse index does not have may be null.
            if self.sparse && values.iter().any(|value| value.is_null()) {
                return None;
            }
            let records = values.into_iter().filter_map(|value| self.entries.get(&Key(value.clone())));
            return Some(records.flatten().copied().collect());
        }
        let (least, most) = test.range()?;
        if self.sparse && matches!((&least, &most), (Bound::Included(Bson::Null), _) | (_, Bound::Included(Bson::Null)))
        {
            return None;
        }
        let range = (least.map(|value| Key(value.clone())), most.map(|value| Key(value.clone())));
        Some(self.entries.range(range).flat_map(|(_, records)| records).copied().collect())
    }

    /// Whether `document` is not in it because it lacks everything that is indexed.
    fn skips(&self, document: &Document) -> bool {
        self.sparse && !self.paths.iter().any(|path| path.any(document, &mut |found| found.is_some()))
    }

    fn values(&self, document: &Document) -> BTreeSet<Key> {
        match self.paths.first() {
            Some(path) if !self.skips(document) => under(path, document),
            _ => BTreeSet::new(),
        }
    }

    /// What a unique index has of a document: of several values under one path each by itself.
    fn combinations(&self, document: &Document) -> Vec<Vec<Key>> {
        if self.skips(document) {
            return Vec::new();
        }
        let mut all = vec![Vec::new()];
        for path in &self.paths {
            let mut values = under(path, document);
            // Beside its elements, an array is not itself a value that must be unique.
            if values.len() > 1 {
                values.retain(|Key(value)| !matches!(value, Bson::Array(_)));
            }
            let extend = |begun: Vec<Key>| {
                values.iter().map(move |value| begun.iter().cloned().chain([value.clone()]).collect())
            };
            all = all.into_iter().flat_map(extend).collect();
        }
        all
    }
}

/// Everything that a query could find under the path.
fn under(path: &Path, document: &Document) -> BTreeSet<Key> {
    let mut values = BTreeSet::new();
    path.any_element(document, &mut |found| {
        values.insert(Key(found.cloned().unwrap_or(Bson::Null)));
        false
    });
    if values.is_empty() {
        values.insert(Key(Bson::Null));
    }
    values
}

fn shown(value: &Bson) -> String {
    match value {
        Bson::Id(id) => format!("ObjectId('{id}')"),
        other => super::super::bson::to_json(other, super::super::bson::Longs::Plain).to_string(),
    }
}

//! A collection: documents in the order in which they came, with indexes.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;

use super::index::{Index, Record};
use super::update::{Circumstance, id_first};
use super::{Filter, Problem, Sort, Update};
use crate::platforms::gamesparks::data::bson::{Bson, Document, Key, ObjectId, size};

/// The largest document, in bytes.
pub const MOST_DOCUMENT: usize = 16 * 1024 * 1024;

/// The most indexes that one collection has.
const MOST_INDEXES: usize = 64;

/// A collection.
#[derive(Debug, Clone)]
pub struct Collection {
    /// How the database knows it.
    namespace: String,
    documents: BTreeMap<Record, Arc<Document>>,
    next: Record,
    indexes: Vec<Index>,
    bytes: usize,
}

/// What a write did.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Written {
    /// How many documents it concerned.
    pub count: usize,
    /// Whether there were such documents before.
    pub existing: bool,
    /// The id of the document that an upsert made.
    pub upserted: Option<Bson>,
}

impl Collection {
    /// An empty one.
    pub fn new(namespace: impl Into<String>) -> Self {
        Self {
            namespace: namespace.into(),
            documents: BTreeMap::new(),
            next: 0,
            indexes: vec![Index::on_id()],
            bytes: 0,
        }
    }

    /// How many documents there are.
    pub fn len(&self) -> usize {
        self.documents.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.documents.is_empty()
    }

    /// About how many bytes they take.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// All of them, in the order in which they came.
    pub fn documents(&self) -> impl DoubleEndedIterator<Item = &Arc<Document>> {
        self.documents.values()
    }

    /// Documents of which each that matches `filter` is one, in the order in which they came; at most `most` if every
    /// document matches.
    pub fn candidates(&self, filter: &Filter, most: usize) -> Vec<Arc<Document>> {
        match self.records(filter) {
            Some(records) => records.iter().filter_map(|record| self.documents.get(record)).cloned().collect(),
            None if filter.is_all() => self.documents.values().take(most).cloned().collect(),
            None => self.documents.values().cloned().collect(),
        }
    }

    /// The fewest records that an index can narrow `filter` down to.
    fn records(&self, filter: &Filter) -> Option<BTreeSet<Record>> {
        if let Filter::Ids(ids) = filter {
            let test = super::filter::Test::In(ids.iter().map(|Key(id)| id.clone()).collect(), Vec::new());
            return self.indexes.first()?.candidates(&super::path::Path::new("_id"), &test);
        }
        let conditions = filter.conditions();
        let narrowed = conditions
            .into_iter()
            .flat_map(|(path, test)| self.indexes.iter().filter_map(move |index| index.candidates(path, test)));
        narrowed.min_by_key(BTreeSet::len)
    }

    /// The records that match `filter`, in the order in which they came.
    fn matching(&self, filter: &Filter, most: usize) -> Vec<Record> {
        match self.records(filter) {
            Some(records) => {
                let found = records.into_iter().filter_map(|record| Some((record, self.documents.get(&record)?)));
                found.filter(|(_, document)| filter.matches(document)).map(|(record, _)| record).take(most).collect()
            }
            None => {
                let found = self.documents.iter().filter(|(_, document)| filter.matches(document));
                found.map(|(record, _)| *record).take(most).collect()
            }
        }
    }

    /// The record that a `findAndModify` means: the first, by `sort` if that says something.
    fn first(&self, filter: &Filter, sort: &Sort) -> Option<Record> {
        if sort.is_nothing() {
            return self.matching(filter, 1).first().copied();
        }
        let records = self.matching(filter, usize::MAX).into_iter();
        let mut found: Vec<_> = records.filter_map(|record| Some((record, self.documents.get(&record)?))).collect();
        sort.sort(&mut found, |(_, document)| document);
        found.first().map(|(record, _)| *record)
    }

    /// Puts in a document, which has an id.
    pub fn insert(&mut self, document: Document) -> Result<(), Problem> {
        let document = self.fitting(id_first(document), None)?;
        self.next += 1;
        self.put(self.next, document);
        Ok(())
    }

    /// Puts in a document in the place of the one that has its id, or beside the others if none has.
    pub fn save(&mut self, document: Document) -> Result<Written, Problem> {
        let id = document.get("_id").cloned().unwrap_or(Bson::Null);
        let filter = Filter::Ids([Key(id.clone())].into());
        match self.matching(&filter, 1).first() {
            Some(record) => {
                self.replace(*record, id_first(document))?;
                Ok(Written { count: 1, existing: true, upserted: None })
            }
            None => {
                self.insert(document)?;
                Ok(Written { count: 1, existing: false, upserted: Some(id) })
            }
        }
    }

    /// Takes out the documents that match; gives how many there were.
    pub fn remove(&mut self, filter: &Filter) -> usize {
        if filter.is_all() {
            let count = self.documents.len();
            self.documents.clear();
            self.indexes.iter_mut().for_each(Index::clear);
            self.bytes = 0;
            return count;
        }
        let records = self.matching(filter, usize::MAX);
        records.iter().for_each(|record| drop(self.take(*record)));
        records.len()
    }

    /// Takes out the oldest documents until there are at most `most`.
    pub fn keep(&mut self, most: usize) {
        while self.documents.len() > most {
            let Some(record) = self.documents.keys().next().copied() else { return };
            self.take(record);
        }
    }

    /// Changes the first document that matches `filter`, or all with `multi`; with `upsert`, makes one if none does. A
    /// document that is made gets an id from `id` if it has none.
    pub fn update(
        &mut self,
        filter: &Filter,
        update: &Update,
        upsert: bool,
        multi: bool,
        now: Timestamp,
        id: &mut dyn FnMut() -> ObjectId,
    ) -> Result<Written, Problem> {
        if multi && update.replaces() {
            return Err(Problem::coded(10158, "multi update only works with $ operators"));
        }
        let records = self.matching(filter, if multi { usize::MAX } else { 1 });
        if records.is_empty() && upsert {
            let made = self.make(filter, update, now, id)?;
            return Ok(Written { count: 1, existing: false, upserted: made.get("_id").cloned() });
        }
        for record in &records {
            self.change(*record, filter, update, now)?;
        }
        Ok(Written { count: records.len(), existing: !records.is_empty(), upserted: None })
    }

    fn make(
        &mut self,
        filter: &Filter,
        update: &Update,
        now: Timestamp,
        id: &mut dyn FnMut() -> ObjectId,
    ) -> Result<Document, Problem> {
        let mut made = update.make(filter, now)?;
        if !made.contains_key("_id") {
            made.shift_insert(0, "_id".to_owned(), Bson::Id(id()));
        }
        self.insert(made.clone())?;
        Ok(made)
    }

    fn change(&mut self, record: Record, filter: &Filter, update: &Update, now: Timestamp) -> Result<(), Problem> {
        let Some(before) = self.documents.get(&record) else { return Ok(()) };
        let changed = update.apply(before, Circumstance { now, filter, is_new: false })?;
        self.replace(record, changed)
    }

    /// Changes or takes out one document: the first by `sort`. Gives it as it was and as it is.
    pub fn find_and_modify(
        &mut self,
        filter: &Filter,
        sort: &Sort,
        change: Option<&Update>,
        upsert: bool,
        now: Timestamp,
        id: &mut dyn FnMut() -> ObjectId,
    ) -> Result<Modified, Problem> {
        let Some(record) = self.first(filter, sort) else {
            return match change {
                Some(update) if upsert => {
                    let made = self.make(filter, update, now, id)?;
                    Ok(Modified { before: None, after: Some(Arc::new(made)) })
                }
                _ => Ok(Modified::default()),
            };
        };
        let before = self.documents.get(&record).cloned();
        match change {
            Some(update) => self.change(record, filter, update, now)?,
            None => drop(self.take(record)),
        }
        Ok(Modified { before, after: self.documents.get(&record).cloned() })
    }

    fn replace(&mut self, record: Record, document: Document) -> Result<(), Problem> {
        let document = self.fitting(document, Some(record))?;
        self.take(record);
        self.put(record, document);
        Ok(())
    }

    /// The document, if it can be there beside the others.
    fn fitting(&self, document: Document, own: Option<Record>) -> Result<Document, Problem> {
        if matches!(document.get("_id"), Some(Bson::Array(_))) {
            return Err(Problem::bad("can't use an array for _id"));
        }
        if matches!(document.get("_id"), Some(Bson::Regex(_))) {
            return Err(Problem::bad("can't use a regex for _id"));
        }
        let bytes = bytes(&document);
        if bytes > MOST_DOCUMENT {
            let message = format!("object to insert too large. size in bytes: {bytes}, max size: {MOST_DOCUMENT}");
            return Err(Problem::coded(10334, message));
        }
        match self.indexes.iter().find_map(|index| index.refuses(&document, own, &self.namespace)) {
            Some(problem) => Err(problem),
            None => Ok(document),
        }
    }

    fn put(&mut self, record: Record, document: Document) {
        self.bytes += bytes(&document);
        self.indexes.iter_mut().for_each(|index| index.put(record, &document));
        self.documents.insert(record, Arc::new(document));
    }

    fn take(&mut self, record: Record) -> Option<Arc<Document>> {
        let document = self.documents.remove(&record)?;
        self.bytes = self.bytes.saturating_sub(bytes(&document));
        self.indexes.iter_mut().for_each(|index| index.remove(record, &document));
        Some(document)
    }

    /// Makes an index, unless there is one with these keys.
    pub fn ensure_index(&mut self, keys: &Document, options: &Document) -> Result<(), Problem> {
        let mut index = Index::parse(keys, options)?;
        if self.indexes.iter().any(|other| is_same(other.keys(), index.keys())) {
            return Ok(());
        }
        if self.indexes.iter().any(|other| other.name() == index.name()) {
            let message = format!("Trying to create an index with same name {} with different key spec", index.name());
            return Err(Problem::coded(86, message));
        }
        if self.indexes.len() >= MOST_INDEXES {
            let message = format!("add index fails, too many indexes for {}: at most {MOST_INDEXES}", self.namespace);
            return Err(Problem::coded(67, message));
        }
        for (record, document) in &self.documents {
            if let Some(problem) = index.refuses(document, Some(*record), &self.namespace) {
                return Err(problem);
            }
            index.put(*record, document);
        }
        self.indexes.push(index);
        Ok(())
    }

    /// Drops the index that `is` says is meant.
    pub fn drop_index(&mut self, is: impl Fn(&Index) -> bool) -> Result<(), Problem> {
        match self.indexes.iter().position(is) {
            Some(0) => Err(Problem::coded(72, "cannot drop _id index")),
            Some(at) => {
                self.indexes.remove(at);
                Ok(())
            }
            None => Err(Problem::coded(27, "index not found")),
        }
    }

    /// The indexes, that on `_id` first.
    pub fn indexes(&self) -> &[Index] {
        &self.indexes
    }

    /// Says how the database knows it.
    pub fn is_known_as(&mut self, namespace: String) {
        self.namespace = namespace;
    }

    /// How the database knows it.
    pub fn namespace(&self) -> &str {
        &self.namespace
    }
}

/// What `findAndModify` did.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Modified {
    /// The document as it was.
    pub before: Option<Arc<Document>>,
    /// The document as it is.
    pub after: Option<Arc<Document>>,
}

/// Whether the same is indexed in the same order.
pub fn is_same(one: &Document, other: &Document) -> bool {
    one.iter().eq(other.iter())
}

fn bytes(document: &Document) -> usize {
    5 + document.iter().map(|(name, value)| name.len() + 2 + size(value)).sum::<usize>()
}

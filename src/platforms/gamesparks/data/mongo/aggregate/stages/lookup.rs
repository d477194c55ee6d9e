//! `$lookup`: what another collection has of the same value.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::parse::text;
use super::{Source, each};
use crate::platforms::gamesparks::data::bson::{Bson, Document, Key};
use crate::platforms::gamesparks::data::mongo::Problem;
use crate::platforms::gamesparks::data::mongo::aggregate::Documents;
use crate::platforms::gamesparks::data::mongo::path::Path;

/// A look into another collection.
#[derive(Debug, Clone)]
pub(super) struct Lookup {
    from: String,
    local: Path,
    foreign: Path,
    name: String,
}

impl Lookup {
    /// The look that `parts` say.
    pub(super) fn parse(parts: &Document) -> Result<Self, Problem> {
        let part = |part: &str| text("$lookup", parts, part);
        Ok(Self {
            from: part("from")?.to_owned(),
            local: Path::new(part("localField")?),
            foreign: Path::new(part("foreignField")?),
            name: part("as")?.to_owned(),
        })
    }

    /// The documents, each with those of the other collection that have one of its values.
    pub(super) fn run(&self, documents: &[Arc<Document>], source: &dyn Source) -> Result<Documents, Problem> {
        let others = source.documents(&self.from);
        each(documents, |document| {
            let mut wanted = BTreeSet::new();
            self.local.any_element(document, &mut |found| {
                wanted.insert(Key(found.cloned().unwrap_or(Bson::Null)));
                false
            });
            let found = others.iter().filter(|other| has_one_of(other, &self.foreign, &wanted));
            let found = found.map(|other| Bson::Document((**other).clone())).collect();
            let mut document = document.clone();
            document.insert(self.name.clone(), Bson::Array(found));
            Ok(Some(document))
        })
    }
}

/// Whether one of `wanted` is under the path.
pub(super) fn has_one_of(document: &Document, path: &Path, wanted: &BTreeSet<Key>) -> bool {
    path.any_element(document, &mut |found| wanted.contains(&Key(found.cloned().unwrap_or(Bson::Null))))
}

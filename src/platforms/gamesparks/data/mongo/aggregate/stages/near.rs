//! `$geoNear`: documents by how far away they are.

use std::sync::Arc;

use super::parse::{text, whole};
use crate::platforms::gamesparks::data::bson::{Bson, Document};
use crate::platforms::gamesparks::data::mongo::Problem;
use crate::platforms::gamesparks::data::mongo::aggregate::{Documents, wrong};
use crate::platforms::gamesparks::data::mongo::filter::{self, Filter, Near};
use crate::platforms::gamesparks::data::mongo::path::Path;

/// A search around a place.
#[derive(Debug, Clone)]
pub(super) struct GeoNear {
    near: Near,
    path: Option<Path>,
    distance: String,
    filter: Filter,
    most: usize,
}

impl GeoNear {
    /// The search that `parts` say.
    pub(super) fn parse(parts: &Document) -> Result<Self, Problem> {
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
        Ok(Self {
            near: Near::new(&operand, &beside, sphere)?,
            path: parts.get("key").and_then(Bson::as_text).map(Path::new),
            distance: text("$geoNear", parts, "distanceField")?.to_owned(),
            filter: filter.unwrap_or_else(Filter::all),
            most: most.unwrap_or(100),
        })
    }

    /// The documents that are near, the nearest first.
    pub(super) fn run(&self, documents: &[Arc<Document>]) -> Documents {
        let mut found = Vec::new();
        for document in documents.iter().filter(|document| self.filter.matches(document)) {
            if let Some(far) = distance_of(document, &self.near, self.path.as_ref()) {
                let mut near = (**document).clone();
                near.insert(self.distance.clone(), Bson::Double(far));
                found.push((far, Arc::new(near)));
            }
        }
        found.sort_by(|(one, _), (other, _)| one.total_cmp(other));
        found.into_iter().map(|(_, document)| document).take(self.most).collect()
    }
}

/// How far away the place is that is under the path, or under any name if there is no path.
fn distance_of(document: &Document, near: &Near, path: Option<&Path>) -> Option<f64> {
    match path {
        Some(path) => near.distance_within(path.get(document)?),
        None => document.values().find_map(|value| near.distance_within(value)),
    }
}

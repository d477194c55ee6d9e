//! `$unwind`: a document for each element of an array.

use std::sync::Arc;

use super::parse::text;
use crate::platforms::gamesparks::data::bson::{Bson, Document};
use crate::platforms::gamesparks::data::mongo::Problem;
use crate::platforms::gamesparks::data::mongo::aggregate::{Documents, MOST_DOCUMENTS, wrong};
use crate::platforms::gamesparks::data::mongo::path::Path;

/// An unwinding.
#[derive(Debug, Clone)]
pub(super) struct Unwind {
    path: Path,
    index: Option<String>,
    keeps: bool,
}

impl Unwind {
    /// The unwinding that `value` says.
    pub(super) fn parse(value: &Bson) -> Result<Self, Problem> {
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
        Ok(Self { path: Path::new(path), index, keeps })
    }

    /// The documents for all of `documents`.
    pub(super) fn run(&self, documents: &[Arc<Document>]) -> Documents {
        let mut made = Documents::new();
        for document in documents {
            unwound(document, &self.path, self.index.as_deref(), self.keeps, &mut made);
            if made.len() > MOST_DOCUMENTS {
                break;
            }
        }
        made
    }
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

//! `$redact`: each level of a document stays, goes, or is looked into.

use crate::platforms::gamesparks::data::bson::{Bson, Document};
use crate::platforms::gamesparks::data::mongo::Problem;
use crate::platforms::gamesparks::data::mongo::aggregate::expression::{Expression, Scope};
use crate::platforms::gamesparks::data::mongo::aggregate::wrong;

/// What is left of a document after each level of it was decided upon.
pub(super) fn redacted(document: &Document, decision: &Expression) -> Result<Option<Document>, Problem> {
    let verdict = decision.or_null(&Scope::root(&Bson::Document(document.clone())))?;
    match verdict.as_text() {
        Some("$$KEEP") => Ok(Some(document.clone())),
        Some("$$PRUNE") => Ok(None),
        Some("$$DESCEND") => {
            let mut left = Document::new();
            for (name, value) in document {
                if let Some(value) = redacted_value(value, decision)? {
                    left.insert(name.clone(), value);
                }
            }
            Ok(Some(left))
        }
        _ => Err(wrong(
            "$redact's expression should not return anything aside from the variables $$KEEP, $$DESCEND, and $$PRUNE",
        )),
    }
}

fn redacted_value(value: &Bson, decision: &Expression) -> Result<Option<Bson>, Problem> {
    Ok(match value {
        Bson::Document(document) => redacted(document, decision)?.map(Bson::Document),
        Bson::Array(items) => {
            let items = items.iter().filter_map(|item| redacted_value(item, decision).transpose());
            Some(Bson::Array(items.collect::<Result<_, _>>()?))
        }
        other => Some(other.clone()),
    })
}

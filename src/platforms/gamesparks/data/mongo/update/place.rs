//! The place in a document that an update means.

use crate::platforms::gamesparks::data::bson::{Bson, Document};
use crate::platforms::gamesparks::data::mongo::Problem;
use crate::platforms::gamesparks::data::mongo::filter::Filter;
use crate::platforms::gamesparks::data::mongo::path::{Path, number};

/// How long an array may become by setting an element far behind its end.
const MOST_PADDING: usize = 1_500_000;

/// The parts of `path`, with `$` replaced by the number of the element that made `document` match.
pub(super) fn resolved(path: &Path, document: &Document, filter: &Filter) -> Result<Vec<Box<str>>, Problem> {
    let mut parts = path.parts().to_vec();
    while let Some(at) = parts.iter().position(|part| &**part == "$") {
        let array = parts[..at].join(".");
        let Some(position) = filter.position(document, &array) else {
            let message = format!(
                "The positional operator did not find the match needed from the query. Unexpanded update: {path}"
            );
            return Err(Problem::bad(message));
        };
        parts[at] = position.to_string().into();
    }
    Ok(parts)
}

/// What is at the place.
pub(super) fn get<'a>(document: &'a mut Document, parts: &[Box<str>]) -> Option<&'a mut Bson> {
    let (first, rest) = parts.split_first()?;
    rest.iter().try_fold(document.get_mut(&**first)?, |value, part| match value {
        Bson::Document(document) => document.get_mut(&**part),
        Bson::Array(items) => items.get_mut(number(part)?),
        _ => None,
    })
}

/// Sets what is at the place; documents on the way are made.
pub(super) fn set(document: &mut Document, parts: &[Box<str>], value: Bson) -> Result<(), Problem> {
    let Some((first, rest)) = parts.split_first() else { return Ok(()) };
    if rest.is_empty() {
        document.insert(first.to_string(), value);
        return Ok(());
    }
    let within = document.entry(first.to_string()).or_insert_with(|| Bson::Document(Document::new()));
    set_within(within, first, rest, value)
}

fn set_within(target: &mut Bson, name: &str, parts: &[Box<str>], value: Bson) -> Result<(), Problem> {
    match target {
        Bson::Document(document) => set(document, parts, value),
        Bson::Array(items) => {
            let Some((first, rest)) = parts.split_first() else { return Ok(()) };
            let Some(at) = number(first) else { return Err(refuse(first, name)) };
            if at >= items.len() {
                if at - items.len() > MOST_PADDING {
                    let message = format!("can't backfill more than {MOST_PADDING} elements");
                    return Err(Problem::bad(message));
                }
                items.resize(at, Bson::Null);
                items.push(if rest.is_empty() { Bson::Null } else { Bson::Document(Document::new()) });
            }
            if rest.is_empty() {
                items[at] = value;
                return Ok(());
            }
            set_within(&mut items[at], first, rest, value)
        }
        _ => Err(refuse(parts.first().map_or("", |part| part), name)),
    }
}

fn refuse(part: &str, name: &str) -> Problem {
    Problem::coded(16837, format!("Cannot create field '{part}' in element {{{name}}}"))
}

/// Takes out what is at the place. In an array null is left behind.
pub(super) fn remove(document: &mut Document, parts: &[Box<str>]) -> Option<Bson> {
    let (last, before) = parts.split_last()?;
    if before.is_empty() {
        return document.shift_remove(&**last);
    }
    match get(document, before)? {
        Bson::Document(inner) => inner.shift_remove(&**last),
        Bson::Array(items) => items.get_mut(number(last)?).map(|item| std::mem::replace(item, Bson::Null)),
        _ => None,
    }
}

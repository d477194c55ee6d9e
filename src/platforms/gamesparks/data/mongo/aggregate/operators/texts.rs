//! Texts.

use super::{ANY, Entry, NULL, Operands, Result, all, entry, pair};
use crate::platforms::gamesparks::data::bson::Bson;
use crate::platforms::gamesparks::data::mongo::Problem;
use crate::platforms::gamesparks::data::mongo::aggregate::wrong;

pub(super) const LIST: &[Entry] = &[
    entry("$concat", 0, ANY, concat),
    entry("$toLower", 1, 1, |operands| Ok(Some(Bson::from(coerced(operands.first())?.to_lowercase())))),
    entry("$toUpper", 1, 1, |operands| Ok(Some(Bson::from(coerced(operands.first())?.to_uppercase())))),
    entry("$strcasecmp", 2, 2, |operands| {
        let (one, other) = (coerced(operands.first())?.to_lowercase(), coerced(operands.get(1))?.to_lowercase());
        Ok(Some(Bson::Int(one.cmp(&other) as i32)))
    }),
    entry("$substr", 3, 3, |operands| Ok(Some(Bson::from(bytes(&operands)?)))),
    entry("$substrBytes", 3, 3, |operands| Ok(Some(Bson::from(bytes(&operands)?)))),
    entry("$substrCP", 3, 3, |operands| {
        let text = coerced(operands.first())?;
        let (from, count) = (whole(&operands, 1), whole(&operands, 2));
        let count = usize::try_from(count).unwrap_or(usize::MAX);
        let part: String = text.chars().skip(usize::try_from(from).unwrap_or_default()).take(count).collect();
        Ok(Some(Bson::from(part)))
    }),
    entry("$strLenBytes", 1, 1, |operands| Ok(Some(Bson::from(coerced(operands.first())?.len())))),
    entry("$strLenCP", 1, 1, |operands| Ok(Some(Bson::from(coerced(operands.first())?.chars().count())))),
    entry("$indexOfBytes", 2, 4, |operands| index_of(operands, false)),
    entry("$indexOfCP", 2, 4, |operands| index_of(operands, true)),
    entry("$split", 2, 2, |operands| {
        let Some((text, by)) = pair(operands) else { return NULL };
        match (text.as_text(), by.as_text()) {
            (_, Some("")) => Err(wrong("$split requires a non-empty separator")),
            (Some(text), Some(by)) => Ok(Some(Bson::Array(text.split(by).map(Bson::from).collect()))),
            _ => Err(wrong("$split requires an expression that evaluates to a string")),
        }
    }),
];

/// The text; of nothing it is empty.
fn coerced(value: Option<&Option<Bson>>) -> std::result::Result<String, Problem> {
    Ok(match value.and_then(Option::as_ref) {
        None | Some(Bson::Null) => String::new(),
        Some(Bson::Text(text)) => text.clone(),
        Some(Bson::Date(time)) => super::dates::iso(*time),
        Some(Bson::Int(number)) => number.to_string(),
        Some(Bson::Long(number)) => number.to_string(),
        Some(Bson::Double(number)) => number.to_string(),
        Some(other) => return Err(wrong(format!("can't convert from BSON type {} to String", other.type_name().0))),
    })
}

fn concat(operands: Operands) -> Result {
    let Some(values) = all(operands) else { return NULL };
    let mut whole = String::new();
    for value in values {
        match value {
            Bson::Text(text) => whole += &text,
            other => return Err(wrong(format!("$concat only supports strings, not {}", other.type_name().0))),
        }
    }
    Ok(Some(Bson::from(whole)))
}

fn whole(operands: &Operands, at: usize) -> i64 {
    operands.get(at).and_then(Option::as_ref).and_then(Bson::as_i64).unwrap_or_default()
}

fn bytes(operands: &Operands) -> std::result::Result<String, Problem> {
    let text = coerced(operands.first())?;
    let from = usize::try_from(whole(operands, 1)).unwrap_or(usize::MAX).min(text.len());
    // A negative length is the rest.
    let count = usize::try_from(whole(operands, 2)).unwrap_or(usize::MAX);
    let end = from.saturating_add(count).min(text.len());
    text.get(from..end)
        .map(str::to_owned)
        .ok_or_else(|| wrong("$substrBytes: the range is in the middle of a UTF-8 character"))
}

fn index_of(operands: Operands, characters: bool) -> Result {
    let (from, until) = (whole(&operands, 2), operands.get(3).map(|_| whole(&operands, 3)));
    let Some((text, part)) = pair(operands) else { return NULL };
    let (Some(text), Some(part)) = (text.as_text(), part.as_text()) else {
        return Err(wrong("$indexOf requires strings"));
    };
    let place = |number: i64| {
        let number = usize::try_from(number).unwrap_or_default();
        if characters {
            text.char_indices().nth(number).map_or(text.len(), |(at, _)| at)
        } else {
            number.min(text.len())
        }
    };
    let (begin, end) = (place(from), until.map_or(text.len(), place));
    let found = text.get(begin..end).and_then(|within| within.find(part)).map(|at| begin + at);
    let shown = found.map(|at| if characters { text[..at].chars().count() } else { at });
    Ok(Some(shown.map_or(Bson::Int(-1), Bson::from)))
}

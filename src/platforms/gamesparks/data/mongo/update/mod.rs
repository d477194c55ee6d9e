//! Updates: what becomes of a document.

mod arrays;
mod fields;
mod place;
#[cfg(test)]
mod tests;

use jiff::Timestamp;

use super::Problem;
use super::filter::Filter;
use super::path::Path;
use crate::platforms::gamesparks::data::bson::{Bson, Document};

/// What becomes of a document.
#[derive(Debug, Clone)]
pub enum Update {
    /// Another document, with the same id.
    Replace(Document),
    /// Changes of it.
    Change(Vec<Change>),
}

/// One change.
#[derive(Debug, Clone)]
pub struct Change {
    path: Path,
    operator: Operator,
}

/// An operator, with its operand.
#[derive(Debug, Clone)]
enum Operator {
    Set(Bson),
    SetOnInsert(Bson),
    Unset,
    Inc(Bson),
    Mul(Bson),
    Min(Bson),
    Max(Bson),
    Rename(Path),
    CurrentDate,
    Bit(Vec<(fields::Bitwise, Bson)>),
    Push(arrays::Push),
    AddToSet(Vec<Bson>),
    Pop(bool),
    Pull(arrays::Pull),
    PullAll(Vec<Bson>),
}

/// What a change depends on besides the document.
#[derive(Debug, Clone, Copy)]
pub struct Circumstance<'a> {
    /// The world's time.
    pub now: Timestamp,
    /// The query that found the document, for `$`.
    pub filter: &'a Filter,
    /// Whether the document is new.
    pub is_new: bool,
}

impl Update {
    /// The update that `update` says.
    pub fn parse(update: &Document) -> Result<Self, Problem> {
        if !update.first().is_some_and(|(name, _)| name.starts_with('$')) {
            return match update.keys().find(|name| name.starts_with('$')) {
                Some(name) => Err(refuse_name(name)),
                None => Ok(Self::Replace(update.clone())),
            };
        }
        let mut changes: Vec<Change> = Vec::new();
        for (name, value) in update {
            if !name.starts_with('$') {
                return Err(Problem::coded(9, format!("Unknown modifier: {name}")));
            }
            let Bson::Document(operands) = value else {
                let message = format!("Modifiers operate on fields but we found another type for {name}");
                return Err(Problem::coded(9, message));
            };
            for (path, operand) in operands {
                let change = Change { path: checked(path)?, operator: Operator::parse(name, path, operand)? };
                if let Some(other) = changes.iter().find(|other| other.path.overlaps(&change.path)) {
                    let message = format!("Cannot update '{}' and '{}' at the same time", change.path, other.path);
                    return Err(Problem::coded(16837, message));
                }
                changes.push(change);
            }
        }
        Ok(Self::Change(changes))
    }

    /// Whether it replaces the document.
    pub fn replaces(&self) -> bool {
        matches!(self, Self::Replace(_))
    }

    /// What becomes of `document`.
    pub fn apply(&self, document: &Document, circumstance: Circumstance<'_>) -> Result<Document, Problem> {
        match self {
            Self::Replace(replacement) => replaced(document, replacement),
            Self::Change(changes) => {
                let mut changed = document.clone();
                for change in changes {
                    change.apply(&mut changed, document, circumstance)?;
                }
                if document.get("_id").is_some_and(|id| changed.get("_id") != Some(id)) {
                    let message = "Mod on _id not allowed: the field '_id' was found to be immutable";
                    return Err(Problem::coded(66, message));
                }
                Ok(changed)
            }
        }
    }

    /// What an upsert makes where nothing matches `filter`; it may still lack an id.
    pub fn make(&self, filter: &Filter, now: Timestamp) -> Result<Document, Problem> {
        let mut document = Document::new();
        for (path, test) in filter.conditions() {
            let Some(value) = test.value() else { continue };
            if self.replaces() && path.first() != "_id" {
                continue;
            }
            place::set(&mut document, path.parts(), value.clone())?;
        }
        let changed = self.apply(&document, Circumstance { now, filter, is_new: true })?;
        Ok(id_first(changed))
    }
}

/// The document with its id at the beginning, where the database keeps it.
pub(super) fn id_first(mut document: Document) -> Document {
    if let Some(at) = document.get_index_of("_id").filter(|at| *at > 0) {
        document.move_index(at, 0);
    }
    document
}

fn replaced(document: &Document, replacement: &Document) -> Result<Document, Problem> {
    let mut whole = Document::with_capacity(replacement.len() + 1);
    match (document.get("_id"), replacement.get("_id")) {
        (Some(id), Some(other)) if id != other => {
            let message = "The _id field cannot be changed from the one that the document has";
            return Err(Problem::coded(16836, message));
        }
        (Some(id), _) | (None, Some(id)) => {
            whole.insert("_id".to_owned(), id.clone());
        }
        (None, None) => {}
    }
    let others = replacement.iter().filter(|(name, _)| *name != "_id");
    whole.extend(others.map(|(name, value)| (name.clone(), value.clone())));
    Ok(whole)
}

fn checked(path: &str) -> Result<Path, Problem> {
    if path.is_empty() {
        return Err(Problem::coded(56, "An empty update path is not valid."));
    }
    let parsed = Path::new(path);
    if parsed.parts().iter().any(|part| part.is_empty()) {
        let message = format!("The update path '{path}' contains an empty field, which is not allowed.");
        return Err(Problem::coded(56, message));
    }
    match parsed.parts().iter().find(|part| part.starts_with('$') && &***part != "$") {
        Some(part) => Err(Problem::coded(
            52,
            format!("The dollar ($) prefixed field '{part}' in '{path}' is not valid for storage."),
        )),
        None => Ok(parsed),
    }
}

fn refuse_name(name: &str) -> Problem {
    Problem::coded(52, format!("The dollar ($) prefixed field '{name}' in '{name}' is not valid for storage."))
}

impl Operator {
    fn parse(name: &str, path: &str, operand: &Bson) -> Result<Self, Problem> {
        let number = |operation: &str| {
            if operand.is_number() {
                return Ok(operand.clone());
            }
            let message =
                format!("Cannot {operation} with non-numeric argument: {{{path}: {}}}", operand.type_name().0);
            Err(Problem::coded(14, message))
        };
        Ok(match name {
            "$set" => Self::Set(operand.clone()),
            "$setOnInsert" => Self::SetOnInsert(operand.clone()),
            "$unset" => Self::Unset,
            "$inc" => Self::Inc(number("increment")?),
            "$mul" => Self::Mul(number("multiply")?),
            "$min" => Self::Min(operand.clone()),
            "$max" => Self::Max(operand.clone()),
            "$rename" => match operand {
                Bson::Text(to) if to == path => {
                    return Err(Problem::bad("The source and target field for $rename must differ"));
                }
                Bson::Text(to) => Self::Rename(checked(to)?),
                _ => return Err(Problem::bad("The 'to' field for $rename must be a string")),
            },
            "$currentDate" => Self::CurrentDate,
            "$bit" => Self::Bit(fields::bitwise(operand)?),
            "$push" => Self::Push(arrays::Push::parse(operand)?),
            "$pushAll" => Self::Push(arrays::Push::all(list(name, operand)?)),
            "$addToSet" => Self::AddToSet(arrays::each(operand)?.unwrap_or_else(|| vec![operand.clone()])),
            "$pop" => match operand.as_f64() {
                Some(side) => Self::Pop(side < 0.0),
                None => return Err(Problem::coded(9, "$pop needs a number")),
            },
            "$pull" => Self::Pull(arrays::Pull::parse(operand)?),
            "$pullAll" => Self::PullAll(list(name, operand)?),
            other => return Err(Problem::coded(9, format!("Unknown modifier: {other}"))),
        })
    }
}

fn list(name: &str, operand: &Bson) -> Result<Vec<Bson>, Problem> {
    let items = operand.as_array().map(<[Bson]>::to_vec);
    items.ok_or_else(|| {
        Problem::bad(format!("{name} requires an array argument but was given a {}", operand.type_name().0))
    })
}

impl Change {
    fn apply(&self, document: &mut Document, before: &Document, circumstance: Circumstance<'_>) -> Result<(), Problem> {
        let parts = place::resolved(&self.path, before, circumstance.filter)?;
        match &self.operator {
            Operator::SetOnInsert(_) if !circumstance.is_new => Ok(()),
            Operator::Set(value) | Operator::SetOnInsert(value) => place::set(document, &parts, value.clone()),
            Operator::Unset => {
                place::remove(document, &parts);
                Ok(())
            }
            Operator::Rename(to) => match place::remove(document, &parts) {
                Some(value) => place::set(document, to.parts(), value),
                None => Ok(()),
            },
            Operator::CurrentDate => place::set(document, &parts, Bson::Date(circumstance.now.as_millisecond())),
            Operator::Inc(by) => fields::calculate(document, &parts, "$inc", by, fields::add),
            Operator::Mul(by) => fields::calculate(document, &parts, "$mul", by, fields::multiply),
            Operator::Min(value) => fields::bound(document, &parts, value, true),
            Operator::Max(value) => fields::bound(document, &parts, value, false),
            Operator::Bit(steps) => fields::bits(document, &parts, steps),
            Operator::Push(push) => push.apply(document, &parts),
            Operator::AddToSet(values) => arrays::add_to_set(document, &parts, values),
            Operator::Pop(first) => arrays::pop(document, &parts, *first),
            Operator::Pull(pull) => arrays::retain(document, &parts, "$pull", |item| !pull.takes(item)),
            Operator::PullAll(values) => arrays::retain(document, &parts, "$pullAll", |item| !values.contains(item)),
        }
    }
}

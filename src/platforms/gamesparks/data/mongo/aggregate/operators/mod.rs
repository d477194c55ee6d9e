//! The operators of expressions that take their operands as values: one list, by what they are about.

mod arrays;
mod compare;
mod dates;
mod numbers;
mod texts;

pub(super) use numbers::plus;

use super::wrong;
use crate::platforms::gamesparks::data::bson::Bson;
use crate::platforms::gamesparks::data::mongo::Problem;

/// What an operator is given: nothing for what is not there.
type Operands = Vec<Option<Bson>>;

/// What it comes to.
type Result = std::result::Result<Option<Bson>, Problem>;

/// An operator.
#[derive(Debug, Clone, Copy)]
pub(super) struct Operator(&'static Entry);

#[derive(Debug)]
struct Entry {
    name: &'static str,
    least: usize,
    most: usize,
    call: fn(Operands) -> Result,
}

/// An operator with that name, for as many operands as that.
const fn entry(name: &'static str, least: usize, most: usize, call: fn(Operands) -> Result) -> Entry {
    Entry { name, least, most, call }
}

/// Any number of operands.
const ANY: usize = usize::MAX;

/// All of them.
const LISTS: &[&[Entry]] = &[numbers::LIST, compare::LIST, texts::LIST, dates::LIST, arrays::LIST];

impl Operator {
    /// The operator of that name.
    pub(super) fn named(name: &str) -> std::result::Result<Self, Problem> {
        let found = LISTS.iter().flat_map(|list| list.iter()).find(|entry| entry.name == name);
        found.map(Self).ok_or_else(|| wrong(format!("invalid operator '{name}'")))
    }

    /// Whether it takes that many operands.
    pub(super) fn check(self, count: usize) -> std::result::Result<(), Problem> {
        let Entry { name, least, most, .. } = self.0;
        if (*least..=*most).contains(&count) {
            return Ok(());
        }
        let wanted = if least == most { format!("exactly {least}") } else { format!("at least {least}") };
        Err(wrong(format!("Expression {name} takes {wanted} arguments. {count} were passed in.")))
    }

    /// What it comes to.
    pub(super) fn call(self, operands: Operands) -> Result {
        (self.0.call)(operands)
    }
}

/// The operands if all are there and none is null.
fn all(operands: Operands) -> Option<Vec<Bson>> {
    operands.into_iter().map(|operand| operand.filter(|value| !value.is_null())).collect()
}

/// The first of two or more operands, if all are there.
fn pair(operands: Operands) -> Option<(Bson, Bson)> {
    let mut operands = all(operands)?.into_iter();
    Some((operands.next()?, operands.next()?))
}

/// Null, which most operators come to if an operand is not there.
const NULL: Result = Ok(Some(Bson::Null));

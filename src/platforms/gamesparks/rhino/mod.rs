//! Scripts that were written for Rhino, the platform's JavaScript engine, made ready for the engine here: what only Rhino knew
//! is found by a parser and said in other words, at the same places, so that errors name the lines of the file.

mod edits;
mod needs;
mod parser;
#[cfg(test)]
mod tests;
mod token;
pub mod words;
pub mod xml;

use std::sync::Arc;

pub use needs::Needs;

use crate::platforms::fidelity::{Row, absent, chosen, inferred, observed};
use crate::script::Source;

/// How we know.
pub const FIDELITY: &[Row] = &[
    observed(
        "rhino.language",
        "scripts are ES5 in sloppy mode, with const and for each (… in …)",
        "505 scripts of 17 public projects",
    ),
    inferred(
        "rhino.const",
        "const belongs to its function or to the game as var does, and can be declared again, so that a module with one can be required twice",
        "Rhino 1.7R4; games that require such modules from several scripts of one run",
    ),
    inferred(
        "rhino.const-assigned",
        "an assignment to a const of the same script does nothing, and has its value all the same",
        "Rhino 1.7R4",
    ),
    chosen(
        "rhino.const-elsewhere",
        "an assignment to a const of another script, such as a module, changes it",
        "a script is read by itself; no script that is known depends on that",
    ),
    chosen(
        "rhino.let",
        "let outside of functions and blocks is like var",
        "so that modules of newer scripts can be required twice",
    ),
    inferred(
        "rhino.syntax",
        "catch (e if CONDITION), functions without braces (function (x) x * 2), and what ECMAScript for XML adds",
        "Rhino 1.7R4, which a game names as the platform's engine",
    ),
    observed(
        "rhino.sealed",
        "the built-in objects are sealed: to assign to a member of Math or String.prototype throws",
        "a game's comments on its own MathUtilities",
    ),
    chosen(
        "rhino.sealed-names",
        "that is so where the script writes the object's own name, and not through another variable",
        "nothing else is checked while a script runs",
    ),
    inferred(
        "rhino.places",
        "an error has lineNumber and fileName: the place at which it was made, or at which the engine made it",
        "Rhino 1.7R4",
    ),
    inferred(
        "rhino.library",
        "toSource, uneval, equals and equalsIgnoreCase of texts, and array and text methods as functions (Array.map(list, f))",
        "Rhino 1.7R4",
    ),
    absent(
        "rhino.rest",
        "generators without a star, array comprehensions, let blocks, Iterator, and the packages of Java",
        "none of them is in a script that is known; Rhino had them for scripts that ask for JavaScript 1.7",
    ),
];

/// A script as the engine can run it.
#[derive(Debug, Clone)]
pub struct Ready {
    /// Its text.
    pub source: Source,
    /// What it needs of the engine.
    pub needs: Needs,
    /// The names that it uses, wherever they come from.
    pub used: Arc<[Box<str>]>,
}

/// `source`, as the engine can run it.
pub fn ready(source: &Source) -> Ready {
    let parser::Reading { edits, needs, used } = parser::read(source.text());
    let edits = edits.in_order();
    let used = used.into_iter().map(Into::into).collect();
    Ready { source: if edits.is_empty() { source.clone() } else { source.edited(&edits) }, needs, used }
}

//! `SparkLeaderboardOperations`: sets of the owners of leaderboards.

use std::collections::HashSet;
use std::rc::Rc;

use rquickjs::{Error, Value};
use serde_json::json;

use super::super::class::{Call, Class, member};
use super::board::Board;
use super::side;

/// What is done with two sets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operation {
    /// What is in one of them.
    Union,
    /// What is in both.
    Intersection,
    /// What is in the first and not in the second.
    Difference,
}

/// A set of owners, not evaluated yet.
#[derive(Debug, Clone)]
pub(super) enum Side {
    /// The owners on a leaderboard.
    Board(Board),
    /// Those of an operation.
    Operation(Operations),
}

/// An operation on two sets.
#[derive(Debug, Clone)]
pub(super) struct Operations {
    operation: Operation,
    sides: Rc<(Side, Side)>,
}

impl Side {
    /// The owners, in the order in which they come.
    fn owners(&self, call: &Call<'_, '_>) -> Vec<String> {
        match self {
            Self::Board(board) => board.look(call, |_, _, standing| {
                let mut seen = HashSet::new();
                let owners = standing.places().map(|place| place.line.owner.clone());
                owners.filter(|owner| seen.insert(owner.clone())).collect()
            }),
            Self::Operation(operations) => operations.owners(call),
        }
    }
}

impl Operations {
    fn owners(&self, call: &Call<'_, '_>) -> Vec<String> {
        let (mut left, right) = (self.sides.0.owners(call), self.sides.1.owners(call));
        let other: HashSet<&String> = right.iter().collect();
        match self.operation {
            Operation::Union => {
                let known: HashSet<String> = left.iter().cloned().collect();
                left.extend(right.into_iter().filter(|owner| !known.contains(owner)));
            }
            Operation::Intersection => left.retain(|owner| other.contains(owner)),
            Operation::Difference => left.retain(|owner| !other.contains(owner)),
        }
        left
    }
}

/// `SparkLeaderboards.union(LEFT, RIGHT)` and the like.
pub(super) fn new<'js>(call: &Call<'_, 'js>, operation: Operation) -> Result<Value<'js>, Error> {
    let sides = Rc::new((side(call, 0)?, side(call, 1)?));
    call.object(&CLASS, Operations { operation, sides })
}

/// `SparkLeaderboardOperations.union(RIGHT)` and the like.
fn more<'js>(call: &Call<'_, 'js>, operation: Operation) -> Result<Value<'js>, Error> {
    let left = Side::Operation(call.own::<Operations>()?.clone());
    let sides = Rc::new((left, side(call, 0)?));
    call.object(&CLASS, Operations { operation, sides })
}

/// The class.
pub(in super::super) static CLASS: Class = Class {
    name: "SparkLeaderboardOperations",
    members: &[
        member("union", &[1], |call| more(call, Operation::Union)),
        member("intersection", &[1], |call| more(call, Operation::Intersection)),
        member("difference", &[1], |call| more(call, Operation::Difference)),
        member("evaluate", &[0], |call| call.give_json(Some(&json!(call.own::<Operations>()?.owners(call))))),
    ],
    absent: &[],
};

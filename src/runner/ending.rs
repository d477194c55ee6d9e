//! How a scenario ends that does not pass: what is told of the step at which it ended, and of what had happened before.

use std::sync::Arc;

use super::outcome::{Ending, Failure, Trouble};
use super::process::Process;
use crate::diag::{Code, Diagnostic, Span};
use crate::journal::Entry;
use crate::journal::exchange::ExchangeId;
use crate::scenario::Planned;
use crate::scenario::expect::{Difference, Mismatch};
use crate::scenario::step::{CouldNot, Played};
use crate::world::World;

/// How many entries of the journal a failure shows of what had happened before.
const MOST_BEFORE: usize = 5;

/// It could not go on, because of `problem`.
pub(super) fn errored(world: &World, problem: Diagnostic, process: Option<&Process>) -> Ending {
    let before = last(world, None);
    Ending::Errored(Box::new(Trouble { problem, before, said: process.map(Process::said).unwrap_or_default() }))
}

/// A step could not be played, for this reason.
pub(super) fn could_not(planned: &Planned, reason: CouldNot) -> Diagnostic {
    Diagnostic::error(Code::Step, planned.place.clone(), reason.message)
        .label(format!("{} could not be played", planned.title()))
        .maybe_help(reason.help)
}

/// What came of a step is not what was expected.
pub(super) fn failed(
    world: &World,
    planned: &Planned,
    played: &Played,
    unmet: Vec<Mismatch>,
    process: Option<&Process>,
) -> Ending {
    let first = unmet.first().cloned();
    let (place, label) = match first {
        Some(Mismatch { place, difference }) if !place.is_nowhere() => (place, label(&difference)),
        _ => (planned.place.clone(), String::new()),
    };
    let message = match unmet.len() {
        1 => format!("{} did not give what was expected", planned.title()),
        many => format!("{} did not give what was expected: {many} differences", planned.title()),
    };
    let is_elsewhere = place.begin().line != planned.place.begin().line;
    let mut problem = Diagnostic::error(Code::Expectation, place, message).label(label);
    if is_elsewhere {
        problem = problem.also(planned.place.clone(), "of this step");
    }
    let exchange = played.exchange.and_then(|id| find(world, id));
    Ending::Failed(Box::new(Failure {
        problem,
        differences: unmet.into_iter().map(|mismatch| mismatch.difference).collect(),
        before: last(world, played.exchange),
        exchange,
        said: process.map(Process::said).unwrap_or_default(),
    }))
}

/// The same, with a place that says how it came to that: a turn, or a branch.
pub(super) fn within(ending: Ending, place: &Span, label: impl Into<String>) -> Ending {
    let also = |problem: Diagnostic| problem.also(place.clone(), label);
    match ending {
        Ending::Failed(mut failure) => {
            failure.problem = also(failure.problem);
            Ending::Failed(failure)
        }
        Ending::Errored(mut trouble) => {
            trouble.problem = also(trouble.problem);
            Ending::Errored(trouble)
        }
        other => other,
    }
}

/// What came, if it fits beside the excerpt; the differences say all of it.
fn label(difference: &Difference) -> String {
    const MOST: usize = 60;
    if difference.got.chars().count() <= MOST { format!("got {}", difference.got) } else { String::new() }
}

fn find(world: &World, id: ExchangeId) -> Option<Arc<Entry>> {
    let is_it = |entry: &Entry| entry.exchange().is_some_and(|exchange| exchange.id == id);
    world.journal().after(0, 1, is_it).entries.into_iter().next()
}

/// The last entries of the journal, oldest first, without `but`.
fn last(world: &World, but: Option<ExchangeId>) -> Vec<Arc<Entry>> {
    let is_other = |entry: &Entry| but.is_none() || entry.exchange().map(|exchange| exchange.id) != but;
    let mut entries = world.journal().after(0, usize::MAX, is_other).entries;
    entries.split_off(entries.len().saturating_sub(MOST_BEFORE))
}

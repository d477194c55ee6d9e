//! What came of it all: what is said of it, what reports are written, and how the program ends.

use std::ffi::OsString;
use std::time::Duration;

use super::unexpected::{self, Notes};
use super::{Args, Context, Exit, Record};
use crate::cli::stage::look;
use crate::diag::{Code, Diagnostic, Source, Span};
use crate::report::exchange::one_line;
use crate::report::human;
use crate::report::ink::Ink;
use crate::runner::outcome::{About, Ending, Failure, Outcome, Tally};
use crate::world::World;

/// A program that has ended, and what the scenarios say of it.
pub(super) struct Ran<'a> {
    /// The program and its arguments.
    pub(super) command: &'a [OsString],
    /// Its exit code; none if it was not started.
    pub(super) code: Option<u8>,
    /// How long it took, in machine time.
    pub(super) took: Duration,
    /// The world that it talked to.
    pub(super) world: &'a World,
    /// What came of the scenarios.
    pub(super) outcomes: Vec<Outcome>,
    /// What their steps looked at.
    pub(super) notes: &'a Notes,
}

/// Says what came of it, writes the reports, and gives the exit code: the program's own if it is not 0, and else whether
/// everything was as expected.
pub(super) fn judge(context: &Context, args: &Args, ran: &Ran<'_>, mut record: Record<'_>) -> u8 {
    let terminal = context.terminal;
    let ink = Ink { colour: terminal.colour };
    let mut tally = Tally::default();
    for outcome in &ran.outcomes {
        tally.count(&outcome.ending);
        let is_fine = matches!(outcome.ending, Ending::Passed | Ending::Skipped(_));
        if !(args.quiet && is_fine) {
            terminal.err(&human::outcome(outcome, look(context)));
        }
    }
    let unexpected = unexpected::find(ran.world.journal(), ran.notes);
    if !(args.quiet && ran.code == Some(0) && !args.strict) {
        terminal.err(&unexpected::show(&unexpected, ink));
    }
    let evicted = ran.world.journal().evicted().entries;
    if evicted > 0 && !args.quiet {
        terminal
            .err(&format!("backlot: the journal has evicted its oldest {evicted} entries, which were not looked at\n"));
    }

    let own = own_outcome(ran);
    record.keep(0, &own);
    ran.outcomes.iter().enumerate().for_each(|(at, outcome)| record.keep(at + 1, outcome));
    let are_written = record.write(context, 0);

    let exit = match ran.code {
        Some(code) if code != 0 => return code,
        None => Exit::CouldNotRun,
        Some(_) if tally.errored > 0 || !are_written => Exit::CouldNotRun,
        Some(_) if tally.failed > 0 || (args.strict && !unexpected.is_empty()) => Exit::Failed,
        Some(_) => Exit::Passed,
    };
    exit as u8
}

/// The program itself as something that passed or failed, for the reports.
fn own_outcome(ran: &Ran<'_>) -> Outcome {
    let words: Vec<_> = ran.command.iter().map(|word| quoted(&word.to_string_lossy())).collect();
    let line = words.join(" ");
    let name = one_line(&line);
    let place = Source::new("backlot exec", line.clone()).all();
    let ending = match ran.code {
        Some(0) => Ending::Passed,
        Some(code) => Ending::Failed(Box::new(failure(&place, format!("the program ended with {code}")))),
        None => Ending::Skipped("a server that it needs could not be started".to_owned()),
    };
    let journal = ran.world.journal();
    Outcome {
        remarks: Vec::new(),
        variants: Vec::new(),
        name,
        place,
        about: About::default(),
        ending,
        played: 0,
        steps: 0,
        seed: ran.world.rng().seed(),
        clock: ran.world.clock().mode(),
        platform_time: ran.took,
        machine_time: ran.took,
        // Told once: by the first scenario, if there is one.
        transcript: journal.after(if ran.outcomes.is_empty() { 0 } else { u64::MAX }, usize::MAX, |_| true),
    }
}

fn failure(place: &Span, message: String) -> Failure {
    Failure {
        problem: Diagnostic::error(Code::Expectation, place.clone(), message),
        differences: Vec::new(),
        exchange: None,
        before: Vec::new(),
        said: String::new(),
    }
}

/// A word as a shell takes it.
fn quoted(word: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "-_./:=@%+,".contains(c);
    if !word.is_empty() && word.chars().all(is_plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

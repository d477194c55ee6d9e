//! The options that ask for reports (`--junit FILE` and its like, one for each format of what is reported), and the writing of
//! them: into files, or onto standard output.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use clap::{Arg, ArgMatches, Command};

use super::context::Context;
use crate::report::story::Story;
use crate::report::{Format, Report, Reported};
use crate::runner::outcome::Outcome;
use crate::world::clock::{Clock, Stopwatch};

/// What stands for standard output.
const STDOUT: &str = "-";

/// The reports of an `R` that were asked for.
#[derive(Debug, Clone)]
pub(super) struct Reports<R: Reported>(Vec<(&'static Format<R>, PathBuf)>);

impl<R: Reported> clap::FromArgMatches for Reports<R> {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let asked = |format: &'static Format<R>| Some((format, matches.get_one::<PathBuf>(format.name)?.clone()));
        Ok(Self(R::FORMATS.iter().filter_map(asked).collect()))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

impl<R: Reported> clap::Args for Reports<R> {
    fn augment_args(command: Command) -> Command {
        command.args(R::FORMATS.iter().map(|format| {
            Arg::new(format.name)
                .long(format.name)
                .value_name("FILE")
                .value_parser(clap::value_parser!(PathBuf))
                .help(format!("Write a report: {}; - is standard output", format.about))
                .help_heading("Reports")
        }))
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl<R: Reported> Reports<R> {
    /// The context for what people read: where a report goes to standard output, nothing else may.
    pub(super) fn beside<'a>(&self, context: &'a Context) -> Cow<'a, Context> {
        let is_on_stdout = self.0.iter().any(|(_, path)| path == Path::new(STDOUT));
        if is_on_stdout { Cow::Owned(context.aside()) } else { Cow::Borrowed(context) }
    }

    /// Writes every report that was asked for, and says what could not be written. Gives whether all were.
    pub(super) fn write(&self, context: &Context, what: &R) -> bool {
        let mut are_all_written = true;
        for (format, path) in &self.0 {
            let text = (format.write)(what);
            if path == Path::new(STDOUT) {
                context.terminal.report(&text);
            } else if let Err(error) = write(&context.directory.join(path), &text) {
                let (name, path) = (format.name, path.display());
                context.terminal.err(&format!("backlot: could not write the {name} report to {path}: {error}\n"));
                are_all_written = false;
            }
        }
        are_all_written
    }
}

/// What a run has shown so far, as far as reports were asked for.
pub(super) struct Record<'a> {
    reports: &'a Reports<Report>,
    started: jiff::Timestamp,
    watch: Stopwatch,
    stories: Vec<(usize, Story)>,
}

impl<'a> Record<'a> {
    /// A run that begins now.
    pub(super) fn begin(reports: &'a Reports<Report>) -> Self {
        Self { reports, started: Clock::real(None).now(), watch: Stopwatch::start(), stories: Vec::new() }
    }

    /// Keeps what came of the scenario at `place` in the run. Without reports nothing is kept, so that memory stays flat.
    pub(super) fn keep(&mut self, place: usize, outcome: &Outcome) {
        if !self.reports.0.is_empty() {
            self.stories.push((place, Story::of(outcome)));
        }
    }

    /// Writes every report that was asked for, and says what could not be written. Gives whether all were.
    pub(super) fn write(mut self, context: &Context, left_out: usize) -> bool {
        self.stories.sort_by_key(|&(place, _)| place);
        let stories = self.stories.into_iter().map(|(_, story)| story).collect();
        let report = Report::new(self.started, self.watch.elapsed(), left_out, stories);
        self.reports.write(context, &report)
    }
}

/// Folders that are not there yet are made.
fn write(path: &Path, text: &str) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    std::fs::write(path, text)
}

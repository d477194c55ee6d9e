//! The options that ask for reports (`--junit FILE` and its like, one for each format in the list), and the writing of them.

use std::path::{Path, PathBuf};

use clap::{Arg, ArgMatches, Command};

use super::context::Context;
use crate::report::story::Story;
use crate::report::{FORMATS, Format, Report};
use crate::runner::outcome::Outcome;
use crate::world::clock::{Clock, Stopwatch};

/// The reports that were asked for.
#[derive(Debug, Clone)]
pub(super) struct Reports(Vec<(&'static Format, PathBuf)>);

impl clap::FromArgMatches for Reports {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let asked = |format: &'static Format| Some((format, matches.get_one::<PathBuf>(format.name)?.clone()));
        Ok(Self(FORMATS.iter().filter_map(asked).collect()))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

impl clap::Args for Reports {
    fn augment_args(command: Command) -> Command {
        command.args(FORMATS.iter().map(|format| {
            Arg::new(format.name)
                .long(format.name)
                .value_name("FILE")
                .value_parser(clap::value_parser!(PathBuf))
                .help(format!("Write a report: {}", format.about))
                .help_heading("Reports")
        }))
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

/// What a run has shown so far, as far as reports were asked for.
pub(super) struct Record<'a> {
    reports: &'a Reports,
    started: jiff::Timestamp,
    watch: Stopwatch,
    stories: Vec<(usize, Story)>,
}

impl<'a> Record<'a> {
    /// A run that begins now.
    pub(super) fn begin(reports: &'a Reports) -> Self {
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
        let mut all_written = true;
        for (format, path) in &self.reports.0 {
            if let Err(error) = write(&context.directory.join(path), &(format.write)(&report)) {
                let path = path.display();
                context
                    .terminal
                    .err(&format!("backlot: could not write the {} report to {path}: {error}\n", format.name));
                all_written = false;
            }
        }
        all_written
    }
}

/// Folders that are not there yet are made.
pub(super) fn write(path: &Path, text: &str) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    std::fs::write(path, text)
}

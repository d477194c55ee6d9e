//! The options that ask for reports of the doctor (`--junit FILE` and its like), and the writing of them.

use std::path::{Path, PathBuf};

use clap::{Arg, ArgMatches, Command};

use crate::cli::context::Context;
use crate::report::checkup::{FORMATS, Format, Scorecard};

/// What stands for standard output.
const STDOUT: &str = "-";

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
                .help(format!("Write a report: {}; - is standard output", format.about))
                .help_heading("Reports")
        }))
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl Reports {
    /// Whether one of them goes to standard output.
    pub(super) fn is_on_stdout(&self) -> bool {
        self.0.iter().any(|(_, path)| path == Path::new(STDOUT))
    }

    /// Writes every report that was asked for, and says what could not be written. Gives whether all were.
    pub(super) fn write(&self, context: &Context, card: &Scorecard) -> bool {
        let mut are_all_written = true;
        for (format, path) in &self.0 {
            let text = (format.write)(card);
            if path == Path::new(STDOUT) {
                context.terminal.out(&text);
            } else if let Err(error) = crate::cli::reports::write(&context.directory.join(path), &text) {
                let (name, path) = (format.name, path.display());
                context.terminal.err(&format!("backlot: could not write the {name} report to {path}: {error}\n"));
                are_all_written = false;
            }
        }
        are_all_written
    }
}

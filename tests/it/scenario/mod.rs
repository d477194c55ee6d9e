//! Scenarios from their files to their outcomes: what is said of broken ones, what is played of good ones, and what is shown
//! when what came is not what was expected.

mod broken;
mod command;
pub(crate) mod corpus;
mod damage;
mod failing;
mod flow;
mod placeholders;
mod playing;
mod program;
mod remarks;
mod repeating;
mod schema;
mod time;
mod tools;
mod watching;

use std::path::{Path, PathBuf};

use backlot::diag::Diagnostics;
use backlot::diag::render::{Look, render};
use backlot::report::human;
use backlot::runner::outcome::{Ending, Outcome};
use backlot::runner::{self, Options};
use backlot::scenario::Scenario;

/// A folder with files in it, gone when dropped.
struct Folder(tempfile::TempDir);

impl Folder {
    fn with(files: &[(&str, &str)]) -> Self {
        let folder = Self(tempfile::tempdir().unwrap());
        for (name, text) in files {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        folder
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn load(&self, path: &str) -> (Vec<Scenario>, Diagnostics) {
        let mut problems = Diagnostics::new();
        let scenarios = runner::load(self.path(), &[PathBuf::from(path)], &mut problems);
        (scenarios, problems)
    }
}

/// What is said of one broken file.
fn said(text: &str) -> String {
    said_of(&[("s.yaml", text)])
}

/// What is said of the first of several files, which uses the others.
fn said_of(files: &[(&str, &str)]) -> String {
    let (_, problems) = Folder::with(files).load(files[0].0);
    assert!(problems.has_errors(), "nothing is said of\n{}", files[0].1);
    without_platforms(&render(&problems, Look::PLAIN))
}

/// What is possible grows with the platforms; what is said of the language must not change with them.
fn without_platforms(text: &str) -> String {
    let language = backlot::platforms::language();
    let platforms = language.platforms().join(", ");
    let kinds: Vec<_> = language.kinds().map(|kind| kind.key()).collect();
    text.replace(&kinds.join(", "), "KINDS OF STEPS").replace(&platforms, "PLATFORMS")
}

/// The outcomes of the scenarios in one file, which must be valid.
fn played(text: &str) -> Vec<Outcome> {
    played_of(&[("s.yaml", text)], &Options { seed: Some(1), ..Options::default() })
}

fn played_of(files: &[(&str, &str)], options: &Options) -> Vec<Outcome> {
    let folder = Folder::with(files);
    let (scenarios, problems) = folder.load(files[0].0);
    assert!(!problems.has_errors(), "{}", render(&problems, Look::PLAIN));
    scenarios.iter().map(|scenario| runner::play(scenario, options)).collect()
}

/// Plays one scenario that must pass.
#[track_caller]
fn passes(text: &str) -> Outcome {
    let outcome = played(text).remove(0);
    assert!(matches!(outcome.ending, Ending::Passed), "{}", human::outcome(&outcome, Look::PLAIN));
    outcome
}

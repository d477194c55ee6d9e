//! The files in `scenarios/_broken`: whatever is wrong with a file, what is said of it is kept beside it. The language is not
//! allowed to grow without them.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use backlot::diag::render::{Look, render};
use backlot::diag::{Code, Diagnostics, Source};
use backlot::runner;
use backlot::tree::{Node, read};

use super::without_platforms;
use crate::kit::golden;

pub(crate) const BROKEN: &str = "scenarios/_broken";

/// The scenario files in a folder of the repository and in the folders in it, but for those that begin with `_`.
pub(crate) fn files(folder: &str) -> Vec<PathBuf> {
    let mut problems = Diagnostics::new();
    let found = backlot::scenario::find::files(repository(), &[folder.into()], &mut problems);
    assert!(problems.is_empty());
    found.into_iter().map(|found| found.path).collect()
}

pub(super) fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The documents of a file as values; nothing if it is not even YAML.
pub(crate) fn documents(path: &Path) -> Option<Vec<Node>> {
    let text = std::fs::read_to_string(path).unwrap();
    let mut problems = Diagnostics::new();
    let documents = read::documents(&Source::new("x", text), &mut problems);
    (!problems.has_errors() && !documents.is_empty()).then_some(documents)
}

fn problems_of(path: &Path) -> Diagnostics {
    let mut problems = Diagnostics::new();
    let name = path.strip_prefix(repository()).unwrap().to_owned();
    let scenarios = runner::load(repository(), &[name], &mut problems);
    assert!(problems.has_errors() || !scenarios.is_empty());
    problems
}

#[test]
fn what_is_said_of_each_is_kept_beside_it() {
    let files = files(BROKEN);
    assert!(files.len() >= 60, "{}", files.len());
    let mut wrong = Vec::new();
    for file in &files {
        let problems = problems_of(file);
        assert!(!problems.is_empty(), "nothing is said of {}", file.display());
        let said = without_platforms(&render(&problems, Look::PLAIN));
        let kept = file.strip_prefix(repository()).unwrap().with_extension("txt");
        let held = std::panic::catch_unwind(|| golden::holds(kept.to_str().unwrap(), &said));
        wrong.extend(held.err().map(|_| kept.display().to_string()));
    }
    assert!(wrong.is_empty(), "what is said of these has changed:\n{}", wrong.join("\n"));
}

#[test]
fn nothing_is_kept_of_files_that_are_gone() {
    for entry in std::fs::read_dir(repository().join(BROKEN)).unwrap() {
        let path = entry.unwrap().path();
        let is_message = path.extension().is_some_and(|ending| ending == "txt");
        assert!(!is_message || path.with_extension("yaml").exists(), "{}", path.display());
    }
}

/// What no broken file can show: files that cannot be opened are named otherwise, and these come while a scenario plays.
const NOT_OF_FILES: [Code; 3] = [Code::Encoding, Code::Expectation, Code::Step];

#[test]
fn every_code_is_shown_by_a_file() {
    let mut seen = BTreeSet::new();
    for file in files(BROKEN) {
        seen.extend(problems_of(&file).ordered().iter().map(|problem| problem.code.name()));
    }
    let missing: Vec<_> = Code::ALL
        .iter()
        .filter(|code| !NOT_OF_FILES.contains(code) && !seen.contains(code.name()))
        .map(|code| code.name())
        .collect();
    assert!(missing.is_empty(), "no file in {BROKEN} is wrong in these ways: {}", missing.join(", "));
}

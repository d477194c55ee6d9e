//! The scenarios of a run: all of them are read before the first is played, so that everything that is wrong is said at once, but
//! only so many are kept. Those that are not are read again when their turn comes, so that memory does not grow with their number.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use indexmap::IndexMap;
use parking_lot::Mutex;

use super::load;
use crate::diag::{Code, Diagnostic, Diagnostics, Source, Span};
use crate::scenario::find::{self, Found};
use crate::scenario::{Language, Reader, Scenario};

/// The most scenarios that are kept once they have been read. A file is kept whole.
const MOST_KEPT: usize = 1_000;

/// The scenarios of a run.
pub struct Listing<'l> {
    files: Vec<File>,
    scenarios: Vec<Listed>,
    desk: Mutex<Desk<'l>>,
}

/// What is known of a scenario without reading its file again.
#[derive(Debug)]
pub struct Listed {
    /// Its name.
    pub name: String,
    /// The words by which it can be chosen.
    pub tags: Vec<String>,
    file: usize,
    /// Its place among those of its file.
    number: usize,
    warnings: Vec<Diagnostic>,
}

struct File {
    found: Found,
    /// The place of its first scenario among all.
    first: usize,
    /// What its text came to, so that a change is noticed.
    text: u64,
}

struct Desk<'l> {
    /// Knows what the files use as it was when they were first read.
    reader: Reader<'l>,
    kept: IndexMap<usize, Arc<[Scenario]>>,
    most: usize,
}

/// A scenario, read.
pub struct Taken {
    file: Arc<[Scenario]>,
    number: usize,
}

impl Deref for Taken {
    type Target = Scenario;

    fn deref(&self) -> &Scenario {
        &self.file[self.number]
    }
}

impl<'l> Listing<'l> {
    /// The scenarios that `paths` mean, seen from `directory`. Do not play them if there are errors.
    pub fn read(language: &'l Language, directory: &Path, paths: &[PathBuf], problems: &mut Diagnostics) -> Self {
        Self::keeping(MOST_KEPT, language, directory, paths, problems)
    }

    fn keeping(
        most: usize,
        language: &'l Language,
        directory: &Path,
        paths: &[PathBuf],
        problems: &mut Diagnostics,
    ) -> Self {
        let mut desk = Desk { reader: Reader::new(language), kept: IndexMap::new(), most };
        let (mut files, mut scenarios) = (Vec::new(), Vec::new());
        for found in find::files(directory, paths, problems) {
            let file = files.len();
            let read = load::file(&mut desk.reader, &found, problems);
            files.push(File { first: scenarios.len(), text: text_of(&read), found });
            scenarios.extend(read.iter().enumerate().map(|(number, scenario)| Listed {
                name: scenario.name.clone(),
                tags: scenario.tags.clone(),
                file,
                number,
                warnings: scenario.warnings.clone(),
            }));
            // The first ones are wanted first.
            if scenarios.len() <= most {
                desk.kept.insert(file, read.into());
            }
        }
        if scenarios.is_empty() && !problems.has_errors() {
            let message = "none of the files that were found is a scenario: none has a name or steps";
            problems.push(Diagnostic::error(Code::Unreadable, Span::nowhere(), message));
        }
        Self { files, scenarios, desk: Mutex::new(desk) }
    }

    /// All of them, in the order in which they were asked for.
    pub fn scenarios(&self) -> &[Listed] {
        &self.scenarios
    }

    /// The name of the file that a scenario is in, as it was typed.
    pub fn file_of(&self, listed: &Listed) -> &str {
        &self.files[listed.file].found.name
    }

    /// The scenario itself; a problem if its file is not what it was.
    pub fn take(&self, listed: &Listed) -> Result<Taken, Box<Diagnostic>> {
        let mut desk = self.desk.lock();
        let file = match desk.kept.get(&listed.file) {
            Some(kept) => Arc::clone(kept),
            None => {
                let again = self.again(listed.file, &mut desk.reader)?;
                desk.keep(listed.file, &again);
                again
            }
        };
        Ok(Taken { file, number: listed.number })
    }

    /// Reads a file again. What the platforms say of it is known already.
    fn again(&self, file: usize, reader: &mut Reader<'_>) -> Result<Arc<[Scenario]>, Box<Diagnostic>> {
        let File { found, first, text } = &self.files[file];
        let mut problems = Diagnostics::new();
        let mut read = reader.found(found, &mut problems);
        if problems.has_errors() || text_of(&read) != *text {
            let place = Source::new(found.name.as_str(), "").all();
            let message = "the file is not what it was when the run began";
            return Err(Box::new(Diagnostic::error(Code::Unreadable, place, message).help("run it again")));
        }
        for (scenario, listed) in read.iter_mut().zip(&self.scenarios[*first..]) {
            scenario.warnings.clone_from(&listed.warnings);
        }
        Ok(read.into())
    }
}

impl Desk<'_> {
    /// Keeps a file, and lets go of those that were read first.
    fn keep(&mut self, file: usize, scenarios: &Arc<[Scenario]>) {
        self.kept.insert(file, Arc::clone(scenarios));
        let mut count: usize = self.kept.values().map(|scenarios| scenarios.len()).sum();
        while count > self.most && self.kept.len() > 1 {
            count -= self.kept.shift_remove_index(0).map_or(0, |(_, scenarios)| scenarios.len());
        }
    }
}

/// What the text of a file comes to: the same for the same text, and hardly ever for another.
fn text_of(scenarios: &[Scenario]) -> u64 {
    let mut hasher = DefaultHasher::new();
    scenarios.first().map(|scenario| scenario.place.source().text()).hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platforms;

    /// A file with a table of three rows, and one that is probably not as its author thinks.
    fn text(number: usize) -> String {
        format!(
            "name: ${{who}} {number}\ntags: [t{number}]\ncases: [{{ who: a }}, {{ who: b }}, {{ who: c }}]\nsteps:\n- http: /\n  capture: {{ unused: $.a }}\nserver: {{ stub: {{ reply: 1 }} }}\n"
        )
    }

    fn folder(files: usize) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        (0..files).for_each(|at| std::fs::write(folder.path().join(format!("{at}.yaml")), text(at)).unwrap());
        folder
    }

    #[test]
    fn what_is_not_kept_is_read_again_and_is_the_same() {
        let folder = folder(9);
        let language = platforms::language();
        for most in [0, 1, 7, 1_000] {
            let mut problems = Diagnostics::new();
            let listing = Listing::keeping(most, &language, folder.path(), &[".".into()], &mut problems);
            assert_eq!((problems.errors(), problems.len()), (0, 9));
            let names: Vec<_> = listing.scenarios().iter().map(|one| one.name.as_str()).collect();
            assert_eq!((names.len(), names[0], names[26]), (27, "a 0", "c 8"));
            for _ in 0..2 {
                for listed in listing.scenarios() {
                    let taken = listing.take(listed).unwrap();
                    assert_eq!((&taken.name, &taken.tags), (&listed.name, &listed.tags));
                    assert_eq!(taken.warnings.len(), 1);
                    let kept: usize = listing.desk.lock().kept.values().map(|scenarios| scenarios.len()).sum();
                    assert!(kept <= most.max(3), "{kept} are kept, and {most} may be");
                }
            }
        }
    }

    #[test]
    fn a_file_that_has_changed_meanwhile_is_not_played() {
        let folder = folder(2);
        let language = platforms::language();
        let listing = Listing::keeping(0, &language, folder.path(), &[".".into()], &mut Diagnostics::new());
        std::fs::write(folder.path().join("1.yaml"), text(7)).unwrap();
        let changed = |at: usize| listing.take(&listing.scenarios()[at]).err().map(|problem| problem.span.to_string());
        assert_eq!((changed(0), changed(3)), (None, Some("./1.yaml:1:1".to_owned())));
        std::fs::remove_file(folder.path().join("1.yaml")).unwrap();
        assert!(changed(3).is_some());
    }
}

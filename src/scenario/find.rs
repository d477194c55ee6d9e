//! Which files are meant by a path on the command line: the file itself, or every scenario file in a folder and in the folders
//! within it. Files and folders whose name begins with `_` or `.` are left out, so that parts can lie beside what uses them; and
//! so is, when it is read, what lies in a folder and is no scenario at all.

use std::path::{Path, PathBuf};

use crate::diag::{Code, Diagnostic, Diagnostics, Span};

/// The most files that one run takes.
pub const MOST_FILES: usize = 100_000;

/// The deepest that folders are looked into, so that links in circles come to an end.
const DEEPEST: usize = 32;

/// The endings of scenario files.
const ENDINGS: [&str; 3] = ["yaml", "yml", "json"];

/// A file, and the name under which the person who asked for it knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Where it is.
    pub path: PathBuf,
    /// The path as it was typed, or as it follows from that.
    pub name: String,
    /// It was found in a folder that was asked for, and not asked for itself: it may be something else than a scenario.
    pub is_sought: bool,
}

/// The files that `paths` mean, seen from `directory`; those of a folder in the order of their names.
pub fn files(directory: &Path, paths: &[PathBuf], problems: &mut Diagnostics) -> Vec<Found> {
    let mut found = Vec::new();
    for typed in paths {
        let path = directory.join(typed);
        if path.is_dir() {
            let before = found.len();
            folder(&path, typed, DEEPEST, &mut found, problems);
            if found.len() == before {
                let message = format!("there is no scenario in {}", typed.display());
                let help = format!("scenarios are files that end in .{}", ENDINGS.join(", ."));
                problems.push(Diagnostic::error(Code::Unreadable, Span::nowhere(), message).help(help));
            }
        } else {
            // What cannot be read is said when it is.
            found.push(Found { path, name: shown(typed), is_sought: false });
        }
    }
    if found.len() > MOST_FILES {
        let message = format!("there are {} files, and one run takes at most {MOST_FILES}", found.len());
        problems.push(Diagnostic::error(Code::Limit, Span::nowhere(), message));
        found.truncate(MOST_FILES);
    }
    found
}

fn folder(path: &Path, typed: &Path, deepest: usize, found: &mut Vec<Found>, problems: &mut Diagnostics) {
    let entries = std::fs::read_dir(path).and_then(Iterator::collect::<std::io::Result<Vec<_>>>);
    let mut entries = match entries {
        Ok(entries) => entries,
        Err(error) => {
            let message = format!("{} cannot be read: {error}", typed.display());
            problems.push(Diagnostic::error(Code::Unreadable, Span::nowhere(), message));
            return;
        }
    };
    entries.sort_by_key(std::fs::DirEntry::file_name);
    for entry in entries {
        let name = entry.file_name();
        if name.as_encoded_bytes().starts_with(b"_") || name.as_encoded_bytes().starts_with(b".") {
            continue;
        }
        let (path, typed) = (entry.path(), typed.join(&name));
        if path.is_dir() {
            if deepest > 0 && found.len() <= MOST_FILES {
                folder(&path, &typed, deepest - 1, found, problems);
            }
        } else if path.extension().and_then(|ending| ending.to_str()).is_some_and(|ending| ENDINGS.contains(&ending)) {
            found.push(Found { name: shown(&typed), path, is_sought: true });
        }
    }
}

/// With forward slashes, so that reports are the same everywhere.
pub fn shown(path: &Path) -> String {
    let text = path.to_string_lossy();
    if std::path::MAIN_SEPARATOR == '/' { text.into_owned() } else { text.replace(std::path::MAIN_SEPARATOR, "/") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_looked_through_in_order_and_parts_left_out() {
        let home = tempfile::tempdir().unwrap();
        for name in ["b.yaml", "a/2.yml", "a/1.json", "a/_part.yaml", "_broken/x.yaml", ".git/x.yaml", "notes.md"] {
            let path = home.path().join("s").join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, "").unwrap();
        }
        let mut problems = Diagnostics::new();
        let names = |paths: &[&str], problems: &mut Diagnostics| {
            let paths: Vec<_> = paths.iter().map(PathBuf::from).collect();
            files(home.path(), &paths, problems).into_iter().map(|found| found.name).collect::<Vec<_>>()
        };
        assert_eq!(names(&["s"], &mut problems), ["s/a/1.json", "s/a/2.yml", "s/b.yaml"]);
        assert_eq!(names(&["s/a/_part.yaml", "s/_broken"], &mut problems), ["s/a/_part.yaml", "s/_broken/x.yaml"]);
        assert!(problems.is_empty());
        std::fs::create_dir(home.path().join("empty")).unwrap();
        assert!(names(&["empty"], &mut problems).is_empty());
        assert_eq!(problems.ordered()[0].message, "there is no scenario in empty");
    }
}

//! Reading a portal export from a folder.

use std::io;
use std::path::{Path, PathBuf};

use super::{CloudCode, Folder, Script, ScriptId};
use crate::diag::{Code, Diagnostic, Diagnostics, Span};
use crate::tree::file;

/// The most scripts that are read from one folder.
pub const MOST_SCRIPTS: usize = 10_000;

/// Reads the export in `folder` (or in the folder named `api_key` within it) into `code`. What is wrong is reported to
/// `problems`; what concerns the folder as a whole is reported at `asked`, the place that names it.
pub fn load(folder: &Path, api_key: &str, asked: &Span, code: &mut CloudCode, problems: &mut Diagnostics) {
    if let Err((path, error)) = try_load(folder, api_key, asked, code, problems) {
        let message = format!("{} cannot be read: {error}", path.display());
        problems.push(Diagnostic::error(Code::Unreadable, asked.clone(), message));
    }
}

type Unreadable = (PathBuf, io::Error);

fn try_load(
    folder: &Path,
    api_key: &str,
    asked: &Span,
    code: &mut CloudCode,
    problems: &mut Diagnostics,
) -> Result<(), Unreadable> {
    let nested = folder.join(api_key);
    let folder = if nested.is_dir() { nested } else { folder.to_owned() };
    // Read for the error that it gives if there is no such folder.
    names(&folder)?;
    let present: Vec<_> = Folder::ALL.iter().filter(|kind| folder.join(kind.word()).is_dir()).collect();
    if present.is_empty() {
        let known: Vec<_> = Folder::ALL.iter().map(|kind| kind.word()).collect();
        let message = format!("{} is no portal export: none of its folders is in it", folder.display());
        let problem = Diagnostic::error(Code::Unreadable, asked.clone(), message);
        problems.push(problem.help(format!("it has at least one of these: {}", known.join(", "))));
    }
    let mut left = MOST_SCRIPTS;
    for kind in present {
        for name in names(&folder.join(kind.word()))? {
            let path = folder.join(kind.word()).join(&name);
            let shown = path.display().to_string();
            let Some(short_code) = name.strip_suffix(".js").filter(|code| !code.is_empty()) else {
                let message = format!("{shown} is no script: its name does not end in .js");
                problems.push(Diagnostic::warning(Code::Script, asked.clone(), message));
                continue;
            };
            let Some(fewer) = left.checked_sub(1) else {
                let message = format!(
                    "{} has more than {MOST_SCRIPTS} scripts, which is the most that is read",
                    folder.display()
                );
                problems.push(Diagnostic::error(Code::Limit, asked.clone(), message));
                return Ok(());
            };
            left = fewer;
            if let Some(source) = file::open(&path, &shown, asked, problems) {
                code.insert(Script::new(ScriptId::new(*kind, short_code), source));
            }
        }
    }
    Ok(())
}

/// What is in `folder`, in order, without what is hidden.
fn names(folder: &Path) -> Result<Vec<String>, Unreadable> {
    let read = || -> io::Result<Vec<String>> {
        let mut names = Vec::new();
        for entry in std::fs::read_dir(folder)? {
            let name = entry?.file_name().to_string_lossy().into_owned();
            if !name.starts_with('.') {
                names.push(name);
            }
        }
        names.sort_unstable();
        Ok(names)
    };
    read().map_err(|error| (folder.to_owned(), error))
}

#[cfg(test)]
mod tests {
    use super::*;
    use tempfile::TempDir;

    fn export(files: &[(&str, &[u8])]) -> TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (name, bytes) in files {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, bytes).unwrap();
        }
        folder
    }

    fn loaded(folder: &Path) -> (Vec<String>, Vec<String>, bool) {
        let (mut code, mut problems) = (CloudCode::default(), Diagnostics::new());
        load(folder, "a123", &Span::nowhere(), &mut code, &mut problems);
        let root = folder.display().to_string();
        let messages = problems.ordered().iter().map(|one| one.message.replace(&root, "ROOT")).collect();
        (code.iter().map(|script| script.id.to_string()).collect(), messages, problems.has_errors())
    }

    #[test]
    fn every_folder_of_an_export_is_read() {
        let files: &[(&str, &[u8])] = &[
            ("modules/b.js", b"b"),
            ("modules/a.js", b"a"),
            ("callbacks/server.js", "// 日".as_bytes()),
            ("event/buy.js", b""),
            ("modules/.hidden", b"\xff"),
            ("README.md", b"# not a script"),
            ("others/x.js", b"x"),
        ];
        let folder = export(files);
        let scripts = ["callbacks/server.js", "modules/a.js", "modules/b.js", "event/buy.js"].map(str::to_owned);
        assert_eq!(loaded(folder.path()), (scripts.to_vec(), vec![], false));
    }

    #[test]
    fn an_export_may_be_in_a_folder_named_after_the_game() {
        let folder = export(&[("a123/system/GS_CALLBACK_URL.js", b"x"), ("b456/modules/other.js", b"x")]);
        assert_eq!(loaded(folder.path()).0, ["system/GS_CALLBACK_URL.js"]);
    }

    #[test]
    fn what_is_wrong_is_said() {
        let folder =
            export(&[("modules/bad.js", b"var a;\n\xff"), ("modules/notes.txt", b""), ("modules/sub.js/x", b"")]);
        let (scripts, messages, errors) = loaded(folder.path());
        assert!(scripts.is_empty() && errors);
        assert!(messages.iter().any(|message| message.contains("UTF-8")), "{messages:?}");
        assert!(
            messages.iter().any(|message| message.starts_with("ROOT/modules/sub.js cannot be read")),
            "{messages:?}"
        );
        assert!(messages.iter().any(|message| message.contains("does not end in .js")), "{messages:?}");
        let empty = export(&[("readme", b"")]);
        assert_eq!(loaded(empty.path()).1, ["ROOT is no portal export: none of its folders is in it"]);
        let (_, messages, errors) = loaded(Path::new("/nowhere/at/all"));
        assert!(errors && messages[0].starts_with("ROOT cannot be read"), "{messages:?}");
    }
}

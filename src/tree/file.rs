//! From a file, or from bytes that came from elsewhere, to a [`Source`].

use std::io::Read as _;
use std::path::Path;

use super::read::Limits;
use crate::diag::{Code, Diagnostic, Diagnostics, Source, Span};

/// Reads the file at `path`, known to its author as `name`. If that cannot be done: nothing, and a problem at `asked`, the
/// place that names the file.
pub fn open(path: &Path, name: &str, asked: &Span, problems: &mut Diagnostics) -> Option<Source> {
    // One byte more than is read, so that a file which is too long is seen to be.
    let most = Limits::default().bytes as u64 + 1;
    let mut bytes = Vec::new();
    let read = std::fs::File::open(path).and_then(|file| file.take(most).read_to_end(&mut bytes));
    match read {
        Ok(_) => text_in(path.parent(), name, bytes, problems),
        Err(error) => {
            let message = format!("{name} cannot be read: {error}");
            problems.push(Diagnostic::error(Code::Unreadable, asked.clone(), message));
            None
        }
    }
}

/// The text in `bytes`, known to its author as `name`. Nothing, and a problem, if it is not UTF-8.
pub fn text(name: &str, bytes: Vec<u8>, problems: &mut Diagnostics) -> Option<Source> {
    text_in(None, name, bytes, problems)
}

fn text_in(folder: Option<&Path>, name: &str, bytes: Vec<u8>, problems: &mut Diagnostics) -> Option<Source> {
    let error = match String::from_utf8(bytes) {
        Ok(text) => return Some(Source::in_folder(name, text, folder.map(Path::to_owned))),
        Err(error) => error,
    };
    let utf16 = matches!(error.as_bytes(), [0xff, 0xfe, ..] | [0xfe, 0xff, ..]);
    let at = error.utf8_error().valid_up_to();
    let shown = Source::new(name, String::from_utf8_lossy(error.as_bytes()));
    let problem =
        Diagnostic::error(Code::Encoding, shown.span(at..at + 1), "the file is not text in UTF-8 from here on");
    problems.push(if utf16 {
        problem.help("it looks like UTF-16: save it as UTF-8")
    } else {
        problem.help("save it as UTF-8")
    });
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_that_are_no_text_are_shown_where_they_begin() {
        let mut problems = Diagnostics::new();
        assert!(text("a.yaml", b"name: x\nto: \x83\x65".to_vec(), &mut problems).is_none());
        assert_eq!(problems.ordered()[0].span.to_string(), "a.yaml:2:5");
    }

    #[test]
    fn a_file_that_is_not_there_is_a_problem() {
        let mut problems = Diagnostics::new();
        assert!(open(Path::new("/nowhere/at/all.yaml"), "all.yaml", &Span::nowhere(), &mut problems).is_none());
        assert!(problems.ordered()[0].message.starts_with("all.yaml cannot be read: "));
    }
}

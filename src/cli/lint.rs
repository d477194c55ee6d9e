//! `backlot lint`: what is wrong with files, without playing anything.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use super::context::Context;
use super::exit::Exit;
use super::problems::{Form, tell};
use crate::diag::{Code, Diagnostic, Diagnostics, Source, Span};
use crate::platforms;
use crate::runner::load;
use crate::scenario::{Reader, find};
use crate::tree::{file, read};

/// Check scenarios, fixtures and parts without playing anything.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Files, and folders of them; names that begin with `_` are left out; `-` reads standard input
    #[arg(value_name = "PATH", required = true)]
    paths: Vec<PathBuf>,
    /// The file that standard input is the text of, unsaved: what it uses is looked for beside it
    #[arg(long, value_name = "FILE", default_value = "-")]
    stdin_name: PathBuf,
    /// Warnings count as errors
    #[arg(long)]
    strict: bool,
    /// For people, or for programs: a JSON object on each line
    #[arg(long, value_enum, default_value_t, value_name = "FORM")]
    format: Form,
}

pub(super) fn run(context: &Context, args: &Args) -> Exit {
    let mut problems = Diagnostics::new();
    let language = platforms::language();
    let mut reader = Reader::new(&language);
    let mut files = 0;
    let (typed, named): (Vec<_>, Vec<_>) = args.paths.iter().cloned().partition(|path| path == Path::new("-"));
    if !typed.is_empty() {
        files += 1;
        let source = standard_input(context, &args.stdin_name, &mut problems);
        source.inspect(|source| check(source, &mut reader, &mut problems));
    }
    for found in find::files(&context.directory, &named, &mut problems) {
        files += 1;
        let source = file::open(&found.path, &found.name, &Span::nowhere(), &mut problems);
        source.inspect(|source| check(source, &mut reader, &mut problems));
    }
    tell(context, &problems, args.format);
    let (errors, warnings) = (problems.errors(), problems.len() - problems.errors());
    let summary = match args.format {
        Form::Human => format!("{}, {}, {}\n", many(files, "file"), many(errors, "error"), many(warnings, "warning")),
        Form::Json => {
            let summary = serde_json::json!({ "files": files, "errors": errors, "warnings": warnings });
            format!("{}\n", serde_json::json!({ "summary": summary }))
        }
    };
    context.terminal.out(&summary);
    if errors > 0 || args.strict && warnings > 0 { Exit::Invalid } else { Exit::Passed }
}

/// Whatever each document of a text is: what has a name or steps is a scenario, what has parameters is a part that is checked
/// where it is used, and everything else is a fixture.
fn check(source: &Source, reader: &mut Reader<'_>, problems: &mut Diagnostics) {
    // Read once more by whoever takes it; what is wrong with the text itself is said once.
    let documents = read::documents(source, &mut Diagnostics::new());
    let has = |key: &str| documents.iter().any(|document| document.get(key).is_some());
    let is_fixture = documents.len() == 1 && documents[0].as_map().is_some() && !has("name") && !has("steps");
    if has("parameters") {
        let _ = read::documents(source, problems);
    } else if is_fixture {
        if let Some(setting) = reader.setting(&documents[0], problems) {
            load::check(&setting, problems);
        }
    } else {
        let mut scenarios = reader.text(source, problems);
        scenarios.iter_mut().for_each(|scenario| load::examine(scenario, problems));
        reader.unfinished().iter().for_each(|setting| drop(load::check(setting, problems)));
    }
}

fn standard_input(context: &Context, name: &Path, problems: &mut Diagnostics) -> Option<Source> {
    let mut bytes = Vec::new();
    let most = read::Limits::default().bytes as u64 + 1;
    if let Err(error) = std::io::stdin().lock().take(most).read_to_end(&mut bytes) {
        let message = format!("standard input cannot be read: {error}");
        problems.push(Diagnostic::error(Code::Unreadable, Span::nowhere(), message));
        return None;
    }
    let text = file::text(&find::shown(name), bytes, problems)?;
    let folder = context.directory.join(name).parent().map(Path::to_owned);
    Some(Source::in_folder(text.name(), text.text(), folder))
}

fn many(count: usize, word: &str) -> String {
    if count == 1 { format!("1 {word}") } else { format!("{count} {word}s") }
}

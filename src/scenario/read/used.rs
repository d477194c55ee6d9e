//! The files that files use: fixtures and parts. Each is read once, whoever uses it, and laid under what uses it.

use std::path::{Component, Path, PathBuf};

use super::servers::check_servers;
use super::{Reader, list};
use crate::diag::{Code, Diagnostic, Diagnostics, Span, quoted};
use crate::scenario::Setting;
use crate::scenario::find::shown;
use crate::scenario::part::{self, Part, Used};
use crate::scenario::planned::Parts;
use crate::tree::{Decoding, Fields, Node, Templates, file, read};

/// The most files that use each other in a row.
const DEEPEST: usize = 16;

/// What a file may say that others use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Shape {
    /// What a world is like.
    Fixture,
    /// That, servers, and steps.
    Part,
    /// Steps.
    Steps,
}

impl Reader<'_> {
    /// What the files say that a file uses, one over the other in the order in which it names them.
    pub(super) fn below(
        &mut self,
        used: Vec<Used>,
        folder: Option<&Path>,
        shape: Shape,
        problems: &mut Diagnostics,
    ) -> Option<Part> {
        let mut below = Some(Part::default());
        for used in used {
            let part = self.used_part(&used, folder, shape, problems);
            below = below.zip(part).map(|(below, part)| below.under(part));
        }
        below
    }

    fn used_part(
        &mut self,
        used: &Used,
        folder: Option<&Path>,
        shape: Shape,
        problems: &mut Diagnostics,
    ) -> Option<Part> {
        let name = beside(used.path.span.source().name(), &used.path);
        let path = folder.unwrap_or_else(|| Path::new("")).join(&used.path.value);
        self.part(&path, &name, used, shape, problems)
    }

    /// What the file at `path`, known to its author as `name`, says with what it is given.
    pub(super) fn part(
        &mut self,
        path: &Path,
        name: &str,
        used: &Used,
        shape: Shape,
        problems: &mut Diagnostics,
    ) -> Option<Part> {
        let path = plain(path);
        let key = (path.clone(), shape);
        if let Some(known) = self.parts.get(&key).filter(|_| used.with.is_empty()) {
            return known.clone();
        }
        let asked = &used.path.span;
        if self.using.contains(&path) || self.using.len() >= DEEPEST {
            let message = if self.using.len() >= DEEPEST {
                format!("files use each other more than {DEEPEST} levels deep, which is the most that is read")
            } else {
                format!("{} uses itself", quoted(name))
            };
            problems.push(Diagnostic::error(Code::Limit, asked.clone(), message));
            return None;
        }
        self.using.push(path.clone());
        let document = self.opened(&path, name, asked, problems);
        let filled = document
            .and_then(|document| part::filled(&document, used, asked, &mut Decoding::new(problems, Templates::Text)));
        let part = filled.and_then(|node| self.whole(&node, shape, problems));
        self.using.pop();
        // What a file says that misses values depends on who uses it.
        let needs_values = self.documents.get(&path).and_then(Option::as_ref).is_some_and(has_parameters);
        if used.with.is_empty() && !needs_values {
            self.parts.insert(key, part.clone());
        }
        part
    }

    fn opened(&mut self, path: &Path, name: &str, asked: &Span, problems: &mut Diagnostics) -> Option<Node> {
        if let Some(known) = self.documents.get(path) {
            return known.clone();
        }
        let source = file::open(path, name, asked, problems);
        let node = source.and_then(|source| read::document(&source, problems));
        self.documents.insert(path.to_owned(), node.clone());
        node
    }

    /// What `node` says, with what it uses, as far as its shape allows.
    pub(super) fn whole(&mut self, node: &Node, shape: Shape, problems: &mut Diagnostics) -> Option<Part> {
        let mut cx = Decoding::new(problems, Templates::Text);
        let mut fields = Fields::of(node, &mut cx)?;
        let used = fields.take_or("use", &mut cx, Vec::new);
        // A part that needs no values may still say that it takes some.
        fields.know("parameters");
        let setting = match shape {
            Shape::Fixture | Shape::Part => Setting::take(&mut fields, self.language, &mut cx),
            Shape::Steps => Some(Setting::default()),
        };
        let (server, stubs) = match shape {
            Shape::Part => (fields.node("server"), fields.node("stubs")),
            Shape::Fixture | Shape::Steps => (None, None),
        };
        let steps = match shape {
            Shape::Fixture => None,
            Shape::Part | Shape::Steps => fields.node("steps"),
        };
        let is_whole = fields.finish(&mut cx);
        check_servers(server, stubs, problems);
        let steps = steps.map_or_else(|| Some(Vec::new()), |steps| list(steps, problems));
        let below = self.below(used?, node.span.source().folder(), shape, problems);
        is_whole?;
        let own = Part { setting: setting?, server: server.cloned(), stubs: stubs.cloned(), steps: steps? };
        Some(below?.under(own))
    }
}

impl Parts for Reader<'_> {
    fn steps(&mut self, used: &Used, problems: &mut Diagnostics) -> Option<Vec<Node>> {
        let folder = used.path.span.source().folder().map(Path::to_owned);
        self.used_part(used, folder.as_deref(), Shape::Steps, problems).map(|part| part.steps)
    }
}

fn has_parameters(document: &Node) -> bool {
    document.get("parameters").is_some()
}

/// The name of a file that is named `typed` in the file that is known as `user`.
fn beside(user: &str, typed: &str) -> String {
    let folder = Path::new(user).parent().unwrap_or_else(|| Path::new(""));
    shown(&plain(&folder.join(typed)))
}

/// The path without `.` and with each `..` taken back, where that is possible by looking at the path alone.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if matches!(plain.components().next_back(), Some(Component::Normal(_))) => {
                plain.pop();
            }
            other => plain.push(other),
        }
    }
    plain
}

//! From files to scenarios and fixtures. Files that are used by many are read once. What is wrong is reported with its place,
//! all of it in one pass, in the file in which it is wrong.

use std::collections::HashMap;
use std::path::{Component, Path, PathBuf};

use super::find::shown;
use super::known::Known;
use super::server::{Server, Stubs};
use super::{Language, Planned, Scenario, Setting};
use crate::diag::{Code, Diagnostic, Diagnostics, Source, Span, quoted};
use crate::tree::{Decode, Decoding, Fields, Node, Spanned, Templates, Value, file, read, template};

/// The most steps of one scenario.
pub const MOST_STEPS: usize = 10_000;

/// The most fixtures that use each other in a row.
const DEEPEST: usize = 16;

/// Reads scenarios and fixtures.
#[derive(Debug)]
pub struct Reader<'l> {
    language: &'l Language,
    /// Fixtures that were read already; nothing for those with problems, which were reported then.
    fixtures: HashMap<PathBuf, Option<Setting>>,
    /// The fixtures that are being read: those that use the one at hand.
    using: Vec<PathBuf>,
}

impl<'l> Reader<'l> {
    /// Understands `language`.
    pub fn new(language: &'l Language) -> Self {
        Self { language, fixtures: HashMap::new(), using: Vec::new() }
    }

    /// The scenarios in the file at `path`, known to its author as `name`.
    pub fn scenarios(&mut self, path: &Path, name: &str, problems: &mut Diagnostics) -> Vec<Scenario> {
        let source = file::open(path, name, &Span::nowhere(), problems);
        source.map_or_else(Vec::new, |source| self.text(&source, problems))
    }

    /// The scenarios in a text.
    pub fn text(&mut self, source: &Source, problems: &mut Diagnostics) -> Vec<Scenario> {
        let before = problems.errors();
        let documents = read::documents(source, problems);
        if documents.is_empty() && problems.errors() == before {
            problems.push(Diagnostic::error(Code::Syntax, source.span(0..0), "there is no scenario in this file"));
        }
        documents.iter().filter_map(|document| self.scenario(document, problems)).collect()
    }

    /// What the files that `paths` name say to a server, seen from `directory`: scenarios, of which none needs a name or
    /// steps, so that fixtures are among them.
    pub fn stage(&mut self, directory: &Path, paths: &[PathBuf], problems: &mut Diagnostics) -> Vec<Scenario> {
        let mut acts = Vec::new();
        for typed in paths {
            let name = shown(typed);
            let Some(source) = file::open(&directory.join(typed), &name, &Span::nowhere(), problems) else { continue };
            for document in read::documents(&source, problems) {
                acts.extend(self.document(&document, Some(&name), problems));
            }
        }
        acts
    }

    /// The files that were read by now because others use them.
    pub fn used(&self) -> impl Iterator<Item = &Path> {
        self.fixtures.keys().map(PathBuf::as_path)
    }

    /// The fixture in the file at `path`, known to its author as `name`, with what it uses.
    pub fn fixture(&mut self, path: &Path, name: &str, asked: &Span, problems: &mut Diagnostics) -> Option<Setting> {
        let path = plain(path);
        if let Some(known) = self.fixtures.get(&path) {
            return known.clone();
        }
        if self.using.contains(&path) || self.using.len() >= DEEPEST {
            let message = if self.using.len() >= DEEPEST {
                format!("fixtures use each other more than {DEEPEST} levels deep, which is the most that is read")
            } else {
                format!("{} uses itself", quoted(name))
            };
            problems.push(Diagnostic::error(Code::Limit, asked.clone(), message));
            return None;
        }
        self.using.push(path.clone());
        let source = file::open(&path, name, asked, problems);
        let node = source.and_then(|source| read::document(&source, problems));
        let setting = node.and_then(|node| self.setting(&node, problems));
        self.using.pop();
        self.fixtures.insert(path, setting.clone());
        setting
    }

    /// The fixtures in the files that `paths` name, seen from `directory`, one over the other.
    pub fn fixtures(&mut self, directory: &Path, paths: &[PathBuf], problems: &mut Diagnostics) -> Option<Setting> {
        let mut whole = Some(Setting::default());
        for typed in paths {
            let fixture = self.fixture(&directory.join(typed), &shown(typed), &Span::nowhere(), problems);
            whole = whole.zip(fixture).map(|(below, fixture)| below.under(fixture));
        }
        whole
    }

    /// The fixture in `node`, with what it uses.
    pub fn setting(&mut self, node: &Node, problems: &mut Diagnostics) -> Option<Setting> {
        let mut cx = Decoding::new(problems, Templates::Text);
        let mut fields = Fields::of(node, &mut cx)?;
        let used = fields.take_or("use", &mut cx, Vec::new);
        let own = Setting::take(&mut fields, self.language, &mut cx);
        let is_whole = fields.finish(&mut cx);
        let below = self.below(used?, node.span.source().folder(), problems);
        is_whole?;
        Some(below?.under(own?))
    }

    fn scenario(&mut self, node: &Node, problems: &mut Diagnostics) -> Option<Scenario> {
        self.document(node, None, problems)
    }

    /// The scenario in `node`. If there is a name for what has none itself, steps may be missing too.
    fn document(&mut self, node: &Node, usual: Option<&str>, problems: &mut Diagnostics) -> Option<Scenario> {
        let mut cx = Decoding::new(problems, Templates::Text);
        let mut fields = Fields::of(node, &mut cx)?;
        let name = match usual {
            Some(usual) => fields.take_or("name", &mut cx, || usual.to_owned()),
            None => fields.take("name", &mut cx),
        };
        let used = fields.take_or("use", &mut cx, Vec::new);
        let setting = Setting::take(&mut fields, self.language, &mut cx);
        let server = fields.node("server");
        let stubs = fields.node("stubs");
        let steps = match usual {
            Some(_) => fields.take_or("steps", &mut cx, || Node::new(node.place(), Value::List(Vec::new()))),
            None => fields.take("steps", &mut cx),
        };
        let is_whole = fields.finish(&mut cx);
        let mut open = Decoding::new(problems, Templates::Open);
        server.inspect(|node| check::<Server>(node, &mut open));
        stubs.inspect(|node| check_stubs(node, &mut open));
        let steps = steps.and_then(|steps| self.steps(&steps, &mut open));
        let below = self.below(used?, node.span.source().folder(), problems);
        is_whole?;
        Some(Scenario {
            name: name?,
            place: node.place(),
            setting: below?.under(setting?),
            server: server.cloned(),
            stubs: stubs.cloned(),
            steps: steps?,
        })
    }

    fn steps(&self, node: &Node, cx: &mut Decoding<'_>) -> Option<Vec<Planned>> {
        let Some(items) = node.as_list() else { return cx.wrong_type(node, "a list of steps") };
        if items.len() > MOST_STEPS {
            let message = format!("a scenario has at most {MOST_STEPS} steps, and this one has {}", items.len());
            cx.report(Diagnostic::error(Code::Limit, node.place(), message));
            return None;
        }
        let mut known = Known::default();
        let steps: Vec<_> = items.iter().map(|item| Planned::decode(item, self.language, &mut known, cx)).collect();
        known.report_unused(cx);
        steps.into_iter().collect()
    }

    /// The fixtures that a file uses, one over the other in the order in which it names them.
    fn below(
        &mut self,
        used: Vec<Spanned<String>>,
        folder: Option<&Path>,
        problems: &mut Diagnostics,
    ) -> Option<Setting> {
        let mut below = Some(Setting::default());
        for typed in used {
            let name = beside(typed.span.source().name(), &typed.value);
            let path = folder.unwrap_or_else(|| Path::new("")).join(&typed.value);
            let fixture = self.fixture(&path, &name, &typed.span, problems);
            below = below.zip(fixture).map(|(below, fixture)| below.under(fixture));
        }
        below
    }
}

/// Reports what is wrong with `node` as a `T`; what it is will be seen when it is needed, with placeholders replaced.
fn check<T: Decode>(node: &Node, cx: &mut Decoding<'_>) {
    template::references(node, cx.problems()).iter().for_each(|reference| only_environment(reference, cx));
    let _: Option<T> = T::decode(node, cx);
}

fn check_stubs(node: &Node, cx: &mut Decoding<'_>) {
    check::<Stubs>(node, cx);
    for (name, entry) in node.as_map().into_iter().flat_map(crate::tree::Map::iter) {
        // The keys are URLs.
        let typed = Node::new(entry.key.clone(), Value::Text(name.to_owned()));
        let _: Option<url::Url> = Decode::decode(&typed, cx);
    }
}

/// Servers are there before the first step, so nothing is captured yet.
fn only_environment(reference: &template::Reference, cx: &mut Decoding<'_>) {
    if !reference.name.starts_with(super::values::ENVIRONMENT) {
        let message = format!("{} cannot be known yet when the servers are set up", quoted(&reference.name));
        let problem = Diagnostic::error(Code::UnknownName, reference.span.clone(), message);
        cx.report(problem.help("only ${env.NAME} can be used here"));
    }
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

//! From files to scenarios and fixtures. Files that are used by many are read once. What is wrong is reported with its place,
//! all of it in one pass, in the file in which it is wrong.

use std::collections::HashMap;
use std::path::{Component, Path, PathBuf};

use super::armed;
use super::cases::{self, Filled};
use super::find::shown;
use super::known::Known;
use super::part::{self, Part, Used};
use super::planned::{Parts, Planner};
use super::server::{Server, Stubs};
use super::tags::Tags;
use super::variant::Varied;
use super::{Language, Planned, Scenario, Setting};
use crate::diag::{Code, Diagnostic, Diagnostics, Severity, Source, Span, quoted};
use crate::tree::{Decode, Decoding, Entry, Fields, Node, Spanned, Templates, Value, file, read, template};

/// The most files that use each other in a row.
const DEEPEST: usize = 16;

/// Reads scenarios and fixtures.
#[derive(Debug)]
pub struct Reader<'l> {
    language: &'l Language,
    /// The documents of files that others use; nothing for those with problems, which were reported then.
    documents: HashMap<PathBuf, Option<Node>>,
    /// What files that need no values say, by what they may say.
    parts: HashMap<(PathBuf, Shape), Option<Part>>,
    /// The files that are being read: those that use the one at hand.
    using: Vec<PathBuf>,
    /// What the worlds of scenarios are like that could not be made for another reason.
    unfinished: Vec<Setting>,
}

/// What a file may say that others use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Shape {
    /// What a world is like.
    Fixture,
    /// That, servers, and steps.
    Part,
    /// Steps.
    Steps,
}

impl<'l> Reader<'l> {
    /// Understands `language`.
    pub fn new(language: &'l Language) -> Self {
        Self { language, documents: HashMap::new(), parts: HashMap::new(), using: Vec::new(), unfinished: Vec::new() }
    }

    /// The scenarios in the file at `path`, known to its author as `name`: one for each document, and for each row of its table.
    pub fn scenarios(&mut self, path: &Path, name: &str, problems: &mut Diagnostics) -> Vec<Scenario> {
        let Some(source) = file::open(path, name, &Span::nowhere(), problems) else { return Vec::new() };
        self.text(&source, problems)
    }

    /// The scenarios in a text.
    pub fn text(&mut self, source: &Source, problems: &mut Diagnostics) -> Vec<Scenario> {
        let before = problems.errors();
        let documents = read::documents(source, problems);
        if documents.is_empty() && problems.errors() == before {
            problems.push(Diagnostic::error(Code::Syntax, source.span(0..0), "there is no scenario in this file"));
        }
        documents.iter().flat_map(|document| self.document(document, None, problems)).collect()
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

    /// What the worlds are like of scenarios that could not be made, so that what is wrong there can be said in the same pass.
    /// Taken out.
    pub fn unfinished(&mut self) -> Vec<Setting> {
        std::mem::take(&mut self.unfinished)
    }

    /// The files that were read by now because others use them.
    pub fn used(&self) -> impl Iterator<Item = &Path> {
        self.documents.keys().map(PathBuf::as_path)
    }

    /// The fixture in the file at `path`, known to its author as `name`, with what it uses.
    pub fn fixture(&mut self, path: &Path, name: &str, asked: &Span, problems: &mut Diagnostics) -> Option<Setting> {
        let used = Used { path: Spanned::new(name.to_owned(), asked.clone()), with: indexmap::IndexMap::new() };
        self.part(path, name, &used, Shape::Fixture, problems).map(|part| part.setting)
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
        self.whole(node, Shape::Fixture, problems).map(|part| part.setting)
    }

    /// The scenarios in `node`. If there is a name for what has none itself, steps may be missing too.
    fn document(&mut self, node: &Node, usual: Option<&str>, problems: &mut Diagnostics) -> Vec<Scenario> {
        let table = cases::expand(node, &mut Decoding::new(problems, Templates::Text));
        let Some(rows) = table else { return Vec::new() };
        let mut scenarios = Vec::with_capacity(rows.len());
        let mut said = Vec::with_capacity(rows.len());
        for filled in rows {
            let mut own = Diagnostics::new();
            scenarios.extend(self.scenario(&filled, usual, &mut own));
            said.push((filled.row.map(|row| row.place), own));
        }
        report_rows(&said, problems);
        scenarios
    }

    fn scenario(&mut self, filled: &Filled, usual: Option<&str>, problems: &mut Diagnostics) -> Option<Scenario> {
        let node = &filled.node;
        let mut cx = Decoding::new(problems, Templates::Text);
        let mut fields = Fields::of(node, &mut cx)?;
        let name = match usual {
            Some(usual) => fields.take_or("name", &mut cx, || usual.to_owned()),
            None => fields.take("name", &mut cx),
        };
        let tags = fields.take_or("tags", &mut cx, Tags::default);
        let skip = fields.take("skip", &mut cx);
        cases::KEYS.iter().for_each(|key| fields.know(key));
        let used = fields.take_or("use", &mut cx, Vec::new);
        let setting = Setting::take(&mut fields, self.language, &mut cx);
        let (server, stubs) = (fields.node("server"), fields.node("stubs"));
        let steps = match usual {
            Some(_) => fields.take_or("steps", &mut cx, || Node::new(node.place(), Value::List(Vec::new()))),
            None => fields.take("steps", &mut cx),
        };
        let mut varied: Option<(Varied, &Entry)> = None;
        let mut is_played = true;
        for variant in self.language.variants() {
            let Some(entry) = fields.entry(variant.key) else { continue };
            match (Varied::decode(*variant, entry, &mut cx), &varied) {
                (Some(one), None) => varied = Some((one, entry)),
                (Some(_), Some((first, other))) => {
                    let message =
                        format!("a scenario has variants of one kind, and this one has {}", first.variant.key);
                    let problem = Diagnostic::error(Code::ConflictingKeys, entry.key.clone(), message);
                    cx.report(problem.also(other.key.clone(), "the other"));
                    is_played = false;
                }
                (None, _) => is_played = false,
            }
        }
        let is_whole = fields.finish(&mut cx).filter(|()| is_played);
        check_servers(server, stubs, problems);
        let below = self.below(used?, node.span.source().folder(), Shape::Part, problems);
        let own = steps.and_then(|steps| list(&steps, problems));
        let steps = own.and_then(|own| self.steps(below.as_ref().map_or(&[], |below| &below.steps), &own, problems));
        let own = Part { setting: setting?, server: server.cloned(), stubs: stubs.cloned(), steps: Vec::new() };
        let Part { setting, server, stubs, .. } = below?.under(own);
        let (Some(()), Some(name), Some(steps), Some(Tags(tags)), Some(skip)) = (is_whole, name, steps, tags, skip)
        else {
            self.unfinished.push(setting);
            return None;
        };
        if armed::check(&setting, &steps, problems).is_none() {
            self.unfinished.push(setting);
            return None;
        }
        let name = match &filled.row {
            Some(row) if !filled.is_named => format!("{name} ({})", row.label),
            _ => name,
        };
        let warnings =
            problems.ordered().into_iter().filter(|one| one.severity == Severity::Warning).cloned().collect();
        let (place, row) = (node.place(), filled.row.clone());
        let varied = varied.map(|(varied, _)| varied);
        let first = varied.as_ref().and_then(|varied| Some(varied.choose(&setting, varied.values.first()?)));
        let setting = first.unwrap_or(setting);
        Some(Scenario { name, place, setting, server, stubs, steps, tags, skip, row, warnings, varied })
    }

    /// The steps of the parts, and then the scenario's own.
    fn steps(&mut self, parts: &[Node], own: &[Node], problems: &mut Diagnostics) -> Option<Vec<Planned>> {
        let language = self.language;
        let mut planner = Planner { language, known: Known::default(), parts: self, count: 0 };
        let mut cx = Decoding::new(problems, Templates::Open);
        let steps: Vec<_> = parts.iter().chain(own).map(|item| Planned::decode(item, &mut planner, &mut cx)).collect();
        planner.known.report_unused(&mut cx);
        steps.into_iter().collect()
    }

    /// What the files say that a file uses, one over the other in the order in which it names them.
    fn below(
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
    fn part(&mut self, path: &Path, name: &str, used: &Used, shape: Shape, problems: &mut Diagnostics) -> Option<Part> {
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
    fn whole(&mut self, node: &Node, shape: Shape, problems: &mut Diagnostics) -> Option<Part> {
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

/// What was said of the rows of a table: what was said of all of them once, everything else with the row.
fn report_rows(said: &[(Option<Span>, Diagnostics)], problems: &mut Diagnostics) {
    let is_common = |problem: &Diagnostic| {
        said.len() == 1 || said.iter().all(|(_, own)| own.ordered().into_iter().any(|one| one == problem))
    };
    let mut all = Vec::new();
    for (place, own) in said {
        for problem in own.ordered() {
            all.push(match place {
                Some(place) if !is_common(problem) && !problem.span.lies_in(place) => {
                    problem.clone().also(place.clone(), "with the values of this row")
                }
                _ => problem.clone(),
            });
        }
    }
    all.into_iter().for_each(|problem| problems.push(problem));
}

/// The items of a list of steps.
fn list(node: &Node, problems: &mut Diagnostics) -> Option<Vec<Node>> {
    match node.as_list() {
        Some(items) => Some(items.to_vec()),
        None => Decoding::new(problems, Templates::Text).wrong_type(node, "a list of steps"),
    }
}

fn check_servers(server: Option<&Node>, stubs: Option<&Node>, problems: &mut Diagnostics) {
    let mut open = Decoding::new(problems, Templates::Open);
    server.inspect(|node| check::<Server>(node, &mut open));
    stubs.inspect(|node| check_stubs(node, &mut open));
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

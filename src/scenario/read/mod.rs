//! From files to scenarios and fixtures. Files that are used by many are read once. What is wrong is reported with its place,
//! all of it in one pass, in the file in which it is wrong.

mod rows;
mod servers;
mod used;

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use super::armed;
use super::cases::{self, Filled};
use super::find::{Found, shown};
use super::known::Known;
use super::part::{Part, Used};
use super::planned::Planner;
use super::tags::Tags;
use super::variant::Varied;
use super::{Language, Planned, Scenario, Setting};
use crate::diag::{Code, Diagnostic, Diagnostics, Severity, Source, Span};
use crate::tree::{Decoding, Entry, Fields, Node, Spanned, Templates, Value, file, read};
use rows::report_rows;
use servers::check_servers;
use used::Shape;

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

    /// The scenarios in a file that was found. One in a folder in which no document has a name or steps is a fixture, or none of
    /// Backlot's files, and is left out.
    pub fn found(&mut self, found: &Found, problems: &mut Diagnostics) -> Vec<Scenario> {
        let Some(source) = file::open(&found.path, &found.name, &Span::nowhere(), problems) else { return Vec::new() };
        let before = problems.errors();
        let documents = read::documents(&source, problems);
        let is_scenario = |document: &Node| ["name", "steps"].iter().any(|key| document.get(key).is_some());
        let is_other = !documents.is_empty() && problems.errors() == before && !documents.iter().any(is_scenario);
        if found.is_sought && is_other { Vec::new() } else { self.all(&source, &documents, before, problems) }
    }

    /// The scenarios in a text.
    pub fn text(&mut self, source: &Source, problems: &mut Diagnostics) -> Vec<Scenario> {
        let before = problems.errors();
        let documents = read::documents(source, problems);
        self.all(source, &documents, before, problems)
    }

    /// The scenarios in the documents of a text, at the beginning of which there were so many errors.
    fn all(&mut self, source: &Source, documents: &[Node], before: usize, problems: &mut Diagnostics) -> Vec<Scenario> {
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
}

/// The items of a list of steps.
fn list(node: &Node, problems: &mut Diagnostics) -> Option<Vec<Node>> {
    match node.as_list() {
        Some(items) => Some(items.to_vec()),
        None => Decoding::new(problems, Templates::Text).wrong_type(node, "a list of steps"),
    }
}

//! A step as the file says it: what it does, what is expected of it, and what it leaves for the steps after it.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::Language;
use super::capture::{self, Path};
use super::expect;
use super::step::{Step, StepKind};
use super::values::{ENVIRONMENT, Values};
use crate::diag::suggest::{nearest, suggestion};
use crate::diag::{Code, Diagnostic, Diagnostics, Span, quoted};
use crate::tree::{Decode as _, Decoding, Fields, Node, Templates, template};

/// The keys of a step beside the one that says what it does.
const BESIDE: [&str; 2] = ["expect", "capture"];

/// A step as the file says it, placeholders still open.
#[derive(Clone)]
pub struct Planned {
    /// Where it begins.
    pub place: Span,
    /// What it does.
    pub kind: Arc<dyn StepKind>,
    /// The value under the kind's key.
    pub node: Node,
    /// What is expected of what comes of it.
    pub expect: Option<Node>,
    /// What it leaves for the steps after it: names with the places where they were written, and where to find the values.
    pub capture: Vec<(String, Span, Path)>,
}

impl Planned {
    /// The step in `node`. `known` are the names that the steps before it capture; its own are added.
    pub(super) fn decode(
        node: &Node,
        language: &Language,
        known: &mut BTreeSet<String>,
        cx: &mut Decoding<'_>,
    ) -> Option<Self> {
        let mut fields = Fields::of(node, cx)?;
        let expect = fields.node(BESIDE[0]);
        let captures = fields.node(BESIDE[1]);
        let kind = kind(fields, node, language, cx);
        if let Some((kind, value)) = &kind {
            check_references(value, known, cx);
            let _: Option<Box<dyn Step>> = kind.decode(value, cx);
        }
        if let Some(expect) = expect {
            check_references(expect, known, cx);
            expect::check(expect, cx);
        }
        let captures = captures.map_or_else(|| Some(Vec::new()), |captures| capture_list(captures, cx));
        for (name, ..) in captures.iter().flatten() {
            known.insert(name.clone());
        }
        let (kind, value) = kind?;
        Some(Self { place: node.place(), kind, node: value.clone(), expect: expect.cloned(), capture: captures? })
    }

    /// The step with its placeholders replaced, ready to be played; nothing, and problems, if that cannot be done.
    pub fn ready(&self, values: &Values, problems: &mut Diagnostics) -> Option<Box<dyn Step>> {
        let node = template::substitute(&self.node, values, problems)?;
        self.kind.decode(&node, &mut Decoding::new(problems, Templates::Text))
    }

    /// What is expected, with its placeholders replaced: `Ok(None)` if nothing is.
    pub fn expectation(&self, values: &Values, problems: &mut Diagnostics) -> Option<Option<Node>> {
        let Some(expect) = &self.expect else { return Some(None) };
        let node = template::substitute(expect, values, problems)?;
        let before = problems.errors();
        expect::check(&node, &mut Decoding::new(problems, Templates::Text));
        (problems.errors() == before).then_some(Some(node))
    }
}

impl std::fmt::Debug for Planned {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Planned").field("kind", &self.kind.key()).field("place", &self.place).finish_non_exhaustive()
    }
}

/// The one key that says what the step does.
fn kind<'n>(
    fields: Fields<'n>,
    node: &Node,
    language: &Language,
    cx: &mut Decoding<'_>,
) -> Option<(Arc<dyn StepKind>, &'n Node)> {
    let mut found: Option<(Arc<dyn StepKind>, &Span, &Node)> = None;
    let mut is_fine = true;
    for (name, entry) in fields.rest(cx) {
        match (language.kind(name), &found) {
            (None, _) => {
                let known = language.kinds().map(|kind| kind.key()).chain(BESIDE);
                let message = match nearest(name, known.clone()) {
                    Some(meant) if BESIDE.contains(&meant) => format!("unknown key {}", quoted(name)),
                    _ => format!("there is no kind of step named {}", quoted(name)),
                };
                let problem = Diagnostic::error(Code::UnknownKey, entry.key.clone(), message);
                cx.report(problem.maybe_help(suggestion(name, known)));
                is_fine = false;
            }
            (Some(_), Some((first, place, _))) => {
                let message = format!(
                    "a step does one thing, and this one says both {} and {}",
                    quoted(first.key()),
                    quoted(name)
                );
                let problem = Diagnostic::error(Code::ConflictingKeys, entry.key.clone(), message);
                cx.report(problem.also((*place).clone(), "the first").help("make two steps of it"));
                is_fine = false;
            }
            (Some(kind), None) => found = Some((Arc::clone(kind), &entry.key, &entry.value)),
        }
    }
    if found.is_none() && is_fine {
        let kinds: Vec<_> = language.kinds().map(|kind| kind.key()).collect();
        let message = "this step does not say what it does";
        let help = format!("possible are: {}", kinds.join(", "));
        cx.report(Diagnostic::error(Code::MissingKey, node.place(), message).help(help));
    }
    found.filter(|_| is_fine).map(|(kind, _, value)| (kind, value))
}

fn capture_list(node: &Node, cx: &mut Decoding<'_>) -> Option<Vec<(String, Span, Path)>> {
    let Some(map) = node.as_map() else { return cx.wrong_type(node, "a map of names and paths") };
    let mut list = Vec::with_capacity(map.len());
    let before = cx.errors();
    for (name, entry) in map.iter() {
        if !capture::is_name(name) {
            let message = format!("{} cannot be the name of a capture", quoted(name));
            let problem = Diagnostic::error(Code::BadValue, entry.key.clone(), message);
            cx.report(problem.help("begin with a letter, then use letters, digits, '-' and '_'"));
        }
        if let Some(path) = Path::decode(&entry.value, cx) {
            list.push((name.to_owned(), entry.key.clone(), path));
        }
    }
    (cx.errors() == before).then_some(list)
}

/// Every placeholder must be something that an earlier step captured, or of the environment, which is looked at when the
/// scenario is played.
fn check_references(node: &Node, known: &BTreeSet<String>, cx: &mut Decoding<'_>) {
    for reference in template::references(node, cx.problems()) {
        if reference.name.starts_with(ENVIRONMENT) || known.contains(&reference.name) {
            continue;
        }
        let message = format!("no step before this one captures {}", quoted(&reference.name));
        let help = suggestion(&reference.name, known.iter().map(String::as_str)).unwrap_or_else(|| {
            "write 'capture: { name: $.path }' at an earlier step, or ${env.NAME} for the environment".to_owned()
        });
        cx.report(Diagnostic::error(Code::UnknownName, reference.span, message).help(help));
    }
}

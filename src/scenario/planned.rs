//! A step as the file says it: what it does, the steps that it holds, what is expected of it, and what it leaves for the steps
//! after it.

use std::sync::Arc;

use super::Language;
use super::capture::{self, Path};
use super::expect;
use super::known::Known;
use super::part::Used;
use super::step::{Held, Step, StepKind};
use super::values::Values;
use crate::diag::suggest::{nearest, suggestion};
use crate::diag::{Code, Diagnostic, Diagnostics, Span, quoted};
use crate::tree::{Decode as _, Decoding, Duration, Fields, Node, Templates, template};

/// The keys of a step beside the one that says what it does, each with what it says.
pub const BESIDE: [(&str, &str); 4] = [
    ("name", "What the step is for, in a few words: shown where it fails."),
    ("expect", "What is expected of what comes of it: a part of it, in which matchers may stand for values."),
    ("capture", "What it leaves for the steps after it: names, and the JSONPath at which each finds its value."),
    ("within", "How long it may take until it has come to its end, in the world's time."),
];

/// A step as the file says it, placeholders still open.
#[derive(Clone)]
pub struct Planned {
    /// Where it begins.
    pub place: Span,
    /// What its author calls it.
    pub name: Option<String>,
    /// What it does.
    pub kind: Arc<dyn StepKind>,
    /// The value under the kind's key, without the steps that it holds.
    pub node: Node,
    /// The steps that it holds, for kinds that hold steps.
    pub held: Vec<Branch>,
    /// What is expected of what comes of it.
    pub expect: Option<Node>,
    /// What it leaves for the steps after it: names with the places where they were written, and where to find the values.
    pub capture: Vec<(String, Span, Path)>,
    /// How long it may take: a duration, with placeholders still open.
    pub within: Option<Node>,
}

/// The most steps of one scenario, those of its parts and those within steps included.
pub const MOST_STEPS: usize = 10_000;

/// What is known while the steps of a scenario are read.
pub(super) struct Planner<'p> {
    /// What can be said.
    pub(super) language: &'p Language,
    /// The names that were given so far.
    pub(super) known: Known,
    /// Where the steps of parts come from.
    pub(super) parts: &'p mut dyn Parts,
    /// How many steps there are so far.
    pub(super) count: usize,
}

/// Where the steps of parts come from.
pub(super) trait Parts {
    /// The steps of a part, its parameters filled; nothing, and problems, if it cannot be had.
    fn steps(&mut self, used: &Used, problems: &mut Diagnostics) -> Option<Vec<Node>>;
}

/// Steps that a step holds, one after the other.
#[derive(Debug, Clone)]
pub struct Branch {
    /// What it is called in messages; empty if there is nothing to tell it from.
    pub name: String,
    /// The steps.
    pub steps: Vec<Planned>,
}

impl Planned {
    /// The step in `node`, after those that `planner` has seen so far.
    pub(super) fn decode(node: &Node, planner: &mut Planner<'_>, cx: &mut Decoding<'_>) -> Option<Self> {
        planner.count += 1;
        if planner.count > MOST_STEPS {
            let message = format!("a scenario has at most {MOST_STEPS} steps, with those of its parts");
            cx.report(Diagnostic::error(Code::Limit, node.place(), message));
            return None;
        }
        let mut fields = Fields::of(node, cx)?;
        let name = fields.take("name", cx);
        let expect = fields.node("expect");
        let captures = fields.node("capture");
        let within = fields.node("within");
        let kind = kind(fields, node, planner.language, cx);
        let body = kind.and_then(|(kind, value)| Some((body(&*kind, value, planner, cx)?, kind)));
        let known = &mut planner.known;
        if let Some(expect) = expect {
            known.check_references(expect, cx);
            expect::check(expect, cx);
        }
        if let Some(within) = within {
            known.check_references(within, cx);
            let _ = Duration::decode(within, cx);
        }
        let captures = captures.map_or_else(|| Some(Vec::new()), |captures| capture_list(captures, cx));
        for (name, place, _) in captures.iter().flatten() {
            known.captured(name, place);
        }
        let ((node_within, held), kind) = body?;
        Some(Self {
            place: node.place(),
            name: name?,
            kind,
            node: node_within,
            held,
            expect: expect.cloned(),
            capture: captures?,
            within: within.cloned(),
        })
    }

    /// The step with its placeholders replaced, ready to be played; nothing, and problems, if that cannot be done.
    pub fn ready(&self, values: &Values, problems: &mut Diagnostics) -> Option<Box<dyn Step>> {
        let node = template::substitute(&self.node, values, problems)?;
        self.kind.decode(&node, &mut Decoding::new(problems, Templates::Text))
    }

    /// What is expected, with its placeholders replaced: `Some(None)` if nothing is.
    pub fn expectation(&self, values: &Values, problems: &mut Diagnostics) -> Option<Option<Node>> {
        let Some(expect) = &self.expect else { return Some(None) };
        let node = template::substitute(expect, values, problems)?;
        let before = problems.errors();
        expect::check(&node, &mut Decoding::new(problems, Templates::Text));
        (problems.errors() == before).then_some(Some(node))
    }

    /// How long it may take, with its placeholders replaced: `Some(None)` if that is not said.
    pub fn limit(&self, values: &Values, problems: &mut Diagnostics) -> Option<Option<Duration>> {
        let Some(within) = &self.within else { return Some(None) };
        let node = template::substitute(within, values, problems)?;
        Duration::decode(&node, &mut Decoding::new(problems, Templates::Text)).map(Some)
    }

    /// What it is called in messages: `'http'`, or `'http' (the first award)` if its author gave it a name.
    pub fn title(&self) -> String {
        match &self.name {
            Some(name) => format!("'{}' ({name})", self.kind.key()),
            None => format!("'{}'", self.kind.key()),
        }
    }
}

impl std::fmt::Debug for Planned {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Planned").field("kind", &self.kind.key()).field("place", &self.place).finish_non_exhaustive()
    }
}

/// What a step of this kind does, and the steps that it holds.
fn body(
    kind: &dyn StepKind,
    value: &Node,
    planner: &mut Planner<'_>,
    cx: &mut Decoding<'_>,
) -> Option<(Node, Vec<Branch>)> {
    let holding = kind.holds(value, cx);
    let head = holding.as_ref().map_or(value, |holding| &holding.head);
    planner.known.check_references(head, cx);
    planner.known.check_mentions(&kind.mentions(head), cx);
    let is_fine = kind.decode(head, cx).is_some();
    let branches = match (&holding, kind.part(head, cx)) {
        (Some(holding), _) => branches(holding.branches.iter().map(Group::from).collect(), planner, cx),
        (None, Some(used)) => {
            let steps = planner.parts.steps(&used, cx.problems())?;
            branches(vec![Group { name: "", steps: steps.iter().collect(), gives: &[] }], planner, cx)
        }
        (None, None) => Some(Vec::new()),
    };
    is_fine.then(|| Some((head.clone(), branches?))).flatten()
}

/// Steps that are read one after the other, as they were written.
struct Group<'n> {
    name: &'n str,
    steps: Vec<&'n Node>,
    gives: &'n [String],
}

impl<'n> From<&'n Held<'n>> for Group<'n> {
    fn from(held: &'n Held<'n>) -> Self {
        Self { name: &held.name, steps: held.steps.clone(), gives: &held.gives }
    }
}

fn branches(groups: Vec<Group<'_>>, planner: &mut Planner<'_>, cx: &mut Decoding<'_>) -> Option<Vec<Branch>> {
    let outside = planner.known.begin_branches();
    let mut branches = Vec::with_capacity(groups.len());
    for Group { name, steps, gives } in groups {
        planner.known.begin_branch(&outside, gives);
        let steps: Vec<_> = steps.into_iter().map(|step| Planned::decode(step, planner, cx)).collect();
        planner.known.end_branch(gives, cx);
        branches.push(steps.into_iter().collect::<Option<_>>().map(|steps| Branch { name: name.to_owned(), steps }));
    }
    planner.known.end_branches(outside);
    branches.into_iter().collect()
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
                let beside = BESIDE.map(|(key, _)| key);
                let known = language.kinds().map(|kind| kind.key()).chain(beside);
                let message = match nearest(name, known.clone()) {
                    Some(meant) if beside.contains(&meant) => format!("unknown key {}", quoted(name)),
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

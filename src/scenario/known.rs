//! The names that the steps of a scenario give and use, while it is being read: what was captured so far and can be seen from
//! where, and in the end what nobody used.

use std::collections::BTreeSet;

use super::step::Mention;
use super::values::ENVIRONMENT;
use crate::diag::suggest::suggestion;
use crate::diag::{Code, Diagnostic, Span, quoted};
use crate::tree::{Decoding, Node, template};

/// The names that are known at one point of a scenario.
#[derive(Debug, Default)]
pub(super) struct Known {
    /// What a placeholder may name here.
    visible: BTreeSet<String>,
    /// Every capture so far, wherever it can be seen from.
    captures: Vec<Capture>,
    /// Other things that steps gave a name to: what they are, and the name.
    things: Vec<(&'static str, String)>,
    /// Where the captures of the branch at hand begin, and what its sisters before it captured.
    branch: Siblings,
}

#[derive(Debug)]
struct Capture {
    name: String,
    place: Span,
    used: bool,
}

#[derive(Debug, Default)]
struct Siblings {
    begin: usize,
    before: usize,
}

/// What was known before the branches of a step.
#[derive(Debug)]
pub(super) struct Outside {
    visible: BTreeSet<String>,
    branch: Siblings,
}

impl Known {
    /// A step leaves a value under `name`.
    pub(super) fn captured(&mut self, name: &str, place: &Span) {
        self.visible.insert(name.to_owned());
        self.captures.push(Capture { name: name.to_owned(), place: place.clone(), used: false });
    }

    /// Every placeholder in `node` must be something that an earlier step captured, or of the environment, which is looked at
    /// when the scenario is played.
    pub(super) fn check_references(&mut self, node: &Node, cx: &mut Decoding<'_>) {
        for reference in template::references(node, cx.problems()) {
            if reference.name.starts_with(ENVIRONMENT) {
                continue;
            }
            self.captures.iter_mut().filter(|one| one.name == reference.name).for_each(|one| one.used = true);
            if self.visible.contains(&reference.name) {
                continue;
            }
            let (message, help) = self.not_known(&reference.name);
            cx.report(Diagnostic::error(Code::UnknownName, reference.span, message).help(help));
        }
    }

    fn not_known(&self, name: &str) -> (String, String) {
        if self.captures.iter().any(|capture| capture.name == name) {
            let message = format!("{} is captured in another branch, which goes on at the same time", quoted(name));
            return (message, "captures of a branch can be used in that branch, and after all of them".to_owned());
        }
        let help = suggestion(name, self.visible.iter().map(String::as_str)).unwrap_or_else(|| {
            "write 'capture: { name: $.path }' at an earlier step, or ${env.NAME} for the environment".to_owned()
        });
        (format!("no step before this one captures {}", quoted(name)), help)
    }

    /// What a step needs must have been given a name by a step before it; what it gives one to is known from here on.
    pub(super) fn check_mentions(&mut self, mentions: &[Mention], cx: &mut Decoding<'_>) {
        for mention in mentions {
            let is_open = template::is_template(&mention.name);
            if mention.gives {
                self.things.push((mention.what, mention.name.value.clone()));
            } else if !is_open && !self.things.contains(&(mention.what, mention.name.value.clone())) {
                let names = self.things.iter().filter(|(what, _)| *what == mention.what).map(|(_, name)| name.as_str());
                let message = format!("no step before this one makes a {} {}", mention.what, quoted(&mention.name));
                let problem = Diagnostic::error(Code::UnknownName, mention.name.span.clone(), message);
                cx.report(problem.maybe_help(suggestion(&mention.name, names)));
            }
        }
    }

    /// Branches of a step begin, one after the other in the file but not in time.
    pub(super) fn begin_branches(&mut self) -> Outside {
        let siblings = Siblings { begin: self.captures.len(), before: self.captures.len() };
        Outside { visible: self.visible.clone(), branch: std::mem::replace(&mut self.branch, siblings) }
    }

    /// One of them begins; the step gives it values under the names `gives`.
    pub(super) fn begin_branch(&mut self, outside: &Outside, gives: &[String]) {
        self.visible = outside.visible.iter().chain(gives).cloned().collect();
        self.branch.begin = self.captures.len();
    }

    /// It ends. What it captured must not have been captured beside it: nobody could say which of the two is meant.
    pub(super) fn end_branch(&mut self, gives: &[String], cx: &mut Decoding<'_>) {
        self.visible.retain(|name| !gives.contains(name));
        let (others, own) = self.captures.split_at(self.branch.begin);
        for capture in own {
            if let Some(other) = others[self.branch.before..].iter().find(|other| other.name == capture.name) {
                let message =
                    format!("{} is captured in two branches that go on at the same time", quoted(&capture.name));
                let problem = Diagnostic::error(Code::DuplicateName, capture.place.clone(), message);
                cx.report(problem.also(other.place.clone(), "the other"));
            }
        }
    }

    /// All of them have ended: what they captured can be seen from here on.
    pub(super) fn end_branches(&mut self, outside: Outside) {
        let captured = self.captures[self.branch.before..].iter().map(|capture| capture.name.clone());
        self.visible = outside.visible.into_iter().chain(captured).collect();
        self.branch = outside.branch;
    }

    /// Reports the captures that nothing uses.
    pub(super) fn report_unused(&self, cx: &mut Decoding<'_>) {
        for capture in self.captures.iter().filter(|capture| !capture.used) {
            let message = format!("nothing uses the capture {}", quoted(&capture.name));
            let problem = Diagnostic::warning(Code::Unused, capture.place.clone(), message);
            cx.report(
                problem.help(format!("write ${{{}}} in a step after this one, or take the capture away", capture.name)),
            );
        }
    }
}

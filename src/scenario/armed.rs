//! Whether every fault that a step arms or disarms by its name is there, seen when a scenario is read.

use super::steps::{arm, disarm};
use super::{Planned, Setting};
use crate::diag::{Code, Diagnostic, Diagnostics, quoted, suggest};
use crate::tree::{Node, template};

/// Every fault that a step arms or disarms by its name must be one of the scenario's.
pub(super) fn check(setting: &Setting, steps: &[Planned], problems: &mut Diagnostics) -> Option<()> {
    let mut names: Vec<&str> = setting.faults.iter().filter_map(|fault| fault.name.as_deref()).collect();
    let mut all = Vec::new();
    flatten(steps, &mut all);
    // A step may bring a fault with a name of its own.
    let brought = all.iter().filter(|step| step.kind.key() == arm::KEY);
    names.extend(brought.filter_map(|step| step.node.get("name").and_then(Node::as_text)));
    let before = problems.errors();
    for step in all {
        let is_about_one = [arm::KEY, disarm::KEY].contains(&step.kind.key());
        let Some(name) = step.node.as_text().filter(|_| is_about_one) else { continue };
        let is_all = name == disarm::ALL && step.kind.key() == disarm::KEY;
        if !names.contains(&name) && !is_all && !template::is_template(name) {
            let message = format!("there is no fault named {}", quoted(name));
            let help = suggest::suggestion(name, names.iter().copied())
                .unwrap_or_else(|| "give one a name: faults: [{ name: outage, armed: false, do: reset }]".to_owned());
            problems.push(Diagnostic::error(Code::UnknownName, step.node.place(), message).help(help));
        }
    }
    (problems.errors() == before).then_some(())
}

fn flatten<'s>(steps: &'s [Planned], all: &mut Vec<&'s Planned>) {
    for step in steps {
        all.push(step);
        step.held.iter().for_each(|branch| flatten(&branch.steps, all));
    }
}

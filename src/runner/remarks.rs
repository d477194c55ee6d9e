//! What is probably not as the author of a scenario thinks, and shows only when it has been played: faults that have hit nothing.

use std::collections::BTreeSet;

use crate::diag::suggest::suggestion;
use crate::diag::{Code, Diagnostic, quoted};
use crate::world::World;
use crate::world::faults::idle::Idle;

/// The most operations that are told.
const MOST_TOLD: usize = 5;

/// Warnings about what happened in `world`.
pub(super) fn of(world: &World) -> Vec<Diagnostic> {
    world.faults().idle().iter().filter_map(|idle| remark(idle, world)).collect()
}

fn remark(idle: &Idle, world: &World) -> Option<Diagnostic> {
    let fault = &idle.fault;
    let which = match &fault.name {
        Some(name) => format!("the fault {}", quoted(name)),
        None => "this fault".to_owned(),
    };
    let warning = Diagnostic::warning(Code::Unused, fault.place.clone()?, format!("{which} has hit nothing"));
    Some(match (idle.was_armed, idle.seen) {
        (false, _) => warning.label("no step has armed it").maybe_help(
            fault.name.as_ref().map(|name| format!("write 'arm: {name}' as a step, or leave out 'armed: false'")),
        ),
        (true, 0) => {
            let during = if fault.when.between.is_some() { " at its time" } else { "" };
            warning.label(format!("nothing that happened{during} fits it")).maybe_help(asked_instead(idle, world))
        }
        (true, 1) => warning.label(format!("one exchange fits it, which '{}' does not pick", fault.when.words())),
        (true, seen) => warning.label(format!("{seen} exchanges fit it, of which '{}' picks none", fault.when.words())),
    })
}

/// What was asked, if that is something else than the fault is about.
fn asked_instead(idle: &Idle, world: &World) -> Option<String> {
    let on = &idle.fault.on;
    let entries = world.journal().after(0, usize::MAX, |entry| entry.exchange().is_some()).entries;
    let exchanges = entries.iter().filter_map(|entry| entry.exchange());
    let of_platform = exchanges.filter(|one| on.platform.is_none_or(|platform| platform == one.platform));
    let asked: BTreeSet<&str> = of_platform.map(|one| &*one.operation).collect();
    if asked.is_empty() {
        return Some(match on.platform {
            Some(platform) => format!("nothing was asked of {platform}, or by it"),
            None => "nothing was asked at all".to_owned(),
        });
    }
    let wanted: Vec<String> = on.operations.iter().map(ToString::to_string).collect();
    if let [wanted] = wanted.as_slice()
        && let Some(help) = suggestion(wanted, asked.iter().copied())
    {
        return Some(help);
    }
    let more = asked.len().saturating_sub(MOST_TOLD);
    let told: Vec<_> = asked.into_iter().take(MOST_TOLD).collect();
    let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
    Some(format!("what was asked: {}{rest}", told.join(", ")))
}

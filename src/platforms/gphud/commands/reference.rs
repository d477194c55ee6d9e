//! The list of commands as documentation: what is called by which name, with what, by whom.

use std::fmt::Write as _;

use super::{Access, Command, Context, Dialects, all};

/// A Markdown table of the commands that external applications can call.
pub fn callable() -> String {
    let mut table = String::from("| command | arguments | permission | |\n| --- | --- | --- | --- |\n");
    for command in sorted(Access::External) {
        let permission =
            if command.permission.is_empty() { String::new() } else { format!("`{}`", command.permission) };
        let context = if command.context == Context::Character { "needs a character" } else { "" };
        let since = if command.dialects == Dialects::Head { "head" } else { "" };
        let notes = [context, since].into_iter().filter(|note| !note.is_empty()).collect::<Vec<_>>().join(", ");
        // Writing to a String cannot fail.
        let _ = writeln!(table, "| `{}` | {} | {permission} | {notes} |", command.name, arguments(command));
    }
    table
}

/// The names of the commands that are known and denied, as one paragraph.
pub fn denied() -> String {
    let names = sorted(Access::Denied).into_iter().map(|command| match command.dialects {
        Dialects::Both => format!("`{}`", command.name),
        Dialects::Of2020 => format!("`{}` (2020)", command.name),
        Dialects::Head => format!("`{}` (head)", command.name),
    });
    format!("{}.\n", names.collect::<Vec<_>>().join(", "))
}

fn sorted(access: Access) -> Vec<&'static Command> {
    let mut commands: Vec<_> = all().filter(|command| command.access == access).collect();
    commands.sort_by_key(|command| command.name.to_lowercase());
    commands
}

fn arguments(command: &Command) -> String {
    let shown = command.arguments.iter().map(|argument| {
        let optional = if argument.optional { "?" } else { "" };
        format!("`{}`{optional} {}", argument.name, argument.kind)
    });
    shown.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_platforms_page_lists_the_commands() {
        let page = include_str!("../../../../docs/gphud.md");
        for part in [callable(), denied()] {
            assert!(page.contains(&part), "docs/gphud.md does not have this, as it is:\n\n{part}");
        }
    }
}

//! The list of commands as documentation: what is called by which name, with what, by whom.

use std::fmt::Write as _;

use super::message::{How, Message};
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

/// A page of Markdown: everything that the commands which external applications can call may answer.
pub fn answers() -> String {
    let mut page = String::from(concat!(
        "# What GPHUD's commands answer\n\n",
        "Each command with the texts that it may answer, in the platform's own spelling. In front of a text stands what its ",
        "kind of response puts there: `OK : `, `>>> ERROR : `, `/me `; in the dialect of 2020, a class of errors is an ",
        "`ErrorResponse` that names the command. `{x}` differs from call to call. Each line has a scenario in ",
        "`scenarios/gphud/`. This page is made from the list in `src/platforms/gphud/commands/`.\n",
    ));
    for command in sorted(Access::External) {
        let since = if command.dialects == Dialects::Head { " (head)" } else { "" };
        // Writing to a String cannot fail.
        let _ = write!(page, "\n## {}{since}\n\n{}.", command.name, command.description.trim_end_matches('.'));
        if !command.arguments.is_empty() {
            let _ = write!(page, " Takes {}.", arguments(command));
        }
        if !command.permission.is_empty() {
            let _ = write!(page, " Needs `{}`.", command.permission);
        }
        if command.context == Context::Character {
            page.push_str(" Needs a character.");
        }
        page.push_str("\n\n");
        list(&mut page, command);
    }
    page.push_str(concat!(
        "\n## Through `console`\n\n",
        "These are closed to applications; a line in the field `console` of the command `console` reaches them.\n",
    ));
    for command in sorted(Access::Denied).into_iter().filter(|command| command.effect.is_some()) {
        let since = if command.dialects == Dialects::Head { " (head)" } else { "" };
        let _ = write!(page, "\n### {}{since}\n\n{}.", command.name, command.description.trim_end_matches('.'));
        if !command.arguments.is_empty() {
            let _ = write!(page, " Takes {}.", arguments(command));
        }
        page.push_str("\n\n");
        list(&mut page, command);
    }
    page
}

fn list(page: &mut String, command: &Command) {
    for message in command.messages {
        // Writing to a String cannot fail.
        let _ = writeln!(page, "- {}", line(message));
    }
}

fn line(message: &Message) -> String {
    let kind = match message.how {
        How::Ok => "`OKResponse`",
        How::Error => "`ErrorResponse`",
        How::Raised(class) => return noted(message, &format!("`{}`", class.word())),
        How::Say => "`SayResponse`",
        How::Data => "`JSONResponse`",
        How::Grid => "`TabularResponse`",
        How::Nothing => "`NoResponse`",
        How::Reboot => "`RebootResponse`",
    };
    noted(message, kind)
}

fn noted(message: &Message, kind: &str) -> String {
    let text = if message.text.is_empty() { String::new() } else { format!(": `{}`", message.text) };
    let head = if message.dialects == Dialects::Head { " (head)" } else { "" };
    let never = message.never.map_or_else(String::new, |reason| format!(" — never: {reason}"));
    format!("{kind}{head}{text}{never}")
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

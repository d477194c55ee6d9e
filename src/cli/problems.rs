//! What is wrong with files, told to people or to programs.

use serde_json::json;

use super::context::Context;
use crate::diag::Diagnostics;
use crate::diag::json::Problem;
use crate::diag::render::{Look, render};

/// Whom a command talks to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Form {
    /// People
    #[default]
    Human,
    /// Programs: a JSON object on each line
    Json,
}

/// How things look on the terminal.
pub(super) fn look_of(context: &Context) -> Look {
    Look { colour: context.terminal.colour, columns: context.terminal.columns.unwrap_or(Look::PLAIN.columns) }
}

/// Tells what is wrong: people on standard error, programs as `{"problem": …}` on standard output.
pub(super) fn tell(context: &Context, problems: &Diagnostics, form: Form) {
    match form {
        Form::Human if problems.is_empty() => {}
        Form::Human => context.terminal.err(&render(problems, look_of(context))),
        Form::Json => {
            let lines: String = problems
                .ordered()
                .into_iter()
                .map(|one| format!("{}\n", json!({ "problem": Problem::from(one) })))
                .collect();
            context.terminal.out(&lines);
        }
    }
}

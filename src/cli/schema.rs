//! `backlot schema`: what editors complete and check scenarios and fixtures with.

use super::context::Context;
use super::exit::Exit;
use crate::platforms;

/// Print the JSON Schema of scenarios and fixtures.
#[derive(Debug, clap::Args)]
pub(super) struct Args {}

pub(super) fn run(context: &Context, _: &Args) -> Exit {
    context.terminal.out(&text());
    Exit::Passed
}

/// The schema as it is printed and kept.
pub(super) fn text() -> String {
    // Plain data with text for keys: there is nothing in it that JSON cannot say.
    serde_json::to_string_pretty(&platforms::file_schema()).unwrap_or_default() + "\n"
}

//! `backlot schema`: what editors complete and check files with, and programs read reports with.

use super::context::Context;
use super::exit::Exit;
use crate::platforms;
use crate::report::{checkup, json};

/// Print a JSON Schema.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Of what
    #[arg(value_enum, default_value_t = Of::Scenario)]
    of: Of,
}

/// What there is a schema of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Of {
    /// Scenarios, their parts, and fixtures
    Scenario,
    /// What backlot run --json writes
    Report,
    /// What backlot check --json writes
    Checkup,
}

pub(super) fn run(context: &Context, args: &Args) -> Exit {
    let text = match args.of {
        Of::Scenario => text(),
        Of::Report => printed(&json::schema()),
        Of::Checkup => printed(&checkup::json::schema()),
    };
    context.terminal.out(&text);
    Exit::Passed
}

/// The schema of scenarios as it is printed and kept.
pub(super) fn text() -> String {
    printed(&platforms::file_schema())
}

fn printed(schema: &serde_json::Value) -> String {
    // Plain data with text for keys: there is nothing in it that JSON cannot say.
    serde_json::to_string_pretty(schema).unwrap_or_default() + "\n"
}

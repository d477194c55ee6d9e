//! `backlot fidelity`: what is emulated, from what evidence, and what is not.

use clap::builder::PossibleValuesParser;

use super::context::Context;
use super::exit::Exit;
use crate::platforms::PLATFORMS;
use crate::platforms::fidelity::Known;
use crate::report::fidelity::{self, Chapter};
use crate::report::ink::Ink;

/// The width of text where the terminal does not say its own, and the widest that is pleasant to read.
const COLUMNS: usize = 100;

/// Say what is emulated, how we know that it is right, and what is not emulated.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Only this platform
    #[arg(value_parser = PossibleValuesParser::new(PLATFORMS.iter().map(|platform| platform.name())))]
    platform: Option<String>,
    /// Only what is known in this way; may be given several times
    #[arg(long, value_name = "WORD", value_parser = PossibleValuesParser::new(fidelity::words()))]
    only: Vec<String>,
    /// Write JSON
    #[arg(long, conflicts_with = "markdown")]
    json: bool,
    /// Write the page docs/fidelity.md
    #[arg(long)]
    markdown: bool,
}

pub(super) fn run(context: &Context, args: &Args) -> Exit {
    let wanted = |known: Known| args.only.is_empty() || args.only.iter().any(|word| word == known.word());
    let named = |name: &str| args.platform.as_deref().is_none_or(|wanted| wanted == name);
    let chapters: Vec<_> = PLATFORMS
        .iter()
        .filter(|platform| named(platform.name()))
        .map(|platform| Chapter::of(*platform, wanted))
        .collect();
    let terminal = context.terminal;
    let text = if args.json {
        format!("{:#}\n", fidelity::json(&chapters))
    } else if args.markdown {
        fidelity::markdown(&chapters)
    } else {
        let columns = terminal.columns.unwrap_or(COLUMNS).min(COLUMNS);
        fidelity::text(&chapters, columns, Ink { colour: terminal.colour })
    };
    terminal.out(&text);
    Exit::Passed
}

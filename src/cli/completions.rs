//! `backlot completions`: what makes a shell complete the command line.

use clap::CommandFactory as _;
use clap_complete::Shell;

use super::context::Context;
use super::exit::Exit;

/// Print what makes a shell complete this command line.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The shell
    shell: Shell,
}

pub(super) fn run(context: &Context, args: &Args) -> Exit {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut super::Line::command(), "backlot", &mut script);
    context.terminal.out(&String::from_utf8_lossy(&script));
    Exit::Passed
}

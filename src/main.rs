//! The program: captures what it was started with, and hands it to the command line.

use std::process::ExitCode;

use backlot::cli;

fn main() -> ExitCode {
    let context = cli::context::Context::capture();
    cli::log::install(&context);
    cli::run(&context)
}

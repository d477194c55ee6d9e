//! The command line: one file per subcommand, each with its arguments and a `run` that returns an [`Exit`].

pub mod context;
pub mod exit;
pub mod log;

mod ca;
mod call;
mod check;
mod cluster;
mod completions;
mod creator;
#[cfg(unix)]
mod exec;
mod fidelity;
mod init;
#[cfg(unix)]
mod keep;
mod lint;
mod problems;
mod reports;
mod run;
mod schema;
mod serve;
mod stage;
mod stand;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use context::Context;
use exit::Exit;

/// Plays the platform side of cluster, GameSparks and GPHUD on your own machine.
#[derive(Debug, Parser)]
#[command(name = "backlot", version, max_term_width = 100, arg_required_else_help = true)]
struct Line {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Ca(ca::Args),
    Call(call::Args),
    Check(Box<check::Args>),
    Cluster(cluster::Args),
    Completions(completions::Args),
    #[cfg(unix)]
    Exec(exec::Args),
    Fidelity(fidelity::Args),
    Init(init::Args),
    #[cfg(unix)]
    #[command(hide = true)]
    Keep(keep::Args),
    Lint(lint::Args),
    Run(run::Args),
    Schema(schema::Args),
    Serve(serve::Args),
}

/// Runs the command that the context's arguments ask for.
pub fn run(context: &Context) -> ExitCode {
    let line = match Line::try_parse_from(&context.arguments) {
        Ok(line) => line,
        Err(error) => return usage(context, &error).into(),
    };
    let exit = match line.command {
        Command::Ca(args) => ca::run(context, &args),
        Command::Call(args) => call::run(context, &args),
        Command::Check(args) => check::run(context, &args),
        Command::Cluster(args) => cluster::run(context, &args),
        #[cfg(unix)]
        Command::Exec(args) => return exec::run(context, &args),
        #[cfg(unix)]
        Command::Keep(args) => return keep::run(context, &args),
        Command::Completions(args) => completions::run(context, &args),
        Command::Fidelity(args) => fidelity::run(context, &args),
        Command::Init(args) => init::run(context, &args),
        Command::Lint(args) => lint::run(context, &args),
        Command::Run(args) => run::run(context, &args),
        Command::Schema(args) => schema::run(context, &args),
        Command::Serve(args) => serve::run(context, &args),
    };
    exit.into()
}

/// Shows what clap has to say: help and version are wanted, everything else is a mistake.
fn usage(context: &Context, error: &clap::Error) -> Exit {
    let text = if context.terminal.colour { error.render().ansi().to_string() } else { error.render().to_string() };
    if error.use_stderr() {
        context.terminal.err(&text);
        Exit::Usage
    } else {
        context.terminal.out(&text);
        Exit::Passed
    }
}

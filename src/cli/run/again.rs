//! `--watch`: the scenarios are played again whenever something changes that they are made of.

use std::path::PathBuf;

use super::{Args, once};
use crate::cli::context::Context;
use crate::cli::exit::Exit;
use crate::cli::serve::watch::Watch;
use crate::cli::stage;
use crate::diag::Diagnostics;
use crate::scenario::find;

/// Plays, and plays again after each change; ends only when it is interrupted, or if changes cannot be noticed.
pub(super) fn run(context: &Context, args: &Args) -> Exit {
    let could_not = |what: &str, error: &dyn std::fmt::Display| {
        context.terminal.err(&format!("backlot: {what}: {error}\n"));
        Exit::CouldNotRun
    };
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return could_not("could not start", &error),
    };
    let mut watch = match Watch::new() {
        Ok(watch) => watch,
        Err(error) => return could_not("could not watch files", &error),
    };
    loop {
        // Followed before they are read, so that no change in between is missed; and anew each time, because what they use may
        // be other files by now.
        watch.follow(&files(context, args));
        let exit = once(context, args);
        context.terminal.err(&format!("{}; waiting for a file to change\n", ended(exit)));
        runtime.block_on(watch.changed());
        context.terminal.err("\n");
    }
}

fn ended(exit: Exit) -> &'static str {
    match exit {
        Exit::Passed => "everything passed",
        Exit::Usage => "nothing was chosen",
        Exit::Invalid => "a file is invalid",
        Exit::CouldNotRun => "something could not run",
        Exit::Failed => "an expectation was not met",
    }
}

/// The paths that were asked for, with everything in them, and what the files in them use.
fn files(context: &Context, args: &Args) -> Vec<PathBuf> {
    // What is wrong with them is said when they are played.
    let found = find::files(&context.directory, &args.paths, &mut Diagnostics::new());
    let typed: Vec<_> = found.into_iter().map(|found| found.path).collect();
    let mut all: Vec<_> = args.paths.iter().map(|path| context.directory.join(path)).collect();
    all.extend(stage::files(&context.directory, &typed));
    all
}

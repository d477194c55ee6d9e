//! `backlot check`: the doctor for a creator server.

mod choose;

use std::path::PathBuf;
use std::sync::Arc;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::context::Context;
use super::creator::{self, Rules};
use super::exit::Exit;
use super::reports::Reports;
use crate::client;
use crate::platforms::cluster::alone::Server;
use crate::platforms::cluster::call::TIMEOUT;
use crate::platforms::cluster::doctor::Probe;
use crate::platforms::cluster::doctor::checkup::{self, Checkup};
use crate::platforms::cluster::doctor::finding::Grade;
use crate::platforms::cluster::doctor::patient::Options;
use crate::platforms::cluster::profile::MOST_TOKENS;
use crate::report::checkup::{Scorecard, human};
use crate::report::ink::Ink;
use crate::tree::Duration;

/// Look at a running creator server with many small probes, and say what cluster would make of each answer and how to mend
/// what is not as it should be.
///
/// The number of requests is bounded and said before the first is sent; all of them go to the URL, and to where it redirects.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The server's URL, as it would be registered
    #[arg(required_unless_present = "list")]
    url: Option<String>,
    /// A verify token that is valid; give it twice while tokens are being rotated
    #[arg(long, short, value_name = "TOKEN", required_unless_present = "list")]
    token: Vec<String>,
    /// The rules that apply: 1 kB each way, or 100 kB
    #[arg(long, value_enum, default_value_t = Rules::Legacy)]
    profile: Rules,
    /// A request that the server understands, if it understands only some; $TEXT in it stands for what a probe wants to send
    #[arg(long, value_name = "TEXT")]
    request: Option<String>,
    /// Only this probe, or this chapter; may be given several times
    #[arg(long, value_name = "NAME")]
    only: Vec<String>,
    /// Say what every probe looks at, what cluster does and how to mend it, and send nothing
    #[arg(long)]
    list: bool,
    /// Leave out what only somebody hostile would send
    #[arg(long)]
    gentle: bool,
    /// How long a call may take; cluster gives it 5 s
    #[arg(long, value_name = "TIME", default_value = "5s", value_parser = time)]
    timeout: Duration,
    /// How many calls are made one after the other, to measure time
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u16).range(1..=1000))]
    calls: u16,
    /// How many calls are made at once
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u16).range(1..=100))]
    at_once: u16,
    /// Fail on warnings too
    #[arg(long)]
    strict: bool,
    /// Take a redirect as the answer instead of following it
    #[arg(long)]
    no_redirects: bool,
    /// Trust the authorities in this PEM file as well
    #[arg(long, value_name = "FILE")]
    ca: Option<PathBuf>,
    /// Trust every certificate
    #[arg(long, conflicts_with = "ca")]
    insecure: bool,
    /// Show only what is not as it should be, and the last lines
    #[arg(long, short)]
    quiet: bool,
    #[command(flatten)]
    reports: Reports<Scorecard>,
}

fn time(text: &str) -> Result<Duration, String> {
    let time = Duration::parse(text)?;
    if time.is_zero() || *time > TIMEOUT * 12 {
        return Err("more than nothing and at most 1min is possible".to_owned());
    }
    Ok(time)
}

pub(super) fn run(context: &Context, args: &Args) -> Exit {
    let probes = match choose::probes(&args.only) {
        Ok(probes) => probes,
        Err(problem) => return usage(context, &problem),
    };
    let ink = Ink { colour: context.terminal.colour };
    if args.list {
        let Ok(address) = crate::platforms::cluster::account::callable("http://127.0.0.1/") else { return Exit::Usage };
        let text = human::list(&probes, &options(args, address), context.terminal.columns, ink);
        context.terminal.out(&text);
        return Exit::Passed;
    }
    if args.token.len() > MOST_TOKENS {
        return usage(
            context,
            &format!("an account has at most {MOST_TOKENS} tokens, and {} were given", args.token.len()),
        );
    }
    let address = match creator::address(args.url.as_deref().unwrap_or_default()) {
        Ok(address) => address,
        Err(problem) => return usage(context, &problem),
    };
    let trust = match creator::trust(context, args.insecure, args.ca.as_deref()) {
        Ok(trust) => trust,
        Err(problem) => {
            context.terminal.err(&format!("backlot: {problem}\n"));
            return Exit::CouldNotRun;
        }
    };
    look(
        context,
        args,
        &probes,
        options(args, address),
        client::Settings { trust: Arc::new(trust), ..Default::default() },
    )
}

fn options(args: &Args, address: crate::platforms::cluster::account::Address) -> Options {
    Options {
        server: Server {
            address,
            tokens: args.token.clone(),
            profile: args.profile.into(),
            follow_redirects: !args.no_redirects,
            timeout: *args.timeout,
        },
        sample: args.request.clone(),
        calls: args.calls.into(),
        at_once: args.at_once.into(),
        gentle: args.gentle,
    }
}

fn look(context: &Context, args: &Args, probes: &[&'static Probe], options: Options, client: client::Settings) -> Exit {
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            context.terminal.err(&format!("backlot: could not start: {error}\n"));
            return Exit::CouldNotRun;
        }
    };
    let ink = Ink { colour: context.terminal.colour };
    let context = &*args.reports.beside(context);
    context.terminal.out(&human::announcement(&options, probes.len(), checkup::most_requests(probes, &options), ink));
    let progress = progress(context, probes.len());
    let checkup = runtime.block_on(checkup::examine(probes, options, client, |at, probe| {
        progress.set_position(at as u64);
        progress.set_message(probe.name);
    }));
    progress.finish_and_clear();
    // A name that is still being looked up must not hold up the end.
    runtime.shutdown_background();
    let card = Scorecard::of(&checkup);
    let shown = if args.quiet { only_bad(&card) } else { card.clone() };
    context.terminal.out(&human::scorecard(&shown, context.terminal.columns, ink));
    let are_written = args.reports.write(context, &card);
    match exit(&checkup, args.strict) {
        Exit::Passed if !are_written => Exit::CouldNotRun,
        exit => exit,
    }
}

/// The scorecard with what is not as it should be; the counts are still of all.
fn only_bad(card: &Scorecard) -> Scorecard {
    let mut card = card.clone();
    card.probes.retain(|entry| entry.grade >= Grade::Warned);
    card
}

/// A server that cannot be reached is something else than one that answers wrongly.
fn exit(checkup: &Checkup, strict: bool) -> Exit {
    if checkup.is_unreachable {
        return Exit::CouldNotRun;
    }
    let is_bad = checkup.count(Grade::Failed) > 0 || (strict && checkup.count(Grade::Warned) > 0);
    if is_bad { Exit::Failed } else { Exit::Passed }
}

fn progress(context: &Context, probes: usize) -> ProgressBar {
    if !context.terminal.err_is_terminal {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::with_draw_target(Some(probes as u64), ProgressDrawTarget::stderr());
    if let Ok(style) = ProgressStyle::with_template("  {bar:30} {pos} of {len}  {msg}") {
        bar.set_style(style);
    }
    bar
}

fn usage(context: &Context, problem: &str) -> Exit {
    context.terminal.err(&format!("backlot: {problem}\n"));
    Exit::Usage
}

impl Args {
    /// The command's arguments, for tests of its help.
    #[cfg(test)]
    fn command() -> clap::Command {
        <Self as clap::Args>::augment_args(clap::Command::new("check"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_written_as_everywhere() {
        assert_eq!(*time("500ms").unwrap(), std::time::Duration::from_millis(500));
        assert!(time("0s").is_err() && time("2min").is_err() && time("soon").is_err());
    }

    #[test]
    fn the_command_line_is_sound() {
        Args::command().debug_assert();
    }
}

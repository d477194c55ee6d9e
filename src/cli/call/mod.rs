//! `backlot call`: one `callExternal` from the shell, with the platform's judgement of what came back.

mod show;

use std::path::PathBuf;
use std::sync::Arc;

use super::context::Context;
use super::creator::{self, Rules};
use super::exit::Exit;
use crate::client::{self, Phase};
use crate::platforms::cluster::alone::{self, CREATOR, Server};
use crate::platforms::cluster::call::{self, Call, Caller, Outcome};
use crate::report::ink::Ink;

/// Call a creator server once, as cluster does, and say what cluster would make of the answer.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The server's URL, as it would be registered
    url: String,
    /// What the item sends
    request: String,
    /// A verify token that is valid; give it twice while tokens are being rotated
    #[arg(long, short, required = true, value_name = "TOKEN")]
    token: Vec<String>,
    /// What comes back to the item with the answer, and is not sent
    #[arg(long, default_value = "")]
    meta: String,
    /// The rules that apply: 1 kB each way, or 100 kB
    #[arg(long, value_enum, default_value_t = Rules::Legacy)]
    profile: Rules,
    /// Take a redirect as the answer instead of following it
    #[arg(long)]
    no_redirects: bool,
    /// Trust the authorities in this PEM file as well
    #[arg(long, value_name = "FILE")]
    ca: Option<PathBuf>,
    /// Trust every certificate
    #[arg(long, conflicts_with = "ca")]
    insecure: bool,
    /// Write everything as JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn run(context: &Context, args: &Args) -> Exit {
    let address = match creator::address(&args.url) {
        Ok(address) => address,
        Err(problem) => {
            context.terminal.err(&format!("backlot: {problem}\n"));
            return Exit::Usage;
        }
    };
    let trust = match creator::trust(context, args.insecure, args.ca.as_deref()) {
        Ok(trust) => trust,
        Err(problem) => {
            context.terminal.err(&format!("backlot: {problem}\n"));
            return Exit::CouldNotRun;
        }
    };
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            context.terminal.err(&format!("backlot: could not start: {error}\n"));
            return Exit::CouldNotRun;
        }
    };
    let url = address.text.clone();
    let server = Server {
        address,
        tokens: args.token.clone(),
        profile: args.profile.into(),
        follow_redirects: !args.no_redirects,
        timeout: call::TIMEOUT,
    };
    let world = alone::world(&server, client::Settings { trust: Arc::new(trust), ..client::Settings::default() });
    let call = Call {
        caller: Caller::Account(CREATOR.to_owned()),
        endpoint: None,
        request: args.request.clone(),
        meta: args.meta.clone(),
    };
    let outcome = runtime.block_on(call::call(&world, &call));
    // A name that is still being looked up must not hold up the end.
    runtime.shutdown_background();
    if args.json {
        context.terminal.out(&format!("{:#}\n", show::json(&outcome)));
    } else {
        context.terminal.out(&show::text(&url, &outcome, Ink { colour: context.terminal.colour }));
    }
    exit(&outcome)
}

/// How the program ends: a server that could not be reached is something else than one that answered wrongly.
fn exit(outcome: &Outcome) -> Exit {
    match &outcome.result {
        Ok(_) => Exit::Passed,
        Err(reason) => match reason.phase() {
            Some(Phase::Dns | Phase::Connect) => Exit::CouldNotRun,
            _ => Exit::Failed,
        },
    }
}

//! `backlot call`: one `callExternal` from the shell, with the platform's judgement of what came back.

mod show;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::ValueEnum;

use super::context::Context;
use super::exit::Exit;
use crate::client::{self, Phase, Trust};
use crate::platforms::cluster::account::{self, Account, Address};
use crate::platforms::cluster::call::{self, Call, Caller, Outcome};
use crate::platforms::cluster::profile::Profile;
use crate::platforms::cluster::state::{Data, State};
use crate::platforms::cluster::token::Token;
use crate::report::ink::Ink;
use crate::world::{Settings, World};

/// The account that calls.
const CREATOR: &str = "creator";

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

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Rules {
    Legacy,
    Current,
}

impl From<Rules> for Profile {
    fn from(rules: Rules) -> Self {
        match rules {
            Rules::Legacy => Self::Legacy,
            Rules::Current => Self::Current,
        }
    }
}

pub(super) fn run(context: &Context, args: &Args) -> Exit {
    let address = match account::callable(&args.url) {
        Ok(address) => address,
        Err(refusal) => {
            context.terminal.err(&format!("backlot: {refusal}\n"));
            return Exit::Usage;
        }
    };
    let trust = match trust(context, args) {
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
    let world = world(args, address, trust);
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

fn trust(context: &Context, args: &Args) -> Result<Trust, String> {
    if args.insecure {
        return Ok(Trust::everybody());
    }
    let Some(path) = &args.ca else { return Ok(Trust::machine()) };
    let shown = path.display();
    let pem = read(&context.directory.join(path)).map_err(|error| format!("could not read {shown}: {error}"))?;
    Trust::machine().with_pem(&pem).map_err(|error| format!("{shown}: {error}"))
}

fn read(path: &Path) -> std::io::Result<Vec<u8>> {
    std::fs::read(path)
}

/// A world with one account, which has this URL and these tokens.
fn world(args: &Args, address: Address, trust: Trust) -> Arc<World> {
    let settings = Settings::named("call");
    let rng = crate::world::rng::Rng::new(settings.seed);
    let now = settings.clock.now();
    let mut tokens = args.token.iter().map(|secret| Token::of(secret, &rng, now));
    let account = Account {
        set_profile: Some(args.profile.into()),
        url: Some(address),
        token: tokens.next(),
        tokens: tokens.collect(),
        ..Account::default()
    };
    let accounts = [(CREATOR.to_owned(), account)].into();
    let data = Data { accounts, follow_redirects: !args.no_redirects, ..Data::default() };
    let state = State::new(data, client::Settings { trust: Arc::new(trust), ..client::Settings::default() });
    let world = World::new(settings, vec![Box::new(state)]);
    // A redirect may lead anywhere: whoever runs this named the server that sends it.
    world.upstreams().allow("*");
    Arc::new(world)
}

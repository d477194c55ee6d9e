//! `backlot call`: one `callExternal` from the shell, with the platform's judgement of what came back.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use clap::ValueEnum;
use serde_json::{Value, json};

use super::context::Context;
use super::exit::Exit;
use crate::client::{self, Phase, Trust};
use crate::journal::verdict::{Check, CheckResult};
use crate::platforms::cluster::account::{self, Account, Address};
use crate::platforms::cluster::call::{self, Call, Caller, Outcome, Reason};
use crate::platforms::cluster::profile::Profile;
use crate::platforms::cluster::state::{Data, State};
use crate::platforms::cluster::token::Token;
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
        context.terminal.out(&format!("{:#}\n", to_json(&outcome)));
    } else {
        context.terminal.out(&show(&url, args, &outcome, Paint { colour: context.terminal.colour }));
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

/// Everything that is known of the call.
fn to_json(outcome: &Outcome) -> Value {
    let mut json = outcome.to_json();
    let hops: Vec<_> = outcome
        .hops
        .iter()
        .map(|hop| {
            let phases: serde_json::Map<_, _> =
                hop.timings.phases().map(|(phase, took)| (phase.name().to_owned(), millis(took).into())).collect();
            json!({
                "method": hop.request.method.as_str(),
                "url": hop.request.url.as_str(),
                "status": hop.answer.as_ref().map(|answer| answer.status.as_u16()),
                "body": hop.answer.as_ref().map(|answer| String::from_utf8_lossy(&answer.body)),
                "took_ms": millis(hop.timings.total()),
                "phases_ms": phases,
            })
        })
        .collect();
    json["hops"] = hops.into();
    json["verdict"] = serde_json::to_value(&outcome.verdict).unwrap_or_default();
    json
}

/// Milliseconds with three decimals.
fn millis(duration: Duration) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "exact below 285 years")]
    let millis = duration.as_micros() as f64 / 1000.0;
    millis
}

/// Colours, where they are wanted.
#[derive(Clone, Copy)]
struct Paint {
    colour: bool,
}

impl Paint {
    fn with(self, code: &str, text: &str) -> String {
        if self.colour && !text.is_empty() { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() }
    }

    fn bold(self, text: &str) -> String {
        self.with("1", text)
    }

    fn dim(self, text: &str) -> String {
        self.with("2", text)
    }

    fn mark(self, result: CheckResult) -> String {
        match result {
            CheckResult::Passed => self.with("32", "✓"),
            CheckResult::Failed => self.with("1;31", "✗"),
            CheckResult::Warned => self.with("33", "!"),
        }
    }
}

/// The call as a person reads it: every check with its headroom, the time that each phase took, and what the item gets.
fn show(url: &str, args: &Args, outcome: &Outcome, paint: Paint) -> String {
    let mut text = String::new();
    let profile = Profile::from(args.profile).word();
    let _ = writeln!(text, "{} {}  {}\n", paint.bold("callExternal"), url, paint.dim(&format!("{profile} profile")));
    let width = outcome.verdict.checks.iter().map(|check| check.name.len()).max().unwrap_or(0);
    for check in &outcome.verdict.checks {
        let _ =
            writeln!(text, "  {} {:<width$}  {}", paint.mark(check.result), check.name, said(check, outcome, paint));
        if let (CheckResult::Failed, Err(reason)) = (check.result, &outcome.result) {
            let _ = writeln!(text, "    {:<width$}  {} {}", "", paint.with("36", "help:"), reason.help());
        }
    }
    for hop in &outcome.hops {
        let phases: Vec<_> =
            hop.timings.phases().map(|(phase, took)| format!("{phase} {:.1} ms", millis(took))).collect();
        if !phases.is_empty() {
            let hop = if outcome.hops.len() > 1 {
                format!("{} {}: ", hop.request.method, hop.request.url)
            } else {
                String::new()
            };
            let _ = writeln!(text, "\n  {}", paint.dim(&format!("{hop}{}", phases.join(" · "))));
        }
    }
    text.push('\n');
    match &outcome.result {
        Ok(response) => {
            let _ = writeln!(text, "{} with response", paint.with("1;32", "onExternalCallEnd"));
            for line in if response.is_empty() { "(empty)" } else { response }.lines() {
                let _ = writeln!(text, "  {}", harmless(line));
            }
        }
        Err(reason) => {
            let _ = writeln!(text, "{} {}", paint.with("1;31", word(reason)), reason.name());
            if let Some(answer) = outcome.hops.last().and_then(|hop| hop.answer.as_ref()) {
                let _ =
                    writeln!(text, "\n  {}", paint.dim(&format!("the answer's body, {} bytes:", answer.body.len())));
                text.push_str(&excerpt(&answer.body));
            }
        }
    }
    text
}

/// The beginning of a body, as lines.
fn excerpt(body: &[u8]) -> String {
    const MOST: usize = 600;
    let shown = String::from_utf8_lossy(&body[..body.len().min(MOST)]);
    let mut text: String = shown.lines().map(|line| format!("  {}\n", harmless(line))).collect();
    if body.len() > MOST {
        text.push_str("  …\n");
    }
    text
}

/// Text without what a terminal would take as a command.
fn harmless(text: &str) -> String {
    let plain = |character: char| match character {
        '\t' => vec![' '],
        control if control.is_control() => control.escape_unicode().collect(),
        other => vec![other],
    };
    text.chars().flat_map(plain).collect()
}

fn word(reason: &Reason) -> &'static str {
    if reason.is_refusal() { "refused:" } else { "failed:" }
}

/// What there is to say about one check.
fn said(check: &Check, outcome: &Outcome, paint: Paint) -> String {
    let reason = match (check.result, &outcome.result) {
        (CheckResult::Failed, Err(reason)) => reason.to_string(),
        _ => check.reason.to_string(),
    };
    let reason = harmless(&reason);
    match &check.headroom {
        Some(headroom) if reason.is_empty() => headroom.to_string(),
        Some(headroom) => format!("{headroom}  {}", paint.dim(&reason)),
        None => reason,
    }
}

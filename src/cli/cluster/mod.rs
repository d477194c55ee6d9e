//! `backlot cluster`: what Creator Kit's window does, for everyone without Unity: URLs and verify tokens of a creator's account,
//! in a world that a running Backlot plays.

mod account;
mod api;
mod show;

use clap::Subcommand;
use http::Method;
use serde_json::{Value, json};

use super::context::Context;
use super::exit::Exit;
use account::{Address, Who};
use api::{Api, Trouble};

/// Register URLs and verify tokens with a running Backlot, as Creator Kit does.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Make an account. The world is made anew from its snapshot for it: what is registered stays, scripts begin again
    Account {
        /// Its name, which is its access token too
        name: String,
        /// The running Backlot; without it BACKLOT_URL, or http://127.0.0.1:4400/
        #[arg(long, value_name = "URL")]
        server: Option<String>,
        /// The world
        #[arg(long, value_name = "NAME", default_value = "default")]
        world: String,
        /// Write JSON
        #[arg(long)]
        json: bool,
    },
    /// Register a URL: the current way as an endpoint with an id, or the legacy way with a token that replaces the one before
    Register {
        /// The URL of the creator server
        url: String,
        /// The legacy way: one URL per account, and a new token with each registration
        #[arg(long)]
        legacy: bool,
        #[command(flatten)]
        to: To,
    },
    /// Make a verify token the current way; it is shown this one time
    Token {
        #[command(flatten)]
        to: To,
    },
    /// Show what is registered
    List {
        #[command(flatten)]
        to: To,
    },
    /// Delete an endpoint or a token by its id, or `legacy`: the URL of the legacy way with its token
    Delete {
        /// The id, as `list` shows it
        id: String,
        #[command(flatten)]
        to: To,
    },
}

/// Which server, which world, whose account.
#[derive(Debug, clap::Args)]
struct To {
    /// The account, by its name in the world; not needed if there is only one
    #[arg(long, value_name = "NAME")]
    account: Option<String>,
    /// The access token of the account, instead of its name
    #[arg(long, value_name = "TOKEN", conflicts_with = "account")]
    access_token: Option<String>,
    /// The running Backlot; without it BACKLOT_URL, or http://127.0.0.1:4400/
    #[arg(long, value_name = "URL")]
    server: Option<String>,
    /// The world
    #[arg(long, value_name = "NAME", default_value = "default")]
    world: String,
    /// Write JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn run(context: &Context, args: &Args) -> Exit {
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            context.terminal.err(&format!("backlot: could not start: {error}\n"));
            return Exit::CouldNotRun;
        }
    };
    let done = runtime.block_on(act(context, &args.command));
    // A name that is still being looked up must not hold up the end.
    runtime.shutdown_background();
    match done {
        Ok(text) => {
            context.terminal.out(&text);
            Exit::Passed
        }
        Err(trouble) => {
            context.terminal.err(&format!("backlot: {}\n", trouble.message));
            if let Some(help) = &trouble.help {
                context.terminal.err(&format!("  help: {help}\n"));
            }
            trouble.exit
        }
    }
}

async fn act(context: &Context, command: &Command) -> Result<String, Trouble> {
    let to = match command {
        Command::Account { name, server, world, json } => {
            let address = Address::of(server.as_deref(), context)?;
            let made = account::make(&Api::new(address.url, world), name).await?;
            return Ok(if *json { format!("{made:#}\n") } else { show::account(&made) });
        }
        Command::Register { to, .. } | Command::Token { to } | Command::List { to } | Command::Delete { to, .. } => to,
    };
    let address = Address::of(to.server.as_deref(), context)?;
    let mut api = Api::new(address.url, &to.world);
    let who = match &to.access_token {
        Some(token) => Who { name: None, access_token: token.clone(), creator_kit_token: None },
        None => account::find(&api, to.account.as_deref()).await?,
    };
    api.log_in(&who.access_token);
    let (value, text) = match command {
        Command::Register { url, legacy, .. } => register(&api, url, *legacy).await?,
        Command::Token { .. } => {
            let made = api.ask(Method::POST, api::TOKENS, Some(json!({}))).await?;
            let text = show::token(&made);
            (made, text)
        }
        Command::List { .. } => {
            let all = account::everything(&api, &who).await?;
            let text = show::list(&all);
            (all, text)
        }
        Command::Delete { id, .. } => delete(&api, id).await?,
        Command::Account { .. } => unreachable!("done before"),
    };
    Ok(if to.json { format!("{value:#}\n") } else { text })
}

async fn register(api: &Api, url: &str, legacy: bool) -> Result<(Value, String), Trouble> {
    let body = json!({ "url": url });
    if legacy {
        let made = api.ask(Method::POST, api::LEGACY, Some(body)).await?;
        let text = show::legacy(&made);
        return Ok((made, text));
    }
    let made = api.ask(Method::POST, api::ENDPOINTS, Some(body)).await?;
    let tokens = api.ask(Method::GET, api::TOKENS, None).await?;
    let has_token = tokens["tokens"].as_array().is_some_and(|tokens| !tokens.is_empty());
    let text = show::endpoint(&made, has_token);
    Ok((made, text))
}

async fn delete(api: &Api, id: &str) -> Result<(Value, String), Trouble> {
    if id == "legacy" {
        api.ask(Method::POST, &format!("{}/delete", api::LEGACY), Some(json!({}))).await?;
        return Ok((json!({ "deleted": "legacy" }), "deleted the URL of the legacy way, and its token\n".to_owned()));
    }
    let lists = [(api::ENDPOINTS, "endpoints", "endpointId", "endpoint"), (api::TOKENS, "tokens", "tokenId", "token")];
    let mut known = Vec::new();
    for (path, list, key, what) in lists {
        let all = api.ask(Method::GET, path, None).await?;
        let ids = all[list].as_array().into_iter().flatten().filter_map(|one| one[key].as_str());
        for one in ids {
            if one == id {
                api.ask(Method::POST, &format!("{path}/{id}/delete"), Some(json!({}))).await?;
                return Ok((json!({ "deleted": id, "was": what }), format!("deleted the {what} {id}\n")));
            }
            known.push(one.to_owned());
        }
    }
    let near = crate::diag::suggest::nearest(id, known.iter().map(String::as_str));
    let help = near.map_or("backlot cluster list shows every id".to_owned(), |near| format!("did you mean '{near}'?"));
    Err(Trouble::usage(format!("the account has no endpoint and no token with the id '{id}'")).help(help))
}

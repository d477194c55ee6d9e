//! Which server and whose account is meant, and everything that is registered for it.

use http::Method;
use serde_json::{Value, json};
use url::Url;

use super::api::{self, Api, Trouble};
use crate::cli::context::Context;
use crate::cli::exit::Exit;
use crate::diag::suggest;
use crate::platforms::cluster::account::{Account, LEGACY_ENDPOINT};
use crate::platforms::cluster::profile::{MOST_ENDPOINTS, MOST_TOKENS};

/// Where a Backlot listens that was started without options.
const USUAL: &str = "http://127.0.0.1:4400/";

/// The environment variable that says where Backlot listens, as `backlot exec` sets it.
const VARIABLE: &str = "BACKLOT_URL";

/// Where the running Backlot is.
pub(super) struct Address {
    pub(super) url: Url,
}

impl Address {
    pub(super) fn of(given: Option<&str>, context: &Context) -> Result<Self, Trouble> {
        let text = given.or_else(|| context.env(VARIABLE)).unwrap_or(USUAL);
        let url = Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
        let wrong = || Trouble::usage(format!("'{text}' is not the URL of a server")).help(format!("as in {USUAL}"));
        url.map(|url| Self { url }).ok_or_else(wrong)
    }
}

/// The account that acts.
pub(super) struct Who {
    /// Its name in the world, if it is known.
    pub(super) name: Option<String>,
    pub(super) access_token: String,
    /// The access token as Creator Kit takes it, if the account is known.
    pub(super) creator_kit_token: Option<String>,
}

/// The account of that name; without a name, the only one there is.
pub(super) async fn find(api: &Api, name: Option<&str>) -> Result<Who, Trouble> {
    let snapshot = api.snapshot().await?;
    let none = serde_json::Map::new();
    let accounts = snapshot["cluster"]["accounts"].as_object().unwrap_or(&none);
    let names = || accounts.keys().map(String::as_str);
    let shown = || names().collect::<Vec<_>>().join(", ");
    let name = match name {
        Some(name) if accounts.contains_key(name) => name,
        Some(name) => {
            let near = suggest::nearest(name, names()).map(|near| format!("did you mean '{near}'?"));
            let help = near.unwrap_or_else(|| {
                format!("the world has {}", if accounts.is_empty() { "none".to_owned() } else { shown() })
            });
            return Err(Trouble::usage(format!("there is no account '{name}' in this world")).help(help));
        }
        None => match names().collect::<Vec<_>>()[..] {
            [only] => only,
            [] => {
                let help = "make one with backlot cluster account NAME, or start Backlot with a fixture that has one";
                return Err(Trouble::new(Exit::Usage, "this world has no accounts").help(help));
            }
            _ => {
                return Err(
                    Trouble::usage("this world has several accounts").help(format!("say --account: {}", shown()))
                );
            }
        },
    };
    let access_token = accounts[name]["access-token"].as_str().unwrap_or(name).to_owned();
    let creator_kit_token = Account { access_token: access_token.clone(), ..Account::default() }.creator_kit_token();
    Ok(Who { name: Some(name.to_owned()), access_token, creator_kit_token: Some(creator_kit_token) })
}

/// Makes an account of that name: the world is put back as it is, with one account more.
pub(super) async fn make(api: &Api, name: &str) -> Result<Value, Trouble> {
    let mut snapshot = api.snapshot().await?;
    let Some(world) = snapshot.as_object_mut() else {
        return Err(Trouble::new(Exit::CouldNotRun, "the world's snapshot is no object"));
    };
    let cluster = world.entry("cluster").or_insert_with(|| json!({}));
    if cluster["accounts"].get(name).is_some() {
        let help = "backlot cluster list shows what is registered for it";
        return Err(Trouble::usage(format!("there is an account '{name}' already")).help(help));
    }
    cluster["accounts"][name] = json!({});
    api.put_snapshot(snapshot).await?;
    let who = find(api, Some(name)).await?;
    Ok(json!({ "account": name, "accessToken": who.access_token, "creatorKitToken": who.creator_kit_token }))
}

/// Everything that is registered for the account, with how much may be.
pub(super) async fn everything(api: &Api, who: &Who) -> Result<Value, Trouble> {
    let account = api.ask(Method::GET, "/v1/account", None).await?;
    let legacy = api.maybe(api::LEGACY).await?;
    let endpoints = api.ask(Method::GET, api::ENDPOINTS, None).await?;
    let tokens = api.ask(Method::GET, api::TOKENS, None).await?;
    Ok(json!({
        "account": who.name.as_deref().or(account["username"].as_str()),
        "accessToken": who.access_token,
        "creatorKitToken": who.creator_kit_token,
        "legacy": legacy.map(|legacy| json!({ "url": legacy["url"], "endpointId": LEGACY_ENDPOINT })),
        "endpoints": endpoints["endpoints"],
        "mostEndpoints": MOST_ENDPOINTS,
        "tokens": tokens["tokens"],
        "mostTokens": MOST_TOKENS,
    }))
}

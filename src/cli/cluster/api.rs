//! Requests to a running Backlot, and what can go wrong with them.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, header};
use serde_json::Value;
use url::Url;

use crate::cli::exit::Exit;
use crate::client::{Client, Failure, Limits, Request, Settings};
use crate::server::route::OWN_PREFIX;
use crate::world::{self, World};

/// The endpoints of the current way.
pub(super) const ENDPOINTS: &str = "/v1/external_call/endpoints";

/// The verify tokens of the current way.
pub(super) const TOKENS: &str = "/v1/external_call/verify_tokens";

/// The one URL of the legacy way.
pub(super) const LEGACY: &str = "/v1/user/web_rpc_url";

/// How long an answer may take, and how large it may be: a snapshot of a large world is large.
const LIMITS: Limits = Limits { within: Duration::from_secs(10), body: 128 * 1024 * 1024 };

/// Why nothing was done, or not all.
#[derive(Debug)]
pub(super) struct Trouble {
    pub(super) exit: Exit,
    pub(super) message: String,
    pub(super) help: Option<String>,
}

impl Trouble {
    pub(super) fn new(exit: Exit, message: impl Into<String>) -> Self {
        Self { exit, message: message.into(), help: None }
    }

    pub(super) fn usage(message: impl Into<String>) -> Self {
        Self::new(Exit::Usage, message)
    }

    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

/// A running Backlot, and a world in it.
pub(super) struct Api {
    server: Url,
    client: Client,
    /// What the client takes its time from; nothing else of it is used.
    machine: Arc<World>,
    headers: HeaderMap,
}

impl Api {
    pub(super) fn new(server: Url, world: &str) -> Self {
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        if let Ok(world) = HeaderValue::from_str(world) {
            headers.insert("backlot-world", world);
        }
        let machine = Arc::new(World::new(world::Settings::named("machine"), Vec::new()));
        Self { server, client: Client::new(Settings::default()), machine, headers }
    }

    /// Every request from now on is made by the account of this access token.
    pub(super) fn log_in(&mut self, access_token: &str) {
        if let Ok(token) = HeaderValue::from_str(access_token) {
            self.headers.insert("x-cluster-access-token", token);
        }
    }

    /// Asks the registration API.
    pub(super) async fn ask(&self, method: Method, path: &str, body: Option<Value>) -> Result<Value, Trouble> {
        let (status, answer) = self.send(method, path, body).await?;
        if status < 400 {
            return Ok(answer);
        }
        let said = ["detail", "message"].iter().find_map(|key| answer[*key].as_str());
        let own = answer["error"]["message"].as_str();
        let message = said.or(own).map_or_else(|| format!("{} answered with {status}", self.server), str::to_owned);
        let trouble = Trouble::new(if own.is_some() { Exit::CouldNotRun } else { Exit::Failed }, message);
        Err(match (answer["error"]["help"].as_str(), answer["code"].as_str()) {
            (Some(help), _) => trouble.help(help),
            (_, Some("unauthorized")) => {
                trouble.help("--account takes the name of an account and finds its access token")
            }
            (_, Some(code)) if code.starts_with("external_call_") => {
                trouble.help(format!("Creator Kit gets the code {code}"))
            }
            _ => trouble,
        })
    }

    /// What the registration API has, or nothing where it says that there is none.
    pub(super) async fn maybe(&self, path: &str) -> Result<Option<Value>, Trouble> {
        match self.send(Method::GET, path, None).await? {
            (404, answer) if answer.get("code").is_some() => Ok(None),
            _ => self.ask(Method::GET, path, None).await.map(Some),
        }
    }

    /// The world as it is.
    pub(super) async fn snapshot(&self) -> Result<Value, Trouble> {
        self.ask(Method::GET, &format!("{OWN_PREFIX}snapshot"), None).await
    }

    /// Makes the world anew from a snapshot.
    pub(super) async fn put_snapshot(&self, snapshot: Value) -> Result<(), Trouble> {
        self.ask(Method::PUT, &format!("{OWN_PREFIX}snapshot"), Some(snapshot)).await.map(drop)
    }

    async fn send(&self, method: Method, path: &str, body: Option<Value>) -> Result<(u16, Value), Trouble> {
        let url = self.server.join(path).map_err(|error| Trouble::usage(format!("{}{path}: {error}", self.server)))?;
        let body = body.map_or_else(Bytes::new, |body| Bytes::from(body.to_string()));
        let request = Request { method, url, headers: self.headers.clone(), body, is_named: true };
        let exchange = self.client.exchange(&self.machine, request, LIMITS).await;
        let answer = exchange.outcome().map_err(|failure| self.no_answer(failure))?;
        match serde_json::from_slice(&answer.body) {
            Ok(value) => Ok((answer.status.as_u16(), value)),
            Err(_) => Err(Trouble::new(
                Exit::CouldNotRun,
                format!("what answered at {} with {} is not Backlot", self.server, answer.status.as_u16()),
            )
            .help("--server takes the URL that backlot serve prints in its first line")),
        }
    }

    fn no_answer(&self, failure: &Failure) -> Trouble {
        let help = match failure {
            Failure::Refused { .. } => "start it with backlot serve, or say with --server where it listens",
            other => other.help(),
        };
        Trouble::new(Exit::CouldNotRun, format!("no answer from {}: {failure}", self.server)).help(help)
    }
}

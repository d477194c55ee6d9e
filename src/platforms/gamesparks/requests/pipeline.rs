//! One request, from its members to its response: checks, the scripts that are attached to it, the platform's own part, the
//! messages that it causes, and the script of the response.

use std::sync::Arc;

use serde_json::{Map, Value};

use super::handling::not_authorized;
use super::names::{ERROR_RESPONSE, NAMES, response_to};
use super::{Document, Errors, Handling, RequestKind, field, named};
use crate::diag::{quoted, suggest};
use crate::journal::exchange::ExchangeId;
use crate::journal::verdict::Checks;
use crate::platforms::fidelity::{Row, chosen, documented, inferred};
use crate::platforms::gamesparks::cloud_code::{Folder, ScriptId};
use crate::platforms::gamesparks::failure;
use crate::platforms::gamesparks::files::Base;
use crate::platforms::gamesparks::messages::{self, Occurrence};
use crate::platforms::gamesparks::run::{self, Task};
use crate::platforms::gamesparks::state::{Game, PlayerId};
use crate::world::World;

/// How we know.
pub const FIDELITY: &[Row] = &[
    documented(
        "request.order",
        "a request's fields are checked, then the script of its class runs, then for an event the event's own, then the platform does its part and delivers the messages that this causes, then the script of the response's class runs",
        "Cloud Code page, and Key Concepts",
    ),
    documented(
        "request.rejected",
        "an error that a script sets before the platform's part keeps the platform from doing it, and stands in the response under error",
        "Spark API page: setScriptError",
    ),
    documented(
        "request.script-data",
        "script data of the scripts before the platform's part is on the response, and the response's script finds it both in getScriptData and in getData().scriptData",
        "tutorial on resetting passwords",
    ),
    inferred(
        "request.client-script-data",
        "script data that the client sends is readable in getData().scriptData, and not passed on by itself",
        "tutorials copy it by hand",
    ),
    inferred(
        "request.response-after-error",
        "the response's script runs for a request that has failed too",
        "games test for errors there, and getScriptError is documented to see those of the request's script",
    ),
    documented(
        "response.envelope",
        "a response has @class, requestId if the request had one, its members, scriptData if there is any, and error if something failed",
        "request pages",
    ),
    chosen(
        "request.not-authorized",
        "a request that needs a player and has none is {authentication: NOTAUTHORIZED}",
        "the code is in no document",
    ),
    chosen(
        "request.script-failure",
        "a script that throws or runs for too long rejects its request with the error scriptError or longRunningScriptError, and what it had set is gone",
        "as with callbacks; unknown",
    ),
    chosen(
        "request.unknown",
        "a request that the platform did not have is a GameSparksErrorResponse with the error request",
        "unknown",
    ),
    chosen(
        "request.depth",
        "scripts that make each other run may be nested 8 deep",
        "the platform must have had a limit, which is unknown",
    ),
];

/// How deeply scripts may make each other run.
pub const DEEPEST: usize = 8;

/// A request on its way in.
#[derive(Debug, Clone)]
pub struct Incoming {
    /// Its class, without the dot: `LogEventRequest`.
    pub name: String,
    /// Its members.
    pub request: Document,
    /// Who asks.
    pub player: Option<PlayerId>,
    /// The credential that it came with.
    pub credential: Option<String>,
    /// Whether the scripts that are attached to it run.
    pub with_scripts: bool,
    /// The exchange that it belongs to, if there is one.
    pub cause: Option<ExchangeId>,
    /// How many scripts are waiting for it.
    pub depth: usize,
    /// What URLs that it gives begin with.
    pub base: Base,
}

/// What a request came to.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// The response.
    pub response: Document,
    /// Whether it failed: the response has an error.
    pub failed: bool,
}

/// Handles a request. What is wrong with it is in the response, and why in `checks`.
pub async fn handle(world: &Arc<World>, game: &Arc<Game>, incoming: Incoming, checks: &mut Checks) -> Outcome {
    let class = response_to(&incoming.name);
    let Some(kind) = named(&incoming.name) else { return unknown(&incoming, checks) };
    let request_id = incoming.request.get("requestId").cloned();
    let mut passage = Passage {
        world,
        game,
        kind,
        incoming,
        script_data: Map::new(),
        errors: Errors::none(),
        besides: Document::new(),
        checks,
    };
    let mut response = new(&class, request_id.as_ref());
    match passage.forth().await {
        Ok(own) => response.extend(own),
        Err(errors) => {
            response.append(&mut passage.besides);
            for (key, code) in errors.into_map() {
                passage.errors.add(key, code);
            }
        }
    }
    passage.back(&class, response).await
}

fn new(class: &str, request_id: Option<&Value>) -> Document {
    let mut response = Document::new();
    response.insert("@class".to_owned(), Value::String(format!(".{class}")));
    if let Some(id) = request_id {
        response.insert("requestId".to_owned(), id.clone());
    }
    response
}

/// A request that nobody can handle.
fn unknown(incoming: &Incoming, checks: &mut Checks) -> Outcome {
    let name = &incoming.name;
    let help = suggest::suggestion(name, NAMES.iter().copied()).map(|help| format!("; {help}")).unwrap_or_default();
    let reason = format!("the platform has no request {}{help}", quoted(name));
    checks.fail("request", reason.clone());
    let mut response = new(ERROR_RESPONSE, incoming.request.get("requestId"));
    response.insert("error".to_owned(), Value::Object(Errors::one("request", reason).into_map()));
    Outcome { response, failed: true }
}

/// A request on its way through.
struct Passage<'a> {
    world: &'a Arc<World>,
    game: &'a Arc<Game>,
    kind: &'static dyn RequestKind,
    incoming: Incoming,
    /// What the scripts so far have set.
    script_data: Map<String, Value>,
    /// The errors so far, of scripts and of the platform.
    errors: Errors,
    /// Members that the response has even if the request fails.
    besides: Document,
    checks: &'a mut Checks,
}

impl Passage<'_> {
    /// Up to the end of the platform's own part: the members of the response.
    async fn forth(&mut self) -> Result<Document, Errors> {
        self.incoming.request.shift_insert(0, "@class".to_owned(), Value::String(format!(".{}", self.incoming.name)));
        self.check()?;
        if self.incoming.with_scripts {
            let before =
                [Some(ScriptId::new(Folder::Request, self.kind.name())), self.kind.script(&self.incoming.request)];
            for script in before.into_iter().flatten() {
                let data = self.incoming.request.clone();
                self.attached(&script, data).await;
                if !self.errors.is_empty() {
                    // They are in the response already.
                    self.checks.fail("request", format!("{script} rejected it: {}", self.errors));
                    return Err(Errors::none());
                }
            }
        }
        let (kind, request) = (self.kind, std::mem::take(&mut self.incoming.request));
        let mut handling = self.handling();
        let answered = kind.answer(&mut handling, &request);
        let (player, messages, besides, wait) = (handling.player, handling.messages, handling.besides, handling.wait);
        self.incoming.player = player;
        self.besides = besides;
        let own = answered.inspect_err(|errors| self.refused(errors))?;
        for message in messages {
            let occurrence = Occurrence { cause: self.incoming.cause, depth: self.incoming.depth };
            messages::deliver(self.world, self.game, message, occurrence, self.checks).await;
        }
        match wait {
            Some(later) => later.await.inspect_err(|errors| self.refused(errors)),
            None => Ok(own),
        }
    }

    fn check(&mut self) -> Result<(), Errors> {
        let checked = field::check(self.kind.fields(), &mut self.incoming.request);
        checked.inspect_err(|errors| self.refused(errors))?;
        if !self.kind.takes_others() {
            let others = field::others(self.kind.fields(), &self.incoming.request);
            if !others.is_empty() {
                let reason = format!("{} has no {}; ignored", self.kind.name(), quoted(&others.join(", ")));
                self.checks.warn("fields", reason);
            }
        }
        let (kind, mut request) = (self.kind, std::mem::take(&mut self.incoming.request));
        let prepared = kind.prepare(&mut self.handling(), &mut request);
        self.incoming.request = request;
        prepared.inspect_err(|errors| self.refused(errors))?;
        if self.kind.needs_player() && self.incoming.player.is_none() {
            self.checks.fail("player", "this request needs a player, and none is logged in: send an authToken, or a playerId with the credential server");
            return Err(not_authorized());
        }
        Ok(())
    }

    fn handling(&mut self) -> Handling<'_> {
        let (player, base) = (self.incoming.player.clone(), self.incoming.base.clone());
        Handling {
            world: self.world,
            game: self.game,
            player,
            cause: self.incoming.cause,
            depth: self.incoming.depth,
            base,
            checks: self.checks,
            besides: Document::new(),
            wait: None,
            messages: Vec::new(),
        }
    }

    fn refused(&mut self, errors: &Errors) {
        self.checks.fail("request", format!("{} was refused: {errors}", self.kind.name()));
    }

    /// Runs a script that is attached to the request or to its response, if the game has it. What it leaves is carried on.
    async fn attached(&mut self, id: &ScriptId, data: Document) {
        let Some(script) = self.game.cloud_code.get(id).filter(|script| !script.is_blank()) else { return };
        let task = Task {
            data,
            player: self.incoming.player.clone(),
            credential: self.incoming.credential.clone(),
            script_data: self.script_data.clone(),
            script_errors: self.errors.clone().into_map(),
            cause: self.incoming.cause,
            depth: self.incoming.depth,
            recipients: Vec::new(),
            base: self.incoming.base.clone(),
        };
        let ran = run::run(self.world, self.game, script, task, self.checks).await;
        if let Some(failure) = ran.failure {
            self.checks.warn("script", format!("{id} failed: {failure}"));
            self.errors.add(failure::key(&failure), failure::text(&failure, self.game.settings.error_lines.first()));
            return;
        }
        self.checks.pass("script", id.to_string());
        self.script_data = ran.script_data;
        self.errors = Errors::from(ran.script_errors);
    }

    /// The script of the response, and the response as it leaves.
    async fn back(mut self, class: &str, mut response: Document) -> Outcome {
        // What the platform itself puts there, such as the player's own script data.
        let own = match response.shift_remove("scriptData") {
            Some(Value::Object(own)) => own,
            _ => Map::new(),
        };
        let complete = |response: &mut Document, script_data: &Map<String, Value>, errors: &Errors| {
            let mut data = own.clone();
            data.extend(script_data.clone());
            if !data.is_empty() {
                response.insert("scriptData".to_owned(), Value::Object(data));
            }
            if !errors.is_empty() {
                response.insert("error".to_owned(), Value::Object(errors.clone().into_map()));
            }
        };
        if self.incoming.with_scripts {
            let mut data = response.clone();
            complete(&mut data, &self.script_data, &self.errors);
            self.attached(&ScriptId::new(Folder::Response, class), data).await;
        }
        complete(&mut response, &self.script_data, &self.errors);
        Outcome { response, failed: !self.errors.is_empty() }
    }
}

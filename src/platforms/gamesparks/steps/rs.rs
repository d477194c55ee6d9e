//! `rs` and `event`: a player's program, or a server, makes a request over `/rs/`.

use async_trait::async_trait;
use bytes::Bytes;
use http::{Request, header};
use indexmap::IndexMap;
use serde_json::Value as Json;

use super::game_of;
use super::names::{self, Thing};
use super::wire::{header_of, send};
use crate::diag::{Code, Diagnostic, quoted, suggest};
use crate::platforms::gamesparks::files::links::segment;
use crate::platforms::gamesparks::requests::names::NAMES;
use crate::platforms::gamesparks::rs::PREFIX;
use crate::platforms::gamesparks::state::{Game, State, credential};
use crate::scenario::step::{CouldNot, Played, Stage, Step, StepKind};
use crate::tree::{Decode as _, Decoding, Node, Schemas, Spanned, Value, record};
use crate::world::World;

record! {
    /// A request over /rs/.
    struct Rs {
        /// The game's key. Not needed if the world has only one game.
        game: Option<String>,
        /// The credential that it is made with.
        credential: String = credential::DEFAULT.to_owned(),
        /// The secret, where it is not to be the credential's own.
        secret: Option<String>,
        /// The class of the request: LogEventRequest.
        request: Spanned<String>,
        /// The id of the player who asks; with server and server-send.
        player: Option<String>,
        /// The token of the player who asks, with any credential.
        token: Option<String>,
        /// The members of the request.
        body: IndexMap<String, Json> = IndexMap::new(),
        /// The body as text, instead of its members.
        text: Option<Spanned<String>>,
        /// Headers.
        headers: IndexMap<Spanned<String>, Spanned<String>> = IndexMap::new(),
    }
}

record! {
    /// An event of a game.
    struct Event {
        /// The game's key. Not needed if the world has only one game.
        game: Option<String>,
        /// The event's short code.
        key: String,
        /// The id of the player who logs it.
        player: Option<String>,
        /// The token of the player who logs it.
        token: Option<String>,
        /// Its attributes.
        attributes: IndexMap<String, Json> = IndexMap::new(),
        /// What the client sends along for scripts.
        script_data: Option<Json>,
    }
}

/// The kind of step.
pub(super) struct RsKind;

impl StepKind for RsKind {
    fn key(&self) -> &'static str {
        "rs"
    }

    fn about(&self) -> &'static str {
        "A server or a player's program makes a request over /rs/. What came of it: status, headers, text, and json, which is the response."
    }

    fn decode(&self, node: &Node, cx: &mut Decoding<'_>) -> Option<Box<dyn Step>> {
        let rs = Rs::decode(node, cx)?;
        let before = cx.errors();
        rs.check(node, cx);
        (cx.errors() == before).then(|| Box::new(rs) as Box<dyn Step>)
    }

    fn schema(&self, schemas: &mut Schemas) -> Json {
        Rs::schema(schemas)
    }

    fn examine(&self, node: &Node, expects: Option<&Node>, world: &World, cx: &mut Decoding<'_>) {
        let Some(game) = names::game(node, world, cx).filter(|_| !names::expects_refusal(expects)) else { return };
        names::examine(node.get("credential"), Thing::Credential, &game, cx);
        if let Some(request) = node.get("request") {
            names::examine_body(request, node.get("body"), &game, cx);
        }
    }
}

impl Rs {
    fn check(&self, node: &Node, cx: &mut Decoding<'_>) {
        let open = cx.is_open(&Node::new(self.request.span.clone(), Value::Text(self.request.value.clone())));
        if !open && !NAMES.contains(&&*self.request.value) {
            let message = format!("{} is no request that the platform had", quoted(&self.request));
            let problem = Diagnostic::warning(Code::UnknownName, self.request.span.clone(), message);
            cx.report(problem.maybe_help(suggest::suggestion(&self.request, NAMES.iter().copied())));
        }
        if let (Some(text), Some(entry)) = (&self.text, node.as_map().and_then(|map| map.entry("body"))) {
            let message = "a request has one body, and these are two";
            let problem = Diagnostic::error(Code::ConflictingKeys, text.span.clone(), message);
            cx.report(problem.also(entry.key.clone(), "the other"));
        }
        for (name, value) in &self.headers {
            if header_of(name, value).is_none() {
                let message = format!("{} cannot be a header", quoted(&format!("{}: {}", name.value, value.value)));
                cx.report(Diagnostic::error(Code::BadValue, name.span.clone(), message));
            }
        }
    }

    fn made(&self, game: &Game) -> Result<Request<Bytes>, CouldNot> {
        let own = || game.credentials.get(&self.credential).map_or("none", |credential| &credential.secret);
        let segments = [&self.credential, self.secret.as_deref().unwrap_or_else(own), &self.request.value];
        let path = segments.iter().fold(PREFIX.to_owned(), |path, part| format!("{path}/{}", segment(part)));
        let body = match &self.text {
            Some(text) => text.value.clone(),
            None => {
                let mut body = self.body.clone();
                for (name, value) in [("playerId", &self.player), ("authToken", &self.token)] {
                    if let Some(value) = value {
                        body.insert(name.to_owned(), Json::from(value.as_str()));
                    }
                }
                serde_json::to_string(&body).unwrap_or_default()
            }
        };
        let mut request = Request::post(path)
            .header(header::HOST, format!("{}.{}.gamesparks.net", game.api_key, game.stage))
            .header(header::CONTENT_TYPE, "application/json");
        for (name, value) in self.headers.iter().filter_map(|(name, value)| header_of(name, value)) {
            request = request.header(name, value);
        }
        request.body(Bytes::from(body)).map_err(|error| CouldNot::because(error.to_string()))
    }
}

#[async_trait]
impl Step for Rs {
    async fn play(&self, stage: &Stage) -> Result<Played, CouldNot> {
        let game = game_of(self.game.as_deref(), stage.world.state::<State>())?;
        Ok(send(stage, self.made(&game)?).await)
    }
}

/// The kind of step.
pub(super) struct EventKind;

impl StepKind for EventKind {
    fn key(&self) -> &'static str {
        "event"
    }

    fn about(&self) -> &'static str {
        "A player logs an event. What came of it is the response: scriptData, and error if it was refused."
    }

    fn decode(&self, node: &Node, cx: &mut Decoding<'_>) -> Option<Box<dyn Step>> {
        Event::decode(node, cx).map(|event| Box::new(event) as Box<dyn Step>)
    }

    fn schema(&self, schemas: &mut Schemas) -> Json {
        Event::schema(schemas)
    }

    fn examine(&self, node: &Node, expects: Option<&Node>, world: &World, cx: &mut Decoding<'_>) {
        let Some(game) = names::game(node, world, cx).filter(|_| !names::expects_refusal(expects)) else { return };
        names::examine(node.get("key"), Thing::Event, &game, cx);
    }
}

#[async_trait]
impl Step for Event {
    async fn play(&self, stage: &Stage) -> Result<Played, CouldNot> {
        let game = game_of(self.game.as_deref(), stage.world.state::<State>())?;
        let mut body = self.attributes.clone();
        body.insert("@class".to_owned(), Json::from(".LogEventRequest"));
        body.insert("eventKey".to_owned(), Json::from(self.key.as_str()));
        if let Some(data) = &self.script_data {
            body.insert("scriptData".to_owned(), data.clone());
        }
        let rs = Rs {
            game: None,
            credential: credential::DEFAULT.to_owned(),
            secret: None,
            request: Spanned::made("LogEventRequest".to_owned()),
            player: self.player.clone(),
            token: self.token.clone(),
            body,
            text: None,
            headers: IndexMap::new(),
        };
        let mut played = send(stage, rs.made(&game)?).await;
        // The response itself; where there is none, everything that came says why.
        if let Some(response) = played.value.get_mut("json").map(Json::take) {
            played.value = response;
        }
        Ok(played)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::{Diagnostics, Source};
    use crate::tree::{Templates, read};

    fn problems(text: &str) -> Vec<String> {
        let mut problems = Diagnostics::new();
        let node = read::document(&Source::new("step.yaml", text), &mut problems).unwrap();
        let _ = RsKind.decode(&node, &mut Decoding::new(&mut problems, Templates::Text));
        problems.ordered().iter().map(|one| format!("{} {}", one.span, one.code)).collect()
    }

    #[test]
    fn what_cannot_be_sent_is_said() {
        assert_eq!(problems("{ request: LogEventRequest, body: { a: 1 }, headers: { A: b } }"), Vec::<String>::new());
        assert_eq!(problems("{ request: LogEvntRequest }"), ["step.yaml:1:12 unknown-name"]);
        assert_eq!(problems("{ request: LogEventRequest, body: {}, text: x }"), ["step.yaml:1:45 conflicting-keys"]);
        assert_eq!(problems("{ body: {} }"), ["step.yaml:1:1 missing-key"]);
        assert_eq!(problems("{ request: LogEventRequest, headers: { 'a b': c } }"), ["step.yaml:1:40 bad-value"]);
    }
}

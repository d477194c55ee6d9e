//! GameSparks: the callback URL, the requests over `/rs/`, and the Cloud Code behind both.

mod achieving;
mod admission;
mod ask;
pub mod boards;
mod bulk;
pub mod callback;
pub mod challenges;
pub mod charset;
pub mod cloud_code;
pub mod config;
pub mod content_type;
pub mod data;
pub mod dates;
pub mod economy;
mod failure;
mod faults;
pub mod files;
pub mod fixture;
pub mod http;
pub mod input;
mod limits;
mod mails;
pub mod messages;
pub mod multiplayer;
pub mod output;
pub mod presence;
mod publication;
pub mod requests;
pub mod rhino;
pub mod rs;
pub mod run;
pub mod social;
pub mod spark;
pub mod state;
pub mod steps;
pub mod stored;
pub mod timers;
mod variables;

use std::sync::Arc;

use async_trait::async_trait;
use serde_json::Value;

use super::fidelity::Row;
use super::variable::Variable;
use super::{Answer, Asking, Inbound, Platform, Starter, Written};
use crate::client;
use crate::journal::exchange::{Direction, Event, Exchange};
use crate::scenario::step::StepKind;
use crate::tree::{Decode as _, Decoding, Node, Schemas};
use crate::world::World;
use crate::world::faults::Kind;
use fixture::Fixture;
use state::State;

/// Its name in files, paths and messages.
pub const NAME: &str = "gamesparks";

/// The hosts at which the real one answers.
const HOSTS: &[&str] = &["*.gamesparks.net"];

/// The most that is read of a request's body, in bytes. What a game takes is set by its request limit, which is lower.
pub const MOST_BODY: usize = 4 * 1024 * 1024;

/// GameSparks, as one of the platforms.
#[derive(Debug, Clone, Copy)]
pub struct GameSparks;

#[async_trait]
impl Platform for GameSparks {
    fn name(&self) -> &'static str {
        NAME
    }

    fn title(&self) -> &'static str {
        "GameSparks"
    }

    fn state(&self) -> Box<dyn crate::world::State> {
        Box::new(State::new(client::Settings::default()))
    }

    fn hosts(&self) -> &'static [&'static str] {
        HOSTS
    }

    fn claims(&self, path: &str) -> bool {
        callback::address::is_callback(path) || rs::is_request(path) || files::is_file(path)
    }

    fn body_limit(&self) -> usize {
        MOST_BODY
    }

    async fn answer(&self, world: &Arc<World>, request: Inbound) -> Answer {
        if let Some(answer) = faults::answer(world, &request).await {
            return answer;
        }
        world.state::<State>().published().await;
        if rs::is_request(request.uri.path()) {
            return rs::answer(world, request).await;
        }
        if files::is_file(request.uri.path()) {
            return files::answer(world, request).await;
        }
        callback::answer(world, request).await
    }

    fn faults(&self) -> &'static [Kind] {
        faults::KINDS
    }

    fn operations(&self) -> Vec<String> {
        faults::operations()
    }

    fn asked(&self, world: &World, request: &Inbound) -> Asking {
        faults::asked(world, request)
    }

    fn load(&self, world: &World, node: &Node, cx: &mut Decoding<'_>) {
        let Some(fixture) = Fixture::decode(node, cx) else { return };
        let games = fixture.games(world.rng(), world.clock().now(), cx);
        world.state::<State>().replace(games);
    }

    fn schema(&self, schemas: &mut Schemas) -> Value {
        Fixture::schema(schemas)
    }

    fn starter(&self) -> Starter {
        Starter { fixture: include_str!("starter/fixture.yaml"), scenario: include_str!("starter/scenario.yaml") }
    }

    fn steps(&self) -> &'static [&'static dyn StepKind] {
        steps::STEPS
    }

    fn begin(&self, world: &Arc<World>) {
        timers::begin(world);
    }

    fn snapshot(&self, world: &World) -> Value {
        let games = world.state::<State>().games();
        let fixture = Fixture::of(games.iter().map(|game| &**game));
        // A record of text, numbers and maps with text for keys is always JSON.
        serde_json::to_value(fixture).unwrap_or_default()
    }

    fn paste(&self, world: &World, base: &str) -> Vec<(String, String)> {
        let games = world.state::<State>().games();
        let lines = games.iter().flat_map(|game| {
            let serving = game.credentials.iter().filter(|(_, credential)| credential.flags.callback);
            serving.map(|(name, credential)| {
                let url = format!("{base}{}/{}/{name}/{}/", callback::address::PREFIX, game.api_key, credential.secret);
                (format!("callback, {name}"), url)
            })
        });
        let requests = games.iter().filter_map(|game| {
            let server = game.credentials.get(state::credential::DEFAULT)?;
            let url = format!("{base}{}/{}/{}/LogEventRequest", rs::PREFIX, state::credential::DEFAULT, server.secret);
            Some(("request".to_owned(), url))
        });
        lines.chain(requests).collect()
    }

    fn variables(&self) -> &'static [Variable] {
        variables::VARIABLES
    }

    fn secrets(&self, exchange: &Exchange) -> Vec<String> {
        if exchange.direction == Direction::Outbound {
            return Vec::new();
        }
        let path = exchange.request.target.split('?').next().unwrap_or_default();
        if let Some([_, secret, _]) = rs::admission::split(path) {
            return vec![secret];
        }
        if files::is_file(path) {
            return Vec::new();
        }
        let path = callback::address::Path::split(path);
        // Of three segments only the game knows which one is the secret, so both that it could be are.
        let readings = [path.address(|_| true), path.address(|_| false)];
        readings.into_iter().flatten().map(|address| address.secret.to_owned()).collect()
    }

    fn written(&self, event: &Event) -> Option<Written> {
        if event.platform != NAME || event.kind != "log" {
            return None;
        }
        let text = |name: &str| event.detail.get(name).and_then(Value::as_str).unwrap_or_default();
        let said = match event.detail.get("log") {
            Some(Value::String(text)) => text.clone(),
            Some(other) => other.to_string(),
            None => event.detail.to_string(),
        };
        let line = if text("line").is_empty() { String::new() } else { format!(": {}", text("line")) };
        Some(Written {
            by: text("script").to_owned(),
            text: said + &line,
            is_error: text("level") == "ERROR",
            is_warning: text("level") == "WARN",
            own: None,
        })
    }

    fn fidelity(&self) -> Vec<Row> {
        let own = [
            input::FIDELITY,
            input::parameters::FIDELITY,
            output::FIDELITY,
            output::headers::FIDELITY,
            output::java::FIDELITY,
            cloud_code::FIDELITY,
            state::credential::FIDELITY,
            state::formula::FIDELITY,
            state::settings::FIDELITY,
            messages::FIDELITY,
            multiplayer::FIDELITY,
            presence::FIDELITY,
            publication::FIDELITY,
            data::system::FIDELITY,
            boards::FIDELITY,
            challenges::FIDELITY,
            dates::FIDELITY,
            economy::FIDELITY,
            social::FIDELITY,
            rhino::FIDELITY,
            rhino::words::FIDELITY,
            rhino::xml::FIDELITY,
            timers::FIDELITY,
            faults::FIDELITY,
            files::FIDELITY,
        ];
        let kinds = requests::REQUESTS.iter().map(|kind| kind.fidelity());
        let rooms =
            callback::FIDELITY.iter().chain(&own).chain(rs::FIDELITY).chain(requests::FIDELITY).chain(spark::FIDELITY);
        rooms.copied().chain(kinds).flat_map(|rows| rows.iter().copied()).collect()
    }
}

//! GPHUD, a role-playing HUD for Second Life: the External Access API, through which a developer's program calls the
//! commands of the platform at the instances that let it in.

pub mod commands;
pub mod conveyance;
pub mod dialect;
pub mod duration;
pub mod experience;
mod faults;
pub mod fixture;
pub mod kv;
pub mod modules;
pub mod names;
pub mod permissions;
pub mod pipeline;
pub mod reply;
pub mod state;
mod steps;
mod variables;
pub mod wire;

use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;
use http::{HeaderValue, Response, StatusCode, header};
use serde_json::Value;

use super::fidelity::Row;
use super::variable::Variable;
use super::{Answer, Asking, Inbound, Platform, Starter};
use crate::journal::exchange::{Event, Exchange};
use crate::scenario::step::StepKind;
use crate::scenario::variant::Variant;
use crate::tree::{Decode as _, Decoding, Node, Schemas};
use crate::world::World;
use crate::world::faults::Kind;
use fixture::Fixture;
use pipeline::{Outcomes, Request, Surroundings};
use state::State;

/// Its name in files, paths and messages.
pub const NAME: &str = "gphud";

/// The hosts at which the real one answers.
const HOSTS: &[&str] = &["sl.coagulate.net"];

/// The path that it answers at. As on the platform, case does not matter and more may follow.
pub const PATH: &str = "/GPHUD/external";

/// The most that is read of a request's body, in bytes. The platform knows no limit.
pub const MOST_BODY: usize = 1024 * 1024;

/// GPHUD, as one of the platforms.
#[derive(Debug, Clone, Copy)]
pub struct Gphud;

#[async_trait]
impl Platform for Gphud {
    fn name(&self) -> &'static str {
        NAME
    }

    fn title(&self) -> &'static str {
        "GPHUD"
    }

    fn state(&self) -> Box<dyn crate::world::State> {
        Box::new(State::default())
    }

    fn hosts(&self) -> &'static [&'static str] {
        HOSTS
    }

    fn claims(&self, path: &str) -> bool {
        path.get(..PATH.len()).is_some_and(|start| start.eq_ignore_ascii_case(PATH))
    }

    fn body_limit(&self) -> usize {
        MOST_BODY
    }

    async fn answer(&self, world: &Arc<World>, request: Inbound) -> Answer {
        match faults::answer(world, &request) {
            Some(answer) => answer,
            None => answer(world, &request),
        }
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
        if let Some(database) = fixture::load(node, cx) {
            let state = world.state::<State>();
            *state.lock() = database;
            state.changed().notify_one();
        }
    }

    fn begin(&self, world: &Arc<World>) {
        experience::automatic::begin(world);
    }

    fn schema(&self, schemas: &mut Schemas) -> Value {
        Fixture::schema(schemas)
    }

    fn starter(&self) -> Starter {
        Starter { fixture: include_str!("starter/fixture.yaml"), scenario: include_str!("starter/scenario.yaml") }
    }

    fn variants(&self) -> &'static [Variant] {
        &[Variant { key: "dialects", platform: NAME, setting: "dialect", values: &["2020", "head"] }]
    }

    fn steps(&self) -> &'static [&'static dyn StepKind] {
        steps::STEPS
    }

    fn snapshot(&self, world: &World) -> Value {
        experience::automatic::pass(world);
        let fixture = fixture::export::export(&world.state::<State>().lock());
        serde_json::to_value(fixture).unwrap_or_default()
    }

    fn paste(&self, world: &World, base: &str) -> Vec<(String, String)> {
        let database = world.state::<State>().lock();
        let mut lines = vec![("External Access API".to_owned(), format!("{base}{PATH}"))];
        lines.extend(database.avatars.iter().filter_map(|avatar| {
            let key = avatar.developer_key.as_ref()?;
            Some((format!("developer {}", avatar.name), format!("developerkey {key}")))
        }));
        lines
    }

    fn variables(&self) -> &'static [Variable] {
        variables::VARIABLES
    }

    fn secrets(&self, exchange: &Exchange) -> Vec<String> {
        let body = String::from_utf8_lossy(exchange.request.body.kept());
        let fields = wire::read::object(&body).ok();
        fields.iter().filter_map(|fields| Some(fields.get("developerkey")?.to_text().into_owned())).collect()
    }

    fn fidelity(&self) -> Vec<Row> {
        FIDELITY.iter().copied().flatten().copied().collect()
    }
}

/// How we know about it, room by room.
const FIDELITY: &[&[Row]] = &[
    dialect::FIDELITY,
    wire::FIDELITY,
    reply::FIDELITY,
    conveyance::FIDELITY,
    pipeline::FIDELITY,
    faults::FIDELITY,
    pipeline::caller::FIDELITY,
    pipeline::checks::FIDELITY,
    pipeline::dispatch::FIDELITY,
    pipeline::console::FIDELITY,
    pipeline::conduct::FIDELITY,
    permissions::FIDELITY,
    modules::FIDELITY,
    kv::FIDELITY,
    experience::quota::FIDELITY,
    experience::automatic::FIDELITY,
    commands::FIDELITY,
    commands::lookup::FIDELITY,
    commands::menus::FIDELITY,
    commands::template::FIDELITY,
    commands::characters::FIDELITY,
    commands::currency::FIDELITY,
    commands::gphud_client::FIDELITY,
    commands::inventory::FIDELITY,
    commands::sets::FIDELITY,
    commands::configuration::FIDELITY,
    commands::effects::FIDELITY,
    commands::events::FIDELITY,
    commands::experience::FIDELITY,
    commands::external::FIDELITY,
    commands::faction::FIDELITY,
    commands::groups::FIDELITY,
    commands::health::FIDELITY,
    commands::instance::FIDELITY,
    commands::notes::FIDELITY,
    commands::permissions_groups::FIDELITY,
    commands::roller::FIDELITY,
];

/// Answers one request.
fn answer(world: &World, request: &Inbound) -> Answer {
    let Outcomes { dialect, answer, operation, verdict, happenings } = {
        let now = world.clock().now();
        let surroundings = Surroundings { now: now.as_second(), millis: now.as_millisecond(), rng: world.rng() };
        let request = Request {
            method: &request.method,
            headers: &request.headers,
            peer: request.connection.and_then(|connection| connection.peer).map(|peer| peer.ip()),
            body: &request.body,
        };
        pipeline::answer(&mut world.state::<State>().lock(), surroundings, request)
    };
    for happening in happenings {
        world.journal().note(Event {
            at: world.clock().now(),
            platform: NAME,
            kind: happening.kind,
            cause: Some(request.id),
            detail: happening.detail,
        });
    }
    Answer { response: response(answer, dialect), operation, verdict }
}

/// An answer as it goes over the wire.
fn response(answer: pipeline::Answer, dialect: &dialect::Dialect) -> Response<Bytes> {
    let (status, kind, body) = match answer {
        pipeline::Answer::Json(json) => {
            let mut text = wire::write::indented(&json, dialect.indent);
            text.push_str(dialect.end);
            (StatusCode::OK, "application/json; charset=UTF-8", Bytes::from(text))
        }
        pipeline::Answer::Page(page) => {
            (StatusCode::BAD_REQUEST, "text/html; charset=ISO-8859-1", Bytes::from_static(page.as_bytes()))
        }
        pipeline::Answer::Down(page) => {
            (StatusCode::SERVICE_UNAVAILABLE, "text/html", Bytes::from_static(page.as_bytes()))
        }
    };
    let mut response = Response::new(body);
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(header::SERVER, HeaderValue::from_static(dialect.server));
    response
}

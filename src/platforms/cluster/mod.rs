//! cluster (cluster.mu), external communication: the API in which creators register their servers, and the platform that
//! calls them when an item asks for it.

pub mod account;
pub mod alone;
pub mod call;
pub mod doctor;
mod faults;
pub mod fixture;
pub mod flow;
pub mod profile;
pub mod rate;
pub mod registration;
pub mod space;
pub mod state;
pub mod token;

mod steps;
mod variables;

use std::sync::Arc;

use async_trait::async_trait;
use serde_json::{Map, Value};
use url::Url;

use super::fidelity::Row;
use super::variable::Variable;
use super::{Answer, Asking, Inbound, Platform, Starter, Written};
use crate::client;
use crate::journal::exchange::{Event, Exchange};
use crate::scenario::step::StepKind;
use crate::tree::{Decode as _, Decoding, Node, Schemas};
use crate::world::World;
use crate::world::faults::Kind;
use account::Address;
use fixture::Fixture;
use state::{Data, State};

/// Its name in files, paths and messages.
pub const NAME: &str = "cluster";

/// The hosts at which the real one answers.
const HOSTS: &[&str] = &["api.cluster.mu"];

/// cluster, as one of the platforms.
#[derive(Debug, Clone, Copy)]
pub struct Cluster;

#[async_trait]
impl Platform for Cluster {
    fn name(&self) -> &'static str {
        NAME
    }

    fn title(&self) -> &'static str {
        "cluster"
    }

    fn state(&self) -> Box<dyn crate::world::State> {
        Box::new(State::new(Data::default(), client::Settings::default()))
    }

    fn hosts(&self) -> &'static [&'static str] {
        HOSTS
    }

    fn claims(&self, path: &str) -> bool {
        registration::claims(path)
    }

    fn body_limit(&self) -> usize {
        registration::MOST_BODY
    }

    async fn answer(&self, world: &Arc<World>, request: Inbound) -> Answer {
        registration::answer(world, &request)
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
        if let Some(data) = fixture::load(world, node, cx) {
            *world.state::<State>().lock() = data;
        }
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

    fn adopt_server(&self, world: &World, url: &Url) -> Map<String, Value> {
        let now = world.clock().now();
        let address = Address { text: url.to_string(), url: url.clone() };
        let verify = world.state::<State>().lock().adopt(&address, world.rng(), now);
        verify.map(|verify| ("verify".to_owned(), verify.into())).into_iter().collect()
    }

    fn begin(&self, world: &Arc<World>) {
        space::drive::begin(world);
    }

    fn snapshot(&self, world: &World) -> Value {
        let fixture = fixture::save(&world.state::<State>().lock());
        serde_json::to_value(&fixture).unwrap_or_default()
    }

    fn paste(&self, world: &World, base: &str) -> Vec<(String, String)> {
        let data = world.state::<State>().lock();
        let mut lines = vec![("Creator Kit API".to_owned(), base.to_owned())];
        lines.extend(data.accounts.iter().map(|(name, account)| {
            let text = format!("access token {}, {} profile", account.access_token, account.profile().word());
            (format!("account {name}"), text)
        }));
        lines
    }

    fn variables(&self) -> &'static [Variable] {
        variables::VARIABLES
    }

    fn secrets(&self, exchange: &Exchange) -> Vec<String> {
        registration::secrets(exchange).into_iter().chain(call::secret(exchange)).collect()
    }

    fn written(&self, event: &Event) -> Option<Written> {
        space::log::written(event)
    }

    fn fidelity(&self) -> Vec<Row> {
        let own =
            [profile::FIDELITY, account::FIDELITY, token::FIDELITY, rate::FIDELITY, flow::FIDELITY, doctor::FIDELITY];
        own.into_iter()
            .chain([faults::FIDELITY])
            .chain(space::FIDELITY.iter().copied())
            .chain(registration::FIDELITY.iter().copied())
            .chain(call::FIDELITY.iter().copied())
            .flatten()
            .copied()
            .collect()
    }
}

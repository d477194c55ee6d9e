//! cluster (cluster.mu), external communication: the API in which creators register their servers, and the platform that
//! calls them when an item asks for it.

pub mod account;
pub mod call;
pub mod profile;
pub mod rate;
pub mod registration;
pub mod space;
pub mod state;
pub mod token;

use std::sync::Arc;

use async_trait::async_trait;
use serde_json::Value;

use super::fidelity::Row;
use super::{Answer, Inbound, Platform};
use crate::client;
use crate::world::World;
use state::{Data, State};

/// Its name in files, paths and messages.
pub const NAME: &str = "cluster";

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

    fn claims(&self, path: &str) -> bool {
        registration::claims(path)
    }

    fn body_limit(&self) -> usize {
        registration::MOST_BODY
    }

    async fn answer(&self, world: &Arc<World>, request: Inbound) -> Answer {
        registration::answer(world, &request)
    }

    fn snapshot(&self, world: &World) -> Value {
        let _ = world;
        Value::Null
    }

    fn paste(&self, world: &World, base: &str) -> Vec<(String, String)> {
        let data = world.state::<State>().lock();
        let mut lines = vec![("Creator Kit API".to_owned(), base.to_owned())];
        lines.extend(data.accounts.iter().map(|(name, account)| {
            let text = format!("access token {}, {} profile", account.access_token, account.profile().name());
            (format!("account {name}"), text)
        }));
        lines
    }

    fn fidelity(&self) -> Vec<Row> {
        let own = [profile::FIDELITY, account::FIDELITY, token::FIDELITY, space::FIDELITY, rate::FIDELITY];
        own.into_iter()
            .chain(registration::FIDELITY.iter().copied())
            .chain(call::FIDELITY.iter().copied())
            .flatten()
            .copied()
            .collect()
    }
}

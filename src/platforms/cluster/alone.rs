//! A world with one creator and one server, for those who call a server without a scenario: `backlot call`, and the doctor.

use std::sync::Arc;
use std::time::Duration;

use super::account::{Account, Address};
use super::profile::Profile;
use super::state::{Data, State};
use super::token::Token;
use crate::client;
use crate::world::rng::Rng;
use crate::world::{Settings, World};

/// The account that calls.
pub const CREATOR: &str = "creator";

/// The server, and how it is called.
#[derive(Debug, Clone)]
pub struct Server {
    /// Where it is.
    pub address: Address,
    /// The verify tokens that are valid.
    pub tokens: Vec<String>,
    /// The rules that apply.
    pub profile: Profile,
    /// Whether redirects are followed.
    pub follow_redirects: bool,
    /// How long a call may take.
    pub timeout: Duration,
}

/// A world on real time in which [`CREATOR`] has registered `server`. Whoever runs this named the server, so a redirect of it
/// may lead anywhere.
pub fn world(server: &Server, client: client::Settings) -> Arc<World> {
    let settings = Settings::named("alone");
    let rng = Rng::new(settings.seed);
    let now = settings.clock.now();
    let mut tokens = server.tokens.iter().map(|secret| Token::of(secret, &rng, now));
    let account = Account {
        set_profile: Some(server.profile),
        url: Some(server.address.clone()),
        token: tokens.next(),
        tokens: tokens.collect(),
        ..Account::default()
    };
    let data = Data {
        accounts: [(CREATOR.to_owned(), account)].into(),
        follow_redirects: server.follow_redirects,
        timeout: server.timeout,
        ..Data::default()
    };
    let world = World::new(settings, vec![Box::new(State::new(data, client))]);
    world.upstreams().allow("*");
    Arc::new(world)
}

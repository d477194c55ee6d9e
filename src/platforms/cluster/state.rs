//! What cluster knows in one world: the creators' accounts, the spaces, and how calls are made.

use std::time::Duration;

use indexmap::IndexMap;
use jiff::Timestamp;
use parking_lot::{Mutex, MutexGuard};

use super::account::{Account, Address};
use super::call;
use super::space::Space;
use super::space::drive::Drivers;
use crate::client::{self, Client};
use crate::world;
use crate::world::rng::Rng;

/// cluster's part of a world.
#[derive(Debug)]
pub struct State {
    data: Mutex<Data>,
    client: Client,
    drivers: Mutex<Drivers>,
}

/// What is behind the lock.
#[derive(Debug, Clone)]
pub struct Data {
    /// The creators, by name.
    pub accounts: IndexMap<String, Account>,
    /// The spaces, by name.
    pub spaces: IndexMap<String, Space>,
    /// Whether a call follows redirects.
    pub follow_redirects: bool,
    /// How long a call may take.
    pub timeout: Duration,
}

impl Default for Data {
    fn default() -> Self {
        Self { accounts: IndexMap::new(), spaces: IndexMap::new(), follow_redirects: true, timeout: call::TIMEOUT }
    }
}

impl Data {
    /// Lets the server at `address` be called by every account that has no URL; if each has one, by the only account there
    /// is. Gives a token that the server can prove itself with.
    pub fn adopt(&mut self, address: &Address, rng: &Rng, now: Timestamp) -> Option<String> {
        let is_only = self.accounts.len() == 1;
        let adopting = self.accounts.values_mut().filter(|account| is_only || !account.has_url());
        let tokens: Vec<_> = adopting.map(|account| account.adopt(address.clone(), rng, now)).collect();
        tokens.into_iter().flatten().next()
    }
}

impl State {
    /// A state that calls out as `settings` say.
    pub fn new(data: Data, settings: client::Settings) -> Self {
        Self { data: Mutex::new(data), client: Client::new(settings), drivers: Mutex::default() }
    }

    /// Everything, for a moment: never hold it across an `.await`.
    pub fn lock(&self) -> MutexGuard<'_, Data> {
        self.data.lock()
    }

    /// The ways to what drives the spaces.
    pub(super) fn drivers(&self) -> &Mutex<Drivers> {
        &self.drivers
    }

    /// What calls go out with.
    pub fn client(&self) -> &Client {
        &self.client
    }
}

impl world::State for State {}

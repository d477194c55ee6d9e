//! A game: its key, who may call in, its Cloud Code, and what is stored while it is played.

use std::sync::atomic::{AtomicBool, Ordering};

use indexmap::IndexMap;
use jiff::Timestamp;
use parking_lot::{Mutex, MutexGuard};
use serde_json::Value as Json;

use super::alarms::Alarms;
use super::credential::{Credential, SYSTEM, secret};
use super::data_type::DataType;
use super::gate::Gate;
use super::locks::Locks;
use super::usage::Usage;
use super::{Event, RestPolicy, Settings, Store};
use crate::platforms::gamesparks::cloud_code::CloudCode;
use crate::platforms::gamesparks::config::{Config, PropertySet};
use crate::platforms::gamesparks::data::bson::{Ids, ObjectId};
use crate::platforms::gamesparks::files::Downloadable;
use crate::platforms::gamesparks::multiplayer::Seekers;
use crate::world::rng::Rng;

crate::tree::choice! {
    /// Which of its two copies a game is.
    pub enum Stage {
        /// The one that is being worked on.
        Preview = "preview",
        /// The one that is published.
        Live = "live",
    }
}

/// A game. Only its store changes while it is played.
#[derive(Debug)]
pub struct Game {
    /// What names it in URLs.
    pub api_key: String,
    /// Which of its copies this is.
    pub stage: Stage,
    /// Who may call in, by name.
    pub credentials: IndexMap<String, Credential>,
    /// Its scripts.
    pub cloud_code: CloudCode,
    /// Its events, by short code.
    pub events: IndexMap<String, Event>,
    /// What the portal configures for it.
    pub config: Config,
    /// Limits, and where it is strict.
    pub settings: Settings,
    /// Its properties, by short code.
    pub properties: IndexMap<String, Json>,
    /// Sets of properties, by short code.
    pub property_sets: IndexMap<String, PropertySet>,
    /// What is said of the types of the Game Data Service.
    pub data_types: IndexMap<String, DataType>,
    /// Files that clients and scripts may download, by short code.
    pub downloadables: IndexMap<String, Downloadable>,
    /// Locks that scripts hold.
    pub locks: Locks,
    /// Requests that wait until a match is found.
    pub seekers: Seekers,
    /// Tasks that wait for something's time to come.
    pub alarms: Alarms,
    /// Closed while it is being published.
    pub gate: Gate,
    is_published: AtomicBool,
    store: Mutex<Store>,
    ids: Mutex<Ids>,
    pub(super) usage: Usage,
}

impl Game {
    /// A game with the system's credentials, their secrets drawn from `rng`, and nothing else.
    pub fn new(api_key: impl Into<String>, rng: &Rng) -> Self {
        let api_key = api_key.into();
        let system = |&(name, flags): &(&str, _)| {
            let secret = secret(rng, &api_key, name);
            (name.to_owned(), Credential { secret, flags, rest: RestPolicy::usual(name) })
        };
        Self {
            credentials: SYSTEM.iter().map(system).collect(),
            ids: Mutex::new(Ids::new(rng, &api_key, 0)),
            api_key,
            stage: Stage::Preview,
            cloud_code: CloudCode::default(),
            events: IndexMap::new(),
            config: Config::default(),
            settings: Settings::default(),
            properties: IndexMap::new(),
            property_sets: IndexMap::new(),
            data_types: IndexMap::new(),
            downloadables: IndexMap::new(),
            locks: Locks::default(),
            seekers: Seekers::default(),
            alarms: Alarms::default(),
            gate: Gate::default(),
            is_published: AtomicBool::new(false),
            store: Mutex::default(),
            usage: Usage::default(),
        }
    }

    /// With `store` for what is stored.
    #[must_use]
    pub fn with_store(mut self, mut store: Store) -> Self {
        store.data.collections.are_in(format!("{}-game-{}", self.api_key, self.stage));
        self.store = Mutex::new(store);
        self
    }

    /// With ids that go on where `made` of them were made.
    #[must_use]
    pub fn with_ids(mut self, rng: &Rng, made: u32) -> Self {
        self.ids = Mutex::new(Ids::new(rng, &self.api_key, made));
        self
    }

    /// What stands in the property set of that short code for a player who is in `segments`; nothing if there is no such set.
    pub fn property_set(&self, code: &str, segments: Option<&IndexMap<String, Json>>) -> Option<Json> {
        let property = |code: &str| self.properties.get(code).cloned().unwrap_or(Json::Null);
        let set = self.property_sets.get(code)?;
        Some(Json::Object(
            set.iter().map(|(key, entry)| (key.clone(), property(entry.property_for(segments)))).collect(),
        ))
    }

    /// A new id for something that is made `now`.
    pub fn next_id(&self, now: Timestamp) -> ObjectId {
        self.ids.lock().next(now)
    }

    /// It is published from now on; says whether it was before.
    pub fn mark_published(&self) -> bool {
        self.is_published.swap(true, Ordering::AcqRel)
    }

    /// Whether its publication has begun.
    pub fn is_published(&self) -> bool {
        self.is_published.load(Ordering::Acquire)
    }

    /// How many ids it has made.
    pub fn ids_made(&self) -> u32 {
        self.ids.lock().made()
    }

    /// What is stored, for a moment: never hold it across an `.await` or while a script runs.
    pub fn lock(&self) -> MutexGuard<'_, Store> {
        self.store.lock()
    }
}

//! A world: everything that one emulated universe holds. Its clock, its randomness, its journal, where its outbound HTTP
//! may go, what is made to go wrong, and the state of each platform. Worlds never see each other.

pub mod clock;
pub mod faults;
pub mod rng;
pub mod upstream;

use std::any::Any;

use crate::journal::{self, Journal};
use clock::Clock;
use faults::Faults;
use rng::Rng;
use upstream::Upstreams;

/// The state of one platform in one world: plain typed data behind one short lock, which is never held across an `.await`.
pub trait State: Any + Send + Sync {}

/// Everything that one emulated universe holds.
pub struct World {
    name: Box<str>,
    clock: Clock,
    rng: Rng,
    journal: Journal,
    upstreams: Upstreams,
    faults: Faults,
    states: Vec<Box<dyn State>>,
}

/// What a world is made from.
#[derive(Debug)]
pub struct Settings {
    /// The name that chooses the world in a request.
    pub name: String,
    /// Where its randomness starts.
    pub seed: u64,
    /// Its time.
    pub clock: Clock,
    /// How much its journal keeps.
    pub journal: journal::Limits,
}

impl Settings {
    /// A world on the machine's time, with a seed that nobody chose.
    pub fn named(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            seed: Rng::fresh_seed(),
            clock: Clock::real(None),
            journal: journal::Limits::default(),
        }
    }
}

impl World {
    /// A world with the given states, one per platform.
    pub fn new(settings: Settings, states: Vec<Box<dyn State>>) -> Self {
        Self {
            name: settings.name.into(),
            rng: Rng::new(settings.seed),
            clock: settings.clock,
            journal: Journal::new(settings.journal),
            upstreams: Upstreams::default(),
            faults: Faults::default(),
            states,
        }
    }

    /// The name that chooses this world in a request.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The world's time.
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// The world's randomness.
    pub fn rng(&self) -> &Rng {
        &self.rng
    }

    /// What happened in this world.
    pub fn journal(&self) -> &Journal {
        &self.journal
    }

    /// Where the world's outbound HTTP may go.
    pub fn upstreams(&self) -> &Upstreams {
        &self.upstreams
    }

    /// What is made to go wrong in this world.
    pub fn faults(&self) -> &Faults {
        &self.faults
    }

    /// The state of the platform whose state type is `S`.
    ///
    /// # Panics
    /// If the world was made without that platform, which no caller can do: worlds are made from the one list of platforms.
    pub fn state<S: State>(&self) -> &S {
        self.states
            .iter()
            .find_map(|state| {
                let state: &dyn Any = &**state;
                state.downcast_ref::<S>()
            })
            .unwrap_or_else(|| unreachable!("a world holds the state of every platform in the list"))
    }
}

impl std::fmt::Debug for World {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("World").field("name", &self.name).field("clock", &self.clock).finish_non_exhaustive()
    }
}

//! What is to run later: modules that scripts have scheduled, and jobs for many players.

use indexmap::IndexMap;
use jiff::Timestamp;
use serde_json::Value as Json;

use crate::journal::exchange::ExchangeId;
use crate::platforms::gamesparks::state::PlayerId;

/// The most modules that wait in one game.
pub const MOST: usize = 100_000;

/// The most jobs for many players that are remembered after they have ended.
const MOST_ENDED: usize = 1_000;

crate::tree::record! {
    /// A module that is to run later.
    #[derive(PartialEq)]
    pub struct Scheduled {
        /// The short code of the module.
        pub module: String,
        /// When it is to run.
        pub at: Timestamp,
        /// What Spark.getData() gives it.
        pub data: Option<Json>,
        /// The player in whose context it runs.
        pub player: Option<PlayerId>,
        /// The name under which it can be cancelled or replaced.
        pub key: Option<String>,
    }
}

crate::tree::choice! {
    /// How far a bulk job has come.
    pub enum Progress {
        /// It waits for its time.
        Pending = "PENDING",
        /// It runs.
        Running = "RUNNING",
        /// It has run for every player.
        Complete = "COMPLETE",
    }
}

crate::tree::record! {
    /// A script that runs once for each of many players.
    #[derive(PartialEq)]
    pub struct Bulk {
        /// Which players, as a query of the player collection.
        pub player_query: Json,
        /// The short code of the module that runs.
        pub module: Option<String>,
        /// The script that runs, where it is no module.
        pub script: Option<String>,
        /// What Spark.getData() gives it.
        pub data: Option<Json>,
        /// When it was submitted.
        pub created: Timestamp,
        /// When it is to run.
        pub at: Timestamp,
        /// When it began.
        pub started: Option<Timestamp>,
        /// When it ended.
        pub completed: Option<Timestamp>,
        /// For how many players it would have run when it was submitted.
        pub estimated: u32 = 0,
        /// For how many players it is to run.
        pub actual: u32 = 0,
        /// For how many it has run.
        pub done: u32 = 0,
        /// For how many it has failed.
        pub errors: u32 = 0,
        /// How far it has come.
        pub progress: Progress = Progress::Pending,
    }
}

/// What waits in a game.
#[derive(Debug, Clone, Default)]
pub struct Schedule {
    /// Modules that wait, by a number that tells which was scheduled first.
    pub modules: IndexMap<u64, Waiting>,
    /// Jobs for many players, by id.
    pub bulk: IndexMap<String, Bulk>,
    made: u64,
}

/// A module that waits, and the exchange that caused it to.
#[derive(Debug, Clone)]
pub struct Waiting {
    /// What is to run.
    pub scheduled: Scheduled,
    /// The exchange whose script has scheduled it.
    pub cause: Option<ExchangeId>,
}

impl Schedule {
    /// Lets a module wait. Gives its number, and that of the one that it replaces because they have one key.
    pub fn put(&mut self, scheduled: Scheduled, cause: Option<ExchangeId>) -> Option<(u64, Option<u64>)> {
        let replaced = scheduled.key.as_deref().and_then(|key| self.cancel(key));
        if self.modules.len() >= MOST {
            return None;
        }
        self.made += 1;
        self.modules.insert(self.made, Waiting { scheduled, cause });
        Some((self.made, replaced))
    }

    /// Forgets the module that waits under `key`; gives its number if there was one.
    pub fn cancel(&mut self, key: &str) -> Option<u64> {
        let (number, _) = self.modules.iter().find(|(_, waiting)| waiting.scheduled.key.as_deref() == Some(key))?;
        let number = *number;
        self.modules.shift_remove(&number);
        Some(number)
    }

    /// Takes the module whose time has come.
    pub fn take(&mut self, number: u64) -> Option<Waiting> {
        self.modules.shift_remove(&number)
    }

    /// Remembers a job for many players, and forgets the oldest that have ended.
    pub fn submit(&mut self, id: String, job: Bulk) {
        self.bulk.insert(id, job);
        let ended = self.bulk.values().filter(|job| job.progress == Progress::Complete).count();
        if ended > MOST_ENDED
            && let Some(oldest) = self.bulk.iter().position(|(_, job)| job.progress == Progress::Complete)
        {
            self.bulk.shift_remove_index(oldest);
        }
    }
}

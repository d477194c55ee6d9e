//! What of a game changes while it is played: everything that scripts and requests write to.

use indexmap::IndexMap;

use super::{Challenge, Letter, Match, PendingMatch, Player, PlayerId, Team, Transaction};
use crate::platforms::gamesparks::boards::Board;
use crate::platforms::gamesparks::data::Data;

crate::tree::choice! {
    /// How much must be the matter for a log entry to be written.
    #[derive(PartialOrd, Ord)]
    pub enum LogLevel {
        /// Everything is written.
        Debug = "DEBUG",
        /// What is worth knowing.
        Info = "INFO",
        /// What is worth a look.
        Warn = "WARN",
        /// What went wrong.
        Error = "ERROR",
    }
}

/// What of a game changes while it is played. It is behind the game's one lock, which is short and never held across an
/// `.await` or while a script runs.
#[derive(Debug, Clone)]
pub struct Store {
    /// The players, by id.
    pub players: IndexMap<PlayerId, Player>,
    /// Whose session each token is.
    pub tokens: IndexMap<String, PlayerId>,
    /// What each leaderboard holds, by its short code.
    pub boards: IndexMap<String, Board>,
    /// The challenges, by id.
    pub challenges: IndexMap<String, Challenge>,
    /// The matches that were made, by id.
    pub matches: IndexMap<String, Match>,
    /// The players who look for a match, by the id of their pending match; the oldest first.
    pub pending_matches: IndexMap<String, PendingMatch>,
    /// The teams, by id.
    pub teams: IndexMap<String, Team>,
    /// The messages that players were sent, oldest first.
    pub mailbox: Vec<Letter>,
    /// What changed in what players own, oldest first.
    pub transactions: Vec<Transaction>,
    /// Entries of a lower level than this are not written to the log.
    pub log_level: LogLevel,
    /// Documents, and what else is kept for scripts.
    pub data: Data,
}

impl Default for Store {
    fn default() -> Self {
        Self {
            players: IndexMap::new(),
            tokens: IndexMap::new(),
            boards: IndexMap::new(),
            challenges: IndexMap::new(),
            matches: IndexMap::new(),
            pending_matches: IndexMap::new(),
            teams: IndexMap::new(),
            mailbox: Vec::new(),
            transactions: Vec::new(),
            log_level: LogLevel::Debug,
            data: Data::default(),
        }
    }
}

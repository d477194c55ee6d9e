//! Matches, and players who look for one together.

use indexmap::IndexMap;
use jiff::Timestamp;
use serde_json::Value;

use super::PlayerId;

/// The most matches that a game keeps; the oldest go first.
pub const MOST_MATCHES: usize = 10_000;

/// The most pending matches of a game. Whoever looks for one when there are as many finds none.
pub const MOST_PENDING: usize = 10_000;

/// The most that the data of one match takes as JSON, in bytes.
pub const MOST_DATA: usize = 256 * 1024;

crate::tree::record! {
    /// A match that was made.
    #[derive(PartialEq)]
    pub struct Match {
        /// The short code of how it was made. Nothing if a script made it.
        pub short_code: Option<String>,
        /// The group that its players looked in.
        pub group: Option<String>,
        /// Who plays.
        pub participants: Vec<Participant> = Vec::new(),
        /// What is kept with it.
        pub data: IndexMap<String, Value> = IndexMap::new(),
        /// Whether it is played in real time.
        pub is_realtime: bool as "realtime" = false,
        /// The real-time script.
        pub realtime_script: Option<String>,
        /// When it was made.
        pub made: Timestamp,
        /// How many players have been in it so far.
        pub peers: u32 = 0,
    }
}

crate::tree::record! {
    /// A player in a match.
    #[derive(PartialEq)]
    pub struct Participant {
        /// The player.
        pub player: PlayerId,
        /// Counted from 1 within the match, and never given twice.
        pub peer_id: u32,
        /// What lets the player into the real-time session.
        pub access_token: Option<String>,
        /// How good the player is.
        pub skill: f64 = 0.0,
        /// What the player brought along.
        pub data: Option<Value>,
        /// Since when the player's connection is gone.
        pub away: Option<Timestamp>,
    }
}

crate::tree::record! {
    /// Players who look for a match together.
    #[derive(PartialEq)]
    pub struct PendingMatch {
        /// The short code of how it is made.
        pub short_code: String,
        /// The group that they look in.
        pub group: Option<String>,
        /// Since when the first of them looks.
        pub since: Timestamp,
        /// How many of the thresholds are over.
        pub passed: u32 = 0,
        /// Who they are.
        pub players: Vec<Seeker> = Vec::new(),
        /// What is kept with it, and with the match that comes of it.
        pub data: IndexMap<String, Value> = IndexMap::new(),
        /// What others must be like: a query of pending matches.
        pub query: Option<Value>,
    }
}

crate::tree::record! {
    /// A player who looks for a match.
    #[derive(PartialEq)]
    pub struct Seeker {
        /// The player.
        pub player: PlayerId,
        /// How good the player is.
        pub skill: f64 = 0.0,
        /// What the player brings along.
        pub data: Option<Value>,
    }
}

impl Match {
    /// The place of `player` in it.
    pub fn participant(&self, player: &PlayerId) -> Option<&Participant> {
        self.participants.iter().find(|one| one.player == *player)
    }

    /// How good its players are on average.
    pub fn skill(&self) -> f64 {
        mean(self.participants.iter().map(|one| one.skill))
    }
}

impl PendingMatch {
    /// How good its players are on average.
    pub fn skill(&self) -> f64 {
        mean(self.players.iter().map(|one| one.skill))
    }

    /// Whether `player` is one of them.
    pub fn has(&self, player: &PlayerId) -> bool {
        self.players.iter().any(|one| one.player == *player)
    }
}

#[expect(clippy::cast_precision_loss, reason = "there are never so many players")]
fn mean(skills: impl ExactSizeIterator<Item = f64>) -> f64 {
    let count = skills.len().max(1) as f64;
    skills.sum::<f64>() / count
}

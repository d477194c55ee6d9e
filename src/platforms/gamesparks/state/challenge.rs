//! A challenge: who was asked, who came, whose turn it is, and how it ended.

use indexmap::IndexMap;
use jiff::Timestamp;
use serde_json::Value;

use super::PlayerId;
use crate::platforms::gamesparks::boards::Board;

crate::tree::choice! {
    /// How far a challenge has come.
    pub enum RunState {
        /// Players were asked.
        Issued = "ISSUED",
        /// Enough players have come, and it has not begun.
        Waiting = "WAITING",
        /// It goes on.
        Running = "RUNNING",
        /// It is over.
        Complete = "COMPLETE",
        /// Everybody who was asked said no.
        Declined = "DECLINED",
        /// Too few came in time.
        Expired = "EXPIRED",
        /// The challenger took it back.
        Withdrawn = "WITHDRAWN",
        /// It should have begun, and too few were there.
        Lapsed = "LAPSED",
    }
}

crate::tree::choice! {
    /// Who may join.
    pub enum Access {
        /// Everybody.
        Public = "PUBLIC",
        /// Those who are asked.
        Private = "PRIVATE",
        /// Friends of the challenger.
        Friends = "FRIENDS",
    }
}

crate::tree::record! {
    /// A challenge.
    #[derive(PartialEq)]
    pub struct Challenge {
        /// The short code of its type.
        pub short_code: String,
        /// How far it has come.
        pub state: RunState = RunState::Issued,
        /// Who may join.
        pub access: Access = Access::Private,
        /// Who began it.
        pub challenger: PlayerId,
        /// Who was asked and has not answered.
        pub challenged: Vec<PlayerId> = Vec::new(),
        /// Who has come, the challenger among them.
        pub accepted: Vec<PlayerId> = Vec::new(),
        /// Who said no.
        pub declined: Vec<PlayerId> = Vec::new(),
        /// What the challenger said.
        pub message: Option<String>,
        /// When it begins. Without it: as soon as enough have come.
        pub start: Option<Timestamp>,
        /// When it ends.
        pub end: Option<Timestamp>,
        /// Until when players may come.
        pub expiry: Option<Timestamp>,
        /// How many players it needs.
        pub min_players: u32 = 2,
        /// How many players it has at most; 0 for any number.
        pub max_players: u32 = 0,
        /// Whether it begins as soon as it has the most players.
        pub starts_when_full: bool = false,
        /// How many turns each player has; 0 for any number.
        pub max_attempts: u32 = 0,
        /// In which segments players must be to join.
        pub eligibility: IndexMap<String, Value> = IndexMap::new(),
        /// What each player puts in, by currency.
        pub wagers: IndexMap<String, i64> = IndexMap::new(),
        /// Whether nobody is told of it.
        pub is_silent: bool as "silent" = false,
        /// Whose turn it is.
        pub next_player: Option<PlayerId>,
        /// How many turns each player has taken.
        pub turns: IndexMap<PlayerId, u32> = IndexMap::new(),
        /// What scripts keep with it and players see.
        pub script_data: IndexMap<String, Value> = IndexMap::new(),
        /// What scripts keep with it and players never see.
        pub private_data: IndexMap<String, Value> = IndexMap::new(),
        /// What its own leaderboard holds.
        pub board: Board = Board::default(),
    }
}

impl Challenge {
    /// Whether `player` has to do with it.
    pub fn involves(&self, player: &PlayerId) -> bool {
        self.accepted.contains(player) || self.challenged.contains(player) || self.challenger == *player
    }

    /// When something happens to it by itself.
    pub fn due(&self) -> Option<Timestamp> {
        match self.state {
            RunState::Issued => self.expiry,
            RunState::Waiting => self.start,
            RunState::Running => self.end,
            _ => None,
        }
    }
}

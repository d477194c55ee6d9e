//! A message in a player's mailbox: what was sent, and what became of it.

use indexmap::IndexMap;
use jiff::Timestamp;
use serde_json::Value;

use super::PlayerId;

/// The most messages that a game keeps of all its players; the oldest go first.
pub const MOST_LETTERS: usize = 100_000;

crate::tree::choice! {
    /// What became of a message.
    pub enum LetterStatus {
        /// Nothing yet.
        New = "NEW",
        /// The player has seen it.
        Seen = "SEEN",
        /// The player, or a script, has put it away.
        Dismissed = "DISMISSED",
    }
}

crate::tree::record! {
    /// A message in a player's mailbox.
    #[derive(PartialEq)]
    pub struct Letter {
        /// What names it.
        pub id: String,
        /// Whose it is.
        pub player: PlayerId,
        /// What was sent.
        pub message: IndexMap<String, Value>,
        /// When it was sent.
        pub when: Timestamp,
        /// Until when it is delivered to a player who was not there; nothing for ever.
        pub expires: Option<Timestamp>,
        /// What became of it.
        pub status: String = LetterStatus::New.word().to_owned(),
    }
}

impl Letter {
    /// Whether it is there at `now`: neither put away nor out of date.
    pub fn is_there(&self, now: Timestamp) -> bool {
        self.status != LetterStatus::Dismissed.word() && self.expires.is_none_or(|expires| expires > now)
    }
}

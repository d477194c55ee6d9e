//! A kind of challenge: what players can challenge each other to.

use super::segmented::Segments;
use crate::tree::Spanned;

crate::tree::record! {
    /// A kind of challenge.
    #[derive(PartialEq)]
    pub struct ChallengeType {
        /// What the portal calls it.
        pub name: Option<String>,
        /// What it is about.
        pub description: Option<String>,
        /// Words to find it by.
        pub tags: Option<String>,
        /// Whether players take turns.
        pub is_turn_based: bool as "turn-based" = false,
        /// Whose attempts an event counts as: the short code of an event. Without it, each event that is logged counts.
        pub attempt_consumer: Option<String>,
        /// Whether its leaderboard counts what players do outside of the challenge too.
        pub is_global: bool as "global" = false,
        /// The achievement that ends it: whoever earns it first has won.
        pub achievement: Option<Spanned<String>>,
        /// The leaderboard by which it is won.
        pub leaderboard: Option<Spanned<String>>,
        /// What of it is otherwise for players in certain segments: by segment, and by the value that the player has there.
        pub segments: Segments = Segments::new(),
    }
}

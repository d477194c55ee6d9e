//! A currency of the game's own.

use super::segmented::Segments;

crate::tree::record! {
    /// A currency.
    #[derive(PartialEq)]
    pub struct Currency {
        /// What the portal calls it.
        pub name: Option<String>,
        /// What it is for.
        pub description: Option<String>,
        /// What a new player has of it.
        pub signup_bonus: i64 = 0,
        /// What of it is otherwise for players in certain segments: by segment, and by the value that the player has there.
        pub segments: Segments = Segments::new(),
    }
}

/// How many currencies without a short code every game has: currency1 to currency6.
pub const NUMBERED: usize = 6;

/// `currency3` for 3.
pub fn numbered(number: usize) -> String {
    format!("currency{number}")
}

/// Whether `code` is one of currency1 to currency6.
pub fn is_numbered(code: &str) -> bool {
    code.strip_prefix("currency")
        .and_then(|number| number.parse().ok())
        .is_some_and(|number| (1..=NUMBERED).contains(&number))
}

//! The two generations of the platform, and every limit that differs between them, in one place.

use crate::platforms::fidelity::{Row, chosen, documented, inferred};
use crate::tree::choice;

choice! {
    /// Which generation's rules an account lives under.
    pub enum Profile {
        /// Until early 2025: one URL per account, one token that is replaced at each registration, 1 kB each way.
        Legacy = "legacy",
        /// Since then: up to 100 endpoints and 2 tokens, 100 kB each way.
        Current = "current",
    }
}

/// The limits of a profile. Sizes are bytes of UTF-8, and a value of exactly the limit is within it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Of `request`, in bytes.
    pub request: usize,
    /// Of `response`, in bytes.
    pub response: usize,
    /// Of `meta`, in bytes.
    pub meta: usize,
    /// Calls per minute of one craft item; `None` for no limit.
    pub craft_item_calls: Option<u32>,
    /// Calls per minute of all world items of one space together; `None` for no limit.
    pub world_item_calls: Option<u32>,
}

/// How many endpoints an account may register.
pub const MOST_ENDPOINTS: usize = 100;

/// How many tokens of an account may be valid at once.
pub const MOST_TOKENS: usize = 2;

impl Profile {
    /// Its limits.
    pub fn limits(self) -> Limits {
        match self {
            Self::Legacy => Limits {
                request: 1_000,
                response: 1_000,
                meta: 100,
                craft_item_calls: Some(5),
                world_item_calls: Some(100),
            },
            Self::Current => Limits {
                request: 100_000,
                response: 100_000,
                meta: 100,
                craft_item_calls: None,
                world_item_calls: None,
            },
        }
    }
}

pub(super) const FIDELITY: &[Row] = &[
    documented(
        "cluster.profile.legacy",
        "A legacy account has one URL and one token, and sends and receives at most 1 kB.",
        "External communication page, first edition",
    ),
    documented(
        "cluster.profile.current",
        "A current account has up to 100 endpoints and 2 tokens, and sends and receives at most 100 kB.",
        "External communication page, later edition; Creator Kit v3.3.0 source",
    ),
    chosen(
        "cluster.profile.follows-registration",
        "An account is current once an endpoint or a token was registered the current way, else legacy; it can be set outright.",
        "how the platform moved accounts over is not documented",
    ),
    inferred(
        "cluster.size.kilobyte",
        "1 kB is 1,000 bytes of UTF-8.",
        "another limit of the same reference is written as 1000byte, and the emulator inside Unity counts so",
    ),
    inferred(
        "cluster.size.at-most",
        "A text of exactly the limit is accepted.",
        "the Japanese original of the page says at most where the English one says less than",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_legacy_profile_limits_how_often() {
        assert_eq!(Profile::Legacy.limits().craft_item_calls, Some(5));
        assert_eq!(Profile::Current.limits().world_item_calls, None);
    }
}

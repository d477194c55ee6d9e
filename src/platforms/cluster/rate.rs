//! How often may be called: an average per minute that bursts may exceed for a moment, on the platform's time.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use crate::platforms::fidelity::{Row, chosen, documented};

/// What has been used of a number of calls per minute. Starts unused; a full minute's worth may come at once, and is given
/// back evenly.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Rate {
    /// When everything that was used will have been given back.
    free_at: Option<Timestamp>,
}

/// What asking for one more call gave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Taken {
    /// Calls in use, this one included, whether it was granted or not.
    pub used: u32,
    /// How long to wait for the next one, if it was not granted.
    pub wait: Option<Duration>,
}

impl Rate {
    /// A rate of which everything up to `at` is used, as a snapshot has it.
    pub fn counting_until(at: Option<Timestamp>) -> Self {
        Self { free_at: at }
    }

    /// When everything that was used will have been given back.
    pub fn count_until(&self) -> Option<Timestamp> {
        self.free_at
    }

    /// Asks for one call out of `per_minute`.
    pub fn take(&mut self, per_minute: u32, now: Timestamp) -> Taken {
        let share = SignedDuration::from_secs(60) / i32::try_from(per_minute).unwrap_or(i32::MAX).max(1);
        let free_at = self.free_at.map_or(now, |at| at.max(now));
        let in_use = free_at.duration_since(now);
        let used = u32::try_from((in_use.as_nanos() + share.as_nanos() - 1) / share.as_nanos()).unwrap_or(u32::MAX);
        let room = share * i32::try_from(per_minute.saturating_sub(1)).unwrap_or(i32::MAX);
        if in_use > room {
            let wait = (in_use - room).unsigned_abs();
            return Taken { used: used.saturating_add(1), wait: Some(wait) };
        }
        self.free_at = free_at.checked_add(share).ok();
        Taken { used: used + 1, wait: None }
    }
}

pub(super) const FIDELITY: &[Row] = &[
    documented(
        "cluster.rate.craft-item",
        "Under the legacy profile a craft item may call 5 times a minute, on average; bursts may exceed it.",
        "official type definitions of February 2025",
    ),
    documented(
        "cluster.rate.world-items",
        "Under the legacy profile the world items of a space may together call 100 times a minute, on average.",
        "official type definitions of February 2025",
    ),
    chosen(
        "cluster.rate.burst",
        "A full minute's worth of calls may come at once and is given back evenly: one every 12 s, or every 0.6 s.",
        "the size of a burst is not documented; the emulator inside Unity lets 5 through and then one every 12 s",
    ),
    documented(
        "cluster.rate.current",
        "Under the current profile the number of calls is not limited, except by flow control.",
        "official type definitions of April 2025",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn after(seconds: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + SignedDuration::from_secs(seconds)
    }

    #[test]
    fn five_at_once_then_one_every_twelve_seconds() {
        let mut rate = Rate::default();
        for used in 1..=5 {
            assert_eq!(rate.take(5, after(0)), Taken { used, wait: None });
        }
        assert_eq!(rate.take(5, after(0)), Taken { used: 6, wait: Some(Duration::from_secs(12)) });
        assert_eq!(rate.take(5, after(11)).wait, Some(Duration::from_secs(1)));
        assert_eq!(rate.take(5, after(12)), Taken { used: 5, wait: None });
        assert!(rate.take(5, after(13)).wait.is_some());
        assert_eq!(rate.take(5, after(3600)), Taken { used: 1, wait: None }, "nothing is saved up beyond the burst");
    }

    #[test]
    fn the_average_holds_over_an_hour_of_impatience() {
        let mut rate = Rate::default();
        let granted = (0..3600).filter(|second| rate.take(5, after(*second)).wait.is_none()).count();
        assert_eq!(granted, 5 + 299);
    }
}

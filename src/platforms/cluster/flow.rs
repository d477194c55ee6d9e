//! Flow control: how much may be sent in one space before its effect is delayed, and when it is refused. It counts what the
//! items of a space send to others, and under the current profile their calls to servers, on the platform's time.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use crate::platforms::fidelity::{Row, chosen, documented, inferred};

/// How many calls a second a space takes without a delay.
pub const PER_SECOND: u32 = 80;

/// The longest delay. Beyond it, calls are refused.
pub const MOST_DELAY: Duration = Duration::from_secs(30);

/// What one call takes of the bucket.
const SHARE: SignedDuration = SignedDuration::from_nanos(1_000_000_000 / PER_SECOND as i64);

/// What a call may find in the bucket without being delayed: a second's worth, itself included.
const ROOM: SignedDuration = SignedDuration::from_nanos(1_000_000_000 - 1_000_000_000 / PER_SECOND as i64);

/// A leaky bucket from which [`PER_SECOND`] calls leave each second. Starts empty.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Flow {
    /// When everything in it will have left.
    empty_at: Option<Timestamp>,
}

/// The delay has passed [`MOST_DELAY`], so that nothing more is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the delay of the space is over 30 s")]
pub struct Overflow {
    /// How long the delay would be.
    pub delay: Duration,
}

impl Flow {
    /// A bucket that will have run empty at `at`, as a snapshot has it.
    pub fn counting_until(at: Option<Timestamp>) -> Self {
        Self { empty_at: at }
    }

    /// When everything in it will have left.
    pub fn count_until(&self) -> Option<Timestamp> {
        self.empty_at
    }

    /// By how much the effect of a call that comes at `now` is delayed, in the platform's time.
    pub fn delay(&self, now: Timestamp) -> Duration {
        let waiting = self.empty_at.map_or(SignedDuration::ZERO, |at| at.duration_since(now));
        Duration::try_from(waiting - ROOM).unwrap_or(Duration::ZERO)
    }

    /// Takes one call, and gives by how much its effect is delayed. What is refused does not count.
    pub fn take(&mut self, now: Timestamp) -> Result<Duration, Overflow> {
        let delay = self.delay(now);
        if delay > MOST_DELAY {
            return Err(Overflow { delay });
        }
        self.empty_at = self.empty_at.map_or(now, |at| at.max(now)).checked_add(SHARE).ok();
        Ok(delay)
    }
}

pub(super) const FIDELITY: &[Row] = &[
    documented(
        "cluster.flow.delay",
        "Above about 80 calls a second in a space, what they do is delayed; the app goes on meanwhile.",
        "page on flow control",
    ),
    documented(
        "cluster.flow.refused",
        "While the delay is over 30 s, a call is refused with rateLimitExceeded.",
        "page on flow control; official type definitions of April 2025",
    ),
    chosen(
        "cluster.flow.bucket",
        "A bucket from which 80 calls leave each second; a second's worth may come at once; the size of a call is not counted.",
        "the arithmetic is not documented; the page says that content counts too, but not how",
    ),
    inferred(
        "cluster.flow.current-only",
        "A call to a server counts under the current profile only; under the legacy profile it has its own rate.",
        "the type definitions name flow control for it from April 2025 on",
    ),
    chosen(
        "cluster.flow.then-five-seconds",
        "A delayed call is sent when its delay is over, and its five seconds begin then.",
        "not documented",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn after(millis: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + SignedDuration::from_millis(millis)
    }

    #[test]
    fn eighty_a_second_are_never_delayed() {
        let mut flow = Flow::default();
        for second in 0..10 {
            for _ in 0..PER_SECOND {
                assert_eq!(flow.take(after(second * 1000)), Ok(Duration::ZERO));
            }
        }
    }

    #[test]
    fn what_is_beyond_waits_its_turn_and_then_is_refused() {
        let mut flow = Flow::default();
        let taken: Vec<_> = std::iter::from_fn(|| flow.take(after(0)).ok()).take(100_000).collect();
        assert_eq!(taken[79], Duration::ZERO);
        assert_eq!(taken[80], Duration::from_micros(12_500));
        assert_eq!(taken.last(), Some(&MOST_DELAY));
        assert_eq!(taken.len(), 80 * 31);
        assert_eq!(flow.take(after(0)).unwrap_err().delay, MOST_DELAY + Duration::from_micros(12_500));
        assert!(flow.take(after(13)).is_ok(), "one has left");
        assert_eq!(flow.delay(after(31_000)), Duration::ZERO);
    }
}

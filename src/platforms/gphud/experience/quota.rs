//! Limits that roll: how much of a pool was used within the period that ends now, and when there will be room again.

use std::borrow::Cow;

use crate::platforms::fidelity::{Row, chosen, documented, observed};
use crate::platforms::gphud::duration;
use crate::platforms::gphud::state::ledger::Pool;

/// How many points may come together within a period.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Quota {
    /// How many.
    pub limit: i64,
    /// The period in days.
    pub days: f64,
}

/// Why points cannot be awarded now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Full {
    /// The limit has been reached.
    Reached,
    /// This many would pass the limit, but as many as this would not.
    Beyond {
        /// How many there is room for.
        room: i64,
    },
}

impl Quota {
    /// The period in whole seconds.
    #[expect(clippy::cast_possible_truncation, reason = "Java cuts it off, too")]
    pub fn period(self) -> i64 {
        // Java's cast to int, which stops at the ends of its range.
        i64::from((self.days * 86_400.0) as i32)
    }

    /// What was added within the period that ends now. The second in which the period began is over: what was added in it has
    /// left, as the platform announces it. (Its own sum keeps that one second, and then says that there is room `NOW`.)
    pub fn used(self, pool: Option<&Pool>, now: i64) -> i64 {
        pool.map_or(0, |pool| pool.since(now.saturating_sub(self.period()).saturating_add(1)))
    }

    /// Whether there is room for `amount` more.
    pub fn admits(self, used: i64, amount: i64) -> Result<(), Full> {
        if used >= self.limit {
            return Err(Full::Reached);
        }
        if used.saturating_add(amount) > self.limit {
            return Err(Full::Beyond { room: self.limit - used });
        }
        Ok(())
    }

    /// When there will be room for the next point, as the platform says it: `NEVER`, `NOW` or `in 13h24m`.
    pub fn next_room(self, pool: Option<&Pool>, now: i64) -> Cow<'static, str> {
        if self.limit == 0 {
            return Cow::Borrowed("NEVER");
        }
        match self.next_room_at(pool, now) {
            Some(at) if at > now => Cow::Owned(format!("in {}", duration::text(at - now))),
            _ => Cow::Borrowed("NOW"),
        }
    }

    /// The second in which the oldest points that stand in the way leave the period; none if nothing stands in the way.
    fn next_room_at(self, pool: Option<&Pool>, now: i64) -> Option<i64> {
        let period = self.period();
        let entries = pool?.after(now.saturating_sub(period));
        let mut over = entries.iter().map(|entry| i64::from(entry.adjustment)).sum::<i64>() - self.limit;
        if over < 0 {
            return None;
        }
        let mut second = i64::MIN;
        for entry in entries {
            // No two rows share a second here: a later one moves on to the next free second.
            second = entry.at.max(second.saturating_add(1));
            over -= i64::from(entry.adjustment);
            if over < 0 {
                return Some(second.saturating_add(period));
            }
        }
        None
    }
}

/// How we know about limits.
pub const FIDELITY: &[Row] = &[
    documented(
        "xp.limit",
        "an award at the limit is refused and says when the next point can be given",
        "External Access API page, Error Message",
    ),
    observed("xp.rolling", "the limit counts the period that ends now", "recorded exchanges 103 and 226"),
    chosen(
        "xp.edge",
        "points have left when the period is over to the second, as the answer announces it",
        "the platform's sum keeps them for that one second; a round number in a scenario is to mean what it says",
    ),
    observed(
        "xp.two-spaces",
        "two spaces follow `XP limit.`; the page shows one, as web pages do",
        "recorded exchange 103",
    ),
    observed("xp.never", "a limit of 0 never has room", "recorded exchange 217"),
];

#[cfg(test)]
mod tests {
    use super::super::super::state::ledger::Entry;
    use super::*;

    const WEEK: Quota = Quota { limit: 3, days: 6.75 };
    const PERIOD: i64 = 583_200;

    fn pool(entries: &[(i64, i32)]) -> Pool {
        let mut pool = Pool::default();
        for (at, adjustment) in entries {
            let description = "".into();
            pool.add(Entry { at: *at, adjustment: *adjustment, by_avatar: None, by_character: None, description });
        }
        pool
    }

    #[test]
    fn the_period_rolls() {
        let pool = pool(&[(1_000, 1), (2_000, 2)]);
        assert_eq!(WEEK.period(), PERIOD);
        let used = |now| WEEK.used(Some(&pool), now);
        assert_eq!((used(2_000), used(999 + PERIOD), used(1_000 + PERIOD), used(2_000 + PERIOD)), (3, 3, 2, 0));
    }

    #[test]
    fn the_limit_is_reached_or_would_be_passed() {
        assert_eq!(WEEK.admits(2, 1), Ok(()));
        assert_eq!(WEEK.admits(3, 1), Err(Full::Reached));
        assert_eq!(WEEK.admits(0, 4), Err(Full::Beyond { room: 3 }));
        assert_eq!(WEEK.admits(2, -2), Ok(()));
        assert_eq!(WEEK.admits(3, -2), Err(Full::Reached));
        assert_eq!(WEEK.admits(-2, i64::from(i32::MAX)), Err(Full::Beyond { room: 5 }));
    }

    #[test]
    fn room_comes_when_the_oldest_points_leave() {
        let now = 600_000;
        let next = |entries: &[(i64, i32)]| WEEK.next_room(Some(&pool(entries)), now).into_owned();
        assert_eq!(next(&[(now - PERIOD + 48_240, 3)]), "in 13h24m");
        // One over the limit: the first point's leaving is not enough.
        assert_eq!(next(&[(now - 10, 1), (now - 5, 3)]), "in 6d17h");
        assert_eq!(next(&[(now - 10, 1)]), "NOW");
        // A row exactly at the edge has left.
        assert_eq!(next(&[(now - PERIOD, 3)]), "NOW");
        assert_eq!(Quota { limit: 0, days: 6.75 }.next_room(None, now), "NEVER");
    }

    #[test]
    fn rows_of_one_second_leave_one_after_the_other() {
        let now = 600_000;
        let four = pool(&[(now, 1), (now, 1), (now, 1), (now, 1)]);
        let quota = Quota { limit: 2, days: 6.75 };
        assert_eq!(quota.next_room_at(Some(&four), now), Some(now + 2 + PERIOD));
    }
}

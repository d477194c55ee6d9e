//! Ledgers: what was added to a pool of points of a character, when, by whom and why. A pool is summed up over any period
//! without walking through it.

use std::collections::BTreeMap;

use super::ids::{AvatarId, CharacterId};

/// One addition to a pool.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// When, in seconds since 1970.
    pub at: i64,
    /// How much; less than zero takes away.
    pub adjustment: i32,
    /// The avatar that did it.
    pub by_avatar: Option<AvatarId>,
    /// The character that did it.
    pub by_character: Option<CharacterId>,
    /// Why.
    pub description: Box<str>,
}

/// The additions to one pool, in the order of their times, and their running sums.
#[derive(Debug, Default)]
pub struct Pool {
    entries: Vec<Entry>,
    /// The sum of the entries up to and with each.
    sums: Vec<i64>,
}

impl Pool {
    /// Adds an entry. It belongs behind those of the same second.
    pub fn add(&mut self, entry: Entry) {
        let place = self.entries.partition_point(|known| known.at <= entry.at);
        self.entries.insert(place, entry);
        self.sums.truncate(place);
        let mut sum = self.sums.last().copied().unwrap_or_default();
        for entry in &self.entries[place..] {
            sum += i64::from(entry.adjustment);
            self.sums.push(sum);
        }
    }

    /// Everything that was ever added.
    pub fn total(&self) -> i64 {
        self.sums.last().copied().unwrap_or_default()
    }

    /// What was added at `start` or later.
    pub fn since(&self, start: i64) -> i64 {
        let before = self.entries.partition_point(|entry| entry.at < start);
        self.total() - before.checked_sub(1).map_or(0, |last| self.sums[last])
    }

    /// The entries later than `start`, the oldest first.
    pub fn after(&self, start: i64) -> &[Entry] {
        &self.entries[self.entries.partition_point(|entry| entry.at <= start)..]
    }

    /// All entries, the oldest first.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }
}

/// The pools of one character by name: `Experience.xp`, `Faction.FactionXP`…
#[derive(Debug, Default)]
pub struct Ledger {
    pools: BTreeMap<Box<str>, Pool>,
}

impl Ledger {
    /// The pool of that name, if anything was ever added to it.
    pub fn pool(&self, name: &str) -> Option<&Pool> {
        self.pools.get(name)
    }

    /// Adds to the pool of that name.
    pub fn add(&mut self, pool: &str, entry: Entry) {
        match self.pools.get_mut(pool) {
            Some(known) => known.add(entry),
            None => self.pools.entry(pool.into()).or_default().add(entry),
        }
    }

    /// Everything that was ever added to the pool of that name.
    pub fn total(&self, pool: &str) -> i64 {
        self.pool(pool).map_or(0, Pool::total)
    }

    /// The pools with their names.
    pub fn pools(&self) -> impl Iterator<Item = (&str, &Pool)> {
        self.pools.iter().map(|(name, pool)| (&**name, pool))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pool(entries: &[(i64, i32)]) -> Pool {
        let mut pool = Pool::default();
        for (at, adjustment) in entries {
            pool.add(Entry {
                at: *at,
                adjustment: *adjustment,
                by_avatar: None,
                by_character: None,
                description: "".into(),
            });
        }
        pool
    }

    #[test]
    fn sums_hold_whatever_the_order_of_adding() {
        let pool = pool(&[(30, 4), (10, 1), (20, 2), (20, -3)]);
        assert_eq!(pool.entries().iter().map(|entry| entry.adjustment).collect::<Vec<_>>(), [1, 2, -3, 4]);
        assert_eq!([0, 10, 11, 20, 21, 30, 31].map(|start| pool.since(start)), [4, 4, 3, 3, 4, 4, 0]);
        assert_eq!(pool.after(20).len(), 1);
        assert_eq!(pool.total(), 4);
    }

    proptest::proptest! {
        #[test]
        fn a_sum_is_what_adding_up_gives(entries: Vec<(u8, i8)>, start: u8) {
            let entries: Vec<_> = entries.into_iter().map(|(at, by)| (i64::from(at), i32::from(by))).collect();
            let expected: i64 =
                entries.iter().filter(|(at, _)| *at >= i64::from(start)).map(|(_, by)| i64::from(*by)).sum();
            proptest::prop_assert_eq!(pool(&entries).since(start.into()), expected);
        }
    }
}

//! Who stands where on a leaderboard, as seen by somebody: everybody, some only, or all but some.

use std::collections::HashSet;

use jiff::civil::Date;
use serde_json::{Map, Value};

use super::{Address, Board, Line};
use crate::platforms::gamesparks::config::Leaderboard;

/// Whose entries are looked at.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Audience {
    /// Everybody's.
    #[default]
    Everybody,
    /// Those of these owners.
    Only(HashSet<String>),
    /// Those of all but these owners.
    AllBut(HashSet<String>),
}

impl Audience {
    /// Whether the entries of `owner` are looked at.
    pub fn has(&self, owner: &str) -> bool {
        match self {
            Self::Everybody => true,
            Self::Only(owners) => owners.contains(owner),
            Self::AllBut(owners) => !owners.contains(owner),
        }
    }
}

/// An entry where it stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ranked<'b> {
    /// Counted from 1.
    pub rank: usize,
    /// What the owner has sent.
    pub line: &'b Line,
}

/// An entry and its rank, kept for later.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    /// Counted from 1.
    pub rank: usize,
    /// What the owner had sent then.
    pub line: Line,
}

/// Who stands where.
#[derive(Debug)]
pub struct Standing<'b> {
    lines: Vec<&'b Line>,
}

impl Ranked<'_> {
    /// Kept for later.
    pub fn owned(self) -> Place {
        Place { rank: self.rank, line: self.line.clone() }
    }
}

impl<'b> Standing<'b> {
    /// Who stands where on what `address` means, among `audience`, without those who are `hidden`. A leaderboard that begins
    /// anew now and then is asked for its period by [`Standing::in_period`].
    pub fn of(
        board: &'b Board,
        leaderboard: &Leaderboard,
        address: &Address,
        audience: &Audience,
        hidden: &dyn Fn(&str) -> bool,
    ) -> Self {
        Self::in_period(board, leaderboard, address, address.period, audience, hidden)
    }

    /// The same, where `current` is the period that goes on.
    pub fn in_period(
        board: &'b Board,
        leaderboard: &Leaderboard,
        address: &Address,
        current: Option<Date>,
        audience: &Audience,
        hidden: &dyn Fn(&str) -> bool,
    ) -> Self {
        let is_in = |line: &&Line| {
            !line.is_deleted && address.has(line, current) && audience.has(&line.owner) && !hidden(&line.owner)
        };
        let mut lines: Vec<_> = board.lines.iter().filter(is_in).collect();
        // Stable: of two who sent the same in the same moment, the first stands higher.
        lines.sort_by(|a, b| a.order(b, leaderboard));
        Self { lines }
    }

    /// How many entries there are.
    pub fn len(&self) -> usize {
        self.lines.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// The entries, from the top.
    pub fn places(&self) -> impl DoubleEndedIterator<Item = Ranked<'b>> + ExactSizeIterator + '_ {
        self.lines.iter().enumerate().map(|(at, line)| Ranked { rank: at + 1, line })
    }

    /// The best entry of `owner`, among those whose custom ids are as `filter` says.
    pub fn best(&self, owner: &str, filter: &Map<String, Value>) -> Option<Ranked<'b>> {
        self.places().find(|place| place.line.owner == owner && place.line.fits(filter))
    }

    /// The rank that `values` would have.
    pub fn rank_for(&self, values: &Map<String, Value>, leaderboard: &Leaderboard) -> usize {
        let asked = Line {
            owner: String::new(),
            custom: Default::default(),
            partition: Default::default(),
            period: None,
            values: values.iter().map(|(name, value)| (name.clone(), value.clone())).collect(),
            // Before everybody who has the same.
            when: jiff::Timestamp::MIN,
            is_deleted: false,
        };
        self.lines.iter().take_while(|line| line.order(&asked, leaderboard).is_lt()).count() + 1
    }
}

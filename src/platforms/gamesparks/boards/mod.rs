//! Leaderboards while they are played: what each owner has sent, kept as the leaderboard says, and who stands where. Knows
//! nothing of scripts or requests.

pub mod address;
pub mod line;
pub mod period;
pub mod shown;
pub mod standing;

use std::collections::HashSet;

use indexmap::IndexMap;
use jiff::Timestamp;
use serde_json::{Map, Value};

pub use address::Address;
pub use line::Line;
pub use standing::{Audience, Place, Standing};

use super::config::{Config, Leaderboard};
use super::state::Store;
use crate::platforms::fidelity::{Row, chosen, documented, inferred};

/// How we know.
pub const FIDELITY: &[Row] = &[
    documented(
        "leaderboard.running-totals",
        "a leaderboard is filled by an event: of each field the greatest, least, first, last value, the sum or the count is kept for each owner",
        "Leaderboards and Running Totals pages",
    ),
    documented(
        "leaderboard.partitions",
        "a partition has the short code CODE.FIELD.VALUE, several fields one after the other",
        "SparkLeaderboard API page",
    ),
    documented(
        "leaderboard.scheduled",
        "what a leaderboard held before it began anew is found under CODE.SCHEDULED.YYYY-MM-DD",
        "SparkLeaderboards API page",
    ),
    chosen(
        "leaderboard.scheduled-date",
        "the date is that of the day on which the period began",
        "no source says whether it is the first or the last day",
    ),
    inferred("leaderboard.rank", "ranks are counted from 1 and each is given once", "samples of the request pages"),
    chosen("leaderboard.ties", "of two with the same values, whoever had them first stands higher", "unknown"),
    chosen(
        "leaderboard.supplemental",
        "a supplemental value is the one that came with the values that the owner is ranked by",
        "what the field is for",
    ),
    inferred(
        "leaderboard.hidden",
        "players who are hidden on leaderboards are left out of all of them",
        "SparkPlayer API page",
    ),
    documented(
        "leaderboard.running-totals-kept",
        "an entry can be deleted with its running totals or without; a rebuilt leaderboard has every entry again whose running totals are there",
        "SparkLeaderboard API page",
    ),
];

crate::tree::record! {
    /// What a leaderboard holds.
    #[derive(PartialEq, Default)]
    pub struct Board {
        /// What each owner has sent, kept as the leaderboard says.
        pub lines: Vec<Line> = Vec::new(),
        /// The short codes of partitions that are archived: nothing is added to them any more.
        pub archived: Vec<String> = Vec::new(),
    }
}

/// What an event changed.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// Where the owner stood before, if anywhere.
    pub before: Option<Place>,
    /// Where the owner stands now.
    pub after: Place,
    /// The partition and period in which that is.
    pub address: Address,
}

impl Board {
    /// Adds what `owner` sent: the attributes of an event. Says what became of it; nothing if no field was in it, or the
    /// partition is archived.
    pub fn record(
        &mut self,
        code: &str,
        leaderboard: &Leaderboard,
        owner: &str,
        sent: &Map<String, Value>,
        now: Timestamp,
        hidden: &dyn Fn(&str) -> bool,
    ) -> Option<Change> {
        let of_sent = |names: &[String]| -> Option<IndexMap<String, Value>> {
            names.iter().map(|name| sent.get(name).map(|value| (name.clone(), value.clone()))).collect()
        };
        let partition = of_sent(&leaderboard.partitions)?;
        let custom = of_sent(&leaderboard.custom_ids)?;
        let period = leaderboard.reset.map(|reset| period::begin(reset, now));
        let address = Address { code: code.to_owned(), partition, period, challenge: None };
        if self.archived.contains(&address.to_string()) {
            return None;
        }
        let at = self.lines.iter().position(|line| line.is(owner, &custom, &address));
        let before =
            at.filter(|at| !self.lines[*at].is_deleted).and_then(|at| self.place(leaderboard, &address, at, hidden));
        let at = at.unwrap_or_else(|| {
            self.lines.push(Line::new(owner, custom, &address, now));
            self.lines.len() - 1
        });
        let added = self.lines[at].add(leaderboard, sent, now);
        if !added {
            if self.lines[at].values.is_empty() {
                self.lines.remove(at);
            }
            return None;
        }
        let after = self.place(leaderboard, &address, at, hidden)?;
        Some(Change { before, after, address })
    }

    /// Where the line of that number stands.
    fn place(
        &self,
        leaderboard: &Leaderboard,
        address: &Address,
        at: usize,
        hidden: &dyn Fn(&str) -> bool,
    ) -> Option<Place> {
        let line = &self.lines[at];
        let standing = Standing::of(self, leaderboard, address, &Audience::Everybody, hidden);
        standing.places().find(|place| std::ptr::eq(place.line, line)).map(standing::Ranked::owned)
    }

    /// Forgets entries that `which` picks; their running totals too, or only until the owner sends something again.
    pub fn delete(&mut self, with_totals: bool, which: impl Fn(&Line) -> bool) -> bool {
        let before = self.lines.iter().filter(|line| !line.is_deleted).count();
        if with_totals {
            self.lines.retain(|line| !which(line));
        } else {
            self.lines.iter_mut().filter(|line| which(line)).for_each(|line| line.is_deleted = true);
        }
        self.lines.iter().filter(|line| !line.is_deleted).count() < before
    }

    /// Makes every entry again whose running totals are there.
    pub fn rebuild(&mut self, which: impl Fn(&Line) -> bool) {
        self.lines.iter_mut().filter(|line| which(line)).for_each(|line| line.is_deleted = false);
    }

    /// The partitions that something was sent to, in the order in which they came.
    pub fn partitions(&self, code: &str) -> Vec<Address> {
        let mut found: Vec<Address> = Vec::new();
        for line in self.lines.iter().filter(|line| !line.partition.is_empty()) {
            let address = Address { partition: line.partition.clone(), ..Address::whole(code) };
            if !found.contains(&address) {
                found.push(address);
            }
        }
        found
    }
}

/// A board on which nothing was ever sent.
static EMPTY: Board = Board { lines: Vec::new(), archived: Vec::new() };

/// Who stands where on what `address` means, among `audience`, and the leaderboard that it is; nothing if there is none.
pub fn view<'s>(
    store: &'s Store,
    config: &'s Config,
    address: &Address,
    audience: &Audience,
    now: Timestamp,
) -> Option<(&'s Leaderboard, Standing<'s>)> {
    let leaderboard = config.leaderboards.get(&address.code)?;
    let board = match &address.challenge {
        Some(id) => &store.challenges.get(&**id)?.board,
        None => store.boards.get(&address.code).unwrap_or(&EMPTY),
    };
    let current = leaderboard.reset.map(|reset| period::begin(reset, now));
    let hidden = hidden(store);
    let standing = Standing::in_period(board, leaderboard, address, current, audience, &|owner| hidden.contains(owner));
    Some((leaderboard, standing))
}

/// What the leaderboard that `address` means holds, to change it; nothing if it is of a challenge that is gone.
pub fn board_mut<'s>(store: &'s mut Store, address: &Address) -> Option<&'s mut Board> {
    match &address.challenge {
        Some(id) => store.challenges.get_mut(&**id).map(|challenge| &mut challenge.board),
        None => Some(store.boards.entry(address.code.clone()).or_default()),
    }
}

/// Why a challenge gives no leaderboard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoBoard {
    /// There is no such challenge.
    NoChallenge,
    /// Challenges of its type have none.
    NoLeaderboard,
}

/// The leaderboard of a challenge.
pub fn of_challenge(store: &Store, config: &Config, id: &str) -> Result<Address, NoBoard> {
    let challenge = store.challenges.get(id).ok_or(NoBoard::NoChallenge)?;
    let kind = config.challenge_types.get(&challenge.short_code);
    let code = kind.and_then(|kind| kind.leaderboard.as_ref()).ok_or(NoBoard::NoLeaderboard)?;
    Ok(Address::of_challenge(id, &code.value))
}

/// The ids of those who are left out of leaderboards.
pub fn hidden(store: &Store) -> HashSet<String> {
    store.players.iter().filter(|(_, player)| player.is_hidden).map(|(id, _)| id.to_string()).collect()
}

//! What the portal configures for a game apart from its scripts: one file for each kind of thing. Nothing of it changes while
//! the game is played.

pub mod account;
pub mod achievement;
pub mod challenge_type;
pub mod currency;
pub mod good;
pub mod leaderboard;
pub mod match_config;
pub mod property_set;
pub mod receipt;
pub mod segment;
pub mod segmented;
pub mod team_type;

use indexmap::IndexMap;

pub use account::Account;
pub use achievement::Achievement;
pub use challenge_type::ChallengeType;
pub use currency::Currency;
pub use good::{Good, GoodType};
pub use leaderboard::Leaderboard;
pub use match_config::{MatchConfig, Threshold};
pub use property_set::PropertySet;
pub use receipt::Receipt;
pub use segment::Segment;
pub use segmented::Segmented;
pub use team_type::TeamType;

use crate::diag::{Code, Diagnostic, quoted, suggest};
use crate::tree::{Decoding, Spanned};

crate::tree::record! {
    /// What the portal configures for a game: everything by its short code.
    #[derive(PartialEq, Default)]
    pub struct Config {
        /// What players can own, and packs of currency.
        pub virtual_goods: IndexMap<String, Segmented<Good>> = IndexMap::new(),
        /// What players can earn.
        pub achievements: IndexMap<String, Segmented<Achievement>> = IndexMap::new(),
        /// The game's own currencies; currency1 to currency6 are always there.
        pub currencies: IndexMap<String, Segmented<Currency>> = IndexMap::new(),
        /// Into which groups players fall.
        pub segments: IndexMap<String, Segment> = IndexMap::new(),
        /// Which kinds of teams there are.
        pub team_types: IndexMap<String, Segmented<TeamType>> = IndexMap::new(),
        /// Which kinds of challenges there are.
        pub challenge_types: IndexMap<String, Segmented<ChallengeType>> = IndexMap::new(),
        /// The leaderboards, each filled by an event.
        pub leaderboards: IndexMap<String, Leaderboard> = IndexMap::new(),
        /// How players are matched.
        pub matches: IndexMap<String, MatchConfig> = IndexMap::new(),
        /// What other systems know of their users, by the two letters of the system and the token that proves who it is.
        pub external_accounts: IndexMap<String, IndexMap<String, Account>> = IndexMap::new(),
        /// The receipts that stores vouch for. A store without an entry is not configured.
        pub receipts: IndexMap<String, IndexMap<String, Receipt>> = IndexMap::new(),
    }
}

impl Config {
    /// Follows the short codes that are named in it. What does not exist is reported to `cx`.
    pub fn check(&self, events: &IndexMap<String, super::state::Event>, cx: &mut Decoding<'_>) {
        for good in self.virtual_goods.values().flat_map(Segmented::all) {
            good.bundle.keys().for_each(|code| known(code, "virtual good", &self.virtual_goods, cx));
        }
        for achievement in self.achievements.values().flat_map(Segmented::all) {
            achievement.virtual_good.iter().for_each(|code| known(code, "virtual good", &self.virtual_goods, cx));
        }
        for leaderboard in self.leaderboards.values() {
            leaderboard.event.iter().for_each(|code| known(code, "event", events, cx));
            leaderboard.team_type.iter().for_each(|code| known(code, "team type", &self.team_types, cx));
        }
        for challenge in self.challenge_types.values().flat_map(Segmented::all) {
            challenge.achievement.iter().for_each(|code| known(code, "achievement", &self.achievements, cx));
            challenge.leaderboard.iter().for_each(|code| known(code, "leaderboard", &self.leaderboards, cx));
        }
        for config in self.matches.values() {
            config.check(cx);
        }
        for receipt in self.receipts.values().flat_map(IndexMap::values) {
            known(&receipt.virtual_good, "virtual good", &self.virtual_goods, cx);
        }
    }
}

/// Reports `code` if it is none of `all`.
fn known<T>(code: &Spanned<String>, what: &str, all: &IndexMap<String, T>, cx: &mut Decoding<'_>) {
    if !all.contains_key(&code.value) {
        let message = format!("the game has no {what} {}", quoted(&code.value));
        let problem = Diagnostic::error(Code::UnknownName, code.span.clone(), message);
        cx.report(problem.maybe_help(suggest::suggestion(&code.value, all.keys().map(String::as_str))));
    }
}

//! A leaderboard: which event fills it, what it keeps of it, and how it is sorted.

use indexmap::IndexMap;
use serde_json::Value;

use crate::tree::Spanned;

crate::tree::choice! {
    /// What is kept of the values that one owner sends for a field.
    pub enum Keep {
        /// The greatest.
        Max = "max",
        /// The least.
        Min = "min",
        /// The newest.
        Last = "last",
        /// The oldest.
        First = "first",
        /// All of them added up.
        Sum = "sum",
        /// How many there were.
        Count = "count",
        /// The one that came with the values that the owner is ranked by. Nothing is sorted by it.
        Supplemental = "supplemental",
    }
}

crate::tree::choice! {
    /// Which values are at the top.
    pub enum Order {
        /// The greatest.
        Descending = "descending",
        /// The least.
        Ascending = "ascending",
    }
}

crate::tree::choice! {
    /// How often it begins anew.
    pub enum Reset {
        /// Each day at 00:00 UTC.
        Daily = "daily",
        /// Each Monday at 00:00 UTC.
        Weekly = "weekly",
        /// On the first of each month at 00:00 UTC.
        Monthly = "monthly",
    }
}

crate::tree::choice! {
    /// A message that a change of it causes.
    pub enum Notice {
        /// NewHighScoreMessage, or NewTeamScoreMessage, to whoever has a new best.
        NewHighScore = "new-high-score",
        /// GlobalRankChangedMessage to whoever was overtaken.
        GlobalRankChanged = "global-rank-changed",
        /// SocialRankChangedMessage to friends who were overtaken.
        SocialRankChanged = "social-rank-changed",
    }
}

crate::tree::record! {
    /// A field of a leaderboard.
    #[derive(PartialEq)]
    pub struct Column {
        /// What is kept.
        pub keep: Keep = Keep::Max,
        /// Which values are at the top.
        pub order: Order = Order::Descending,
        /// The attribute of the event that it is made of. Without it, the one of the same short code.
        pub attribute: Option<String>,
    }
}

crate::tree::record! {
    /// A leaderboard.
    #[derive(PartialEq)]
    pub struct Leaderboard {
        /// What the portal calls it.
        pub name: Option<String>,
        /// What it is about.
        pub description: Option<String>,
        /// The event that fills it.
        pub event: Option<Spanned<String>>,
        /// Its fields, in the order in which it is sorted by them.
        pub fields: IndexMap<String, Column> = IndexMap::new(),
        /// Attributes of which each value has a rank of its own: an owner has an entry for each.
        pub custom_ids: Vec<String> = Vec::new(),
        /// Attributes of which each value has a partition of its own.
        pub partitions: Vec<String> = Vec::new(),
        /// If it ranks teams: their type. Then what a player sends counts for the player's teams of that type.
        pub team_type: Option<Spanned<String>>,
        /// How often it begins anew. What there was before is found as CODE.SCHEDULED.DATE.
        pub reset: Option<Reset>,
        /// The messages that changes of it cause.
        pub messages: Vec<Notice> = Vec::new(),
        /// Its property set.
        pub property_set: Option<Value>,
    }
}

impl Leaderboard {
    /// The attribute that the field of that short code is made of.
    pub fn attribute<'a>(field: &'a str, column: &'a Column) -> &'a str {
        column.attribute.as_deref().unwrap_or(field)
    }
}

//! How players are matched.

use crate::tree::Duration;

crate::tree::record! {
    /// How players are matched.
    #[derive(PartialEq)]
    pub struct MatchConfig {
        /// What the portal calls it.
        pub name: Option<String>,
        /// What it is for.
        pub description: Option<String>,
        /// How many players a match needs.
        pub min_players: u32 = 2,
        /// How many players a match has at most.
        pub max_players: u32 = 2,
        /// Whether a match is played in real time.
        pub is_realtime: bool as "realtime" = false,
        /// The real-time script.
        pub realtime_script: Option<String>,
        /// Whether players may come and go while it is played.
        pub drop_in_drop_out: bool = false,
        /// For how long players may come, in seconds; 0 for as long as it is played.
        pub drop_in_drop_out_expire: u32 = 0,
        /// Whether matches are made by scripts and players instead of by themselves.
        pub is_manual: bool as "manual" = false,
        /// After how many seconds a player who is gone has left the match.
        pub disconnect_threshold: u32 = 0,
        /// How far skills may lie apart, and for how long: one after the other.
        pub thresholds: Vec<Threshold> = Vec::new(),
    }
}

crate::tree::choice! {
    /// What the numbers of a threshold mean.
    pub enum Range {
        /// Skills themselves.
        Absolute = "absolute",
        /// What may be added to the skill and taken from it.
        Relative = "relative",
        /// Hundredths of the skill.
        Percent = "percent",
    }
}

crate::tree::record! {
    /// How far skills may lie apart for a while.
    #[derive(PartialEq)]
    pub struct Threshold {
        /// For how long.
        pub period: Duration,
        /// What the numbers mean.
        pub range: Range = Range::Relative,
        /// How far below, or the least.
        pub min: f64 = 0.0,
        /// How far above, or the greatest.
        pub max: f64 = 0.0,
        /// Whether the least number of players is enough at its end.
        pub accept_min_players: bool = false,
    }
}

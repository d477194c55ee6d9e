//! How players are matched.

use crate::diag::{Code, Diagnostic};
use crate::tree::{Decoding, Duration, Spanned};

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
        /// How many players a match has at most. Without it, as many as it needs.
        pub max_players: Option<Spanned<u32>>,
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

impl MatchConfig {
    /// How many players a match needs.
    pub fn least(&self) -> usize {
        self.min_players as usize
    }

    /// How many players a match has at most.
    pub fn most(&self) -> usize {
        self.max_players.as_ref().map_or(self.min_players, |most| most.value) as usize
    }

    /// Reports what makes no sense together.
    pub fn check(&self, cx: &mut Decoding<'_>) {
        if let Some(most) = self.max_players.as_ref().filter(|most| most.value < self.min_players) {
            let message = format!("a match needs {} players, and has at most {}", self.min_players, most.value);
            let problem = Diagnostic::error(Code::ConflictingKeys, most.span.clone(), message);
            cx.report(problem.help("min-players is 2 unless it is set"));
        }
    }
}

impl Range {
    /// What the interface calls it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Absolute => "Absolute",
            Self::Relative => "Relative",
            Self::Percent => "Percent",
        }
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

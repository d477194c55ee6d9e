//! How much of the platform a game uses, as far as it is limited: requests in each second of the world's clock.

use jiff::Timestamp;
use parking_lot::Mutex;

use super::{Game, Stage};

/// What a game has used.
#[derive(Debug, Default)]
pub struct Usage {
    /// The second that is being counted, and the requests in it so far.
    now: Mutex<(i64, u32)>,
}

/// A usage limit that is exceeded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "the game may make {limit} requests in a second (its setting requests-per-second), and this is one more: {name}"
)]
pub struct Exceeded {
    /// What the platform called it.
    pub name: &'static str,
    /// How many there may be.
    pub limit: u32,
}

impl Exceeded {
    /// What is said about it under its name.
    pub const TEXT: &'static str = "LIMIT_EXCEEDED";
}

/// What the limit on requests is called for a game of that stage.
pub fn requests_per_second(stage: Stage) -> &'static str {
    match stage {
        Stage::Preview => "RUNTIME_API_REQUESTS_PREVIEW_SECOND",
        Stage::Live => "RUNTIME_API_REQUESTS_LIVE_SECOND",
    }
}

/// What the limit on players who are connected is called for a game of that stage.
pub fn connected_players(stage: Stage) -> &'static str {
    match stage {
        Stage::Preview => "RUNTIME_CCU_PREVIEW",
        Stage::Live => "RUNTIME_CCU_LIVE",
    }
}

impl Game {
    /// Counts a request at `now`. How many there were in this second, and how many there may be, where that is limited.
    pub fn count_request(&self, now: Timestamp) -> Result<Option<(u32, u32)>, Exceeded> {
        let Some(limit) = self.settings.requests_per_second.0 else { return Ok(None) };
        let second = now.as_second();
        let mut counted = self.usage.now.lock();
        if counted.0 != second {
            *counted = (second, 0);
        }
        if counted.1 >= limit {
            return Err(Exceeded { name: requests_per_second(self.stage), limit });
        }
        counted.1 += 1;
        Ok(Some((counted.1, limit)))
    }
}

#[cfg(test)]
mod tests {
    use super::super::limit::Limit;
    use super::*;
    use crate::world::rng::Rng;

    #[test]
    fn each_second_has_its_own_requests() {
        let mut game = Game::new("k", &Rng::new(7));
        let at = |second: i64| Timestamp::from_second(second).unwrap();
        assert_eq!(game.count_request(at(1)), Ok(None));
        game.settings.requests_per_second = Limit(Some(2));
        assert_eq!(game.count_request(at(1)), Ok(Some((1, 2))));
        assert_eq!(game.count_request(at(1)), Ok(Some((2, 2))));
        let exceeded = game.count_request(at(1)).unwrap_err();
        assert_eq!(exceeded.name, "RUNTIME_API_REQUESTS_PREVIEW_SECOND");
        assert_eq!(game.count_request(at(2)), Ok(Some((1, 2))));
    }
}

//! What of a game changes while it is played: everything that scripts and requests write to.

use indexmap::IndexMap;

use super::{Player, PlayerId};

/// What of a game changes while it is played. It is behind the game's one lock, which is short and never held across an
/// `.await` or while a script runs.
#[derive(Debug, Clone, Default)]
pub struct Store {
    /// The players, by id.
    pub players: IndexMap<PlayerId, Player>,
}

//! Requests that wait until a match is found. They are no part of what is stored: a game that is set up anew lets them go.

use std::collections::HashMap;

use parking_lot::Mutex;
use tokio::sync::oneshot;

use crate::platforms::gamesparks::state::PlayerId;

/// The ids of the match that was found, or none.
type Told = oneshot::Sender<Option<String>>;

/// Requests that wait, by player and short code.
#[derive(Debug, Default)]
pub struct Seekers {
    waiting: Mutex<HashMap<(PlayerId, String), Vec<Told>>>,
}

impl Seekers {
    /// Waits for what becomes of the search of `player`; an error if the game is gone first.
    pub fn wait(&self, player: &PlayerId, code: &str) -> oneshot::Receiver<Option<String>> {
        let (told, waits) = oneshot::channel();
        self.waiting.lock().entry((player.clone(), code.to_owned())).or_default().push(told);
        waits
    }

    /// A search of `player` has come to an end: with this match, or with none.
    pub fn tell(&self, player: &PlayerId, code: &str, found: Option<&str>) {
        let waiting = self.waiting.lock().remove(&(player.clone(), code.to_owned()));
        for told in waiting.into_iter().flatten() {
            // Whoever asked may be gone.
            let _ = told.send(found.map(str::to_owned));
        }
    }
}

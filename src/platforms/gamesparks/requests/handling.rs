//! What a kind of request has in its hands while it is handled: the world, the game, who asks, and the messages that it causes.

use std::pin::Pin;
use std::sync::Arc;

use super::{Document, Errors};
use crate::journal::exchange::ExchangeId;
use crate::journal::verdict::Checks;
use crate::platforms::gamesparks::files::Base;
use crate::platforms::gamesparks::messages::Message;
use crate::platforms::gamesparks::state::{Game, Player, PlayerId};
use crate::world::World;

/// What a kind of request has in its hands.
pub struct Handling<'a> {
    /// The world.
    pub world: &'a Arc<World>,
    /// The game.
    pub game: &'a Arc<Game>,
    /// Who asks. A request that logs somebody in sets it: the response is for that player.
    pub player: Option<PlayerId>,
    /// The exchange that it belongs to, if there is one.
    pub cause: Option<ExchangeId>,
    /// How many scripts are waiting for it.
    pub depth: usize,
    /// What URLs that it gives begin with.
    pub base: Base,
    /// What the verdict says.
    pub checks: &'a mut Checks,
    /// Members that the response has even if the request fails.
    pub besides: Document,
    /// What the members of the response wait for, where they do. Whatever else it causes happens before.
    pub wait: Option<Wait>,
    /// The messages that it causes: delivered when the platform's part is done, before the response's script runs.
    pub messages: Vec<Message>,
}

/// Members of a response that come later.
pub type Wait = Pin<Box<dyn Future<Output = Result<Document, Errors>> + Send>>;

/// What somebody who is not logged in is told.
pub fn not_authorized() -> Errors {
    Errors::one("authentication", "NOTAUTHORIZED")
}

impl Handling<'_> {
    /// The player who asks.
    pub fn player(&self) -> Result<&PlayerId, Errors> {
        self.player.as_ref().ok_or_else(not_authorized)
    }

    /// Looks at the player who asks, or changes something about that one, under the game's lock.
    pub fn with_player<T>(&self, work: impl FnOnce(&mut Player) -> T) -> Result<T, Errors> {
        let id = self.player()?;
        self.game.lock().players.get_mut(id).map(work).ok_or_else(not_authorized)
    }

    /// Causes a message.
    pub fn send(&mut self, message: Message) {
        self.messages.push(message);
    }
}

//! What a script may ask of the async world while it runs: another server, or the game itself. The script's thread waits; the
//! task that waits for the script answers. A new kind of question is one type that implements [`Question`].

use std::any::Any;
use std::sync::Arc;

use async_trait::async_trait;

use super::files::Base;
use super::state::Game;
use crate::journal::exchange::ExchangeId;
use crate::script::{Asker, Host};
use crate::world::World;

/// The world outside of a script, for one run of it.
pub(super) struct Outside<'w> {
    /// The world.
    pub(super) world: &'w Arc<World>,
    /// The game that the script belongs to.
    pub(super) game: &'w Arc<Game>,
    /// The exchange that made the script run, if one did.
    pub(super) cause: Option<ExchangeId>,
    /// How many scripts are waiting for this one: 0 for the one that the exchange itself made run.
    pub(super) depth: usize,
    /// What URLs that it gives begin with.
    pub(super) base: Base,
}

/// Something that scripts ask.
#[async_trait]
pub(super) trait Question: Send + Sized + 'static {
    /// What they are told.
    type Answer: Send + 'static;

    /// Answers it. The time that this takes does not count as the script's.
    async fn answer(self, outside: &Outside<'_>) -> Self::Answer;
}

/// A question of any kind, on its way.
#[async_trait]
pub(super) trait Asked: Send {
    /// Answers it.
    async fn answer(self: Box<Self>, outside: &Outside<'_>) -> Told;
}

/// An answer to a question of any kind.
pub(super) type Told = Box<dyn Any + Send>;

/// The script's end of the way out.
pub(super) type Way = Asker<Box<dyn Asked>, Told>;

#[async_trait]
impl<Q: Question> Asked for Q {
    async fn answer(self: Box<Self>, outside: &Outside<'_>) -> Told {
        Box::new(Question::answer(*self, outside).await)
    }
}

#[async_trait]
impl Host for Outside<'_> {
    type Question = Box<dyn Asked>;
    type Answer = Told;

    async fn answer(&self, question: Box<dyn Asked>) -> Told {
        question.answer(self).await
    }
}

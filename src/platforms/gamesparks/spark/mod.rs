//! The `Spark` interface, as scripts find it: one file per class.

mod bag;
mod class;
mod config;
mod http;
mod http_response;
mod log;
mod modules;
mod player;
mod players;
mod root;
#[cfg(test)]
mod tests;

use std::rc::Rc;
use std::sync::Arc;

use rquickjs::Error;
use serde_json::{Map, Value as Json};

use super::http::{Incoming, Outgoing};
use super::state::{Game, PlayerId};
use crate::journal::exchange::ExchangeId;
use crate::platforms::fidelity::Row;
use crate::script::{Asker, Halter, Loader, Scope};
use crate::world::World;
use bag::Bag;
use http_response::Held;
use log::Lines;
use modules::Modules;
use players::Players;

pub(super) use log::entry;

/// How we know.
pub const FIDELITY: &[&[Row]] = &[
    class::FIDELITY,
    root::FIDELITY,
    modules::FIDELITY,
    player::FIDELITY,
    log::FIDELITY,
    http::FIDELITY,
    http_response::FIDELITY,
    config::FIDELITY,
];

/// What a run of a script is about.
pub(super) struct Occasion {
    /// The world.
    pub(super) world: Arc<World>,
    /// The game.
    pub(super) game: Arc<Game>,
    /// The callback that made it run.
    pub(super) cause: ExchangeId,
    /// The script that is run: `callbacks/server.js`.
    pub(super) script: String,
    /// What `Spark.getData()` gives.
    pub(super) data: Map<String, Json>,
    /// The current player.
    pub(super) player: Option<PlayerId>,
}

/// A run of a script, on the script's thread.
pub(super) struct Run {
    occasion: Occasion,
    script_data: Bag,
    script_errors: Bag,
    players: Players,
    lines: Lines,
    modules: Modules,
    held: Held,
    halter: Halter,
    loader: Loader,
    asker: Asker<Outgoing, Option<Incoming>>,
}

/// What a script left when it came to its end.
#[derive(Debug)]
pub(super) struct Left {
    /// Its script data.
    pub(super) script_data: Map<String, Json>,
    /// The errors that it set.
    pub(super) script_errors: Map<String, Json>,
}

impl Run {
    /// A run that begins.
    pub(super) fn new(occasion: Occasion, scope: &Scope<'_, '_>, asker: Asker<Outgoing, Option<Incoming>>) -> Rc<Self> {
        Rc::new(Self {
            occasion,
            script_data: Bag::default(),
            script_errors: Bag::default(),
            players: Players::default(),
            lines: Lines::default(),
            modules: Modules::default(),
            held: Held::default(),
            halter: scope.halter(),
            loader: scope.loader(),
            asker,
        })
    }

    /// Puts the interface into the global scope.
    pub(super) fn show(self: &Rc<Self>, scope: &Scope<'_, '_>) -> Result<(), Error> {
        let ctx = scope.ctx();
        let globals = ctx.globals();
        globals.set("Spark", class::object(ctx, self, &root::CLASS, ())?)?;
        modules::show(ctx, self)
    }

    /// What is left when the script has come to its end. The changes that it made to players are stored now.
    pub(super) fn end(&self) -> Left {
        self.players.store(&self.occasion.game);
        Left { script_data: self.script_data.take(), script_errors: self.script_errors.take() }
    }

    fn game(&self) -> &Game {
        &self.occasion.game
    }
}

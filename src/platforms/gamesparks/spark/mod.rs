//! The `Spark` interface, as scripts find it: one file per class.

mod bag;
mod bulk_scheduler;
mod cache;
mod challenge;
mod class;
mod collection;
mod config;
mod cursor;
mod data_item;
mod data_result;
mod data_service;
mod digest;
mod files;
mod http;
mod http_response;
mod leaderboards;
mod locks;
mod log;
mod messages;
mod modules;
mod multiplayer;
mod options;
mod player;
mod players;
mod properties;
mod redis;
mod requests;
mod root;
mod scheduler;
mod send_grid;
mod store;
mod teams;
#[cfg(test)]
mod tests;
mod values;
mod write;
mod xml_reader;

use std::rc::Rc;
use std::sync::Arc;

use rquickjs::{Ctx, Error};
use serde_json::{Map, Value as Json};

use super::ask::{Question, Way};
use super::files::Base;
use super::run::Task;
use super::state::locks::Owner;
use super::state::{Game, PlayerId};
use crate::journal::exchange::ExchangeId;
use crate::platforms::fidelity::Row;
use crate::script::{Halter, Loader, Scope};
use crate::world::World;
use bag::Bag;
use http_response::Held;
use log::Lines;
use modules::Modules;
use players::Players;

pub(super) use log::{entry, keep};

/// How we know.
pub const FIDELITY: &[&[Row]] = &[
    class::FIDELITY,
    root::FIDELITY,
    modules::FIDELITY,
    requests::FIDELITY,
    player::FIDELITY,
    player::account::FIDELITY,
    player::owning::FIDELITY,
    messages::FIDELITY,
    leaderboards::FIDELITY,
    challenge::FIDELITY,
    multiplayer::FIDELITY,
    teams::FIDELITY,
    send_grid::FIDELITY,
    log::FIDELITY,
    http::FIDELITY,
    http_response::FIDELITY,
    config::FIDELITY,
    collection::FIDELITY,
    write::FIDELITY,
    cursor::FIDELITY,
    store::FIDELITY,
    options::FIDELITY,
    data_service::FIDELITY,
    data_result::FIDELITY,
    data_item::FIDELITY,
    redis::FIDELITY,
    cache::FIDELITY,
    scheduler::FIDELITY,
    bulk_scheduler::FIDELITY,
    digest::FIDELITY,
    properties::FIDELITY,
    files::FIDELITY,
    xml_reader::FIDELITY,
    locks::FIDELITY,
];

/// What a run of a script is about.
pub(super) struct Occasion {
    /// The world.
    pub(super) world: Arc<World>,
    /// The game.
    pub(super) game: Arc<Game>,
    /// The exchange that made it run, if one did.
    pub(super) cause: Option<ExchangeId>,
    /// The script that is run: `callbacks/server.js`.
    pub(super) script: String,
    /// What `Spark.getData()` gives.
    pub(super) data: Map<String, Json>,
    /// The current player.
    pub(super) player: Option<PlayerId>,
    /// Who gets the message that the script is about.
    pub(super) recipients: Vec<PlayerId>,
    /// The credential that the request was made with.
    pub(super) credential: Option<String>,
    /// As the owner of locks.
    pub(super) owner: Owner,
    /// What URLs that it gives begin with.
    pub(super) base: Base,
    script_data: Map<String, Json>,
    script_errors: Map<String, Json>,
}

impl Occasion {
    /// The run of `script` for `task`.
    pub(super) fn new(world: &Arc<World>, game: &Arc<Game>, script: String, task: Task) -> Self {
        let Task { data, player, recipients, credential, script_data, script_errors, cause, depth: _, base } = task;
        let (world, game, owner) = (Arc::clone(world), Arc::clone(game), game.locks.owner());
        Self {
            world,
            game,
            cause,
            script,
            data,
            player,
            recipients,
            credential,
            owner,
            base,
            script_data,
            script_errors,
        }
    }
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
    mongo: collection::Session,
    halter: Halter,
    loader: Loader,
    asker: Way,
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
    pub(super) fn new(mut occasion: Occasion, scope: &Scope<'_, '_>, asker: Way) -> Rc<Self> {
        Rc::new(Self {
            script_data: Bag::from(std::mem::take(&mut occasion.script_data)),
            script_errors: Bag::from(std::mem::take(&mut occasion.script_errors)),
            occasion,
            players: Players::default(),
            lines: Lines::default(),
            modules: Modules::default(),
            held: Held::default(),
            mongo: collection::Session::default(),
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
        requests::show(ctx, self)?;
        modules::show(ctx, self)
    }

    /// What is left when the script has come to its end. The changes that it made to players are stored now.
    pub(super) fn end(&self) -> Left {
        self.players.store(&self.occasion.game);
        Left { script_data: self.script_data.take(), script_errors: self.script_errors.take() }
    }

    /// Asks the async world, and waits for the answer.
    fn ask<Q: Question>(&self, ctx: &Ctx<'_>, question: Q) -> Result<Q::Answer, Error> {
        let told = self.asker.ask(ctx, Box::new(question))?;
        told.downcast().map(|answer| *answer).map_err(|_| Error::Unknown)
    }

    fn game(&self) -> &Game {
        &self.occasion.game
    }
}

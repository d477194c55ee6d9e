//! `module`: a module of the Cloud Code is run, as a scheduler would run it.

use async_trait::async_trait;
use indexmap::IndexMap;
use serde_json::{Value as Json, json};

use super::game_of;
use super::names::{self, Thing};
use crate::diag::{quoted, suggest};
use crate::journal::verdict::Checks;
use crate::platforms::gamesparks::cloud_code::Folder;
use crate::platforms::gamesparks::run::{self, Task};
use crate::platforms::gamesparks::state::{PlayerId, State};
use crate::scenario::step::{CouldNot, Played, Stage, Step, StepKind};
use crate::tree::{Decode as _, Decoding, Node, Schemas, record};
use crate::world::World;

record! {
    /// A module to run.
    struct Module {
        /// The game's key. Not needed if the world has only one game.
        game: Option<String>,
        /// The module's short code.
        name: String,
        /// What Spark.getData() gives.
        data: IndexMap<String, Json> = IndexMap::new(),
        /// The current player.
        player: Option<PlayerId>,
    }
}

/// The kind of step.
pub(super) struct ModuleKind;

impl StepKind for ModuleKind {
    fn key(&self) -> &'static str {
        "module"
    }

    fn about(&self) -> &'static str {
        "A module of a game's Cloud Code is run by itself. What came of it: data and errors, which it has set, and failure if it did not come to its end."
    }

    fn decode(&self, node: &Node, cx: &mut Decoding<'_>) -> Option<Box<dyn Step>> {
        Module::decode(node, cx).map(|module| Box::new(module) as Box<dyn Step>)
    }

    fn schema(&self, schemas: &mut Schemas) -> Json {
        Module::schema(schemas)
    }

    fn examine(&self, node: &Node, expects: Option<&Node>, world: &World, cx: &mut Decoding<'_>) {
        let Some(game) = names::game(node, world, cx).filter(|_| !names::expects_refusal(expects)) else { return };
        names::examine(node.get("name"), Thing::Module, &game, cx);
    }
}

#[async_trait]
impl Step for Module {
    async fn play(&self, stage: &Stage) -> Result<Played, CouldNot> {
        let game = game_of(self.game.as_deref(), stage.world.state::<State>())?;
        game.gate.pass().await;
        let Some(script) = game.cloud_code.module(&self.name) else {
            let modules = game.cloud_code.iter().filter(|script| script.id.folder == Folder::Modules);
            let known: Vec<_> = modules.map(|script| script.id.short_code.as_str()).collect();
            let problem = CouldNot::because(format!("the game has no module {}", quoted(&self.name)));
            return Err(match suggest::suggestion(&self.name, known) {
                Some(help) => problem.help(help),
                None => problem,
            });
        };
        let task =
            Task { data: self.data.clone().into_iter().collect(), player: self.player.clone(), ..Task::default() };
        let ran = run::run(&stage.world, &game, script, task, &mut Checks::new()).await;
        let mut value = json!({ "data": ran.script_data, "errors": ran.script_errors });
        if let Some(failure) = ran.failure {
            value["failure"] = failure.to_string().into();
        }
        Ok(Played::new(value))
    }
}

//! The publication of a game: its script runs once when the game is set up in a world that is played.

use std::sync::Arc;

use super::run::{self, Task};
use super::state::Game;
use super::timers;
use crate::journal::verdict::Checks;
use crate::platforms::fidelity::{Row, chosen, documented};
use crate::world::World;

/// How we know.
pub(super) const FIDELITY: &[Row] = &[
    documented(
        "publish.when",
        "GS_GAME_PUBLISH runs when the game is published, without a player",
        "Cloud Code page: at each save of the preview, and once for each publication of the live stage",
    ),
    chosen(
        "publish.set-up",
        "setting up a game is its publication: when a world begins to be played, and again when its files have changed; a snapshot is of a game that was published already",
        "the portal is not played",
    ),
    chosen(
        "publish.first",
        "whatever else is asked of the game waits until the script has ended; so a script that calls the game's own URLs through SparkHttp gets nothing",
        "the platform served the version before until then",
    ),
];

/// The script.
const SCRIPT: &str = "GS_GAME_PUBLISH";

/// Publishes `game`, if that has not happened yet.
pub(super) fn begin(world: &Arc<World>, game: &Arc<Game>) {
    if game.mark_published() || timers::system_script(game, SCRIPT).is_none() {
        return;
    }
    game.gate.close();
    let (world, game) = (Arc::downgrade(world), Arc::downgrade(game));
    tokio::spawn(async move {
        let (Some(world), Some(game)) = (world.upgrade(), game.upgrade()) else { return };
        let _closed = game.gate.opens_after();
        let Some(script) = timers::system_script(&game, SCRIPT) else { return };
        let ran = run::run(&world, &game, script, Task::default(), &mut Checks::new()).await;
        timers::note_system(&world, SCRIPT, None, &ran);
    });
}

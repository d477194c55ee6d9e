//! Players who are connected: what happens when a connection opens and when it ends. The connections themselves are not played;
//! steps, requests and scripts say that one has opened or ended.

use std::sync::Arc;

use super::multiplayer;
use super::run::{self, Ran, Task};
use super::state::{Game, PlayerId, usage};
use super::{messages, timers};
use crate::journal::exchange::ExchangeId;
use crate::journal::verdict::Checks;
use crate::platforms::fidelity::{Row, chosen, documented};
use crate::world::World;

/// How we know.
pub const FIDELITY: &[Row] = &[
    documented(
        "presence.scripts",
        "GS_PLAYER_CONNECT runs when a player has connected and is known, GS_PLAYER_DISCONNECT when the connection has ended, each with that player",
        "Cloud Code page",
    ),
    chosen(
        "presence.what",
        "WebSockets are not played: the steps connect and disconnect say that one has opened or ended, and EndSessionRequest and SparkPlayer.disconnect end one; logging in over /rs/ opens none",
        "a request over HTTP is no connection that stays",
    ),
    documented(
        "presence.limit",
        "a game may have so many connected players on each stage; the error is named RUNTIME_CCU_PREVIEW or RUNTIME_CCU_LIVE",
        "System Limits page",
    ),
    chosen(
        "presence.limit-number",
        "there is no such limit unless connected-players sets one; a player who is one too many is not connected",
        "the numbers are unknown",
    ),
];

/// What led to a connection, or to its end.
#[derive(Debug, Clone, Copy, Default)]
pub struct Reason {
    /// The exchange, if it was one.
    pub cause: Option<ExchangeId>,
    /// How many scripts are waiting for it.
    pub depth: usize,
}

/// The connection of a player opens. What the script left, if there is one; the name of the limit if there are too many players.
pub async fn connect(
    world: &Arc<World>,
    game: &Arc<Game>,
    player: &PlayerId,
    reason: Reason,
) -> Result<Option<Ran>, &'static str> {
    let now = world.clock().now();
    {
        let mut store = game.lock();
        let others = store.players.iter().filter(|(id, one)| one.online && *id != player).count();
        let is_full = game.settings.connected_players.0.is_some_and(|most| others >= most as usize);
        if is_full {
            return Err(usage::connected_players(game.stage));
        }
        if let Some(player) = store.players.get_mut(player) {
            player.online = true;
            player.last_seen = Some(now);
        }
    }
    multiplayer::happen(world, game, |making| making.back(player));
    Ok(script(world, game, "GS_PLAYER_CONNECT", player, reason).await)
}

/// The connection of a player ends. Nothing if there was none, else what the script left, if there is one.
pub async fn disconnect(
    world: &Arc<World>,
    game: &Arc<Game>,
    player: &PlayerId,
    reason: Reason,
) -> Option<Option<Ran>> {
    let now = world.clock().now();
    let was_online = game.lock().players.get_mut(player).is_some_and(|player| {
        if player.online {
            player.last_seen = Some(now);
        }
        std::mem::take(&mut player.online)
    });
    if !was_online {
        return None;
    }
    multiplayer::happen(world, game, |making| making.away(player));
    Some(script(world, game, "GS_PLAYER_DISCONNECT", player, reason).await)
}

async fn script(
    world: &Arc<World>,
    game: &Arc<Game>,
    name: &'static str,
    player: &PlayerId,
    reason: Reason,
) -> Option<Ran> {
    let script = timers::system_script(game, name)?;
    let Reason { cause, depth } = reason;
    let task = Task { player: Some(player.clone()), cause, depth, ..Task::default() };
    let ran = run::run(world, game, script, task, &mut Checks::new()).await;
    timers::note_system(world, name, cause, &ran);
    Some(ran)
}

/// The players of a match have been away for too long: they leave it.
pub(super) async fn settle(world: &Arc<World>, game: &Arc<Game>, id: &str) {
    let ((), messages) = multiplayer::happen(world, game, |making| making.settle_away(id));
    for message in messages {
        messages::deliver(world, game, message, messages::Occurrence::default(), &mut Checks::new()).await;
    }
}

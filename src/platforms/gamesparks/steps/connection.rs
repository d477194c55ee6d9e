//! `connect` and `disconnect`: the connection of a player opens, or ends.

use async_trait::async_trait;
use serde_json::{Value as Json, json};

use super::game_of;
use crate::diag::quoted;
use crate::platforms::gamesparks::presence::{self, Reason};
use crate::platforms::gamesparks::run::Ran;
use crate::platforms::gamesparks::state::{PlayerId, State};
use crate::scenario::step::{CouldNot, Played, Stage, Step, StepKind};
use crate::tree::{Decode as _, Decoding, Node, Schemas, record};

record! {
    /// A player whose connection opens or ends.
    struct Whose {
        /// The game's key. Not needed if the world has only one game.
        game: Option<String>,
        /// The player's id.
        player: String,
    }
}

/// The kinds of step: one for each.
pub(super) struct ConnectionKind {
    /// Whether the connection opens.
    pub(super) opens: bool,
}

impl StepKind for ConnectionKind {
    fn key(&self) -> &'static str {
        if self.opens { "connect" } else { "disconnect" }
    }

    fn about(&self) -> &'static str {
        if self.opens {
            "The connection of a player opens: the player is online, and GS_PLAYER_CONNECT runs. What came of it: online, error if a limit was in the way, and data, errors and failure of the script if there is one."
        } else {
            "The connection of a player ends: the player is offline, and GS_PLAYER_DISCONNECT runs. What came of it: was-online, and data, errors and failure of the script if there is one."
        }
    }

    fn decode(&self, node: &Node, cx: &mut Decoding<'_>) -> Option<Box<dyn Step>> {
        let Whose { game, player } = Whose::decode(node, cx)?;
        Some(Box::new(Connection { game, player, opens: self.opens }))
    }

    fn schema(&self, schemas: &mut Schemas) -> Json {
        Whose::schema(schemas)
    }
}

struct Connection {
    game: Option<String>,
    player: String,
    opens: bool,
}

#[async_trait]
impl Step for Connection {
    async fn play(&self, stage: &Stage) -> Result<Played, CouldNot> {
        let game = game_of(self.game.as_deref(), stage.world.state::<State>())?;
        game.gate.pass().await;
        let known = self.player.parse().ok().filter(|id: &PlayerId| game.lock().players.contains_key(id));
        let player = known.ok_or_else(|| {
            CouldNot::because(format!("the game has no player {}", quoted(&self.player)))
                .help("name one by id: 24 hexadecimal digits")
        })?;
        let mut value = json!({});
        let ran = if self.opens {
            let connected = presence::connect(&stage.world, &game, &player, Reason::default()).await;
            value["online"] = connected.is_ok().into();
            connected.unwrap_or_else(|limit| {
                value["error"] = limit.into();
                None
            })
        } else {
            let ended = presence::disconnect(&stage.world, &game, &player, Reason::default()).await;
            value["was-online"] = ended.is_some().into();
            ended.flatten()
        };
        if let Some(ran) = ran {
            add(&mut value, ran);
        }
        Ok(Played::new(value))
    }
}

/// Adds what a script left.
fn add(value: &mut Json, ran: Ran) {
    value["data"] = Json::Object(ran.script_data);
    value["errors"] = Json::Object(ran.script_errors);
    if let Some(failure) = ran.failure {
        value["failure"] = failure.to_string().into();
    }
}

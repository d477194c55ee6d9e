//! Messages to players: the scripts that run for them, and what each player is sent in the end.

pub mod mailbox;

use std::collections::HashMap;
use std::sync::Arc;

use jiff::SignedDuration;
use serde_json::{Map, Value, json};

use super::NAME;
use super::cloud_code::{Folder, ScriptId};
use super::run::{self, Task};
use super::state::{Game, PlayerId};
use crate::journal::exchange::{Event, ExchangeId};
use crate::journal::verdict::Checks;
use crate::platforms::fidelity::{Row, chosen, documented, inferred};
use crate::world::World;

/// How we know.
pub const FIDELITY: &[Row] = &[
    documented(
        "message.scripts",
        "the script of a message's class in message-global runs once, with getPlayerIds() for those who get it; then for each of them the one in message-user, with that player",
        "Cloud Code page",
    ),
    documented(
        "message.script-data",
        "script data and errors that these scripts set are on the message, as scriptData and error",
        "Spark API page",
    ),
    documented(
        "message.members",
        "a message has @class, messageId, notification, playerId, summary and its own members",
        "Messages pages",
    ),
    inferred(
        "message.extension",
        "a message with an extension runs the scripts ScriptMessage_CODE, or else those of ScriptMessage",
        "the address of an extension in the configuration API",
    ),
    chosen("message.nobody", "a message that nobody gets runs no script", "stated for the older sendMessageExt only"),
    chosen(
        "message.failure",
        "a script of a message that fails leaves the message as it was, and an entry in the log",
        "unknown",
    ),
];

/// A message to players.
#[derive(Debug, Clone, Default)]
pub struct Message {
    /// Its class, without the dot: `ScriptMessage`.
    pub class: String,
    /// The extension that it has, for messages of scripts.
    pub extension: Option<String>,
    /// Its own members.
    pub body: Map<String, Value>,
    /// Who gets it.
    pub players: Vec<PlayerId>,
    /// Members that only one of them gets.
    pub own: HashMap<PlayerId, Map<String, Value>>,
    /// For how long it is there for players who are away; nothing for ever.
    pub expires_after: Option<SignedDuration>,
}

/// How it came to messages.
#[derive(Debug, Clone, Copy, Default)]
pub struct Occurrence {
    /// The exchange that led there.
    pub cause: Option<ExchangeId>,
    /// How many scripts are waiting for it.
    pub depth: usize,
}

/// Runs the scripts of `message`, and gives what each of its players is sent. Each is an event in the journal.
pub async fn deliver(
    world: &Arc<World>,
    game: &Arc<Game>,
    message: Message,
    occurrence: Occurrence,
    checks: &mut Checks,
) -> Vec<(PlayerId, Map<String, Value>)> {
    let Message { class, extension, body, players, own: mut each, expires_after } = message;
    if players.is_empty() {
        return Vec::new();
    }
    let delivery = Delivery { world, game, class: &class, extension: extension.as_deref(), occurrence };
    let mut whole = Map::new();
    whole.insert("@class".to_owned(), Value::String(format!(".{class}")));
    if let Some(extension) = &extension {
        whole.insert("extCode".to_owned(), json!(extension));
    }
    whole.insert("messageId".to_owned(), json!(PlayerId::draw(world)));
    whole.insert("notification".to_owned(), Value::Bool(true));
    whole.insert("summary".to_owned(), json!(class));
    whole.extend(body);
    let whole = delivery.scripted(Folder::MessageGlobal, whole, None, &players, checks).await;
    let mut sent = Vec::with_capacity(players.len());
    for player in &players {
        let mut own = whole.clone();
        own.insert("playerId".to_owned(), json!(player));
        own.extend(each.remove(player).unwrap_or_default());
        let own = delivery.scripted(Folder::MessageUser, own, Some(player), std::slice::from_ref(player), checks).await;
        mailbox::keep(&mut game.lock(), player, &own, world.clock().now(), expires_after);
        world.journal().note(Event {
            at: world.clock().now(),
            platform: NAME,
            kind: "message",
            cause: occurrence.cause,
            detail: Value::Object(own.clone()),
        });
        sent.push((player.clone(), own));
    }
    sent
}

struct Delivery<'a> {
    world: &'a Arc<World>,
    game: &'a Arc<Game>,
    class: &'a str,
    extension: Option<&'a str>,
    occurrence: Occurrence,
}

impl Delivery<'_> {
    /// The message with what its script in `folder` has set.
    async fn scripted(
        &self,
        folder: Folder,
        mut message: Map<String, Value>,
        player: Option<&PlayerId>,
        recipients: &[PlayerId],
        checks: &mut Checks,
    ) -> Map<String, Value> {
        let code = &self.game.cloud_code;
        let own =
            self.extension.and_then(|extension| code.get(&ScriptId::new(folder, format!("ScriptMessage_{extension}"))));
        let script = own.or_else(|| code.get(&ScriptId::new(folder, self.class)));
        let Some(script) = script.filter(|script| !script.is_blank()) else { return message };
        let carried = |key: &str| message.get(key).and_then(Value::as_object).cloned().unwrap_or_default();
        let task = Task {
            data: message.clone(),
            player: player.cloned(),
            recipients: recipients.to_vec(),
            script_data: carried("scriptData"),
            script_errors: carried("error"),
            cause: self.occurrence.cause,
            depth: self.occurrence.depth,
            ..Task::default()
        };
        let ran = run::run(self.world, self.game, script, task, checks).await;
        if let Some(failure) = ran.failure {
            checks.warn("script", format!("{} failed: {failure}", script.id));
            return message;
        }
        for (key, values) in [("scriptData", ran.script_data), ("error", ran.script_errors)] {
            if !values.is_empty() {
                message.insert(key.to_owned(), Value::Object(values));
            }
        }
        message
    }
}

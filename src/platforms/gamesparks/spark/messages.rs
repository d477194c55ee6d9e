//! Messages from scripts: `SparkMessage`, from `Spark.message(CODE)`, the older `Spark.sendMessage…` functions, and putting
//! messages away.

use std::cell::RefCell;

use async_trait::async_trait;
use jiff::SignedDuration;
use rquickjs::{Error, Value};
use serde_json::{Map, Value as Json};

use super::class::{Call, Class, member, variadic};
use crate::journal::verdict::Checks;
use crate::platforms::fidelity::{Row, chosen, documented, inferred};
use crate::platforms::gamesparks::ask::{Outside, Question};
use crate::platforms::gamesparks::messages::{self, Message, Occurrence, mailbox};
use crate::platforms::gamesparks::state::PlayerId;

/// How we know.
pub(super) const FIDELITY: &[Row] = &[
    documented(
        "spark.message",
        "Spark.message(CODE) is a message of that extension, whose setters give it back; send() can be called again after changing it",
        "SparkMessage API page, and games that do",
    ),
    documented(
        "spark.message-shape",
        "it arrives as a ScriptMessage with data, extCode if it has an extension, messageId, notification, playerId and summary",
        "screenshot of the Test Harness",
    ),
    inferred(
        "spark.message-push",
        "setters for sockets, pushes and devices are kept in the journal's event, and change nothing",
        "no socket and no push is played",
    ),
    documented(
        "spark.message-expires",
        "setExpireAfterHours says how long it waits for a player",
        "SparkMessage API page",
    ),
    documented(
        "spark.send-message",
        "sendMessage, sendMessageExt, sendMessageById, sendMessageByIdExt and those without push send a ScriptMessage at once",
        "Spark API page",
    ),
    chosen("spark.message-nobody", "ids that nobody has are left out", "unknown"),
    documented(
        "spark.dismiss",
        "Spark.dismissMessage puts anybody's message away, SparkPlayer.dismissMessage the player's own; true if there was one",
        "Spark and SparkPlayer API pages",
    ),
];

/// Delivers a message, with the scripts that are attached to it; the script waits.
pub(super) fn deliver(call: &Call<'_, '_>, message: Message) -> Result<(), Error> {
    call.run.ask(call.ctx, Delivering(message))
}

/// A message that a script sends.
struct Delivering(Message);

#[async_trait]
impl Question for Delivering {
    type Answer = ();

    async fn answer(self, outside: &Outside<'_>) {
        let occurrence = Occurrence { cause: outside.cause, depth: outside.depth + 1 };
        messages::deliver(outside.world, outside.game, self.0, occurrence, &mut Checks::new()).await;
    }
}

/// The players with the ids that are given from the argument at `at` on: texts, or player objects.
fn players<'js>(call: &Call<'_, 'js>, at: usize) -> Result<Vec<PlayerId>, Error> {
    let mut found = Vec::new();
    for value in call.rest(at)? {
        if value.is_null() || value.is_undefined() {
            continue;
        }
        let id = match super::class::look(&value, |_, id: &PlayerId| id.clone()) {
            Some(id) => Some(id),
            None => crate::script::value::text(call.ctx, &value)?.parse().ok(),
        };
        found.extend(id);
    }
    let store = call.run.game().lock();
    found.retain(|id| store.players.contains_key(id));
    Ok(found)
}

fn data(value: Json) -> Map<String, Json> {
    [("data".to_owned(), value)].into_iter().collect()
}

/// A message that is being written.
#[derive(Default)]
struct Draft {
    extension: Option<String>,
    body: RefCell<Map<String, Json>>,
    players: RefCell<Vec<PlayerId>>,
    expires_after: RefCell<Option<SignedDuration>>,
}

/// `Spark.message(CODE)`.
pub(super) fn message<'js>(call: &Call<'_, 'js>) -> Result<Value<'js>, Error> {
    call.object(&CLASS, Draft { extension: call.text(0)?, ..Draft::default() })
}

/// Sends a `ScriptMessage` at once: `data` is the first argument, the receivers begin at `at`.
pub(super) fn send<'js>(call: &Call<'_, 'js>, extension: Option<String>, at: usize) -> Result<Value<'js>, Error> {
    let message = Message {
        class: CLASS_NAME.to_owned(),
        extension,
        body: data(call.json(0)?),
        players: players(call, at)?,
        ..Message::default()
    };
    deliver(call, message)?;
    call.nothing()
}

/// `Spark.sendMessageExt(DATA, CODE, …)` and the like.
pub(super) fn send_extended<'js>(call: &Call<'_, 'js>) -> Result<Value<'js>, Error> {
    let extension = call.text(1)?;
    send(call, extension, 2)
}

/// `dismissMessage(ID)`, of anybody or of one player.
pub(super) fn dismiss<'js>(call: &Call<'_, 'js>, player: Option<&PlayerId>) -> Result<Value<'js>, Error> {
    let id = call.name(0)?;
    let done = mailbox::dismiss(&mut call.run.game().lock(), &id, player);
    call.give(done)
}

const CLASS_NAME: &str = "ScriptMessage";

/// What is only kept.
fn kept<'js>(call: &Call<'_, 'js>) -> Result<Value<'js>, Error> {
    call.this()
}

/// The class.
pub(super) static CLASS: Class = Class {
    name: "SparkMessage",
    members: &[
        variadic("setPlayerIds", 0, |call| {
            let players = players(call, 0)?;
            call.own::<Draft>()?.players.replace(players);
            call.this()
        }),
        member("setMessageData", &[1], |call| {
            let body = data(call.json(0)?);
            call.own::<Draft>()?.body.replace(body);
            call.this()
        }),
        member("setSendViaSocket", &[1], kept),
        member("setSendAsPush", &[1], kept),
        member("setSupressPushOnSocketSend", &[1], kept),
        member("setIncludeInPushCount", &[1], kept),
        member("setExpireAfterHours", &[1], |call| {
            let hours = call.whole(0)?;
            call.own::<Draft>()?.expires_after.replace(Some(SignedDuration::from_hours(hours.clamp(0, 1_000_000))));
            call.this()
        }),
        variadic("setDeviceTypes", 0, kept),
        member("send", &[0], |call| {
            let draft = call.own::<Draft>()?;
            let message = Message {
                class: CLASS_NAME.to_owned(),
                extension: draft.extension.clone(),
                body: draft.body.borrow().clone(),
                players: draft.players.borrow().clone(),
                expires_after: *draft.expires_after.borrow(),
                ..Message::default()
            };
            deliver(call, message)?;
            call.nothing()
        }),
    ],
    absent: &[],
};

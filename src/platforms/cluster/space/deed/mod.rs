//! What players do, and what happens to them: entering, pressing, grabbing, typing, buying. Each is a step of a scenario, and
//! happens between two frames.

mod act;
mod dialog;
mod meaning;

use serde_json::{Value as Json, json};

use super::callback::Callback;
use super::compat::Target;
use super::engine::{self, Cast};
use super::sendable::Sendable;
use super::{Due, Space};
use crate::platforms::cluster::state::State;
use crate::platforms::fidelity::{Row, chosen, documented, observed};
use crate::script::Quarters;
use crate::tree::choice;
use crate::world::World;
use act::{leave, prepare};
use dialog::{answer, trade};
use meaning::meant;

/// Something that a player does, or that happens.
#[derive(Debug, Clone, PartialEq)]
pub enum Deed {
    /// Somebody enters.
    Enter {
        /// The name.
        player: String,
        /// Where; else where everybody begins.
        position: Option<[f64; 3]>,
    },
    /// Somebody leaves.
    Leave {
        /// The name.
        player: String,
    },
    /// A player does something with an item.
    Act {
        /// The item.
        item: String,
        /// The player; the only one if it is not said.
        player: Option<String>,
        /// What.
        act: Act,
    },
    /// A player answers the dialog before them.
    Answer {
        /// The player; the only one if it is not said.
        player: Option<String>,
        /// What they typed; none if they bought or did not.
        text: Option<String>,
        /// How.
        status: Answered,
    },
    /// A trigger sends a signal or a value.
    Signal {
        /// Whose it is.
        target: Target,
        /// The item or the player, by name; not for everybody's.
        of: Option<String>,
        /// Its name.
        key: String,
        /// Its numbers; none for a signal.
        numbers: Option<Vec<f64>>,
    },
    /// A player's script sends a message to an item.
    Send {
        /// The item.
        item: String,
        /// The player; the only one if it is not said.
        player: Option<String>,
        /// The type of the message.
        kind: String,
        /// What is sent.
        arg: Json,
    },
    /// A callback with these arguments, for what has no deed of its own.
    Happen {
        /// The item; every item that listens if it is not said.
        item: Option<String>,
        /// Which callback.
        callback: Callback,
        /// What it is called with.
        args: Vec<Json>,
    },
    /// A player has bought something, or given it back, elsewhere.
    Trade {
        /// The player; the only one if it is not said.
        player: Option<String>,
        /// The product.
        product: String,
        /// Whether it was given back.
        back: bool,
    },
}

/// What a player does with an item.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Act {
    /// Uses it.
    Interact,
    /// Grabs it, or lets it go.
    Grab {
        /// Whether it is grabbed.
        down: bool,
        /// Whether with the left hand.
        left: bool,
    },
    /// Uses it in the hand, or stops doing so.
    Use(bool),
    /// Gets on it, or off it.
    Ride(bool),
    /// Steers it.
    Steer([f64; 2]),
    /// Steers it up or down.
    SteerAdditionalAxis(f64),
}

choice! {
    /// How a player answers a dialog.
    pub enum Answered {
        /// As it was asked.
        Success = "success",
        /// Could not be asked.
        Busy = "busy",
        /// Does not want to.
        Refused = "refused",
        /// Tried, and it failed.
        Failed = "failed",
    }
}

/// Why a deed could not be done.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Impossible(pub String);

fn impossible<T>(message: impl Into<String>) -> Result<T, Impossible> {
    Err(Impossible(message.into()))
}

/// Does it, and tells what came of it: whether a callback was called.
pub(super) fn perform(quarters: &mut Quarters<'_>, cast: &Cast, deed: &Deed) -> Result<Json, Impossible> {
    match deed {
        Deed::Enter { player, position } => {
            let entered = with(cast, |world, space| {
                space.enter(player, *position, world.rng()).then(|| space.players[player].id.to_string())
            })?;
            let Some(id) = entered else { return impossible(format!("{player} is in the space already")) };
            Ok(json!({ "player": player, "id": id }))
        }
        Deed::Leave { player } => leave(quarters, cast, player),
        Deed::Act { item, player, act } => {
            let (player, prepared) = with(cast, |_, space| {
                let player = who(space, player.as_deref())?;
                let args = prepare(space, item, &player, *act)?;
                Ok((player, args))
            })??;
            let (callback, args) = prepared;
            let called = engine::call(quarters, cast, item, callback, &args);
            Ok(json!({ "item": item, "player": player, "called": called }))
        }
        Deed::Answer { player, text, status } => {
            with(cast, |world, space| answer(world, space, player.as_deref(), text.as_deref(), *status))?
        }
        Deed::Signal { target, of, key, numbers } => with(cast, |world, space| {
            let key = match (target, of) {
                (Target::Global, _) => format!("_g.{key}"),
                (Target::This, Some(name)) => {
                    format!("_i.{}.{key}", space.items.get(name).ok_or_else(|| no_item(space, name))?.id)
                }
                (Target::Owner, Some(name)) => format!("_p.{}.{key}", who(space, Some(name))?),
                (_, None) => return impossible("it is not said whose signal it is"),
            };
            let done = match numbers {
                Some(numbers) => space.compat.set(&key, numbers),
                None => space.compat.signal(&key, world.clock().now()),
            };
            Ok(json!({ "key": key, "sent": done }))
        })?,
        Deed::Send { item, player, kind, arg } => with(cast, |world, space| {
            let player = who(space, player.as_deref())?;
            if !space.items.contains_key(item) {
                return Err(no_item(space, item));
            }
            let from = Sendable::Player(space.players[&player].id.clone());
            let args = vec![Sendable::Text(kind.as_str().into()), meant(space, arg), from];
            put(world, space, item, Callback::Receive, args);
            Ok(json!({ "item": item, "player": player }))
        })?,
        Deed::Happen { item, callback, args } => happen(quarters, cast, item.as_deref(), *callback, args),
        Deed::Trade { player, product, back } => with(cast, |world, space| {
            let player = who(space, player.as_deref())?;
            trade(world, space, &player, product, *back);
            Ok(json!({ "player": player, "product": product }))
        })?,
    }
}

fn with<T>(cast: &Cast, change: impl FnOnce(&World, &mut Space) -> T) -> Result<T, Impossible> {
    let mut data = cast.world.state::<State>().lock();
    let gone = || Impossible("the space is gone".to_owned());
    Ok(change(&cast.world, data.spaces.get_mut(&*cast.space).ok_or_else(gone)?))
}

/// The player of that name, or the only one.
fn who(space: &Space, name: Option<&str>) -> Result<String, Impossible> {
    let there = || space.players.keys().map(String::as_str).collect::<Vec<_>>().join(", ");
    match (name, space.players.len()) {
        (Some(name), _) if space.players.contains_key(name) => Ok(name.to_owned()),
        (_, 0) => impossible("nobody is in the space; let somebody enter first"),
        (Some(name), _) => impossible(format!("{name} is not in the space; there are {}", there())),
        (None, 1) => Ok(there()),
        (None, _) => impossible(format!("it is not said which player; there are {}", there())),
    }
}

fn no_item(space: &Space, name: &str) -> Impossible {
    let known = space.items.keys().take(8).map(String::as_str).collect::<Vec<_>>().join(", ");
    Impossible(format!("there is no item {name:?} in the space; there are {known}"))
}

fn put(world: &World, space: &mut Space, item: &str, callback: Callback, args: Vec<Sendable>) {
    let at = crate::world::clock::later(world.clock().now(), std::time::Duration::from_nanos(1));
    space.waiting.put(at, Due { item: item.to_owned(), callback, args });
}

fn happen(
    quarters: &mut Quarters<'_>,
    cast: &Cast,
    item: Option<&str>,
    callback: Callback,
    args: &[Json],
) -> Result<Json, Impossible> {
    let (items, args) = with(cast, |_, space| {
        let args: Vec<_> = args.iter().map(|arg| meant(space, arg)).collect();
        if callback == Callback::CommentReceived
            && let Some(Sendable::List(comments)) = args.first()
        {
            space.comments.extend(comments.iter().cloned());
            let gone = space.comments.len().saturating_sub(100);
            space.comments.drain(..gone);
        }
        let items = match item {
            Some(name) if !space.items.contains_key(name) => return Err(no_item(space, name)),
            Some(name) => vec![space.items[name].name.clone()],
            None => {
                space.items.values().filter(|item| item.life.hears(callback)).map(|item| item.name.clone()).collect()
            }
        };
        Ok((items, args))
    })??;
    let called = items.iter().filter(|item| engine::call(quarters, cast, item, callback, &args)).count();
    Ok(json!({ "called": called }))
}

pub(super) const FIDELITY: &[Row] = &[
    documented(
        "cluster.deed.interact",
        "Using an item calls onInteract, if it has a collider and is neither grabbable nor ridable; grabbing, using in the hand, riding and steering call their callbacks.",
        "official type definitions",
    ),
    observed("cluster.deed.input", "Input calls back at once, between two frames.", "the emulator inside Unity"),
    chosen(
        "cluster.deed.distance",
        "A player can reach an item from anywhere.",
        "Creator Kit's preview has 3 m; a test would only have to walk first",
    ),
    chosen("cluster.deed.leave", "A player who leaves lets go of what they hold and ride first.", "not documented"),
    chosen(
        "cluster.deed.answers",
        "Answers to dialogs and messages of players arrive in the next frame.",
        "not documented",
    ),
];

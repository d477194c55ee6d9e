//! What a player does with an item: whether the platform offers it, what changes by it, and which callback it is.

use serde_json::{Value as Json, json};

use super::{Act, Impossible, impossible, no_item, who, with};
use crate::platforms::cluster::space::Space;
use crate::platforms::cluster::space::callback::Callback;
use crate::platforms::cluster::space::engine::{self, Cast};
use crate::platforms::cluster::space::item::{Component, Item};
use crate::platforms::cluster::space::sendable::Sendable;
use crate::script::Quarters;

/// Changes what changes by the act itself; gives the callback and what it is called with.
pub(super) fn prepare(
    space: &mut Space,
    name: &str,
    player: &str,
    act: Act,
) -> Result<(Callback, Vec<Sendable>), Impossible> {
    let Some(item) = space.items.get(name) else { return Err(no_item(space, name)) };
    let handle = space.players[player].id.clone();
    may(item, name, player, &handle, act)?;
    let taken = || Impossible(format!("somebody else holds or rides {name}, or another item of its group"));
    if matches!(act, Act::Interact | Act::Grab { down: true, .. } | Act::Ride(true)) && !space.own(name, player) {
        return Err(taken());
    }
    let handle = Sendable::Player(handle);
    let item = &mut space.items[name];
    let holder = |down: bool| down.then(|| player.to_owned());
    Ok(match act {
        Act::Interact => (Callback::Interact, vec![handle]),
        Act::Grab { down, left } => {
            item.grabbed_by = holder(down);
            (Callback::Grab, vec![Sendable::Bool(down), Sendable::Bool(left), handle])
        }
        Act::Use(down) => (Callback::Use, vec![Sendable::Bool(down), handle]),
        Act::Ride(on) => {
            item.ridden_by = holder(on);
            (Callback::Ride, vec![Sendable::Bool(on), handle])
        }
        Act::Steer(input) => (Callback::Steer, vec![Sendable::Vector2(input), handle]),
        Act::SteerAdditionalAxis(input) => (Callback::SteerAdditionalAxis, vec![Sendable::Number(input), handle]),
    })
}

/// Whether the platform offers the player to do this.
fn may(item: &Item, name: &str, player: &str, id: &str, act: Act) -> Result<(), Impossible> {
    if item.visible_to.as_ref().is_some_and(|players| !players.iter().any(|visible| visible == id)) {
        return impossible(format!("{player} does not see {name}: its script has set who does"));
    }
    let has = |component| item.has(component);
    let by = |held: &Option<String>| held.as_deref() == Some(player);
    let problem = match act {
        _ if has(Component::NoCollider) => "it has no collider",
        Act::Interact if has(Component::Grabbable) => "it is grabbable, so that using it grabs it",
        Act::Interact if has(Component::Ridable) => "it is ridable, so that using it is getting on",
        Act::Grab { .. } if !has(Component::Grabbable) => "it is not grabbable",
        Act::Ride(_) if !has(Component::Ridable) => "it is not ridable",
        Act::Grab { down: false, .. } | Act::Use(_) if !by(&item.grabbed_by) => "the player does not hold it",
        Act::Ride(false) | Act::Steer(_) | Act::SteerAdditionalAxis(_) if !by(&item.ridden_by) => {
            "the player does not ride it"
        }
        _ => return Ok(()),
    };
    impossible(format!("{player} cannot do that with {name}: {problem}"))
}

/// Lets go of what the player holds and rides, and leaves.
pub(super) fn leave(quarters: &mut Quarters<'_>, cast: &Cast, player: &str) -> Result<Json, Impossible> {
    let held = with(cast, |_, space| {
        let name = who(space, Some(player))?;
        let holds = |held: &Option<String>| held.as_ref() == Some(&name);
        let items = space.items.values().filter(|item| holds(&item.grabbed_by) || holds(&item.ridden_by));
        Ok(items.map(|item| (item.name.clone(), holds(&item.grabbed_by))).collect::<Vec<_>>())
    })??;
    for (item, grabbed) in held {
        let act = if grabbed { Act::Grab { down: false, left: false } } else { Act::Ride(false) };
        let (callback, args) = with(cast, |_, space| prepare(space, &item, player, act))??;
        engine::call(quarters, cast, &item, callback, &args);
    }
    with(cast, |_, space| space.leave(player))?;
    Ok(json!({ "player": player }))
}

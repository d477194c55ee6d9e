//! Messages to items and players, and what else is done to others: how often, how large, and how late.

use std::time::Duration;

use crate::platforms::cluster::flow::MOST_DELAY;
use crate::platforms::cluster::space::callback::Callback;
use crate::platforms::cluster::space::engine::native::{Call, Native, Refusal, native, note};
use crate::platforms::cluster::space::item::Item;
use crate::platforms::cluster::space::limits::{MESSAGE_TYPE, SEND_MOST, SEND_WARNING, TEN_A_SECOND, WORLD_SENDS};
use crate::platforms::cluster::space::log::{self, Level, Whence};
use crate::platforms::cluster::space::sendable::Sendable;
use crate::platforms::cluster::space::{Due, Space};
use crate::world::World;
use crate::world::clock::later;
use rquickjs::{Error, Value};
use serde_json::json;

pub(super) const NATIVES: &[Native] = &[
    native("send", send),
    native("operate", |call| {
        let on_item = call.flag(0);
        let done = call.with(|world, space| operate(world, space, &call.me.space, &call.me.item, on_item))?;
        call.done(done.map(drop))
    }),
];

/// A moment: what is sent is due in the next frame at the earliest.
pub(super) const MOMENT: Duration = Duration::from_nanos(1);

fn send<'js>(call: &Call<'_, 'js>) -> Result<Value<'js>, Error> {
    let (id, to_item, kind) = (call.text(0)?, call.flag(1), call.text(2)?);
    if kind.len() > MESSAGE_TYPE {
        return call.refuse(&Refusal::Size(format!(
            "the type of a message has at most {MESSAGE_TYPE} bytes, this one has {}",
            kind.len()
        )));
    }
    let Some(arg) = call.sendable(3)? else {
        call.warn(&format!("the message {kind:?} was not sent: its argument is nothing that can be sent"));
        return call.nothing();
    };
    let size = arg.size();
    if size > SEND_MOST {
        return call.refuse(&Refusal::Size(format!("what is sent has at most {SEND_WARNING} bytes, this has {size}")));
    }
    if size > SEND_WARNING {
        call.warn(&format!(
            "the message {kind:?} has {size} bytes; {SEND_WARNING} is the limit, and far above it an error"
        ));
    }
    let done = call.with(|world, space| {
        let delay = allow(world, space, &call.me.space, &call.me.item)?;
        let Some(me) = space.items.get(&*call.me.item) else { return Ok(None) };
        let from = Sendable::Item(me.id);
        if !to_item {
            let to = space.player_with_id(&id).map(|(name, _)| name.to_owned());
            let arg = arg.shown(space);
            note(world, "player-message", json!({ "from": &*call.me.item, "to": to, "type": kind, "arg": arg }));
            return Ok(None);
        }
        let Some(to) = space.item_with_id(id.parse().unwrap_or_default()).map(|(name, _)| name.to_owned()) else {
            let detail = json!({ "from": &*call.me.item, "to": id, "type": kind, "why": "there is no such item" });
            note(world, "message-dropped", detail);
            return Ok(None);
        };
        let args = vec![Sendable::Text(kind.as_str().into()), arg.clone(), from];
        let due = Due { item: to, callback: Callback::Receive, args };
        let has_room = space.waiting.put(later(world.clock().now(), delay + MOMENT), due);
        Ok((!has_room).then_some("a message was dropped: too many wait in this space"))
    })?;
    match done {
        Ok(Some(problem)) => {
            call.warn(problem);
            call.nothing()
        }
        Ok(None) => call.nothing(),
        Err(refusal) => call.refuse(&refusal),
    }
}

/// Counts a message of the item; gives how late it will be.
fn allow(world: &World, space: &mut Space, space_name: &str, item: &str) -> Result<Duration, Refusal> {
    let now = world.clock().now();
    let Space { items, used, .. } = space;
    let Some(sender) = items.get_mut(item) else { return Ok(Duration::ZERO) };
    let is_craft = sender.is_craft();
    if is_craft {
        let taken = sender.used.sends.take(TEN_A_SECOND, now);
        taken.map_err(|_| Refusal::Rate("a craft item can send 10 times a second".to_owned()))?;
    } else {
        let taken = used.sends.take(WORLD_SENDS, now);
        taken.map_err(|_| {
            Refusal::Rate("the world items of a space can send 3,000 times a second, together".to_owned())
        })?;
    }
    flow(world, space, space_name, item, !is_craft)
}

/// Counts something that changes others in the flow control of the space; gives how late it will be.
pub(super) fn flow(
    world: &World,
    space: &mut Space,
    space_name: &str,
    item: &str,
    is_refused: bool,
) -> Result<Duration, Refusal> {
    let now = world.clock().now();
    let delay = match space.flow.take(now) {
        Ok(delay) => delay,
        Err(overflow) if is_refused => {
            let message =
                format!("flow control delays this space by {} s, which is over 30 s", overflow.delay.as_secs());
            return Err(Refusal::Rate(message));
        }
        Err(_) => MOST_DELAY,
    };
    tell_of_delay(world, space, space_name, item, delay);
    Ok(delay)
}

/// Tells of a delay, once a second at most.
pub(super) fn tell_of_delay(world: &World, space: &mut Space, space_name: &str, item: &str, delay: Duration) {
    let now = world.clock().now();
    let quiet = space.used.told_of_delay.is_some_and(|told| now.duration_since(told).as_secs_f64() < 1.0);
    if delay < Duration::from_millis(100) || quiet {
        return;
    }
    space.used.told_of_delay = Some(now);
    if let Some(item) = space.items.get(item) {
        let message = format!(
            "ClusterMessageDelayWarning: a delay of {:.1} seconds has occurred (maximum delay limit: 30 seconds)",
            delay.as_secs_f64()
        );
        log::write(world, space_name, space, item, Level::RoomWarning, &message, &Whence::default());
    }
}

/// Counts something that the item does to another one, or to a player.
pub(super) fn operate(
    world: &World,
    space: &mut Space,
    space_name: &str,
    item: &str,
    on_item: bool,
) -> Result<Duration, Refusal> {
    let now = world.clock().now();
    if let Some(Item { used, .. }) = space.items.get_mut(item) {
        let slots = if on_item { &mut used.on_items } else { &mut used.on_players };
        let whom = if on_item { "other items" } else { "players" };
        slots
            .take(TEN_A_SECOND, now)
            .map_err(|_| Refusal::Rate(format!("an item can act on {whom} 10 times a second")))?;
    }
    flow(world, space, space_name, item, false)
}

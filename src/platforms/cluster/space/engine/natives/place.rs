//! Where the item is, and what is around it.

use crate::platforms::cluster::space::engine::native::{Call, Native, Refusal, native};
use crate::platforms::cluster::space::item::Component;
use crate::platforms::cluster::space::sendable::Sendable;
use indexmap::IndexMap;
use rquickjs::{Error, Value};
use serde_json::{Value as Json, json};

pub(super) const NATIVES: &[Native] = &[
    native("position", |call| {
        let position = call.item(|item| item.position)?;
        call.give(&Sendable::Vector3(position))
    }),
    native("rotation", |call| {
        let rotation = call.item(|item| item.rotation)?;
        call.give(&Sendable::Quaternion(rotation))
    }),
    native("setPosition", |call| {
        let position = call.numbers(0);
        moved(call, "$.setPosition", |item| item.position = position)
    }),
    native("setRotation", |call| {
        let rotation = call.numbers(0);
        moved(call, "$.setRotation", |item| item.rotation = rotation)
    }),
    native("itemsNear", |call| {
        let near = call.with(|_, space| space.items_near(call.numbers(0), call.number(3), &call.me.item))?;
        call.give(&Sendable::List(near))
    }),
    native("playersNear", |call| {
        let near = call.with(|_, space| space.players_near(call.numbers(0), call.number(3)))?;
        call.give(&Sendable::List(near))
    }),
    native("overlaps", |call| {
        let overlaps = call.with(|_, space| space.overlaps(&call.me.item))?;
        call.give(&Sendable::List(overlaps))
    }),
    native("rays", rays),
    native("physics", physics),
    native("setPhysics", set_physics),
];

fn moved<'js>(
    call: &Call<'_, 'js>,
    what: &str,
    change: impl FnOnce(&mut crate::platforms::cluster::space::item::Item),
) -> Result<Value<'js>, Error> {
    let is_movable = call.item(|item| {
        let is_movable = item.has(Component::Movable) || item.has(Component::Physical);
        if is_movable {
            change(item);
            item.kept.shift_remove("physics.velocity");
            item.kept.shift_remove("physics.angularVelocity");
        }
        is_movable
    })?;
    if !is_movable {
        call.warn(&format!("{what} was ignored: the item has no component movable"));
    }
    call.nothing()
}

fn rays<'js>(call: &Call<'_, 'js>) -> Result<Value<'js>, Error> {
    let (from, direction) = (call.array(0)?, call.array(1)?);
    let hits = call.with(|_, space| space.hits(from, direction, call.number(2), &call.me.item))?;
    let hits = hits.into_iter().map(|hit| {
        let entries = [
            ("handle", hit.handle),
            ("point", Sendable::Vector3(hit.point)),
            ("normal", Sendable::Vector3(hit.normal)),
        ];
        Sendable::Map(entries.into_iter().map(|(key, value)| (key.into(), value)).collect::<IndexMap<_, _>>())
    });
    call.give(&Sendable::List(hits.collect()))
}

fn physics<'js>(call: &Call<'_, 'js>) -> Result<Value<'js>, Error> {
    let name = call.text(0)?;
    let kept = call.item(|item| {
        let kept = item.kept.get(&format!("physics.{name}"));
        kept.filter(|_| item.has(Component::Physical)).cloned()
    })?;
    let value = match (kept, name.as_str()) {
        (Some(Json::Bool(flag)), _) => Sendable::Bool(flag),
        (Some(vector), _) => Sendable::from_json(&json!({ "$vector3": vector })),
        (None, "useGravity") => Sendable::Bool(false),
        (None, _) => Sendable::Vector3([0.0; 3]),
    };
    call.give(&value)
}

fn set_physics<'js>(call: &Call<'_, 'js>) -> Result<Value<'js>, Error> {
    let (name, value) = (call.text(0)?, call.json(1)?);
    let is_physical = call.item(|item| {
        let is_physical = item.has(Component::Physical);
        // Whoever holds an item moves it.
        if is_physical && (name == "useGravity" || item.grabbed_by.is_none()) {
            item.kept.insert(format!("physics.{name}"), value);
        }
        is_physical
    })?;
    let refusal = || Refusal::Plain(format!("$.{name} can be set only on an item with the component physical"));
    call.done(if is_physical { Ok(()) } else { Err(refusal()) })
}

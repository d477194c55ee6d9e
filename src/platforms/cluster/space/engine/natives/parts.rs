//! The parts of the item, and what its script has set on parts that only keep it.

use crate::platforms::cluster::space::engine::native::{Call, Native, Refusal, native};
use crate::platforms::cluster::space::limits::{MOST_KEYS, NODE_TEXT};
use crate::platforms::cluster::space::sendable::Sendable;
use rquickjs::{Error, Value};
use serde_json::{Value as Json, json};

pub(super) const NATIVES: &[Native] = &[
    native("nodeExists", |call| {
        let name = call.text(0)?;
        let exists = call.item(|item| item.nodes.contains_key(&name))?;
        call.yes(exists)
    }),
    native("node", node),
    native("nodeSet", node_set),
    native("nodeText", node_text),
    native("keep", |call| {
        let (path, value) = (call.text(0)?, call.json(1)?);
        keep(call, path, value)?;
        call.nothing()
    }),
    native("kept", |call| {
        let path = call.text(0)?;
        let kept = call.item(|item| item.kept.get(&path).map(Sendable::from_json))?;
        call.give_maybe(kept.as_ref())
    }),
    native("animation", |call| {
        let id = call.text(0)?;
        let animation = call.item(|item| item.animations.get(&id).copied())?;
        let parts = animation.map(|it| Sendable::List(vec![Sendable::Number(it.length), Sendable::Bool(it.is_loop)]));
        call.give(&parts.unwrap_or(Sendable::Null))
    }),
    native("trace", |call| {
        let text = call.text(1)?;
        call.with(|world, _| call.note(world, "sound", json!({ "item": &*call.me.item, "sound": text })))?;
        call.nothing()
    }),
];

fn keep(call: &Call<'_, '_>, path: String, value: Json) -> Result<(), Error> {
    let had_room = call.item(|item| {
        let has_room = item.kept.len() < MOST_KEYS || item.kept.contains_key(&path);
        if has_room {
            item.kept.insert(path, value);
        }
        has_room
    })?;
    if !had_room {
        call.warn(&format!("what was set was not kept: there are {MOST_KEYS} such values already"));
    }
    Ok(())
}

fn node<'js>(call: &Call<'_, 'js>) -> Result<Value<'js>, Error> {
    let (name, what) = (call.text(0)?, call.text(1)?);
    let value = call.item(|item| {
        let node = item.nodes.get(&name)?;
        Some(match what.as_str() {
            "position" => Sendable::Vector3(node.position),
            "rotation" => Sendable::Quaternion(node.rotation),
            "enabled" => Sendable::Bool(node.enabled),
            "total-enabled" => Sendable::Bool(item.is_shown(&name)?),
            "global-position" => Sendable::Vector3(item.node_in_space(&name)?.0),
            "global-rotation" => Sendable::Quaternion(item.node_in_space(&name)?.1),
            _ => return None,
        })
    })?;
    call.give_maybe(value.as_ref())
}

fn node_set<'js>(call: &Call<'_, 'js>) -> Result<Value<'js>, Error> {
    let (name, what, value) = (call.text(0)?, call.text(1)?, call.json(2)?);
    let kept = call.item(|item| {
        let node = item.nodes.get_mut(&name)?;
        match (what.as_str(), &value) {
            ("position", Json::Array(_)) => node.position = numbers(&value).unwrap_or(node.position),
            ("rotation", Json::Array(_)) => node.rotation = numbers(&value).unwrap_or(node.rotation),
            ("enabled", Json::Bool(flag)) => node.enabled = *flag,
            _ => return Some(value),
        }
        None
    })?;
    if let Some(value) = kept {
        keep(call, format!("node.{name}.{what}"), value)?;
    }
    call.nothing()
}

fn numbers<const N: usize>(value: &Json) -> Option<[f64; N]> {
    let list: Option<Vec<f64>> = value.as_array()?.iter().map(Json::as_f64).collect();
    list?.try_into().ok()
}

fn node_text<'js>(call: &Call<'_, 'js>) -> Result<Value<'js>, Error> {
    let (name, text) = (call.text(0)?, call.text(1)?);
    if text.len() > NODE_TEXT {
        let message = format!("the text of a sub node has at most {NODE_TEXT} bytes, this one has {}", text.len());
        return call.refuse(&Refusal::Size(message));
    }
    let shows_none = call.item(|item| match item.nodes.get_mut(&name) {
        Some(node) if node.text.is_some() => {
            node.text = Some(text);
            false
        }
        Some(_) => true,
        None => false,
    })?;
    if shows_none {
        call.warn(&format!("the sub node {name:?} shows no text: give it a text in the fixture if it should"));
    }
    call.nothing()
}

//! Who the item is, what it logs, what it keeps, and what it registers.

use crate::platforms::cluster::space::callback::Callback;
use crate::platforms::cluster::space::engine::native::{Call, Native, Refusal, native};
use crate::platforms::cluster::space::limits::MOST_KEYS;
use crate::platforms::cluster::space::log::Level;
use crate::platforms::cluster::space::sendable::Sendable;
use indexmap::IndexMap;
use rquickjs::{Error, Value};
use std::sync::Arc;

type Kept = IndexMap<Arc<str>, Sendable>;

pub(super) const NATIVES: &[Native] = &[
    native("log", log),
    native("registered", registered),
    native("get", get),
    native("set", set),
    native("remove", remove),
    native("keys", keys),
    native("inGroup", in_group),
    native("size", size),
];

fn log<'js>(call: &Call<'_, 'js>) -> Result<Value<'js>, Error> {
    let level = if call.number(0) == 0.0 { Level::Information } else { Level::Warning };
    call.me.log(level, &call.text(1)?);
    call.nothing()
}

fn registered<'js>(call: &Call<'_, 'js>) -> Result<Value<'js>, Error> {
    let callback = Callback::ALL.iter().find(|callback| f64::from(callback.index()) == call.number(0));
    if let Some(callback) = callback {
        call.item(|item| {
            item.life.hears |= callback.bit();
            if *callback == Callback::Receive {
                (item.life.hears_items, item.life.hears_players) = (call.flag(1), call.flag(2));
            }
        })?;
    }
    call.nothing()
}

/// The item's own state, or that of its group if the first argument is true.
fn kept<T>(call: &Call<'_, '_>, change: impl FnOnce(&mut Kept) -> T) -> Result<Option<T>, Error> {
    if !call.flag(0) {
        return call.item(|item| Some(change(&mut item.state)));
    }
    call.with(|_, space| {
        let host = space.items.get(&*call.me.item)?.group.clone()?;
        Some(change(space.groups.entry(host).or_default()))
    })
}

fn get<'js>(call: &Call<'_, 'js>) -> Result<Value<'js>, Error> {
    let key = call.text(1)?;
    let value = kept(call, |state| state.get(key.as_str()).cloned())?.flatten();
    call.give_maybe(value.as_ref())
}

fn set<'js>(call: &Call<'_, 'js>) -> Result<Value<'js>, Error> {
    let key = call.text(1)?;
    let Some(value) = call.sendable(2)? else {
        call.warn(&format!("state.{key} was not set: the value is none that can be sent"));
        return call.nothing();
    };
    let had_room = kept(call, |state| {
        if let Some(old) = state.get_mut(key.as_str()) {
            *old = value;
            return true;
        }
        let has_room = state.len() < MOST_KEYS;
        if has_room {
            state.insert(key.as_str().into(), value);
        }
        has_room
    })?;
    if had_room == Some(false) {
        call.warn(&format!("state.{key} was not set: there are {MOST_KEYS} keys already"));
    }
    call.nothing()
}

fn remove<'js>(call: &Call<'_, 'js>) -> Result<Value<'js>, Error> {
    let key = call.text(1)?;
    kept(call, |state| state.shift_remove(key.as_str()))?;
    call.nothing()
}

fn keys<'js>(call: &Call<'_, 'js>) -> Result<Value<'js>, Error> {
    let keys = kept(call, |state| state.keys().map(|key| Sendable::Text(Arc::clone(key))).collect())?;
    call.give(&Sendable::List(keys.unwrap_or_default()))
}

fn in_group<'js>(call: &Call<'_, 'js>) -> Result<Value<'js>, Error> {
    let is_in = call.with(|_, space| {
        let host = space.items.get(&*call.me.item).and_then(|item| item.group.as_ref());
        host.is_some_and(|host| space.items.contains_key(host))
    })?;
    call.yes(is_in)
}

fn size<'js>(call: &Call<'_, 'js>) -> Result<Value<'js>, Error> {
    match call.sendable(0)? {
        #[expect(clippy::cast_precision_loss, reason = "sizes are small")]
        Some(value) => call.give(&Sendable::Number(value.size() as f64)),
        None => {
            let refusal = Refusal::Type("$.computeSendableSize needs a value that can be sent".to_owned());
            call.refuse(&refusal)
        }
    }
}

//! `SparkDataItem` and `SparkDataItemPersistor`: an item of the Game Data Service, whose data a script changes and then persists.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use rquickjs::{Ctx, Error, Object, Value};
use serde_json::{Map, Value as Json};

use super::class::{Call, Class, Outside, member};
use super::data_result;
use super::data_service::condition_of;
use crate::platforms::fidelity::{Row, chosen, documented, inferred};
use crate::platforms::gamesparks::data::items::{Condition, Item, MOST_ITEM, json_size};
use crate::script::value::{from_json, to_json};

/// How we know.
pub(super) const FIDELITY: &[Row] = &[
    inferred("items.live", "getData() is live: what a script changes in it is what persist() stores", "many games"),
    documented(
        "items.persist",
        "persist() stores the fields that were changed since the item was loaded, and leaves what others have changed; an item that was created replaces the one with its id",
        "SparkDataItemPersistor API page",
    ),
    documented(
        "items.persistor",
        "withOverwrite, withAtomicIncrements, withVersionCheck, withConditionCheck and withErrorOnTypeConversion",
        "SparkDataItemPersistor API page",
    ),
    documented(
        "items.ttl",
        "setTTL takes milliseconds since 1970, after which the item is not there any more",
        "SparkDataItem API page",
    ),
    documented(
        "items.validation",
        "getValidationErrors() gives the paths of values that cannot be stored, which are dropped",
        "SparkDataItem API page",
    ),
    documented("items.size", "an item has less than 400 KB", "System Limits page"),
    chosen("items.texts", "error texts are those of Backlot", "the platform's are unknown"),
];

/// An item in a script's hands. All objects for it share this.
pub(super) struct State {
    kind: String,
    id: String,
    /// The place of its data among those that scripts hold.
    place: u32,
    /// As it was loaded or last persisted; none if it was created.
    stored: RefCell<Option<Item>>,
    ttl: Cell<Option<i64>>,
}

mod live {
    #![allow(elided_lifetimes_in_paths, reason = "in what the derive writes")]

    /// The data of the items that a script holds, by place.
    #[derive(rquickjs::JsLifetime)]
    pub(super) struct Live<'js>(pub(super) rquickjs::Array<'js>);
}

/// The data of all items that the script holds.
fn live<'js>(ctx: &Ctx<'js>) -> Result<rquickjs::Array<'js>, Error> {
    if let Some(live) = ctx.userdata::<live::Live<'_>>() {
        return Ok(live.0.clone());
    }
    let made = rquickjs::Array::new(ctx.clone())?;
    ctx.store_userdata(live::Live(made.clone())).map_err(|_| Error::Unknown)?;
    Ok(made)
}

impl State {
    /// An item of that type and id, as it is stored, or new.
    pub(super) fn new(call: &Call<'_, '_>, kind: String, id: String, stored: Option<Item>) -> Result<Self, Error> {
        let live = live(call.ctx)?;
        let data = match &stored {
            Some(item) => from_json(call.ctx, &Json::Object(item.data.clone()))?,
            None => Object::new(call.ctx.clone())?.into_value(),
        };
        let place = u32::try_from(live.len()).unwrap_or(u32::MAX);
        live.set(live.len(), data)?;
        let ttl = Cell::new(stored.as_ref().and_then(|item| item.ttl));
        Ok(Self { kind, id, place, stored: RefCell::new(stored), ttl })
    }

    fn data<'js>(&self, ctx: &Ctx<'js>) -> Result<Value<'js>, Error> {
        live(ctx)?.get(usize::try_from(self.place).unwrap_or_default())
    }

    /// Its data as it would be stored, and the paths of what cannot be.
    fn storable(&self, ctx: &Ctx<'_>) -> Result<(Map<String, Json>, Vec<String>), Error> {
        let data = self.data(ctx)?;
        let mut lost = Vec::new();
        unstorable(&data, "", &mut lost, 0)?;
        match to_json(ctx, &data, &Outside)? {
            Some(Json::Object(data)) => Ok((data, lost)),
            _ => Ok((Map::new(), lost)),
        }
    }
}

/// The paths of values that have no place in JSON.
fn unstorable(value: &Value<'_>, path: &str, lost: &mut Vec<String>, depth: usize) -> Result<(), Error> {
    /// Deeper than this, a value is refused as a whole when it is stored.
    const DEEPEST: usize = 256;
    let is_lost = value.is_undefined()
        || value.is_function()
        || value.is_symbol()
        || value.as_number().is_some_and(|number| !number.is_finite());
    if is_lost {
        lost.push(path.to_owned());
        return Ok(());
    }
    let Some(object) = value.as_object().filter(|_| depth < DEEPEST) else { return Ok(()) };
    for entry in object.props::<String, Value<'_>>() {
        let (name, value) = entry?;
        let path = if path.is_empty() { name } else { format!("{path}.{name}") };
        unstorable(&value, &path, lost, depth + 1)?;
    }
    Ok(())
}

/// A new object for the item.
pub(super) fn give<'js>(call: &Call<'_, 'js>, state: Rc<State>) -> Result<Value<'js>, Error> {
    call.object(&CLASS, state)
}

fn state<'c>(call: &'c Call<'_, '_>) -> Result<&'c Rc<State>, Error> {
    call.own::<Rc<State>>()
}

/// The class.
pub(super) static CLASS: Class = Class {
    name: "SparkDataItem",
    members: &[
        member("getId", &[0], |call| call.give(state(call)?.id.as_str())),
        member("getType", &[0], |call| call.give(state(call)?.kind.as_str())),
        member("getData", &[0], |call| state(call)?.data(call.ctx)),
        member("setData", &[1], |call| {
            let data = call.value(0);
            if !data.is_object() {
                return Err(call.no_such_method());
            }
            live(call.ctx)?.set(usize::try_from(state(call)?.place).unwrap_or_default(), data)?;
            call.this()
        }),
        member("getTTL", &[0], |call| match state(call)?.ttl.get() {
            #[expect(clippy::cast_precision_loss, reason = "exact for 285,000 years")]
            Some(ttl) => call.give(ttl as f64),
            None => call.null(),
        }),
        member("setTTL", &[1], |call| {
            state(call)?.ttl.set(if call.is_null(0) { None } else { Some(call.whole(0)?) });
            call.nothing()
        }),
        member("getValidationErrors", &[0], |call| {
            let (_, lost) = state(call)?.storable(call.ctx)?;
            call.give(lost)
        }),
        member("delete", &[0], |call| {
            let state = state(call)?;
            call.run.game().lock().data.items.remove(&state.kind, &state.id);
            data_result::give(call, None)
        }),
        member("persistor", &[0], |call| {
            call.object(&PERSISTOR, Persistor { state: Rc::clone(state(call)?), how: RefCell::default() })
        }),
    ],
    absent: &[],
};

/// How an item is to be persisted.
#[derive(Default, Clone)]
struct How {
    overwrite: bool,
    increments: bool,
    version: bool,
    strict: bool,
    condition: Option<Condition>,
}

struct Persistor {
    state: Rc<State>,
    how: RefCell<How>,
}

pub(super) static PERSISTOR: Class = Class {
    name: "SparkDataItemPersistor",
    members: &[
        member("withOverwrite", &[0], |call| with(call, |how| (how.overwrite, how.increments) = (true, false))),
        member("withAtomicIncrements", &[0], |call| with(call, |how| (how.increments, how.overwrite) = (true, false))),
        member("withVersionCheck", &[0], |call| with(call, |how| how.version = true)),
        member("withErrorOnTypeConversion", &[0], |call| with(call, |how| how.strict = true)),
        member("withConditionCheck", &[1], |call| {
            let condition = condition_of(&call.value(0)).ok_or_else(|| call.no_such_method())?;
            with(call, |how| how.condition = Some(condition))
        }),
        member("persist", &[0], persist),
    ],
    absent: &[],
};

fn with<'js>(call: &Call<'_, 'js>, change: impl FnOnce(&mut How)) -> Result<Value<'js>, Error> {
    change(&mut call.own::<Persistor>()?.how.borrow_mut());
    call.this()
}

fn persist<'js>(call: &Call<'_, 'js>) -> Result<Value<'js>, Error> {
    let Persistor { state, how } = call.own()?;
    let how = how.borrow().clone();
    let (data, lost) = state.storable(call.ctx)?;
    if how.strict && !lost.is_empty() {
        let message = format!("java.lang.IllegalArgumentException: values that cannot be stored: {}", lost.join(", "));
        return Err(call.throw(&message));
    }
    let now = call.run.occasion.world.clock().now().as_millisecond();
    let loaded = state.stored.borrow().clone();
    let mut store = call.run.game().lock();
    let items = &mut store.data.items;
    let stored = items.get(&state.kind, &state.id, now).cloned();
    let written = merged(loaded.as_ref(), stored.as_ref(), data, &how);
    let error = match written {
        Err(error) => Some(error),
        Ok(data) if json_size(&data) > MOST_ITEM => Some(format!("an item has at most {MOST_ITEM} bytes")),
        Ok(data) => {
            let item = Item { data, version: stored.map_or(0, |item| item.version) + 1, ttl: state.ttl.get() };
            if items.put(&state.kind, &state.id, item.clone()) {
                state.stored.replace(Some(item));
                None
            } else {
                Some("the game's items take up all the room that there is".to_owned())
            }
        }
    };
    drop(store);
    data_result::give(call, error)
}

/// What is to be stored, or why nothing is.
fn merged(
    loaded: Option<&Item>,
    stored: Option<&Item>,
    data: Map<String, Json>,
    how: &How,
) -> Result<Map<String, Json>, String> {
    if how.version && stored.map(|item| item.version) != loaded.map(|item| item.version) {
        return Err("the item was changed since it was loaded".to_owned());
    }
    if let Some(condition) = &how.condition
        && !stored.is_some_and(|item| condition.holds(&item.data))
    {
        return Err("the condition does not hold for the item that is stored".to_owned());
    }
    let (Some(loaded), Some(stored)) = (loaded.filter(|_| !how.overwrite), stored) else { return Ok(data) };
    let mut whole = stored.data.clone();
    for name in loaded.data.keys().filter(|name| !data.contains_key(*name)) {
        whole.shift_remove(name);
    }
    for (name, value) in data {
        let before = loaded.data.get(&name);
        if before == Some(&value) {
            continue;
        }
        let numbers = (before.and_then(Json::as_f64), value.as_f64(), whole.get(&name).and_then(Json::as_f64));
        let value = match numbers {
            (Some(before), Some(after), Some(there)) if how.increments => number(there + after - before),
            _ => value,
        };
        whole.insert(name, value);
    }
    Ok(whole)
}

/// Whole where it is.
fn number(number: f64) -> Json {
    #[expect(clippy::cast_possible_truncation, reason = "whole, and within the range")]
    if number.fract() == 0.0 && number.abs() < 9.0e15 { Json::from(number as i64) } else { Json::from(number) }
}

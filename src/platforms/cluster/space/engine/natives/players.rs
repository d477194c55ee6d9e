//! Players: who they are, what is done to them, and what they are asked.

use crate::platforms::cluster::space::Due;
use crate::platforms::cluster::space::callback::Callback;
use crate::platforms::cluster::space::engine::native::{Call, Native, Refusal, native, note};
use crate::platforms::cluster::space::item::Component;
use crate::platforms::cluster::space::limits::{META, MOST_KEYS, TITLE};
use crate::platforms::cluster::space::player::{Asks, Dialog};
use crate::platforms::cluster::space::sendable::Sendable;
use crate::world::clock::later;
use rquickjs::{Error, Value};
use serde_json::{Value as Json, json};

use super::messages::{MOMENT, flow, operate};

pub(super) const NATIVES: &[Native] = &[
    native("player", player),
    native("act", act),
    native("requestTextInput", request_text_input),
    native("requestPurchase", request_purchase),
    native("requestGrantProduct", request_grant),
    native("setPlayerScript", set_player_script),
];

/// What `requestTextInput` and `requestPurchase` say where a dialog is open already.
const BUSY: f64 = 2.0;

/// What `requestPurchase` says where nothing can be bought.
const NOT_AVAILABLE: f64 = 4.0;

fn player<'js>(call: &Call<'_, 'js>) -> Result<Value<'js>, Error> {
    let (id, what) = (call.text(0)?, call.text(1)?);
    let text = |text: &str| Sendable::Text(text.into());
    let maybe = |value: Option<&String>| value.map_or(Sendable::Null, |value| text(value));
    let value = call.with(|world, space| {
        let creator = space.items.get(&*call.me.item).map(|item| item.creator(&space.creator)).unwrap_or_default();
        let player = space.player_with_id(&id).map(|(_, player)| player);
        let Some(player) = player else {
            return match what.as_str() {
                "exists" => Sendable::Bool(false),
                "accessory-products" => Sendable::List(Vec::new()),
                _ => Sendable::Null,
            };
        };
        let user = &player.user;
        match what.as_str() {
            "exists" => Sendable::Bool(true),
            "user-id" => text(&user.user_id),
            "display-name" => text(&user.display_name),
            "idfc" => text(&user.idfc(creator, world.rng())),
            "position" => Sendable::Vector3(player.position),
            "rotation" => Sendable::Quaternion(player.rotation),
            "event-role" if space.rules.event => {
                user.event_role.map_or(Sendable::Null, |role| Sendable::Number(f64::from(role.number())))
            }
            "avatar-product" => maybe(user.avatar_product.as_ref()),
            "accessory-products" => {
                Sendable::List(user.accessory_products.iter().map(|product| text(product)).collect())
            }
            _ => Sendable::Null,
        }
    })?;
    call.give(&value)
}

fn act<'js>(call: &Call<'_, 'js>) -> Result<Value<'js>, Error> {
    let (id, what, value) = (call.text(0)?, call.text(1)?, call.json(2)?);
    let done = call.with(|world, space| {
        operate(world, space, &call.me.space, &call.me.item, false)?;
        let spawn = space.rules.spawn;
        let Some((_, player)) = space.player_with_id_mut(&id) else { return Ok(()) };
        match what.as_str() {
            "setPosition" => player.position = numbers(&value).unwrap_or(player.position),
            "setRotation" => player.rotation = numbers(&value).unwrap_or(player.rotation),
            "respawn" => (player.position, player.rotation) = (spawn, [0.0, 0.0, 0.0, 1.0]),
            "resetPlayerEffects" => {
                for effect in ["moveSpeedRate", "jumpSpeedRate", "gravity"] {
                    player.kept.shift_remove(effect);
                }
            }
            _ if value.is_null() => drop(player.kept.shift_remove(&what)),
            _ if player.kept.len() < MOST_KEYS => drop(player.kept.insert(what, value)),
            _ => {}
        }
        Ok(())
    })?;
    call.done(done)
}

fn numbers<const N: usize>(value: &Json) -> Option<[f64; N]> {
    let list: Option<Vec<f64>> = value.as_array()?.iter().map(Json::as_f64).collect();
    list?.try_into().ok()
}

fn too_long(what: &str, text: &str, most: usize) -> Result<(), Refusal> {
    if text.len() <= most {
        return Ok(());
    }
    Err(Refusal::Size(format!("{what} has at most {most} bytes, this one has {}", text.len())))
}

fn request_text_input<'js>(call: &Call<'_, 'js>) -> Result<Value<'js>, Error> {
    let (id, meta, title) = (call.text(0)?, call.text(1)?, call.text(2)?);
    let done = call.with(|world, space| {
        too_long("the meta of a text input", &meta, META)?;
        too_long("the title of a text input", &title, TITLE)?;
        operate(world, space, &call.me.space, &call.me.item, false)?;
        let item = call.me.item.to_string();
        let Some((name, player)) = space.player_with_id_mut(&id) else { return Ok(()) };
        if player.dialog.is_some() {
            let args = vec![Sendable::Text("".into()), Sendable::Text(meta.into()), Sendable::Number(BUSY)];
            space.waiting.put(later(world.clock().now(), MOMENT), Due { item, callback: Callback::TextInput, args });
            return Ok(());
        }
        note(world, "text-input-requested", json!({ "item": item, "player": name, "title": title, "meta": meta }));
        player.dialog = Some(Dialog { item, meta, asks: Asks::Text { title } });
        Ok(())
    })?;
    call.done(done)
}

fn request_purchase<'js>(call: &Call<'_, 'js>) -> Result<Value<'js>, Error> {
    let (id, product, meta) = (call.text(0)?, call.text(1)?, call.text(2)?);
    let done = call.with(|world, space| {
        too_long("the meta of a purchase", &meta, META)?;
        operate(world, space, &call.me.space, &call.me.item, false)?;
        let (item, event) = (call.me.item.to_string(), space.rules.event);
        let Some((name, player)) = space.player_with_id_mut(&id) else { return Ok(()) };
        let refused = match (event, &player.dialog) {
            (true, _) => Some((NOT_AVAILABLE, Sendable::Text("nothing can be bought in an event".into()))),
            (false, Some(_)) => Some((BUSY, Sendable::Null)),
            (false, None) => None,
        };
        if let Some((status, reason)) = refused {
            let handle = Sendable::Player(player.id.clone());
            let args = vec![Sendable::Text(meta.into()), Sendable::Number(status), reason, handle];
            let due = Due { item, callback: Callback::RequestPurchaseStatus, args };
            space.waiting.put(later(world.clock().now(), MOMENT), due);
            return Ok(());
        }
        note(world, "purchase-requested", json!({ "item": item, "player": name, "product": product, "meta": meta }));
        player.dialog = Some(Dialog { item, meta, asks: Asks::Purchase { product } });
        Ok(())
    })?;
    call.done(done)
}

/// Granted to whoever does not own it yet.
fn request_grant<'js>(call: &Call<'_, 'js>) -> Result<Value<'js>, Error> {
    let (id, product, meta) = (call.text(0)?, call.text(1)?, call.text(2)?);
    let done = call.with(|world, space| {
        too_long("the meta of a grant", &meta, META)?;
        flow(world, space, &call.me.space, &call.me.item, false)?;
        let Some((_, player)) = space.player_with_id_mut(&id) else { return Ok(()) };
        let owned = player.user.products.entry(product.clone()).or_default();
        let status = if owned.0 > owned.1 {
            "AlreadyOwned"
        } else {
            owned.0 += 1;
            "Granted"
        };
        let text = |text: &str| Sendable::Text(text.into());
        let entries = [
            ("meta", text(&meta)),
            ("productId", text(&product)),
            ("productName", text(&product)),
            ("player", Sendable::Player(player.id.clone())),
            ("status", text(status)),
            ("errorReason", Sendable::Null),
        ];
        let result = Sendable::Map(entries.into_iter().map(|(key, value)| (key.into(), value)).collect());
        let item = call.me.item.to_string();
        let due = Due { item, callback: Callback::RequestGrantProductResult, args: vec![result] };
        space.waiting.put(later(world.clock().now(), MOMENT), due);
        Ok(())
    })?;
    call.done(done)
}

fn set_player_script<'js>(call: &Call<'_, 'js>) -> Result<Value<'js>, Error> {
    let id = call.text(0)?;
    let done = call.with(|world, space| {
        let item = call.me.item.to_string();
        if !space.items.get(&item).is_some_and(|item| item.has(Component::PlayerScript)) {
            return Err(Refusal::Plain("$.setPlayerScript: the item has no component player-script".to_owned()));
        }
        flow(world, space, &call.me.space, &item, false)?;
        if let Some((_, player)) = space.player_with_id_mut(&id) {
            player.script_of = Some(item);
        }
        Ok(())
    })?;
    call.done(done)
}

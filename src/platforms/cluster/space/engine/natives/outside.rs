//! What goes beyond the space: calls to the creator's server, products, comments.

use crate::platforms::cluster::account::LEGACY_ENDPOINT;
use crate::platforms::cluster::call::{self, Caller, Reason};
use crate::platforms::cluster::space::Due;
use crate::platforms::cluster::space::callback::Callback;
use crate::platforms::cluster::space::engine::Sending;
use crate::platforms::cluster::space::engine::native::{Call, Native, Refusal, native};
use crate::platforms::cluster::space::limits::META;
use crate::platforms::cluster::space::sendable::Sendable;
use crate::world::clock::later;
use rquickjs::{Error, Exception, Value};
use std::sync::Arc;

use super::messages::{MOMENT, tell_of_delay};

pub(super) const NATIVES: &[Native] = &[
    native("call", call_external),
    native("subscribe", subscribe),
    native("ownProducts", own_products),
    native("comments", comments),
];

/// `getOwnProducts` per minute: of one craft item, and of all world items of a space.
const PRODUCTS_PER_MINUTE: [u32; 2] = [5, 100];

fn call_external<'js>(call: &Call<'_, 'js>) -> Result<Value<'js>, Error> {
    let endpoint = if call.is_null(0) { LEGACY_ENDPOINT.to_owned() } else { call.text(0)? };
    let caller = Caller::Item(format!("{}/{}", call.me.space, call.me.item));
    let (request, meta) = (call.text(1)?, call.text(2)?);
    let made = call::Call { caller, endpoint: Some(endpoint), request: request.clone(), meta: meta.clone() };
    let Some(world) = call.me.world.upgrade() else {
        return Err(Exception::throw_message(call.ctx, "the world has ended"));
    };
    if !call.item(|item| item.life.hears(Callback::ExternalCallEnd))? {
        call.warn("$.callExternal: no callback is registered with $.onExternalCallEnd, so the answer will be lost");
    }
    match call::accept(&world, made) {
        Ok(accepted) => {
            let delay = accepted.delay();
            call.with(|world, space| tell_of_delay(world, space, &call.me.space, &call.me.item, delay))?;
            call.me.outbox.lock().push(Sending { item: Arc::clone(&call.me.item), request, meta, call: accepted });
            call.nothing()
        }
        Err(outcome) => {
            let refusal = match &outcome.result {
                Err(reason @ (Reason::RateLimit { .. } | Reason::FlowControl { .. })) => {
                    Refusal::Rate(reason.to_string())
                }
                Err(reason @ (Reason::RequestTooLarge { .. } | Reason::MetaTooLarge { .. })) => {
                    Refusal::Size(reason.to_string())
                }
                Err(reason) => Refusal::Other(reason.to_string()),
                Ok(_) => return call.nothing(),
            };
            call.refuse(&refusal)
        }
    }
}

fn subscribe<'js>(call: &Call<'_, 'js>) -> Result<Value<'js>, Error> {
    let (product, wanted) = (call.text(0)?, call.flag(1));
    call.item(|item| {
        item.subscribed.retain(|known| *known != product);
        if wanted {
            item.subscribed.push(product);
        }
    })?;
    call.nothing()
}

fn own_products<'js>(call: &Call<'_, 'js>) -> Result<Value<'js>, Error> {
    let (product, players, meta) = (call.text(0)?, call.texts(1)?, call.text(2)?);
    if meta.len() > META {
        let message = format!("the meta of $.getOwnProducts has at most {META} bytes, this one has {}", meta.len());
        return call.refuse(&Refusal::Size(message));
    }
    let done = call.with(|world, space| {
        let now = world.clock().now();
        let Some(item) = space.items.get_mut(&*call.me.item) else { return Ok(()) };
        let [craft, world_items] = PRODUCTS_PER_MINUTE;
        let taken = if item.is_craft() {
            item.used.products.take(craft, now)
        } else {
            space.used.products.take(world_items, now)
        };
        if let Some(wait) = taken.wait {
            let message =
                format!("$.getOwnProducts was called too often; the next call may come in {} s", wait.as_secs_f64());
            return Err(Refusal::Rate(message));
        }
        let owned = players.iter().filter_map(|id| space.player_with_id(id)).filter_map(|(_, player)| {
            let (plus, minus) = player.user.products.get(&product).filter(|(plus, _)| *plus > 0)?;
            let entries = [
                ("productId", Sendable::Text(product.as_str().into())),
                ("player", Sendable::Player(player.id.clone())),
                ("plusAmount", Sendable::Number(f64::from(*plus))),
                ("minusAmount", Sendable::Number(f64::from(*minus))),
            ];
            Some(Sendable::Map(entries.into_iter().map(|(key, value)| (key.into(), value)).collect()))
        });
        // In an event nobody owns anything.
        let owned: Vec<_> = if space.rules.event { Vec::new() } else { owned.collect() };
        let args = vec![Sendable::List(owned), Sendable::Text(meta.into()), Sendable::Null];
        let due = Due { item: call.me.item.to_string(), callback: Callback::GetOwnProducts, args };
        space.waiting.put(later(now, MOMENT), due);
        Ok(())
    })?;
    call.done(done)
}

fn comments<'js>(call: &Call<'_, 'js>) -> Result<Value<'js>, Error> {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the interface has bounded it")]
    let most = call.number(0) as usize;
    let latest = call.with(|_, space| space.comments[space.comments.len().saturating_sub(most)..].to_vec())?;
    call.give(&Sendable::List(latest))
}

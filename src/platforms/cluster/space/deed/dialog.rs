//! How a player answers what a script has asked for, and what becomes of products.

use serde_json::{Value as Json, json};

use super::{Answered, Impossible, impossible, put, who};
use crate::platforms::cluster::space::Space;
use crate::platforms::cluster::space::callback::Callback;
use crate::platforms::cluster::space::limits::{TYPED_BYTES, TYPED_HALVES};
use crate::platforms::cluster::space::player::Asks;
use crate::platforms::cluster::space::sendable::Sendable;
use crate::world::World;

/// The player answers the dialog before them.
pub(super) fn answer(
    world: &World,
    space: &mut Space,
    player: Option<&str>,
    text: Option<&str>,
    status: Answered,
) -> Result<Json, Impossible> {
    let name = who(space, player)?;
    let player = &mut space.players[&name];
    let id = player.id.clone();
    let Some(dialog) = player.dialog.clone() else { return impossible(format!("no dialog is open before {name}")) };
    let meta = Sendable::Text(dialog.meta.as_str().into());
    match (&dialog.asks, text) {
        (Asks::Text { .. }, text) => {
            let typed = text.unwrap_or_default();
            let halves: usize = typed.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum();
            if typed.len() > TYPED_BYTES || halves > TYPED_HALVES {
                let limit = format!(
                    "at most {TYPED_BYTES} bytes and {} characters, of which one of ASCII counts half",
                    TYPED_HALVES / 2
                );
                return impossible(format!("this text cannot be typed: it may have {limit}"));
            }
            let (number, typed) = match status {
                Answered::Success => (1.0, typed),
                Answered::Busy => (2.0, ""),
                Answered::Refused | Answered::Failed => (3.0, ""),
            };
            player.dialog = None;
            let args = vec![Sendable::Text(typed.into()), meta, Sendable::Number(number)];
            put(world, space, &dialog.item, Callback::TextInput, args);
        }
        (Asks::Purchase { .. }, Some(_)) => {
            return impossible(format!("what {name} is asked for is no text, but whether to buy something"));
        }
        (Asks::Purchase { product }, None) => {
            player.dialog = None;
            let (number, reason) = match status {
                Answered::Success => (1.0, Sendable::Null),
                Answered::Busy => (2.0, Sendable::Null),
                Answered::Refused => (3.0, Sendable::Null),
                Answered::Failed => (5.0, Sendable::Text("the payment has failed".into())),
            };
            if status == Answered::Success {
                trade(world, space, &name, product, false);
            }
            let args = vec![meta, Sendable::Number(number), reason, Sendable::Player(id)];
            put(world, space, &dialog.item, Callback::RequestPurchaseStatus, args);
        }
    }
    Ok(json!({ "player": name, "item": dialog.item, "meta": dialog.meta }))
}

/// Notes that a product was bought, or given back, and tells those who want to know.
pub(super) fn trade(world: &World, space: &mut Space, player: &str, product: &str, back: bool) {
    let Some(found) = space.players.get_mut(player) else { return };
    let counts = found.user.products.entry(product.to_owned()).or_default();
    if back {
        counts.1 += 1;
    } else {
        counts.0 += 1;
    }
    let args = vec![Sendable::Player(found.id.clone()), Sendable::Text(product.into())];
    let listening = space.items.values().filter(|item| item.subscribed.iter().any(|known| known == product));
    let listening: Vec<_> = listening.map(|item| item.name.clone()).collect();
    for item in listening {
        put(world, space, &item, Callback::PurchaseUpdated, args.clone());
    }
}

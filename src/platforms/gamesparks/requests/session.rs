//! What every login has in common: the player found or made, a token for the session, and the members of the response.

use serde_json::{Value, json};

use super::{Document, Errors, Handling};
use crate::platforms::fidelity::{Row, chosen, documented};
use crate::platforms::gamesparks::state::{Player, PlayerId, Store};

/// How we know.
pub const FIDELITY: &[Row] = &[
    documented(
        "login.response",
        "a login answers with authToken (a UUID), userId and displayName, and with newPlayer: true where it made the player",
        "AuthenticationRequest and RegistrationRequest pages",
    ),
    documented("login.user-name", "user names are kept in lower case", "the player document in the NoSQL Explorer"),
    documented(
        "login.ids",
        "a player's id is an ObjectId: 24 hexadecimal digits",
        "the player document in the NoSQL Explorer",
    ),
    documented("login.bonus", "a new player has the signup bonus of each currency", "Currencies page"),
    chosen(
        "login.tokens",
        "a token is good until it is reset; its session stays open as long as the world stands",
        "how long one was good is unknown",
    ),
];

/// Adds `player` to the game.
pub(super) fn create(cx: &Handling<'_>, store: &mut Store, mut player: Player) -> PlayerId {
    let id = PlayerId::draw(cx.world);
    player.created = Some(cx.world.clock().now());
    for (code, currency) in cx.game.config.currencies.iter().filter(|(_, currency)| currency.signup_bonus != 0) {
        player.balances.insert(code.clone(), currency.signup_bonus);
    }
    store.players.insert(id.clone(), player);
    id
}

/// Logs `id` in: what the response says of it.
pub(super) fn log_in(cx: &mut Handling<'_>, store: &mut Store, id: PlayerId, is_new: bool) -> Result<Document, Errors> {
    let token = cx.world.rng().uuid();
    let now = cx.world.clock().now();
    let player = store.players.get_mut(&id).ok_or_else(super::handling::not_authorized)?;
    player.last_seen = Some(now);
    let mut response = Document::new();
    response.insert("authToken".into(), Value::from(token.as_str()));
    if let Some(name) = &player.display_name {
        response.insert("displayName".into(), json!(name));
    }
    if is_new {
        response.insert("newPlayer".into(), Value::Bool(true));
    }
    response.insert("userId".into(), json!(id));
    store.tokens.insert(token, id.clone());
    cx.player = Some(id);
    Ok(response)
}

/// The player of that user name, whatever its case.
pub(super) fn find(store: &Store, user_name: &str) -> Option<PlayerId> {
    let is_named =
        |player: &Player| player.user_name.as_ref().is_some_and(|name| name.to_lowercase() == user_name.to_lowercase());
    store.players.iter().find(|(_, player)| is_named(player)).map(|(id, _)| id.clone())
}

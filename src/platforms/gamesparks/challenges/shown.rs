//! A challenge as responses and messages show it.

use serde_json::{Map, Value, json};

use crate::platforms::gamesparks::config::Config;
use crate::platforms::gamesparks::config::currency::is_numbered;
use crate::platforms::gamesparks::dates::minutes;
use crate::platforms::gamesparks::state::{PlayerId, Store};

/// A challenge as responses and messages show it; nothing in it if there is none.
pub fn challenge(store: &Store, config: &Config, id: &str) -> Map<String, Value> {
    let mut shown = Map::new();
    let Some(challenge) = store.challenges.get(id) else { return shown };
    let players = |ids: &[PlayerId]| Value::Array(ids.iter().map(|id| detail(store, id)).collect());
    let name = config.challenge_types.get(&challenge.short_code).and_then(|kind| kind.name.clone());
    shown.insert("accepted".into(), players(&challenge.accepted));
    shown.insert("challengeId".into(), json!(id));
    shown.insert("challengeMessage".into(), json!(challenge.message));
    shown.insert("challengeName".into(), json!(name));
    shown.insert("challenged".into(), players(&challenge.challenged));
    shown.insert("challenger".into(), detail(store, &challenge.challenger));
    let mut own = Map::new();
    for (currency, amount) in &challenge.wagers {
        if is_numbered(currency) {
            shown.insert(format!("{currency}Wager"), json!(amount));
        } else {
            own.insert(currency.clone(), json!(amount));
        }
    }
    if !own.is_empty() {
        shown.insert("currencyWagers".into(), Value::Object(own));
    }
    shown.insert("declined".into(), players(&challenge.declined));
    for (member, time) in [("endDate", challenge.end), ("expiryDate", challenge.expiry), ("startDate", challenge.start)]
    {
        shown.insert(member.into(), json!(time.map(minutes)));
    }
    if challenge.max_attempts > 0 {
        shown.insert("maxTurns".into(), json!(challenge.max_attempts));
    }
    shown.insert("nextPlayer".into(), json!(challenge.next_player));
    if !challenge.script_data.is_empty() {
        shown.insert("scriptData".into(), json!(challenge.script_data));
    }
    shown.insert("shortCode".into(), json!(challenge.short_code));
    shown.insert("state".into(), json!(challenge.state.word()));
    let turns = challenge.turns.iter().map(|(player, count)| (player.to_string(), json!(count)));
    shown.insert("turnCount".into(), Value::Object(turns.collect()));
    shown.retain(|_, value| !value.is_null());
    shown
}

fn detail(store: &Store, id: &PlayerId) -> Value {
    let player = store.players.get(id);
    json!({
        "externalIds": player.map(|player| &player.external_ids),
        "id": id,
        "name": player.and_then(|player| player.display_name.as_ref()),
    })
}

//! Things that several responses and messages show in the same way, and pages of lists.

use serde_json::{Value, json};

use super::Document;
use crate::platforms::fidelity::{Row, documented};
use crate::platforms::gamesparks::state::{PlayerId, Store};

/// How we know.
pub const FIDELITY: &[Row] = &[
    documented(
        "request.player",
        "a player in a response has id, displayName, online, externalIds, scriptData, achievements and virtualGoods",
        "Player page of the API's nested types",
    ),
    documented(
        "request.pages",
        "a list has 50 entries unless entryCount says otherwise; offset counts pages of messages, challenges, transactions and teams, and single entries of team chats and leaderboards",
        "request pages",
    ),
];

/// How many entries a list has that does not say it.
pub const ENTRIES: usize = 50;

/// A player, as responses show one.
pub fn player(store: &Store, id: &PlayerId) -> Value {
    let Some(player) = store.players.get(id) else { return json!({ "id": id }) };
    let mut shown = Document::new();
    shown.insert("achievements".into(), json!(player.achievements));
    shown.insert("displayName".into(), json!(player.display_name));
    shown.insert("externalIds".into(), json!(player.external_ids));
    shown.insert("id".into(), json!(id));
    shown.insert("online".into(), json!(player.online));
    if !player.script_data.is_empty() {
        shown.insert("scriptData".into(), json!(player.script_data));
    }
    shown.insert("virtualGoods".into(), json!(player.goods.keys().collect::<Vec<_>>()));
    Value::Object(shown)
}

/// The page of `all` that `request` asks for with entryCount and offset.
pub fn page<T>(all: impl Iterator<Item = T>, request: &Document) -> Vec<T> {
    let number = |name: &str| request.get(name).and_then(Value::as_f64).map(|number| number.max(0.0) as usize);
    let most = number("entryCount").unwrap_or(ENTRIES);
    all.skip(number("offset").unwrap_or_default().saturating_mul(most)).take(most).collect()
}

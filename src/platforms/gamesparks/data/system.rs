//! System collections: what the platform itself stored, as documents. They are made when they are asked for.

use std::sync::Arc;

use serde_json::Value as Json;

use super::bson::{Bson, Document, from_json};
use super::mongo::Filter;
use super::mongo::aggregate::Documents;
use crate::platforms::fidelity::{Row, chosen, documented};
use crate::platforms::gamesparks::state::{Game, Player, PlayerId};

/// How we know.
pub const FIDELITY: &[Row] = &[
    documented(
        "system.player",
        "systemCollection(\"player\") has a document for each player, with the names of the explorer: _id, userName (in lower case), displayName, online, externalIds, scriptData, privateData…",
        "NoSQL Explorer page and its screenshots, and many games",
    ),
    chosen(
        "system.player-stored",
        "it shows what is stored: what a running script has changed about a player comes after it, or with persist()",
        "the platform stored it then",
    ),
    chosen(
        "system.others",
        "other system collections are what the fixture puts there under their names, without system. or script.",
        "scripts in public projects use player alone",
    ),
];

/// The documents of the system collection `name`, if it is one that is made when it is asked for; of those of which `filter`
/// says an id at least that one.
pub fn view(game: &Game, name: &str, filter: &Filter) -> Option<Documents> {
    if name != "player" {
        return None;
    }
    let store = game.lock();
    let documents = |(id, player): (&PlayerId, &Player)| Arc::new(player_document(id, player));
    Some(match id_of(filter) {
        Some(id) => store.players.get_key_value(&id).into_iter().map(documents).collect(),
        None => store.players.iter().map(documents).collect(),
    })
}

/// The player whom `filter` is about, if it says an id.
fn id_of(filter: &Filter) -> Option<PlayerId> {
    let conditions = filter.conditions();
    let (_, test) = conditions.into_iter().find(|(path, _)| path.parts().len() == 1 && path.first() == "_id")?;
    test.value()?.as_id()?.to_string().parse().ok()
}

/// A player as the platform stored one.
pub fn player_document(id: &PlayerId, player: &Player) -> Document {
    let mut document = Document::new();
    let mut put = |name: &str, value: Bson| {
        document.insert(name.to_owned(), value);
    };
    let text = |text: &Option<String>| text.as_deref().map_or(Bson::Null, Bson::from);
    put("_id", id.as_str().parse().map_or_else(|_| Bson::from(id.as_str()), Bson::Id));
    put("userName", player.user_name.as_deref().map_or(Bson::Null, |name| Bson::from(name.to_lowercase())));
    put("displayName", text(&player.display_name));
    put("online", Bson::Bool(player.online));
    put("externalIds", texts(&player.external_ids));
    put("scriptData", values(&player.script_data));
    put("privateData", values(&player.private_data));
    document
}

fn texts(members: &indexmap::IndexMap<String, String>) -> Bson {
    Bson::Document(members.iter().map(|(name, value)| (name.clone(), Bson::from(value.as_str()))).collect())
}

fn values(members: &indexmap::IndexMap<String, Json>) -> Bson {
    Bson::Document(members.iter().map(|(name, value)| (name.clone(), from_json(value))).collect())
}

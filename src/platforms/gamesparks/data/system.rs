//! System collections: what the platform itself stored, as documents. They are made when they are asked for.

use std::sync::Arc;

use jiff::Timestamp;
use serde_json::Value as Json;

use super::bson::{Bson, Document, from_json};
use super::mongo::Filter;
use super::mongo::aggregate::Documents;
use super::uploads::Upload;
use crate::platforms::fidelity::{Row, chosen, documented};
use crate::platforms::gamesparks::multiplayer::shown::{match_document, pending_document};
use crate::platforms::gamesparks::state::player::PushRegistration;
use crate::platforms::gamesparks::state::transaction::TransactionItem;
use crate::platforms::gamesparks::state::{Game, Letter, Player, PlayerId, Team, Transaction};

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
        "system.player-fields",
        "the password is left out, and currencies with names of their own stand under currencies",
        "the one is nobody's business, the other has no name in any source",
    ),
    documented(
        "system.teams",
        "systemCollection(\"teams\") has a document for each team, with teamName",
        "official tutorials",
    ),
    chosen(
        "system.teams-fields",
        "beside teamName a team has teamId, teamType, ownerId and members; matchInstance, pendingMatches, playerMessage, playerTransactionAudit and uploadedFiles have the names of the API's types",
        "their documents are not shown anywhere",
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
    let store = game.lock();
    let is_stored = || store.data.collections.get(name).is_some_and(|collection| !collection.is_empty());
    match name {
        "player" => {}
        // What a fixture puts there is not covered up.
        _ if is_stored() => return None,
        "teams" => return Some(store.teams.iter().map(|(id, team)| Arc::new(team_document(id, team))).collect()),
        "playerMessage" => return Some(store.mailbox.iter().map(|letter| Arc::new(letter_document(letter))).collect()),
        "matchInstance" => {
            return Some(
                store.matches.iter().filter_map(|(id, one)| document(&match_document(&store, id, one))).collect(),
            );
        }
        "pendingMatches" => {
            let all = store.pending_matches.iter();
            return Some(all.filter_map(|(id, one)| document(&pending_document(&store, id, one))).collect());
        }
        "playerTransactionAudit" => {
            return Some(store.transactions.iter().map(|one| Arc::new(transaction_document(one))).collect());
        }
        "uploadedFiles" => {
            return Some(store.data.uploads.iter().map(|(id, upload)| Arc::new(upload_document(id, upload))).collect());
        }
        _ => return None,
    }
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
    put("_id", id_value(id.as_str()));
    put("userName", player.user_name.as_deref().map_or(Bson::Null, |name| Bson::from(name.to_lowercase())));
    put("displayName", text(&player.display_name));
    put("online", Bson::Bool(player.online));
    put("externalIds", texts(&player.external_ids));
    put("scriptData", values(&player.script_data));
    put("privateData", values(&player.private_data));
    put("segments", values(&player.segments));
    put("achievements", Bson::Array(player.achievements.iter().map(|code| Bson::from(code.as_str())).collect()));
    put("goods", counts(player.goods.iter()));
    let is_numbered = |(name, _): &(&String, &i64)| {
        name.strip_prefix("currency").is_some_and(|number| matches!(number, "1" | "2" | "3" | "4" | "5" | "6"))
    };
    for number in 1..=6 {
        let name = format!("currency{number}");
        put(&name, Bson::Long(player.balances.get(&name).copied().unwrap_or_default()));
    }
    put("currencies", counts(player.balances.iter().filter(|balance| !is_numbered(balance))));
    if let Some(created) = player.created {
        put("created", Bson::Date(created.as_millisecond()));
    }
    if let Some(seen) = player.last_seen {
        put("lastSeen", Bson::Date(seen.as_millisecond()));
    }
    if let Some(location) = &player.location {
        let parts = [("country", &location.country), ("city", &location.city)];
        put("location", Bson::Document(parts.into_iter().map(|(name, part)| (name.to_owned(), text(part))).collect()));
    }
    let registration = |(id, registration): (&String, &PushRegistration)| {
        Bson::Document(named([("id", id), ("deviceOS", &registration.device_os), ("pushId", &registration.push_id)]))
    };
    put("pushRegistrations", Bson::Array(player.push_registrations.iter().map(registration).collect()));
    put("experimentSegments", texts(&player.experiments));
    document
}

fn document(json: &Json) -> Option<Arc<Document>> {
    match from_json(json) {
        Bson::Document(document) => Some(Arc::new(document)),
        _ => None,
    }
}

fn counts<'a>(counts: impl Iterator<Item = (&'a String, &'a i64)>) -> Bson {
    Bson::Document(counts.map(|(name, count)| (name.clone(), Bson::Long(*count))).collect())
}

fn named<const N: usize>(members: [(&str, &str); N]) -> Document {
    members.into_iter().map(|(name, value)| (name.to_owned(), Bson::from(value))).collect()
}

/// An id as the database has it, where it is one.
fn id_value(id: &str) -> Bson {
    id.parse().map_or_else(|_| Bson::from(id), Bson::Id)
}

fn date(at: Timestamp) -> Bson {
    Bson::Date(at.as_millisecond())
}

fn team_document(id: &str, team: &Team) -> Document {
    let mut document =
        named([("teamId", id), ("teamName", &team.name), ("teamType", &team.kind), ("ownerId", team.owner.as_str())]);
    document.shift_insert(0, "_id".to_owned(), id_value(id));
    let members = team.members.iter().map(|member| Bson::from(member.as_str()));
    document.insert("members".to_owned(), Bson::Array(members.collect()));
    document
}

fn letter_document(letter: &Letter) -> Document {
    let mut document = named([("playerId", letter.player.as_str()), ("status", &letter.status)]);
    document.shift_insert(0, "_id".to_owned(), id_value(&letter.id));
    document.insert("message".to_owned(), values(&letter.message));
    document.insert("when".to_owned(), date(letter.when));
    document
}

fn transaction_document(transaction: &Transaction) -> Document {
    let Transaction { id, player, reason, script, script_type, when, revoked, items, .. } = transaction;
    let mut document = named([("transactionId", id.as_str()), ("playerId", player.as_str()), ("reason", reason)]);
    document.shift_insert(0, "_id".to_owned(), id_value(id));
    for (name, text) in [("script", script), ("scriptType", script_type)] {
        document.extend(text.as_deref().map(|text| (name.to_owned(), Bson::from(text))));
    }
    document.insert("when".to_owned(), date(*when));
    document.insert("revoked".to_owned(), Bson::Bool(revoked.is_some()));
    let item = |item: &TransactionItem| {
        let mut document = named([("type", item.kind.as_str())]);
        document.insert("amount".to_owned(), Bson::Long(item.amount));
        document.insert("newValue".to_owned(), Bson::Long(item.new_value));
        Bson::Document(document)
    };
    document.insert("items".to_owned(), Bson::Array(items.iter().map(item).collect()));
    document
}

fn upload_document(id: &str, upload: &Upload) -> Document {
    let mut document = named([("uploadId", id), ("fileName", &upload.file_name)]);
    document.shift_insert(0, "_id".to_owned(), id_value(id));
    document.extend(upload.player.as_deref().map(|player| ("playerId".to_owned(), Bson::from(player))));
    document.insert("fileSize".to_owned(), Bson::from(upload.content().len()));
    document
}

fn texts(members: &indexmap::IndexMap<String, String>) -> Bson {
    Bson::Document(members.iter().map(|(name, value)| (name.clone(), Bson::from(value.as_str()))).collect())
}

fn values(members: &indexmap::IndexMap<String, Json>) -> Bson {
    Bson::Document(members.iter().map(|(name, value)| (name.clone(), from_json(value))).collect())
}

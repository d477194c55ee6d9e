//! An entry of a leaderboard as responses and messages show it.

use serde_json::{Map, Value, json};

use super::Line;
use crate::platforms::gamesparks::dates::minutes;
use crate::platforms::gamesparks::state::{PlayerId, Store};

/// An entry as responses and messages have it.
pub fn entry(store: &Store, is_teams: bool, rank: usize, line: &Line) -> Value {
    let mut entry = Map::new();
    let player = line.owner.parse::<PlayerId>().ok().and_then(|id| store.players.get(&id));
    if is_teams {
        entry.insert("teamId".into(), json!(line.owner));
        entry.insert("teamName".into(), json!(store.teams.get(&line.owner).map(|team| &team.name)));
    } else {
        entry.insert("userId".into(), json!(line.owner));
        entry.insert("userName".into(), json!(player.and_then(|player| player.display_name.as_ref())));
    }
    for (name, value) in line.values.iter().chain(&line.custom).chain(&line.partition) {
        entry.insert(name.clone(), value.clone());
    }
    if let Some(location) = player.and_then(|player| player.location.as_ref()) {
        entry.insert("city".into(), json!(location.city));
        entry.insert("country".into(), json!(location.country));
    }
    if let Some(ids) = player.map(|player| &player.external_ids).filter(|ids| !ids.is_empty()) {
        entry.insert("externalIds".into(), json!(ids));
    }
    entry.insert("when".into(), json!(minutes(line.when)));
    entry.insert("rank".into(), json!(rank));
    Value::Object(entry)
}

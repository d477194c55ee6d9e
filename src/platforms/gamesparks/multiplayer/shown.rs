//! Matches and pending matches as responses, messages, custom queries and system collections show them.

use serde_json::{Map, Value, json};

use crate::platforms::gamesparks::requests::shown::player;
use crate::platforms::gamesparks::state::matches::Participant;
use crate::platforms::gamesparks::state::{Game, Match, PendingMatch, Player, PlayerId, Seeker, Store};

/// A pending match as responses show it.
pub fn pending(store: &Store, id: &str, pending: &PendingMatch) -> Map<String, Value> {
    let mut shown = Map::new();
    shown.insert("id".into(), json!(id));
    shown.insert("matchData".into(), json!(pending.data));
    shown.insert("matchGroup".into(), json!(pending.group));
    shown.insert("matchShortCode".into(), json!(pending.short_code));
    shown.insert("matchedPlayers".into(), pending.players.iter().map(|one| seeker(store, one)).collect());
    shown.insert("skill".into(), number(pending.skill()));
    shown.retain(|_, value| !value.is_null());
    shown
}

/// A player of a pending match.
pub fn seeker(store: &Store, seeker: &Seeker) -> Value {
    let mut shown = Map::new();
    shown.insert("location".into(), location(store.players.get(&seeker.player)));
    shown.insert("participantData".into(), json!(seeker.data));
    shown.insert("playerId".into(), json!(seeker.player));
    shown.insert("skill".into(), number(seeker.skill));
    shown.retain(|_, value| !value.is_null());
    Value::Object(shown)
}

/// Where a player is: a GeoJSON point, or null.
pub fn location(player: Option<&Player>) -> Value {
    let at = player.and_then(|player| player.location.as_ref());
    let both = at.and_then(|at| at.longitude.zip(at.latitude));
    both.map_or(Value::Null, |(longitude, latitude)| json!({ "type": "Point", "coordinates": [longitude, latitude] }))
}

/// A number as it was given: whole ones without a point.
pub fn number(number: f64) -> Value {
    #[expect(clippy::cast_possible_truncation, reason = "compared with what it was")]
    let whole = number as i64;
    #[expect(clippy::cast_precision_loss, reason = "compared with what it was")]
    let is_whole = whole as f64 == number;
    if is_whole { json!(whole) } else { json!(number) }
}

/// A pending match as custom queries and the system collection see it.
pub fn pending_document(store: &Store, id: &str, one: &PendingMatch) -> Value {
    let mut document = pending(store, id, one);
    document.shift_remove("id");
    let players = document.get("matchedPlayers").cloned();
    document.insert("players".into(), players.unwrap_or_default());
    document.shift_insert(0, "_id".into(), json!({ "$oid": id }));
    Value::Object(document)
}

/// A match as custom queries and the system collection see it.
pub fn match_document(store: &Store, id: &str, made: &Match) -> Value {
    let players = made.participants.iter().map(|one| {
        let Participant { player, skill, data, .. } = one.clone();
        seeker(store, &Seeker { player, skill, data })
    });
    let players = Value::Array(players.collect());
    let key = if id.parse::<PlayerId>().is_ok() { json!({ "$oid": id }) } else { json!(id) };
    let mut document = json!({
        "_id": key,
        "matchData": made.data,
        "matchGroup": made.group,
        "matchShortCode": made.short_code,
        "matchedPlayers": players,
        "players": players,
        "skill": number(made.skill()),
    });
    if let Some(members) = document.as_object_mut() {
        members.retain(|_, value| !value.is_null());
    }
    document
}

/// What messages say of a match: everything but what is only for one of its players.
pub fn match_body(store: &Store, id: &str, made: &Match) -> Map<String, Value> {
    let mut body = Map::new();
    body.insert("matchData".into(), json!(made.data));
    body.insert("matchGroup".into(), json!(made.group));
    body.insert("matchId".into(), json!(id));
    body.insert("matchShortCode".into(), json!(made.short_code));
    body.insert("participants".into(), made.participants.iter().map(|one| participant(store, one)).collect());
    body.retain(|_, value| !value.is_null());
    body
}

/// A participant: a player with the number and the data in the match.
fn participant(store: &Store, one: &Participant) -> Value {
    let mut shown = player(store, &one.player);
    shown["peerId"] = json!(one.peer_id);
    if let Some(data) = &one.data {
        shown["participantData"] = data.clone();
    }
    shown
}

/// Players who look for a match, as participants.
pub fn seekers(store: &Store, seekers: &[Seeker]) -> Value {
    let shown = |seeker: &Seeker| {
        let mut shown = player(store, &seeker.player);
        if let Some(data) = &seeker.data {
            shown["participantData"] = data.clone();
        }
        shown
    };
    seekers.iter().map(shown).collect()
}

/// Where the real-time session of a match is, for one of its players; nothing of one that is not in real time.
pub fn session(game: &Game, made: &Match, player: &PlayerId) -> Map<String, Value> {
    let mut session = Map::new();
    if let (true, Some(one)) = (made.is_realtime, made.participant(player)) {
        session.insert("accessToken".into(), json!(one.access_token));
        session.insert("host".into(), json!(game.settings.realtime_host));
        session.insert("port".into(), json!(game.settings.realtime_port));
    }
    session
}

/// What responses say of a match to one of its players; nothing if there is no such match, or the player is not in it.
pub fn details(game: &Game, store: &Store, id: &str, me: &PlayerId) -> Option<Map<String, Value>> {
    let made = store.matches.get(id)?;
    let own = made.participant(me)?;
    let mut shown = session(game, made, me);
    shown.insert("matchData".into(), json!(made.data));
    shown.insert("matchId".into(), json!(id));
    let others = made.participants.iter().filter(|one| one.player != *me);
    shown.insert("opponents".into(), others.map(|one| player(store, &one.player)).collect());
    shown.insert("peerId".into(), json!(own.peer_id));
    shown.insert("playerId".into(), json!(me));
    Some(shown)
}

//! `PendingMatch` and `SparkMatchedPlayer`.

use rquickjs::{Error, Value};
use serde_json::{Value as Json, json};

use super::super::class::{Call, Class, look, member};
use super::happen;
use crate::platforms::gamesparks::multiplayer::shown::{location, number};
use crate::platforms::gamesparks::state::{PendingMatch, Seeker};

/// The id of a pending match, and what it was when it was last looked at: one that has become a match can still be read.
struct Pending {
    id: String,
    seen: PendingMatch,
}

/// The pending match of that id; null if there is none.
pub(super) fn give<'js>(call: &Call<'_, 'js>, id: Option<String>) -> Result<Value<'js>, Error> {
    let Some(id) = id else { return call.null() };
    let seen = call.run.game().lock().pending_matches.get(&id).cloned();
    match seen {
        Some(seen) => call.object(&CLASS, Pending { id, seen }),
        None => call.null(),
    }
}

/// Looks at the pending match.
fn read<'js>(call: &Call<'_, 'js>, read: impl FnOnce(&PendingMatch) -> Json) -> Result<Value<'js>, Error> {
    let own = call.own::<Pending>()?;
    let store = call.run.game().lock();
    let value = read(store.pending_matches.get(&own.id).unwrap_or(&own.seen));
    drop(store);
    call.give_json(Some(&value))
}

/// The class.
pub(in super::super) static CLASS: Class = Class {
    name: "PendingMatch",
    members: &[
        member("getId", &[0], |call| call.give(call.own::<Pending>()?.id.as_str())),
        member("getMatchShortCode", &[0], |call| read(call, |pending| json!(pending.short_code))),
        member("getMatchGroup", &[0], |call| read(call, |pending| json!(pending.group))),
        member("getSkill", &[0], |call| read(call, |pending| number(pending.skill()))),
        member("getMatchData", &[0], |call| read(call, |pending| json!(pending.data))),
        member("getMatchedPlayers", &[0], |call| {
            let own = call.own::<Pending>()?;
            let store = call.run.game().lock();
            let players = store.pending_matches.get(&own.id).unwrap_or(&own.seen).players.clone();
            drop(store);
            call.objects(&PLAYER, players.into_iter())
        }),
        member("joinPendingMatch", &[1], |call| {
            let id = call.own::<Pending>()?.id.clone();
            let other = look(&call.value(0), |_, other: &Pending| other.id.clone());
            let Some(other) = other else { return Err(call.no_such_method()) };
            let joined = happen(call, move |making| {
                let both = making.both(&id, &other)?;
                making.join(&id, &other)?;
                Some(both)
            })?;
            match joined {
                Some((id, seen)) => call.object(&CLASS, Pending { id, seen }),
                None => call.null(),
            }
        }),
        member("findPendingMatches", &[1], |call| {
            let id = call.own::<Pending>()?.id.clone();
            let most = usize::try_from(call.whole(0)?).unwrap_or_default();
            let found = happen(call, move |making| {
                let ids = making.fitting(&id, most).into_iter();
                ids.filter_map(|id| Some((making.store.pending_matches.get(&id)?.clone(), id))).collect::<Vec<_>>()
            })?;
            call.objects(&CLASS, found.into_iter().map(|(seen, id)| Pending { id, seen }))
        }),
    ],
    absent: &[],
};

/// The class of players who look for a match.
pub(in super::super) static PLAYER: Class = Class {
    name: "SparkMatchedPlayer",
    members: &[
        member("getPlayerId", &[0], |call| call.give(call.own::<Seeker>()?.player.as_str())),
        member("getSkill", &[0], |call| call.give_json(Some(&number(call.own::<Seeker>()?.skill)))),
        member("getLocation", &[0], |call| {
            let player = &call.own::<Seeker>()?.player;
            let at = location(call.run.game().lock().players.get(player));
            call.give_json(Some(&at))
        }),
        member("getParticipantData", &[0], |call| call.give_json(call.own::<Seeker>()?.data.as_ref())),
    ],
    absent: &[],
};

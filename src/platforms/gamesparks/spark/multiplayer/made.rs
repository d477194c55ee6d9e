//! `SparkMatch`, `SparkParticipant` and `SparkRealtimeServer`.

use rquickjs::{Error, Value};
use serde_json::{Value as Json, json};

use super::super::class::{Call, Class, member, variadic};
use super::super::player;
use super::{happen, player as player_of};
use crate::platforms::gamesparks::state::matches::{MOST_DATA, Participant};
use crate::platforms::gamesparks::state::{Match, PlayerId, Seeker};

/// The id of a match.
pub(super) struct Id(pub(super) String);

/// Looks at the match; null if it is gone.
fn read<'js>(call: &Call<'_, 'js>, read: impl FnOnce(&Match) -> Json) -> Result<Value<'js>, Error> {
    let found = call.run.game().lock().matches.get(&call.own::<Id>()?.0).map(read);
    call.give_json(found.as_ref())
}

/// The players that are given; what is none is left out.
fn those_known(call: &Call<'_, '_>) -> Result<Vec<PlayerId>, Error> {
    let given: Result<Vec<_>, _> = call.rest(0)?.iter().map(|value| player_of(call, value)).collect();
    Ok(given?.into_iter().flatten().collect())
}

fn add<'js>(call: &Call<'_, 'js>) -> Result<Value<'js>, Error> {
    let (id, players) = (call.own::<Id>()?.0.clone(), those_known(call)?);
    let come = |player: PlayerId| Seeker { player, skill: 0.0, data: None };
    happen(call, move |making| {
        let known: Vec<_> = players.into_iter().filter(|id| making.store.players.contains_key(id)).collect();
        making.add(&id, known.into_iter().map(come).collect());
    })?;
    call.nothing()
}

fn remove<'js>(call: &Call<'_, 'js>) -> Result<Value<'js>, Error> {
    let (id, players) = (call.own::<Id>()?.0.clone(), those_known(call)?);
    happen(call, move |making| making.remove(&id, &players))?;
    call.nothing()
}

/// The class.
pub(in super::super) static CLASS: Class = Class {
    name: "SparkMatch",
    members: &[
        member("getId", &[0], |call| call.give(call.own::<Id>()?.0.as_str())),
        member("getParticipants", &[0], |call| {
            let participants =
                call.run.game().lock().matches.get(&call.own::<Id>()?.0).map(|made| made.participants.clone());
            call.objects(&PARTICIPANT, participants.unwrap_or_default().into_iter())
        }),
        member("getServer", &[0], |call| {
            let is_realtime =
                call.run.game().lock().matches.get(&call.own::<Id>()?.0).is_some_and(|made| made.is_realtime);
            if is_realtime { call.object(&SERVER, ()) } else { call.null() }
        }),
        member("getMatchData", &[0], |call| read(call, |made| json!(made.data))),
        member("setMatchData", &[1], |call| {
            let data = call.json(0)?;
            if data.to_string().len() > MOST_DATA {
                return Err(call.throw(&format!("the data of a match has at most {} KiB", MOST_DATA / 1024)));
            }
            let data = data.as_object().cloned().unwrap_or_default().into_iter().collect();
            let id = &call.own::<Id>()?.0;
            if let Some(made) = call.run.game().lock().matches.get_mut(id) {
                made.data = data;
            }
            call.nothing()
        }),
        member("isRealtimeEnabled", &[0], |call| read(call, |made| json!(made.is_realtime))),
        member("enableRealtime", &[0, 1], |call| {
            let (id, script) = (call.own::<Id>()?.0.clone(), call.text(0)?);
            happen(call, move |making| making.enable_realtime(&id, script))?;
            call.nothing()
        }),
        variadic("addPlayers", 0, add),
        variadic("addPlayersById", 0, add),
        variadic("removePlayers", 0, remove),
        variadic("removePlayersById", 0, remove),
    ],
    absent: &[],
};

/// The class of participants.
pub(in super::super) static PARTICIPANT: Class = Class {
    name: "SparkParticipant",
    members: &[
        member("getPlayer", &[0], |call| call.object(&player::CLASS, call.own::<Participant>()?.player.clone())),
        member("getPeerId", &[0], |call| call.give(call.own::<Participant>()?.peer_id)),
        member("getAccessToken", &[0], |call| call.give_json(Some(&json!(call.own::<Participant>()?.access_token)))),
    ],
    absent: &[],
};

/// The class of servers.
pub(in super::super) static SERVER: Class = Class {
    name: "SparkRealtimeServer",
    members: &[
        member("getHost", &[0], |call| call.give(call.run.game().settings.realtime_host.as_str())),
        member("getPort", &[0], |call| call.give(u32::from(call.run.game().settings.realtime_port))),
    ],
    absent: &[],
};

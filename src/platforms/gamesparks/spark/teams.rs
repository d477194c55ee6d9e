//! `SparkTeams`, from `Spark.getTeams()`, with `SparkTeam` and `ChatMessage`.

use rquickjs::{Error, Value};
use serde_json::json;

use super::class::{Call, Class, member, variadic};
use super::messages::deliver;
use super::values::to_js;
use crate::platforms::fidelity::{Row, chosen, documented};
use crate::platforms::gamesparks::achieving;
use crate::platforms::gamesparks::data::bson::Bson;
use crate::platforms::gamesparks::economy::Why;
use crate::platforms::gamesparks::state::{ChatMessage, PlayerId, Team};
use crate::script::value;

/// How we know.
pub(super) const FIDELITY: &[Row] = &[
    documented(
        "spark.teams",
        "getTeam finds a team by id, null if there is none; getTeamByOwnerIdAndTeamType gives those of an owner",
        "SparkTeams API page",
    ),
    documented(
        "spark.team",
        "a team's id, name, type, owner and members, which a script can change; drop removes it",
        "SparkTeam API page",
    ),
    chosen("spark.team-limits", "a script may add members beyond the limits of the type", "the limits are of requests"),
    documented(
        "spark.team-chat",
        "listChatMessages, getChatMessage and deleteChatMessage; the newest message comes first",
        "SparkTeam API page",
    ),
    documented(
        "spark.team-achievements",
        "addAchievement and removeAchievement go to each member; true if anything changed",
        "SparkTeam API page",
    ),
];

/// The class.
pub(super) static CLASS: Class = Class {
    name: "SparkTeams",
    members: &[
        member("getTeam", &[1], |call| {
            let id = call.name(0)?;
            let is_there = call.run.game().lock().teams.contains_key(&id);
            if is_there { call.object(&TEAM, Id(id)) } else { call.null() }
        }),
        member("getTeamByOwnerIdAndTeamType", &[2], |call| {
            let (owner, kind) = (call.name(0)?, call.name(1)?);
            let store = call.run.game().lock();
            let found = store.teams.iter().filter(|(_, team)| team.owner.as_str() == owner && team.kind == kind);
            let found: Vec<_> = found.map(|(id, _)| Id(id.clone())).collect();
            drop(store);
            call.objects(&TEAM, found.into_iter())
        }),
    ],
    absent: &[],
};

/// The id of a team.
struct Id(String);

/// Looks at the team, or changes it; nothing if it is gone.
fn with<T: Default>(call: &Call<'_, '_>, work: impl FnOnce(&mut Team) -> T) -> Result<T, Error> {
    let id = &call.own::<Id>()?.0;
    Ok(call.run.game().lock().teams.get_mut(id).map(work).unwrap_or_default())
}

fn players(call: &Call<'_, '_>) -> Result<Vec<PlayerId>, Error> {
    let texts = call.rest(0)?.into_iter().map(|value| value::text(call.ctx, &value));
    let texts: Vec<String> = texts.collect::<Result<_, _>>()?;
    Ok(texts.iter().filter_map(|id| id.parse().ok()).collect())
}

/// Gives an achievement to each member, or takes it from them.
fn achievement<'js>(call: &Call<'_, 'js>, adds: bool) -> Result<Value<'js>, Error> {
    let code = call.name(0)?;
    let members = with(call, |team| team.members.clone())?;
    let (game, world) = (call.run.game(), &call.run.occasion.world);
    let mut changed = false;
    let mut messages = Vec::new();
    let mut store = game.lock();
    for id in members {
        if adds {
            let why =
                Why { script: Some(call.run.occasion.script.clone()), ..Why::because(format!("ACHIEVEMENT {code}")) };
            let earned = achieving::earn(world, &game.config, &mut store, &id, why, &code);
            changed |= earned.is_some();
            messages.extend(earned.into_iter().flatten());
        } else if let Some(player) = store.players.get_mut(&id) {
            let before = player.achievements.len();
            player.achievements.retain(|earned| *earned != code);
            changed |= player.achievements.len() < before;
        }
    }
    drop(store);
    for message in messages {
        deliver(call, message)?;
    }
    call.give(changed)
}

pub(super) static TEAM: Class = Class {
    name: "SparkTeam",
    members: &[
        member("getTeamId", &[0], |call| call.give(call.own::<Id>()?.0.as_str())),
        member("getTeamName", &[0], |call| call.give(with(call, |team| team.name.clone())?)),
        member("getTeamType", &[0], |call| call.give(with(call, |team| team.kind.clone())?)),
        member("getOwnerId", &[0], |call| call.give(with(call, |team| team.owner.to_string())?)),
        member("getMemberIds", &[0], |call| {
            let members = with(call, |team| team.members.clone())?;
            call.give_json(Some(&json!(members)))
        }),
        member("setOwnerId", &[1], |call| {
            let owner: Option<PlayerId> = call.name(0)?.parse().ok();
            call.give(with(call, |team| owner.map(|owner| team.owner = owner).is_some())?)
        }),
        member("setTeamName", &[1], |call| {
            let name = call.name(0)?;
            call.give(with(call, |team| {
                team.name = name;
                true
            })?)
        }),
        variadic("addMembers", 0, |call| {
            let players = players(call)?;
            with(call, |team| {
                for player in players {
                    if !team.members.contains(&player) {
                        team.members.push(player);
                    }
                }
            })?;
            call.nothing()
        }),
        variadic("removeMembers", 0, |call| {
            let players = players(call)?;
            with(call, |team| team.members.retain(|member| !players.contains(member)))?;
            call.nothing()
        }),
        member("drop", &[0], |call| {
            let id = &call.own::<Id>()?.0;
            let gone = call.run.game().lock().teams.shift_remove(id).is_some();
            call.give(gone)
        }),
        member("listChatMessages", &[2], |call| {
            let (count, offset) = (call.whole(0)?, call.whole(1)?);
            let size = |number: i64| usize::try_from(number).unwrap_or_default();
            let all = with(call, |team| team.chat.clone())?;
            call.objects(&CHAT, all.into_iter().rev().skip(size(offset)).take(size(count)))
        }),
        member("getChatMessage", &[1], |call| {
            let id = call.name(0)?;
            let found = with(call, |team| team.chat.iter().find(|one| one.id == id).cloned())?;
            found.map_or_else(|| call.null(), |one| call.object(&CHAT, one))
        }),
        member("deleteChatMessage", &[1], |call| {
            let id = call.name(0)?;
            call.give(with(call, |team| {
                let before = team.chat.len();
                team.chat.retain(|one| one.id != id);
                team.chat.len() < before
            })?)
        }),
        member("addAchievement", &[1], |call| achievement(call, true)),
        member("removeAchievement", &[1], |call| achievement(call, false)),
    ],
    absent: &[],
};

pub(super) static CHAT: Class = Class {
    name: "ChatMessage",
    members: &[
        member("getId", &[0], |call| call.give(call.own::<ChatMessage>()?.id.as_str())),
        member("getFromId", &[0], |call| call.give(call.own::<ChatMessage>()?.from.as_str())),
        member("getWho", &[0], |call| call.give(call.own::<ChatMessage>()?.who.as_str())),
        member("getMessage", &[0], |call| call.give(call.own::<ChatMessage>()?.message.as_str())),
        member("getWhen", &[0], |call| {
            let when = call.own::<ChatMessage>()?.when;
            to_js(call.ctx, &Bson::Date(when.as_millisecond()), true)
        }),
    ],
    absent: &[],
};

//! What an event does to the leaderboards that it fills, and the messages that this causes.

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value, json};

use super::super::{Document, Handling};
use crate::platforms::fidelity::{Row, chosen, documented, inferred};
use crate::platforms::gamesparks::boards::shown::entry;
use crate::platforms::gamesparks::boards::{self, Audience, Change};
use crate::platforms::gamesparks::challenges;
use crate::platforms::gamesparks::config::leaderboard::Notice;
use crate::platforms::gamesparks::config::{ChallengeType, Config, Leaderboard};
use crate::platforms::gamesparks::messages::Message;
use crate::platforms::gamesparks::social;
use crate::platforms::gamesparks::state::challenge::{Challenge, RunState};
use crate::platforms::gamesparks::state::{PlayerId, Store};

/// How we know.
pub const FIDELITY: &[Row] = &[
    documented(
        "leaderboard.filled",
        "an event that no script rejects goes into every leaderboard that it fills",
        "Key Concepts, and Leaderboards page",
    ),
    inferred(
        "leaderboard.teams",
        "on a leaderboard of teams what a player sends counts for each team of that type which the player is in",
        "Teams page",
    ),
    documented(
        "leaderboard.messages",
        "NewHighScoreMessage (for teams NewTeamScoreMessage) has leaderboardData, leaderboardName, leaderboardShortCode and rankDetails; GlobalRankChangedMessage and SocialRankChangedMessage have you and them",
        "Messages pages",
    ),
    chosen(
        "leaderboard.message-when",
        "a new high score is an entry that is new or stands before where it stood; who was passed by it gets the message about ranks",
        "when exactly the platform sent them is unknown",
    ),
];

/// Adds an event of `request`'s player to the leaderboards that it fills.
pub(in super::super) fn fill(cx: &mut Handling<'_>, key: &str, request: &Document) {
    let Some(me) = cx.player.clone() else { return };
    let game = cx.game;
    let filled = game.config.leaderboards.iter();
    let filled = filled.filter(|(_, leaderboard)| leaderboard.event.as_ref().is_some_and(|event| event.value == key));
    for (code, leaderboard) in filled {
        let mut store = game.lock();
        let hidden = boards::hidden(&store);
        for owner in owners(&store, leaderboard, &me) {
            let board = store.boards.entry(code.clone()).or_default();
            let now = cx.world.clock().now();
            let Some(change) = board.record(code, leaderboard, &owner, request, now, &|one| hidden.contains(one))
            else {
                continue;
            };
            let place = format!("{owner} is number {} of {}", change.after.rank, change.address);
            cx.checks.pass("leaderboard", place);
            cx.messages.extend(messages(cx, &store, leaderboard, &me, &change));
        }
    }
    fill_challenges(cx, key, &me, request);
}

/// The leaderboard that the event `key` fills in challenges of that type, where it counts there too.
fn filled_from_outside<'c>(
    config: &'c Config,
    kind: &'c ChallengeType,
    key: &str,
) -> Option<(&'c String, &'c Leaderboard)> {
    let code = kind.leaderboard.as_ref().filter(|_| kind.is_global)?;
    let leaderboard = config.leaderboards.get(&code.value)?;
    let is_filled = leaderboard.event.as_ref().is_some_and(|event| event.value == key);
    is_filled.then_some((&code.value, leaderboard))
}

/// Adds the event to the leaderboards of challenges of global types that its player plays.
fn fill_challenges(cx: &mut Handling<'_>, key: &str, me: &PlayerId, request: &Document) {
    let (game, now) = (cx.game, cx.world.clock().now());
    let kinds = game.config.challenge_types.iter();
    let filled: HashMap<&String, _> =
        kinds.filter_map(|(code, kind)| Some((code, filled_from_outside(&game.config, kind, key)?))).collect();
    if filled.is_empty() {
        return;
    }
    let mut store = game.lock();
    let plays = |one: &Challenge| one.state == RunState::Running && one.accepted.contains(me);
    let own = store.challenges.iter().filter(|(_, one)| filled.contains_key(&one.short_code) && plays(one));
    let own: Vec<String> = own.map(|(id, _)| id.clone()).collect();
    for id in own {
        let mut change =
            challenges::Change { world: cx.world, config: &game.config, store: &mut store, id, messages: Vec::new() };
        change.settle();
        let Some(one) = change.store.challenges.get_mut(&change.id).filter(|one| plays(one)) else { continue };
        if let Some((code, leaderboard)) = filled.get(&one.short_code) {
            let changed = one.board.record(code, leaderboard, me.as_str(), request, now, &|_| false);
            if changed.is_some_and(|change| change.before.is_none_or(|before| before != change.after)) {
                change.changed(me);
            }
        }
        cx.messages.extend(change.messages);
    }
}

fn owners(store: &Store, leaderboard: &Leaderboard, me: &PlayerId) -> Vec<String> {
    let Some(kind) = &leaderboard.team_type else { return vec![me.to_string()] };
    let own = store.teams.iter().filter(|(_, team)| team.kind == kind.value && team.members.contains(me));
    own.map(|(id, _)| id.clone()).collect()
}

/// The messages that a change causes.
fn messages(
    cx: &Handling<'_>,
    store: &Store,
    leaderboard: &Leaderboard,
    me: &PlayerId,
    change: &Change,
) -> Vec<Message> {
    let (before, after) = (change.before.as_ref(), &change.after);
    let better = before.is_none_or(|before| {
        after.rank < before.rank || after.line.when != before.line.when && after.rank == before.rank
    });
    if !better || leaderboard.messages.is_empty() {
        return Vec::new();
    }
    let is_teams = leaderboard.team_type.is_some();
    let named = |mut body: Map<String, Value>| {
        body.insert("leaderboardName".into(), json!(leaderboard.name));
        body.insert("leaderboardShortCode".into(), json!(change.address.to_string()));
        body
    };
    let Some((_, standing)) =
        boards::view(store, &cx.game.config, &change.address, &Audience::Everybody, cx.world.clock().now())
    else {
        return Vec::new();
    };
    let overtaken: Vec<_> = standing
        .places()
        .filter(|place| place.rank > after.rank && before.is_none_or(|before| place.rank <= before.rank))
        .filter(|place| place.line.owner != after.line.owner)
        .collect();
    let friends: HashSet<String> =
        social::friends(store, &cx.game.config, me).iter().map(ToString::to_string).collect();
    let mine = entry(store, is_teams, after.rank, &after.line);
    let mut sent = Vec::new();
    for notice in &leaderboard.messages {
        match notice {
            Notice::NewHighScore => {
                let mut ranks = Map::new();
                ranks.insert("globalCount".into(), json!(standing.len()));
                if let Some(before) = before {
                    ranks.insert("globalFrom".into(), json!(before.rank));
                }
                ranks.insert("globalTo".into(), json!(after.rank));
                let passed = overtaken.iter().filter(|place| friends.contains(&place.line.owner));
                ranks.insert(
                    "friendsPassed".into(),
                    passed.map(|place| entry(store, is_teams, place.rank, place.line)).collect(),
                );
                let mut body = Map::new();
                body.insert("leaderboardData".into(), mine.clone());
                body.insert("rankDetails".into(), Value::Object(ranks));
                let class = if is_teams { "NewTeamScoreMessage" } else { "NewHighScoreMessage" };
                let players = match store.teams.get(&after.line.owner) {
                    Some(team) if is_teams => team.members.clone(),
                    _ => vec![me.clone()],
                };
                sent.push(Message { class: class.into(), body: named(body), players, ..Message::default() });
            }
            Notice::GlobalRankChanged | Notice::SocialRankChanged => {
                let is_social = *notice == Notice::SocialRankChanged;
                let told = overtaken.iter().filter(|place| !is_social || friends.contains(&place.line.owner));
                for place in told {
                    let Ok(player) = place.line.owner.parse() else { continue };
                    let mut body = Map::new();
                    body.insert("them".into(), mine.clone());
                    body.insert("you".into(), entry(store, is_teams, place.rank, place.line));
                    let class = if is_social { "SocialRankChangedMessage" } else { "GlobalRankChangedMessage" };
                    sent.push(Message {
                        class: class.into(),
                        body: named(body),
                        players: vec![player],
                        ..Message::default()
                    });
                }
            }
        }
    }
    sent
}

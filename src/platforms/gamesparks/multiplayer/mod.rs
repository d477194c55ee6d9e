//! Matches: how players who look for one are brought together, and the messages that this causes. Knows nothing of scripts, and
//! of requests only how responses show a player.

pub mod fit;
mod making;
pub mod seekers;
pub mod shown;

use std::sync::Arc;

use jiff::Timestamp;

use super::messages::Message;
use super::state::{Game, PlayerId, Store};
use super::timers::{self, Alarm};
use crate::platforms::fidelity::{Row, absent, chosen, documented, inferred};
use crate::world::World;
pub use making::Search;
pub use seekers::Seekers;

/// How we know.
pub const FIDELITY: &[Row] = &[
    documented(
        "match.pending",
        "a player who looks for a match is a pending match, and pending matches become one until there are as many players as a match has at most",
        "Multiplayer pages, and PendingMatch page",
    ),
    inferred(
        "match.mutual",
        "two pending matches fit if each is within what the other looks for: code, group, skill and custom query",
        "MatchmakingRequest page",
    ),
    documented(
        "match.thresholds",
        "thresholds follow each other, each for its period; after the last one the players get MatchNotFoundMessage",
        "SparkMatchThreshold API page, and Matches page",
    ),
    chosen(
        "match.ranges",
        "of an absolute threshold min and max are skills, of a relative one what is taken from and added to one's own, of a percentage hundredths of it",
        "the tutorials name the three types and show no numbers",
    ),
    chosen(
        "match.minimum",
        "where a threshold accepts the minimum, a match is made at its end if there are as many players; one that players can drop into is made as soon as there are",
        "the page says only that the minimum is accepted",
    ),
    chosen(
        "match.no-thresholds",
        "a configuration without thresholds takes any skill, for 60 s",
        "the portal does not let one be without",
    ),
    chosen(
        "match.merged",
        "of two pending matches the older goes on, with its time; its data comes first, and both queries count",
        "unknown",
    ),
    documented(
        "match.once",
        "whoever looks again in the same group has stopped looking before",
        "SparkMatchConfig API page: both cancel earlier pending matches of these players in the group",
    ),
    documented(
        "match.query",
        "a custom query is one of MongoDB over pending matches, with a GeoJSON point as the location of a player",
        "MatchmakingRequest and SparkMatchedPlayer pages",
    ),
    chosen(
        "match.query-document",
        "it sees _id, matchShortCode, matchGroup, skill, matchData, and playerId, skill, location and participantData of each player under players and under matchedPlayers",
        "the names of the API's types; how the documents were stored is not shown",
    ),
    documented(
        "match.messages",
        "MatchFoundMessage, MatchUpdatedMessage and MatchNotFoundMessage with the members of the API's types",
        "Messages pages",
    ),
    chosen(
        "match.messages-players",
        "addedPlayers and removedPlayers are ids; those who come get MatchFoundMessage, everybody else, those who go included, MatchUpdatedMessage",
        "the pages name no types",
    ),
    documented(
        "match.drop-in",
        "where players may drop in, whoever looks for a match comes into one that has room, for as long as the configuration says",
        "SparkMatchConfig API page",
    ),
    documented(
        "match.disconnect",
        "a player who is away for the threshold of the configuration leaves the matches that players can drop out of",
        "SparkMatchConfig API page",
    ),
    chosen(
        "match.kept",
        "a game keeps the newest 10,000 matches and at most 10,000 pending ones; the data of a match has at most 256 KiB",
        "memory must have a bound",
    ),
    absent(
        "match.realtime",
        "real-time sessions: a match in real time has tokens, and host and port as the game's settings say; what listens there is yours",
        "the protocol is in no source, and the platform closed it to new games in 2019",
    ),
];

/// Something that happens to matches, under the lock of the game's store.
pub struct Making<'a> {
    world: &'a World,
    game: &'a Game,
    /// What is stored.
    pub store: &'a mut Store,
    after: After,
}

/// What is left to do when the lock is given back.
#[derive(Default)]
struct After {
    messages: Vec<Message>,
    due: Vec<(Alarm, Timestamp)>,
    over: Vec<Alarm>,
    found: Vec<(PlayerId, String, Option<String>)>,
}

/// Does `work` with the game's matches. Gives the messages that it causes, which are to be delivered. To be called in the world's
/// runtime.
pub fn happen<T>(world: &Arc<World>, game: &Arc<Game>, work: impl FnOnce(&mut Making<'_>) -> T) -> (T, Vec<Message>) {
    let (done, after) = {
        let mut store = game.lock();
        let mut making = Making { world, game, store: &mut store, after: After::default() };
        let done = work(&mut making);
        (done, making.after)
    };
    for alarm in after.over {
        game.alarms.call_off(&alarm);
    }
    for (alarm, at) in after.due {
        timers::arm(world, game, alarm, at);
    }
    for (player, code, found) in after.found {
        game.seekers.tell(&player, &code, found.as_deref());
    }
    (done, after.messages)
}

/// What matches wait for, and until when: for a world that begins to be played.
pub fn waiting(game: &Game) -> Vec<(Alarm, Timestamp)> {
    let store = game.lock();
    let due = |(id, pending): (&String, &super::state::PendingMatch)| {
        let config = game.config.matches.get(&pending.short_code)?;
        Some((Alarm::Pending(id.clone()), fit::due(config, pending)?))
    };
    let away = |(id, made): (&String, &super::state::Match)| {
        Some((Alarm::Away(id.clone()), fit::away_until(&game.config, made)?))
    };
    let pending = store.pending_matches.iter().filter_map(due);
    pending.chain(store.matches.iter().filter_map(away)).collect()
}

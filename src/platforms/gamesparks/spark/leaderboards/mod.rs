//! `SparkLeaderboards`, from `Spark.getLeaderboards()`, and its classes: one file for each.

pub(super) mod board;
pub(super) mod entry;
pub(super) mod operations;

use std::collections::HashSet;

use rquickjs::{Error, Value};

use super::class::{Call, Class, look, member, variadic};
use crate::platforms::fidelity::{Row, chosen, documented, inferred};
use crate::platforms::gamesparks::boards::{Address, Audience, of_challenge};
use crate::platforms::gamesparks::social;
use crate::platforms::gamesparks::state::PlayerId;
use crate::script::value;
use board::Board;
use operations::Operation;

/// How we know.
pub(super) const FIDELITY: &[Row] = &[
    documented(
        "spark.leaderboards",
        "getLeaderboard finds a leaderboard, a partition or an earlier period by short code, null if there is none; listLeaderboards gives all",
        "SparkLeaderboards API page",
    ),
    documented(
        "spark.leaderboards-social",
        "social leaderboards have the player and the friends that are given, or those of the game; inverse ones everybody else; team leaderboards the members of the teams",
        "SparkLeaderboards API page",
    ),
    documented(
        "spark.leaderboards-sets",
        "union, intersection and difference of leaderboards give the ids of their owners when they are evaluated",
        "SparkLeaderboards API page",
    ),
    documented(
        "spark.leaderboard",
        "what a leaderboard is, its entries, and deleting, rebuilding and archiving them",
        "SparkLeaderboard API page",
    ),
    inferred(
        "spark.leaderboard-cursor",
        "a cursor goes over the entries as they were when it was made",
        "unknown; a script sees one state",
    ),
    chosen("spark.leaderboard-all", "getEntries() without arguments gives every entry", "the page names no number"),
    chosen("spark.leaderboard-percentage", "the rank as a percentage is rounded up: 1 of 3 is 34", "unknown"),
    chosen(
        "spark.leaderboard-rank",
        "getRankForScore gives the rank that the values would have, before those who have the same",
        "the page: the rank that the score would have",
    ),
    documented(
        "spark.leaderboard-deprecated",
        "deleteEntry throws java.lang.UnsupportedOperationException on a leaderboard with custom ids",
        "SparkLeaderboard API page",
    ),
    chosen(
        "spark.leaderboard-awards",
        "rebuildLeaderboard(true) gives no achievements: none is earned by a place on a leaderboard",
        "achievements that depend on leaderboards are not configured in a fixture",
    ),
    documented(
        "spark.leaderboards-challenge",
        "the leaderboard of a challenge, for everybody, for friends, for teams, and without them; null if the challenge or its leaderboard is not there",
        "SparkLeaderboards API page; the null is chosen",
    ),
];

/// The class.
pub(super) static CLASS: Class = Class {
    name: "SparkLeaderboards",
    members: &[
        member("getLeaderboard", &[1], |call| give(call, named(call)?, Audience::Everybody)),
        member("listLeaderboards", &[0], |call| {
            let codes = call.run.game().config.leaderboards.keys();
            let boards = codes.map(|code| Board { address: Address::whole(code), audience: Audience::Everybody });
            call.objects(&board::CLASS, boards)
        }),
        variadic("getSocialLeaderboard", 1, |call| social(call, named, false, false)),
        variadic("getInverseSocialLeaderboard", 1, |call| social(call, named, false, true)),
        variadic("getSocialLeaderboardAs", 2, |call| social(call, named, true, false)),
        variadic("getInverseSocialLeaderboardAs", 2, |call| social(call, named, true, true)),
        variadic("getTeamLeaderboard", 1, |call| team(call, named, false, false)),
        variadic("getInverseTeamLeaderboard", 1, |call| team(call, named, false, true)),
        variadic("getTeamLeaderboardAs", 2, |call| team(call, named, true, false)),
        variadic("getInverseTeamLeaderboardAs", 2, |call| team(call, named, true, true)),
        member("getChallengeLeaderboard", &[1], |call| give(call, challenged(call)?, Audience::Everybody)),
        variadic("getSocialChallengeLeaderboard", 1, |call| social(call, challenged, false, false)),
        variadic("getInverseSocialChallengeLeaderboard", 1, |call| social(call, challenged, false, true)),
        variadic("getSocialChallengeLeaderboardAs", 2, |call| social(call, challenged, true, false)),
        variadic("getInverseSocialChallengeLeaderboardAs", 2, |call| social(call, challenged, true, true)),
        variadic("getTeamChallengeLeaderboard", 1, |call| team(call, challenged, false, false)),
        variadic("getInverseTeamChallengeLeaderboard", 1, |call| team(call, challenged, false, true)),
        variadic("getTeamChallengeLeaderboardAs", 2, |call| team(call, challenged, true, false)),
        variadic("getInverseTeamChallengeLeaderboardAs", 2, |call| team(call, challenged, true, true)),
        member("union", &[2], |call| operations::new(call, Operation::Union)),
        member("intersection", &[2], |call| operations::new(call, Operation::Intersection)),
        member("difference", &[2], |call| operations::new(call, Operation::Difference)),
    ],
    absent: &[],
};

/// What finds the leaderboard that the first argument of a call means.
type Find = for<'js> fn(&Call<'_, 'js>) -> Result<Option<Address>, Error>;

/// The leaderboard of a short code.
fn named(call: &Call<'_, '_>) -> Result<Option<Address>, Error> {
    let found = Address::parse(&call.name(0)?);
    Ok(found.filter(|address| call.run.game().config.leaderboards.contains_key(&address.code)))
}

/// The leaderboard of a challenge.
fn challenged(call: &Call<'_, '_>) -> Result<Option<Address>, Error> {
    let game = call.run.game();
    Ok(of_challenge(&game.lock(), &game.config, &call.name(0)?).ok())
}

/// The leaderboard as `audience` sees it; null if there is none.
fn give<'js>(call: &Call<'_, 'js>, address: Option<Address>, audience: Audience) -> Result<Value<'js>, Error> {
    match address {
        Some(address) => {
            let class = if address.partition.is_empty() { &board::CLASS } else { &board::PARTITION };
            call.object(class, Board { address, audience })
        }
        None => call.null(),
    }
}

/// The ids that are given from the argument at `at` on.
fn ids(call: &Call<'_, '_>, at: usize) -> Result<Vec<String>, Error> {
    let given = call.rest(at)?.into_iter().filter(|value| !value.is_null() && !value.is_undefined());
    given.map(|value| value::text(call.ctx, &value)).collect()
}

/// The player who looks: the one that is given, or the current one.
fn viewer(call: &Call<'_, '_>, is_given: bool) -> Result<Option<PlayerId>, Error> {
    Ok(if is_given { call.text(1)?.and_then(|id| id.parse().ok()) } else { call.run.occasion.player.clone() })
}

fn social<'js>(call: &Call<'_, 'js>, find: Find, is_given: bool, is_inverse: bool) -> Result<Value<'js>, Error> {
    let viewer = viewer(call, is_given)?;
    let mut owners: HashSet<String> = ids(call, 1 + usize::from(is_given))?.into_iter().collect();
    if owners.is_empty()
        && let Some(me) = &viewer
    {
        let game = call.run.game();
        owners.extend(social::friends(&game.lock(), &game.config, me).iter().map(ToString::to_string));
    }
    owners.extend(viewer.map(|me| me.to_string()));
    give(call, find(call)?, if is_inverse { Audience::AllBut(owners) } else { Audience::Only(owners) })
}

fn team<'js>(call: &Call<'_, 'js>, find: Find, is_given: bool, is_inverse: bool) -> Result<Value<'js>, Error> {
    let viewer = viewer(call, is_given)?;
    let given = ids(call, 1 + usize::from(is_given))?;
    let store = call.run.game().lock();
    let is_meant = |(id, team): &(&String, &crate::platforms::gamesparks::state::Team)| {
        if given.is_empty() { viewer.as_ref().is_some_and(|me| team.members.contains(me)) } else { given.contains(id) }
    };
    let meant = store.teams.iter().filter(is_meant);
    let owners =
        meant.flat_map(|(id, team)| team.members.iter().map(ToString::to_string).chain([id.clone()])).collect();
    drop(store);
    give(call, find(call)?, if is_inverse { Audience::AllBut(owners) } else { Audience::Only(owners) })
}

/// The leaderboard or the operation that an argument is.
fn side(call: &Call<'_, '_>, at: usize) -> Result<operations::Side, Error> {
    let value = call.value(at);
    let board = look(&value, |_, board: &Board| operations::Side::Board(board.clone()));
    let found = board.or_else(|| {
        look(&value, |_, operation: &operations::Operations| operations::Side::Operation(operation.clone()))
    });
    found.ok_or_else(|| call.no_such_method())
}

//! Who belongs together: the friends of a player, and the members of teams.

use std::collections::HashSet;

use super::config::Config;
use super::state::{PlayerId, Store, Team};
use crate::platforms::fidelity::{Row, documented, inferred};

/// How we know.
pub const FIDELITY: &[Row] = &[
    documented(
        "social.teams",
        "members of a team of a social type count as friends; where the type is extended, so do the members of other teams of a member",
        "Teams page",
    ),
    inferred("social.self", "a social leaderboard has the player who asks on it", "SparkLeaderboards API page"),
];

/// The ids of the friends of `id`: those that the player has, and those that teams make.
pub fn friends(store: &Store, config: &Config, id: &PlayerId) -> Vec<PlayerId> {
    let own = store.players.get(id).map(|player| player.friends.clone()).unwrap_or_default();
    let mut found: Vec<PlayerId> = own.iter().filter_map(|friend| friend.parse().ok()).collect();
    for team in teams_of(store, id) {
        let Some(kind) = config.team_types.get(&team.kind) else { continue };
        if kind.is_social || kind.is_extended_social {
            found.extend(team.members.iter().cloned());
        }
        if kind.is_extended_social {
            let others =
                team.members.iter().flat_map(|member| teams_of(store, member)).filter(|other| other.kind == team.kind);
            found.extend(others.flat_map(|other| other.members.iter().cloned()));
        }
    }
    let mut seen = HashSet::new();
    found.retain(|friend| friend != id && seen.insert(friend.clone()));
    found
}

/// The teams that `id` is in.
pub fn teams_of<'s>(store: &'s Store, id: &'s PlayerId) -> impl Iterator<Item = &'s Team> {
    store.teams.values().filter(move |team| team.members.contains(id))
}

//! `GetLeaderboardEntriesRequest` and `LeaderboardsEntriesRequest`: the entries of one player on several leaderboards.

use serde_json::{Map, Value, json};

use super::super::{Document, Errors, Field, FieldKind, Handling, RequestKind, optional, text};
use super::{audience, texts};
use crate::platforms::fidelity::{Row, chosen, documented};
use crate::platforms::gamesparks::boards::shown::entry;
use crate::platforms::gamesparks::boards::{Address, of_challenge, view};

/// The kinds: one gives the best entry on each leaderboard, the other all of them.
pub(in super::super) struct LeaderboardEntries {
    /// Its class.
    pub(in super::super) name: &'static str,
    /// Whether it gives every entry.
    pub(in super::super) gives_all: bool,
}

impl RequestKind for LeaderboardEntries {
    fn name(&self) -> &'static str {
        self.name
    }

    fn fields(&self) -> &'static [Field] {
        const {
            &[
                optional("challenges", FieldKind::Texts),
                optional("inverseSocial", FieldKind::Flag),
                optional("leaderboards", FieldKind::Texts),
                optional("player", FieldKind::Text),
                optional("social", FieldKind::Flag),
                optional("teamTypes", FieldKind::Texts),
            ]
        }
    }

    fn answer(&self, cx: &mut Handling<'_>, request: &Document) -> Result<Document, Errors> {
        let me = cx.player()?.to_string();
        let whose = text(request, "player").map_or(me, str::to_owned);
        let store = cx.game.lock();
        let audience = audience(cx, &store, request, false)?;
        let mut response = Document::new();
        let named = texts(request, "leaderboards").into_iter().map(|code| (Address::parse(&code), code));
        let challenged = texts(request, "challenges").into_iter();
        let challenged = challenged.map(|id| (of_challenge(&store, &cx.game.config, &id).ok(), id));
        for (address, code) in named.chain(challenged) {
            let Some(address) = address else { continue };
            let Some((leaderboard, standing)) =
                view(&store, &cx.game.config, &address, &audience, cx.world.clock().now())
            else {
                continue;
            };
            let is_teams = leaderboard.team_type.is_some();
            let is_own = |owner: &str| {
                owner == whose
                    || is_teams
                        && store
                            .teams
                            .get(owner)
                            .is_some_and(|team| team.members.iter().any(|member| member.as_str() == whose))
            };
            let mut own = standing.places().filter(|place| is_own(&place.line.owner));
            let shown = |place: crate::platforms::gamesparks::boards::standing::Ranked<'_>| {
                entry(&store, is_teams, place.rank, place.line)
            };
            let value = if self.gives_all {
                json!(own.map(shown).collect::<Vec<_>>())
            } else {
                own.next().map_or_else(|| Value::Object(Map::new()), shown)
            };
            response.insert(code, value);
        }
        Ok(response)
    }

    fn fidelity(&self) -> &'static [Row] {
        if self.gives_all {
            const {
                &[documented(
                    "leaderboard.all-entries",
                    "LeaderboardsEntriesRequest gives a list of the player's entries under the short code of each leaderboard",
                    "API documentation, 2019",
                )]
            }
        } else {
            const {
                &[
                    documented(
                        "leaderboard.entries",
                        "GetLeaderboardEntriesRequest gives the player's best entry under the short code of each leaderboard",
                        "API documentation, 2019",
                    ),
                    chosen(
                        "leaderboard.challenge-entries",
                        "entries on the leaderboards of challenges stand under the ids of the challenges",
                        "the page shows those of leaderboards only",
                    ),
                    chosen(
                        "leaderboard.no-entry",
                        "a leaderboard on which the player has no entry is an empty object; one that does not exist is left out",
                        "unknown",
                    ),
                ]
            }
        }
    }
}

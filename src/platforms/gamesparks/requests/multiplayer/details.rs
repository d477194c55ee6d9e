//! `MatchDetailsRequest`: a match that the player is in.

use super::super::leaderboards::is_set;
use super::super::{Document, Errors, Field, FieldKind, Handling, RequestKind, optional, required, text};
use super::happen;
use crate::platforms::fidelity::{Row, chosen, documented};
use crate::platforms::gamesparks::multiplayer::shown;

/// The kind.
pub(in super::super) struct MatchDetails;

impl RequestKind for MatchDetails {
    fn name(&self) -> &'static str {
        "MatchDetailsRequest"
    }

    fn fields(&self) -> &'static [Field] {
        const { &[required("matchId", FieldKind::Text), optional("realtimeEnabled", FieldKind::Flag)] }
    }

    fn answer(&self, cx: &mut Handling<'_>, request: &Document) -> Result<Document, Errors> {
        let player = cx.player()?.clone();
        let id = text(request, "matchId").unwrap_or_default();
        let wants_realtime = is_set(request, "realtimeEnabled");
        let game = cx.game;
        let found = happen(cx, |making| {
            let made = making.store.matches.get(id).filter(|made| made.participant(&player).is_some())?;
            if wants_realtime && !made.is_realtime {
                let script = made.realtime_script.clone();
                making.enable_realtime(id, script);
            }
            shown::details(game, making.store, id, &player)
        });
        found.ok_or_else(|| Errors::one("matchId", "NOT_FOUND"))
    }

    fn fidelity(&self) -> &'static [Row] {
        const {
            &[
                documented(
                    "match.details",
                    "MatchDetailsRequest gives matchData, matchId, opponents, peerId and playerId of a match that the player is in, else matchId: NOT_FOUND",
                    "MatchDetailsRequest page",
                ),
                chosen(
                    "match.details-realtime",
                    "realtimeEnabled makes a match one in real time that was none; accessToken, host and port are there for those in real time only",
                    "the page says that the option adds a session if there is none",
                ),
            ]
        }
    }
}

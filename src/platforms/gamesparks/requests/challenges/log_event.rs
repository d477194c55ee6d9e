//! `LogChallengeEventRequest`: an event within a challenge; its script runs, and it may be a turn.

use serde_json::Value;

use super::super::{Document, Errors, Field, FieldKind, Handling, RequestKind, log_event, required, text};
use super::change;
use crate::platforms::fidelity::{Row, chosen, documented};
use crate::platforms::gamesparks::cloud_code::{Folder, ScriptId};
use crate::platforms::gamesparks::state::challenge::RunState;

/// The kind.
pub(in super::super) struct LogChallengeEvent;

impl RequestKind for LogChallengeEvent {
    fn name(&self) -> &'static str {
        "LogChallengeEventRequest"
    }

    fn fields(&self) -> &'static [Field] {
        const { &[required("challengeInstanceId", FieldKind::Text), required("eventKey", FieldKind::Text)] }
    }

    fn takes_others(&self) -> bool {
        true
    }

    fn prepare(&self, cx: &mut Handling<'_>, request: &mut Document) -> Result<(), Errors> {
        let id = request.get("challengeInstanceId").cloned().unwrap_or_default();
        let known = id.as_str().is_some_and(|id| cx.game.lock().challenges.contains_key(id));
        if !known {
            return Err(Errors::one("challengeInstanceId", "INVALID"));
        }
        request.entry("challengeId").or_insert(id);
        log_event::attributes(cx, Folder::EventChallenge, request)
    }

    fn script(&self, request: &Document) -> Option<ScriptId> {
        text(request, "eventKey").map(|key| ScriptId::new(Folder::EventChallenge, key))
    }

    fn answer(&self, cx: &mut Handling<'_>, request: &Document) -> Result<Document, Errors> {
        let me = cx.player()?.clone();
        let key = text(request, "eventKey").unwrap_or_default();
        let game = cx.game;
        let now = cx.world.clock().now();
        let refused = change(cx, request, |challenge| {
            let Some(one) = challenge.store.challenges.get_mut(&challenge.id) else { return Ok(None) };
            if one.state != RunState::Running || !one.accepted.contains(&me) {
                // The script may have ended it: what it wanted has happened.
                return Ok(
                    (one.state != RunState::Complete).then_some("the challenge is not running, or not for this player")
                );
            }
            let kind = game.config.challenge_types.get(&one.short_code);
            let board = kind
                .and_then(|kind| kind.leaderboard.as_ref())
                .and_then(|code| Some((code, game.config.leaderboards.get(&code.value)?)));
            let changed = board.and_then(|(code, leaderboard)| {
                one.board.record(&code.value, leaderboard, me.as_str(), request, now, &|_| false)
            });
            let has_changed = changed.is_some_and(|change| change.before.is_none_or(|before| before != change.after));
            if has_changed {
                challenge.changed(&me);
            }
            let is_turn = kind.is_none_or(|kind| kind.attempt_consumer.as_ref().is_none_or(|consumer| consumer == key));
            if is_turn && !challenge.turn(&me, true) {
                return Ok(Some("it is another player's turn"));
            }
            Ok(None)
        })?;
        match refused {
            None => Ok(Document::new()),
            Some(reason) => {
                cx.checks.warn("challenge", reason);
                Err(Errors::one("challengeInstanceId", Value::from("INVALID")))
            }
        }
    }

    fn fidelity(&self) -> &'static [Row] {
        const {
            &[
                documented(
                    "challenge.event",
                    "request/LogChallengeEventRequest and the script in event-challenge run before the event counts; getData() has the challenge under challengeInstanceId and under challengeId",
                    "Cloud Code page, tutorials, and LogChallengeEventRequest page",
                ),
                documented(
                    "challenge.event-turn",
                    "the event that consumes attempts is a turn, and goes into the challenge's leaderboard; the others get ChallengeTurnTakenMessage",
                    "Challenges page",
                ),
                chosen(
                    "challenge.event-other",
                    "an event of somebody whose turn it is not, or of a challenge that does not run, is challengeInstanceId: INVALID, and the verdict says why",
                    "the page has no other code",
                ),
            ]
        }
    }
}

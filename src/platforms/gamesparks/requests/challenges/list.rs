//! `ListChallengeRequest`: the player's challenges.

use serde_json::Value;

use super::super::leaderboards::texts;
use super::super::{Document, Errors, Field, FieldKind, Handling, RequestKind, optional, shown, text};
use crate::platforms::fidelity::{Row, chosen, documented};
use crate::platforms::gamesparks::challenges;
use crate::platforms::gamesparks::state::challenge::{Challenge, RunState};

/// The kind.
pub(in super::super) struct ListChallenge;

impl RequestKind for ListChallenge {
    fn name(&self) -> &'static str {
        "ListChallengeRequest"
    }

    fn fields(&self) -> &'static [Field] {
        const {
            &[
                optional("entryCount", FieldKind::Number),
                optional("offset", FieldKind::Number),
                optional("shortCode", FieldKind::Text),
                optional("state", FieldKind::Text),
                optional("states", FieldKind::Texts),
            ]
        }
    }

    fn answer(&self, cx: &mut Handling<'_>, request: &Document) -> Result<Document, Errors> {
        let me = cx.player()?.clone();
        let mut states = texts(request, "states");
        states.extend(text(request, "state").map(str::to_owned));
        let code = text(request, "shortCode");
        let is_in = |challenge: &Challenge, state: &str| match state {
            "RECEIVED" => challenge.state == RunState::Issued && challenge.challenged.contains(&me),
            "ISSUED" => challenge.state == RunState::Issued && challenge.challenger == me,
            "DECLINED" => {
                challenge.declined.contains(&me) || challenge.state == RunState::Declined && challenge.challenger == me
            }
            other => challenge.state.word() == other && challenge.accepted.contains(&me),
        };
        let store = cx.game.lock();
        let found = store.challenges.iter().rev().filter(|(_, challenge)| {
            let wanted = if states.is_empty() {
                challenge.involves(&me)
            } else {
                states.iter().any(|state| is_in(challenge, state))
            };
            wanted && code.is_none_or(|code| challenge.short_code == code)
        });
        let list = shown::page(found, request).into_iter();
        let list = list.map(|(id, _)| Value::Object(challenges::shown::challenge(&store, &cx.game.config, id)));
        let list = Value::Array(list.collect());
        Ok(Document::from_iter([("challengeInstances".to_owned(), list)]))
    }

    fn fidelity(&self) -> &'static [Row] {
        const {
            &[
                documented(
                    "challenge.list",
                    "lists the player's challenges in the states WAITING, RUNNING, ISSUED, RECEIVED, COMPLETE or DECLINED",
                    "ListChallengeRequest page",
                ),
                chosen("challenge.list-order", "the newest comes first; without a state all are listed", "unknown"),
            ]
        }
    }
}

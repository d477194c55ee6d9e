//! `JoinChallengeRequest`: the player joins a challenge without being asked.

use serde_json::json;

use super::super::{Document, Errors, Field, FieldKind, Handling, RequestKind, optional, required, text};
use super::{change, check_eligibility, eligible, segments};
use crate::platforms::fidelity::{Row, documented, inferred};
use crate::platforms::gamesparks::social;
use crate::platforms::gamesparks::state::challenge::Access;

/// The kind.
pub(in super::super) struct JoinChallenge;

impl RequestKind for JoinChallenge {
    fn name(&self) -> &'static str {
        "JoinChallengeRequest"
    }

    fn fields(&self) -> &'static [Field] {
        const {
            &[
                required("challengeInstanceId", FieldKind::Text),
                optional("eligibility", FieldKind::Json),
                optional("message", FieldKind::Text),
            ]
        }
    }

    fn answer(&self, cx: &mut Handling<'_>, request: &Document) -> Result<Document, Errors> {
        let me = cx.player()?.clone();
        check_eligibility("eligibility", request)?;
        let id = text(request, "challengeInstanceId").unwrap_or_default();
        let game = cx.game;
        let store = game.lock();
        let challenge = store.challenges.get(id).ok_or_else(|| Errors::one("challengeInstanceId", "UNKNOWN"))?;
        match challenge.access {
            Access::Private => return Err(Errors::one("JOIN", "Must be a PUBLIC|FRIENDS challenge to join")),
            Access::Friends if !social::friends(&store, &game.config, &me).contains(&challenge.challenger) => {
                return Err(Errors::one("JOIN", "NOT_FRIEND"));
            }
            Access::Friends | Access::Public => {}
        }
        eligible(&challenge.eligibility, &segments(cx, &store, request))?;
        drop(store);
        let message = text(request, "message");
        let joined = change(cx, request, |challenge| {
            let others = challenge.accepted();
            let joined = challenge.come(&me);
            if joined {
                let said = challenge.who(&me, message);
                challenge.tell("ChallengeJoinedMessage", others, said);
                challenge.begin_if_ready();
            }
            Ok(joined)
        })?;
        Ok(Document::from_iter([("joined".to_owned(), json!(joined))]))
    }

    fn fidelity(&self) -> &'static [Row] {
        const {
            &[
                documented(
                    "challenge.join",
                    "challengeInstanceId is UNKNOWN, JOIN NOT_FRIEND or Must be a PUBLIC|FRIENDS challenge to join, eligibility UNRECOGNISED, MALFORMED, missingSegments or invalidSegments",
                    "JoinChallengeRequest page",
                ),
                inferred(
                    "challenge.join-full",
                    "joined is false where the challenge is full or over",
                    "the response has a truth value",
                ),
            ]
        }
    }
}

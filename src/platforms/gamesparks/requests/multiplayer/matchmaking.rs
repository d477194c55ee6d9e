//! `MatchmakingRequest`: the player looks for a match, or stops looking.

use serde_json::Value;

use super::super::{Document, Errors, Field, FieldKind, Handling, RequestKind, optional};
use super::{cancel, config, group, happen, is_cancel, skill};
use crate::platforms::fidelity::{Row, chosen, documented};
use crate::platforms::gamesparks::multiplayer::{Search, fit};
use crate::platforms::gamesparks::state::Seeker;

/// The kind.
pub(in super::super) struct Matchmaking;

impl RequestKind for Matchmaking {
    fn name(&self) -> &'static str {
        "MatchmakingRequest"
    }

    fn fields(&self) -> &'static [Field] {
        const {
            &[
                optional("action", FieldKind::Text),
                optional("customQuery", FieldKind::Json),
                optional("matchData", FieldKind::Json),
                optional("matchGroup", FieldKind::Text),
                optional("matchShortCode", FieldKind::Text),
                optional("participantData", FieldKind::Json),
                optional("skill", FieldKind::Number),
            ]
        }
    }

    fn answer(&self, cx: &mut Handling<'_>, request: &Document) -> Result<Document, Errors> {
        let player = cx.player()?.clone();
        let (_, code) = config(cx, request)?;
        let group = group(request);
        if is_cancel(request)? {
            cancel(cx, &player, &code, group.as_deref())?;
            return Ok(Document::new());
        }
        let skill = skill(request)?;
        let given = |name: &str| request.get(name).filter(|value| !value.is_null()).cloned();
        let query = given("customQuery");
        if query.as_ref().is_some_and(|query| fit::parse(query).is_none()) {
            return Err(Errors::one("customQuery", "INVALID_QUERY"));
        }
        let data = given("matchData").and_then(|data| data.as_object().cloned()).unwrap_or_default();
        let players = vec![Seeker { player, skill, data: given("participantData") }];
        let search = Search { code, group, data: data.into_iter().collect(), query, players };
        let started = happen(cx, |making| making.search(search));
        // Only where there are too many that wait.
        started.map(|_| Document::new()).ok_or_else(|| Errors::one("match", Value::from("NOT_FOUND")))
    }

    fn fidelity(&self) -> &'static [Row] {
        const {
            &[
                documented(
                    "match.matchmaking",
                    "MatchmakingRequest answers at once with nothing, and what comes of it comes as a message; with action: cancel the player stops looking, which is match: NOT_FOUND if there was no search; another action is action: UNKNOWN, a query that makes no sense customQuery: INVALID_QUERY",
                    "MatchmakingRequest page",
                ),
                chosen(
                    "match.order-of-checks",
                    "the short code is looked at first, then the action, then skill and query",
                    "unknown",
                ),
            ]
        }
    }
}

//! `FindPendingMatchesRequest` and `JoinPendingMatchRequest`: players who choose whom to play with.

use serde_json::Value;

use super::super::leaderboards::count;
use super::super::{Document, Errors, Field, FieldKind, Handling, RequestKind, optional, required, text};
use super::{config, group, happen};
use crate::platforms::fidelity::{Row, chosen, documented};
use crate::platforms::gamesparks::multiplayer::{Making, shown};

/// How many pending matches are found unless the request says it.
const FOUND: usize = 10;

/// The pending matches that fit that of the player.
pub(in super::super) struct FindPendingMatches;

/// The pending match of the player who asks.
fn own(cx: &mut Handling<'_>, request: &Document) -> Result<String, Errors> {
    let player = cx.player()?.clone();
    let (_, code) = config(cx, request)?;
    let own = happen(cx, |making| making.pending_of(&player, &code, group(request).as_deref()));
    own.ok_or_else(|| Errors::one("match", "NOT_IN_PROGRESS"))
}

fn shown(making: &Making<'_>, id: &str) -> Option<Value> {
    let pending = making.store.pending_matches.get(id)?;
    Some(Value::Object(shown::pending(making.store, id, pending)))
}

impl RequestKind for FindPendingMatches {
    fn name(&self) -> &'static str {
        "FindPendingMatchesRequest"
    }

    fn fields(&self) -> &'static [Field] {
        const {
            &[
                optional("matchGroup", FieldKind::Text),
                optional("matchShortCode", FieldKind::Text),
                optional("maxMatchesToFind", FieldKind::Number),
            ]
        }
    }

    fn answer(&self, cx: &mut Handling<'_>, request: &Document) -> Result<Document, Errors> {
        let own = own(cx, request)?;
        let most = if request.contains_key("maxMatchesToFind") { count(request, "maxMatchesToFind") } else { FOUND };
        let found: Vec<Value> =
            happen(cx, |making| making.fitting(&own, most).iter().filter_map(|id| shown(making, id)).collect());
        let mut response = Document::new();
        if !found.is_empty() {
            response.insert("pendingMatches".into(), Value::Array(found));
        }
        Ok(response)
    }

    fn fidelity(&self) -> &'static [Row] {
        const {
            &[documented(
                "match.find-pending",
                "FindPendingMatchesRequest gives up to ten pending matches, or as many as it says, that fit that of the player; nothing but @class if there is none, and match: NOT_IN_PROGRESS if the player does not look for a match",
                "FindPendingMatchesRequest page, and its samples",
            )]
        }
    }
}

/// Puts the pending match of the player together with another one.
pub(in super::super) struct JoinPendingMatch;

impl RequestKind for JoinPendingMatch {
    fn name(&self) -> &'static str {
        "JoinPendingMatchRequest"
    }

    fn fields(&self) -> &'static [Field] {
        const {
            &[
                required("pendingMatchId", FieldKind::Text),
                optional("matchGroup", FieldKind::Text),
                optional("matchShortCode", FieldKind::Text),
            ]
        }
    }

    fn answer(&self, cx: &mut Handling<'_>, request: &Document) -> Result<Document, Errors> {
        let own = own(cx, request)?;
        let other = text(request, "pendingMatchId").unwrap_or_default().to_owned();
        let joined = happen(cx, |making| {
            let (id, both) = making.both(&own, &other)?;
            making.join(&own, &other)?;
            Some(shown::pending(making.store, &id, &both))
        });
        let pending = joined.ok_or_else(|| Errors::one("pendingMatchId", "NOT_AVAILABLE"))?;
        Ok(Document::from_iter([("pendingMatch".to_owned(), Value::Object(pending))]))
    }

    fn fidelity(&self) -> &'static [Row] {
        const {
            &[
                documented(
                    "match.join-pending",
                    "JoinPendingMatchRequest gives the pending match that both have become; pendingMatchId: NOT_AVAILABLE if that cannot be",
                    "JoinPendingMatchRequest page",
                ),
                chosen(
                    "match.join-any",
                    "any pending match of the same code and group with room can be joined, whatever the skills",
                    "whoever joins by hand has chosen",
                ),
            ]
        }
    }
}

//! `AroundMeLeaderboardRequest`: the piece of a leaderboard around the player who asks.

use serde_json::Value;

use super::super::{Document, Errors, Field, Handling, RequestKind};
use super::{FIELDS, count, is_set, piece};
use crate::platforms::fidelity::{Row, documented, inferred};

/// The kind.
pub(in super::super) struct AroundMeLeaderboard;

impl RequestKind for AroundMeLeaderboard {
    fn name(&self) -> &'static str {
        "AroundMeLeaderboardRequest"
    }

    fn fields(&self) -> &'static [Field] {
        FIELDS
    }

    fn answer(&self, cx: &mut Handling<'_>, request: &Document) -> Result<Document, Errors> {
        let me = cx.player()?.to_string();
        let around = count(request, "entryCount");
        let mut response = piece(cx, request, false, |_, best| match best(&me) {
            Some(at) => at.saturating_sub(around)..at.saturating_add(around).saturating_add(1),
            None => 0..0,
        })?;
        response.insert("social".into(), Value::Bool(is_set(request, "social")));
        Ok(response)
    }

    fn fidelity(&self) -> &'static [Row] {
        const {
            &[
                documented(
                    "leaderboard.around-me",
                    "AroundMeLeaderboardRequest gives entryCount entries above and as many below the player's own, and that one",
                    "AroundMeLeaderboardRequest page",
                ),
                inferred(
                    "leaderboard.around-nobody",
                    "a player without an entry gets none",
                    "there is nothing to be around of",
                ),
            ]
        }
    }
}

//! `FindMatchRequest`: the player looks for one other to play against, and waits for the answer.

use std::sync::Arc;

use super::super::handling::Wait;
use super::super::{Document, Errors, Field, FieldKind, Handling, RequestKind, optional};
use super::{cancel, config, group, happen, is_cancel, skill};
use crate::platforms::fidelity::{Row, chosen, documented, inferred};
use crate::platforms::gamesparks::multiplayer::{Search, shown};
use crate::platforms::gamesparks::state::Seeker;

/// The kind.
pub(in super::super) struct FindMatch;

fn not_found() -> Errors {
    Errors::one("match", "NOT_FOUND")
}

impl RequestKind for FindMatch {
    fn name(&self) -> &'static str {
        "FindMatchRequest"
    }

    fn fields(&self) -> &'static [Field] {
        const {
            &[
                optional("action", FieldKind::Text),
                optional("matchGroup", FieldKind::Text),
                optional("matchShortCode", FieldKind::Text),
                optional("skill", FieldKind::Number),
            ]
        }
    }

    fn waits(&self) -> bool {
        true
    }

    fn answer(&self, cx: &mut Handling<'_>, request: &Document) -> Result<Document, Errors> {
        let player = cx.player()?.clone();
        let (config, code) = config(cx, request)?;
        let refused = if config.most() > 2 {
            Some("HEAD_TO_HEAD_ONLY")
        } else if config.drop_in_drop_out {
            Some("NO_DROP_IN_DROP_OUT_AVAILABLE")
        } else if config.is_manual {
            Some("NO_MANUAL_MATCHMAKING")
        } else {
            None
        };
        if let Some(refused) = refused {
            return Err(Errors::one("match", refused));
        }
        let group = group(request);
        if is_cancel(request)? {
            cancel(cx, &player, &code, group.as_deref())?;
            return Ok(Document::new());
        }
        let skill = skill(request)?;
        let players = vec![Seeker { player: player.clone(), skill, data: None }];
        // A search that this one takes the place of ends first, so that its end is not taken for that of this one.
        happen(cx, |making| making.cancel(&player, &code, group.as_deref()));
        let waits = cx.game.seekers.wait(&player, &code);
        let search = Search { code, group, players, ..Search::default() };
        happen(cx, |making| making.search(search)).ok_or_else(not_found)?;
        let game = Arc::clone(cx.game);
        let answer: Wait = Box::pin(async move {
            let id = waits.await.ok().flatten().ok_or_else(not_found)?;
            let store = game.lock();
            shown::details(&game, &store, &id, &player).ok_or_else(not_found)
        });
        cx.wait = Some(answer);
        Ok(Document::new())
    }

    fn fidelity(&self) -> &'static [Row] {
        const {
            &[
                documented(
                    "match.find",
                    "FindMatchRequest is for matches of two: more is match: HEAD_TO_HEAD_ONLY, drop-in match: NO_DROP_IN_DROP_OUT_AVAILABLE, manual match: NO_MANUAL_MATCHMAKING",
                    "FindMatchRequest page",
                ),
                inferred(
                    "match.find-waits",
                    "its response comes when the match is found, or match: NOT_FOUND when the thresholds are over or the search is taken back",
                    "the match is in the response, and the request names no message",
                ),
                chosen("match.find-messages", "the players get MatchFoundMessage too", "unknown"),
            ]
        }
    }
}

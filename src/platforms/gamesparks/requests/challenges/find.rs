//! `FindChallengeRequest`: challenges that the player could join.

use serde_json::Value;

use super::super::leaderboards::texts;
use super::super::{Document, Errors, Field, FieldKind, Handling, RequestKind, optional, text};
use super::{check_eligibility, eligible, segments};
use crate::platforms::fidelity::{Row, documented};
use crate::platforms::gamesparks::challenges::shown;
use crate::platforms::gamesparks::social;
use crate::platforms::gamesparks::state::challenge::{Access, RunState};

/// The most that it gives.
const MOST: usize = 50;

/// The kind.
pub(in super::super) struct FindChallenge;

impl RequestKind for FindChallenge {
    fn name(&self) -> &'static str {
        "FindChallengeRequest"
    }

    fn fields(&self) -> &'static [Field] {
        const {
            &[
                optional("accessType", FieldKind::Text),
                optional("count", FieldKind::Number),
                optional("eligibility", FieldKind::Json),
                optional("offset", FieldKind::Number),
                optional("shortCode", FieldKind::Texts),
            ]
        }
    }

    fn answer(&self, cx: &mut Handling<'_>, request: &Document) -> Result<Document, Errors> {
        let me = cx.player()?.clone();
        check_eligibility("eligibility", request)?;
        let access = text(request, "accessType")
            .and_then(|word| Access::from_word(&word.to_uppercase()))
            .unwrap_or(Access::Friends);
        let codes = texts(request, "shortCode");
        let number = |name: &str, usual: usize| {
            request.get(name).and_then(Value::as_u64).map_or(usual, |number| number as usize)
        };
        let store = cx.game.lock();
        let own = segments(cx, &store, request);
        let friends = social::friends(&store, &cx.game.config, &me);
        let found = store.challenges.iter().filter(|(_, one)| {
            let is_open = matches!(one.state, RunState::Issued | RunState::Waiting);
            let is_friends = one.access != Access::Friends || friends.contains(&one.challenger);
            is_open
                && one.access == access
                && is_friends
                && !one.accepted.contains(&me)
                && (codes.is_empty() || codes.contains(&one.short_code))
                && eligible(&one.eligibility, &own).is_ok()
        });
        let found = found.skip(number("offset", 0)).take(number("count", MOST).min(MOST));
        let list: Vec<Value> =
            found.map(|(id, _)| Value::Object(shown::challenge(&store, &cx.game.config, id))).collect();
        Ok(Document::from_iter([("challengeInstances".to_owned(), Value::Array(list))]))
    }

    fn fidelity(&self) -> &'static [Row] {
        const {
            &[documented(
                "challenge.find",
                "finds at most 50 challenges that are open to the player; accessType is FRIENDS if it is not given; the player's segments must fit, and eligibility says others instead",
                "FindChallengeRequest page",
            )]
        }
    }
}

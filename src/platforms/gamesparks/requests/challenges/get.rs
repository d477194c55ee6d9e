//! `GetChallengeRequest` and `ListChallengeTypeRequest`: one challenge, and the types that there are.

use serde_json::{Value, json};

use super::super::{Document, Errors, Field, Handling, RequestKind};
use super::{FIELDS, change};
use crate::platforms::fidelity::{Row, documented};
use crate::platforms::gamesparks::challenges::shown;

/// One challenge.
pub(in super::super) struct GetChallenge;

impl RequestKind for GetChallenge {
    fn name(&self) -> &'static str {
        "GetChallengeRequest"
    }

    fn fields(&self) -> &'static [Field] {
        &FIELDS
    }

    fn answer(&self, cx: &mut Handling<'_>, request: &Document) -> Result<Document, Errors> {
        cx.player()?;
        let shown = change(cx, request, |one| Ok(shown::challenge(one.store, one.config, &one.id)))?;
        Ok(Document::from_iter([("challenge".to_owned(), Value::Object(shown))]))
    }

    fn fidelity(&self) -> &'static [Row] {
        const { &[documented("challenge.get", "gives one challenge", "GetChallengeRequest page")] }
    }
}

/// The types.
pub(in super::super) struct ListChallengeType;

impl RequestKind for ListChallengeType {
    fn name(&self) -> &'static str {
        "ListChallengeTypeRequest"
    }

    fn fields(&self) -> &'static [Field] {
        &[]
    }

    fn answer(&self, cx: &mut Handling<'_>, _: &Document) -> Result<Document, Errors> {
        let types = cx.game.config.challenge_types.iter().map(|(code, kind)| {
            let mut shown = Document::new();
            shown.insert("challengeShortCode".into(), json!(code));
            shown.insert("description".into(), json!(kind.description));
            shown.insert("getleaderboardName".into(), json!(kind.leaderboard.as_ref().map(|code| &code.value)));
            shown.insert("name".into(), json!(kind.name));
            shown.insert("tags".into(), json!(kind.tags));
            shown.retain(|_, value| !value.is_null());
            Value::Object(shown)
        });
        Ok(Document::from_iter([("challengeTemplates".to_owned(), types.collect())]))
    }

    fn fidelity(&self) -> &'static [Row] {
        const {
            &[documented(
                "challenge.types",
                "gives the types of challenges, with getleaderboardName spelt like that",
                "ListChallengeTypeRequest page",
            )]
        }
    }
}

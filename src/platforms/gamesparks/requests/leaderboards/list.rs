//! `ListLeaderboardsRequest`: the leaderboards of the game.

use serde_json::{Value, json};

use super::super::{Document, Errors, Field, Handling, RequestKind};
use crate::platforms::fidelity::{Row, documented};

/// The kind.
pub(in super::super) struct ListLeaderboards;

impl RequestKind for ListLeaderboards {
    fn name(&self) -> &'static str {
        "ListLeaderboardsRequest"
    }

    fn fields(&self) -> &'static [Field] {
        &[]
    }

    fn answer(&self, cx: &mut Handling<'_>, _: &Document) -> Result<Document, Errors> {
        let leaderboards = cx.game.config.leaderboards.iter().map(|(code, leaderboard)| {
            let mut shown = Document::new();
            shown.insert("description".into(), json!(leaderboard.description));
            shown.insert("name".into(), json!(leaderboard.name));
            if let Some(set) = &leaderboard.property_set {
                shown.insert("propertySet".into(), set.clone());
            }
            shown.insert("shortCode".into(), json!(code));
            Value::Object(shown)
        });
        Ok(Document::from_iter([("leaderboards".to_owned(), leaderboards.collect())]))
    }

    fn fidelity(&self) -> &'static [Row] {
        const {
            &[documented(
                "leaderboard.list",
                "ListLeaderboardsRequest gives short code, name, description and property set of each leaderboard",
                "ListLeaderboardsRequest page",
            )]
        }
    }
}

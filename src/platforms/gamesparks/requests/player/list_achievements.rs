//! `ListAchievementsRequest`: the achievements of the game, and which of them the player has.

use serde_json::{Value, json};

use super::super::{Document, Errors, Field, Handling, RequestKind};
use crate::platforms::fidelity::{Row, documented};

/// The kind.
pub(in super::super) struct ListAchievements;

impl RequestKind for ListAchievements {
    fn name(&self) -> &'static str {
        "ListAchievementsRequest"
    }

    fn fields(&self) -> &'static [Field] {
        &[]
    }

    fn answer(&self, cx: &mut Handling<'_>, _: &Document) -> Result<Document, Errors> {
        let (earned, segments) = cx.with_player(|player| (player.achievements.clone(), player.segments.clone()))?;
        let list = cx.game.config.achievements.iter().map(|(code, achievement)| {
            let achievement = achievement.seen_in(Some(&segments));
            let mut shown = Document::new();
            shown.insert("description".into(), json!(achievement.description));
            shown.insert("earned".into(), json!(earned.contains(code)));
            shown.insert("name".into(), json!(achievement.name));
            if let Some(set) = &achievement.property_set {
                shown.insert("propertySet".into(), set.clone());
            }
            shown.insert("shortCode".into(), json!(code));
            Value::Object(shown)
        });
        Ok(Document::from_iter([("achievements".to_owned(), list.collect())]))
    }

    fn fidelity(&self) -> &'static [Row] {
        const {
            &[documented(
                "request.achievements",
                "gives short code, name, description and property set of each achievement, and whether the player has earned it",
                "ListAchievementsRequest page",
            )]
        }
    }
}

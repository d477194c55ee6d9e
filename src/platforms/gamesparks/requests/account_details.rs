//! `AccountDetailsRequest`: what there is to know about the player who asks.

use serde_json::{Value, json};

use super::{Document, Errors, Field, Handling, RequestKind};
use crate::platforms::fidelity::{Row, documented};

/// The kind.
pub(super) struct AccountDetails;

impl RequestKind for AccountDetails {
    fn name(&self) -> &'static str {
        "AccountDetailsRequest"
    }

    fn fields(&self) -> &'static [Field] {
        &[]
    }

    fn answer(&self, cx: &mut Handling<'_>, _: &Document) -> Result<Document, Errors> {
        let id = cx.player()?.clone();
        cx.with_player(|player| {
            let mut response = Document::new();
            if let Some(name) = &player.display_name {
                response.insert("displayName".into(), json!(name));
            }
            response.insert("externalIds".into(), json!(player.external_ids));
            response.insert("userId".into(), json!(id));
            if !player.script_data.is_empty() {
                let data = player.script_data.iter().map(|(name, value)| (name.clone(), value.clone()));
                response.insert("scriptData".into(), Value::Object(data.collect()));
            }
            response
        })
    }

    fn fidelity(&self) -> &'static [Row] {
        const {
            &[documented(
                "request.account-details",
                "gives userId, displayName, externalIds, and as scriptData that of the player",
                "AccountDetailsRequest page",
            )]
        }
    }
}

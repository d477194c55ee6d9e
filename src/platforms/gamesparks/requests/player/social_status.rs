//! `SocialStatusRequest`: the other systems that the player is connected to.

use serde_json::{Value, json};

use super::super::{Document, Errors, Field, Handling, RequestKind};
use crate::platforms::fidelity::{Row, chosen, documented};

/// The kind.
pub(in super::super) struct SocialStatus;

impl RequestKind for SocialStatus {
    fn name(&self) -> &'static str {
        "SocialStatusRequest"
    }

    fn fields(&self) -> &'static [Field] {
        &[]
    }

    fn answer(&self, cx: &mut Handling<'_>, _: &Document) -> Result<Document, Errors> {
        let systems = cx.with_player(|player| player.external_ids.keys().cloned().collect::<Vec<_>>())?;
        let statuses = systems.iter().map(|system| json!({ "active": true, "systemId": system }));
        Ok(Document::from_iter([("statuses".to_owned(), Value::Array(statuses.collect()))]))
    }

    fn fidelity(&self) -> &'static [Row] {
        const {
            &[
                documented(
                    "request.social-status",
                    "gives the systems that the player is connected to",
                    "SocialStatusRequest page",
                ),
                chosen(
                    "request.social-expires",
                    "a connection is always active and has no expires",
                    "the other systems are not played",
                ),
            ]
        }
    }
}

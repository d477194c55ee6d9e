//! `DismissMultipleMessagesRequest`: puts several messages of the player away.

use serde_json::json;

use super::super::leaderboards::texts;
use super::super::{Document, Errors, Field, FieldKind, Handling, RequestKind, optional};
use crate::platforms::fidelity::{Row, documented};
use crate::platforms::gamesparks::messages::mailbox;

/// The kind.
pub(in super::super) struct DismissMultipleMessages;

impl RequestKind for DismissMultipleMessages {
    fn name(&self) -> &'static str {
        "DismissMultipleMessagesRequest"
    }

    fn fields(&self) -> &'static [Field] {
        const { &[optional("messageIds", FieldKind::Texts)] }
    }

    fn answer(&self, cx: &mut Handling<'_>, request: &Document) -> Result<Document, Errors> {
        let me = cx.player()?.clone();
        let mut store = cx.game.lock();
        let (done, failed): (Vec<_>, Vec<_>) =
            texts(request, "messageIds").into_iter().partition(|id| mailbox::dismiss(&mut store, id, Some(&me)));
        let mut response = Document::new();
        response.insert("failedDismissals".into(), json!(failed));
        response.insert("messagesDismissed".into(), json!(done.len()));
        Ok(response)
    }

    fn fidelity(&self) -> &'static [Row] {
        const {
            &[documented(
                "message.dismiss-multiple",
                "says how many messages were put away, and the ids of those that were not",
                "DismissMultipleMessagesRequest page",
            )]
        }
    }
}

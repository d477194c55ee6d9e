//! `UpdateMessageRequest`: changes the status of a message.

use super::super::{Document, Errors, Field, FieldKind, Handling, RequestKind, required, text};
use crate::platforms::fidelity::{Row, chosen, documented};

/// The kind.
pub(in super::super) struct UpdateMessage;

impl RequestKind for UpdateMessage {
    fn name(&self) -> &'static str {
        "UpdateMessageRequest"
    }

    fn fields(&self) -> &'static [Field] {
        const { &[required("messageId", FieldKind::Text), required("status", FieldKind::Text)] }
    }

    fn answer(&self, cx: &mut Handling<'_>, request: &Document) -> Result<Document, Errors> {
        let me = cx.player()?.clone();
        let id = text(request, "messageId").unwrap_or_default();
        let mut store = cx.game.lock();
        let found = store.mailbox.iter_mut().find(|letter| letter.id == id && letter.player == me);
        let letter = found.ok_or_else(|| Errors::one("messageId", "INVALID"))?;
        letter.status = text(request, "status").unwrap_or_default().to_owned();
        Ok(Document::new())
    }

    fn fidelity(&self) -> &'static [Row] {
        const {
            &[
                documented(
                    "message.update",
                    "gives a message another status, which may be any text",
                    "UpdateMessageRequest page",
                ),
                chosen("message.update-unknown", "one that the player does not have is messageId: INVALID", "unknown"),
            ]
        }
    }
}

//! `GetMessageRequest`: one message of the player.

use serde_json::json;

use super::super::{Document, Errors, Field, FieldKind, Handling, RequestKind, required, text};
use crate::platforms::fidelity::{Row, chosen, documented};

/// The kind.
pub(in super::super) struct GetMessage;

impl RequestKind for GetMessage {
    fn name(&self) -> &'static str {
        "GetMessageRequest"
    }

    fn fields(&self) -> &'static [Field] {
        const { &[required("messageId", FieldKind::Text)] }
    }

    fn answer(&self, cx: &mut Handling<'_>, request: &Document) -> Result<Document, Errors> {
        let me = cx.player()?.clone();
        let id = text(request, "messageId").unwrap_or_default();
        let store = cx.game.lock();
        let found = store.mailbox.iter().find(|letter| letter.id == id && letter.player == me);
        let letter = found.ok_or_else(|| Errors::one("messageId", "INVALID"))?;
        let mut response = Document::new();
        response.insert("message".into(), json!(letter.message));
        response.insert("status".into(), json!(letter.status));
        Ok(response)
    }

    fn fidelity(&self) -> &'static [Row] {
        const {
            &[
                documented("message.get", "gives a message and its status", "GetMessageRequest page"),
                chosen("message.get-unknown", "one that the player does not have is messageId: INVALID", "unknown"),
            ]
        }
    }
}

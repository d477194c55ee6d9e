//! `DismissMessageRequest`: puts a message of the player away.

use super::super::{Document, Errors, Field, FieldKind, Handling, RequestKind, required, text};
use crate::platforms::fidelity::{Row, chosen, documented};
use crate::platforms::gamesparks::messages::mailbox;

/// The kind.
pub(in super::super) struct DismissMessage;

impl RequestKind for DismissMessage {
    fn name(&self) -> &'static str {
        "DismissMessageRequest"
    }

    fn fields(&self) -> &'static [Field] {
        const { &[required("messageId", FieldKind::Text)] }
    }

    fn answer(&self, cx: &mut Handling<'_>, request: &Document) -> Result<Document, Errors> {
        let me = cx.player()?.clone();
        let dismissed =
            mailbox::dismiss(&mut cx.game.lock(), text(request, "messageId").unwrap_or_default(), Some(&me));
        if !dismissed {
            cx.checks.warn("message", "the player has no such message");
        }
        Ok(Document::new())
    }

    fn fidelity(&self) -> &'static [Row] {
        const {
            &[
                documented(
                    "message.dismiss",
                    "a message of the player's own is put away",
                    "DismissMessageRequest page",
                ),
                chosen(
                    "message.dismiss-unknown",
                    "one that the player does not have is no error",
                    "the page lists none",
                ),
            ]
        }
    }
}

//! `SocialDisconnectRequest`: parts the player from another system.

use super::super::{Document, Errors, Field, FieldKind, Handling, RequestKind, optional, text};
use crate::platforms::fidelity::{Row, documented, inferred};

/// The kind.
pub(in super::super) struct SocialDisconnect;

impl RequestKind for SocialDisconnect {
    fn name(&self) -> &'static str {
        "SocialDisconnectRequest"
    }

    fn fields(&self) -> &'static [Field] {
        const { &[optional("systemId", FieldKind::Text)] }
    }

    fn answer(&self, cx: &mut Handling<'_>, request: &Document) -> Result<Document, Errors> {
        let system = text(request, "systemId").ok_or_else(|| Errors::one("systemId", "REQUIRED"))?;
        cx.with_player(|player| {
            let Some(id) = player.external_ids.get(system) else {
                return Err(Errors::one("systemId", "NOT_CONNECTED"));
            };
            // Without another way in, nobody could log in as this player any more.
            let is_last = player.external_ids.len() == 1 && player.devices.is_empty();
            if is_last && player.password.is_none() {
                return Err(Errors::one("password", "NOT_SET"));
            }
            if is_last && player.user_name.as_deref().is_some_and(|name| name.eq_ignore_ascii_case(id)) {
                return Err(Errors::one("userName", "CHANGE_REQUIRED"));
            }
            player.external_ids.shift_remove(system);
            Ok(Document::new())
        })?
    }

    fn fidelity(&self) -> &'static [Row] {
        const {
            &[
                documented(
                    "request.social-disconnect",
                    "systemId is REQUIRED or NOT_CONNECTED, userName CHANGE_REQUIRED, password NOT_SET",
                    "SocialDisconnectRequest page",
                ),
                inferred(
                    "request.social-disconnect-last",
                    "the last two are for players who could not log in any more: without a password, or with a user name that the system gave",
                    "what the codes say",
                ),
            ]
        }
    }
}

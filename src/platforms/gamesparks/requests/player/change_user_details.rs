//! `ChangeUserDetailsRequest`: changes what the player is called, and the password.

use super::super::{Document, Errors, Field, FieldKind, Handling, RequestKind, optional, session, text};
use crate::platforms::fidelity::{Row, documented, inferred};

/// The kind.
pub(in super::super) struct ChangeUserDetails;

impl RequestKind for ChangeUserDetails {
    fn name(&self) -> &'static str {
        "ChangeUserDetailsRequest"
    }

    fn fields(&self) -> &'static [Field] {
        const {
            &[
                optional("displayName", FieldKind::Text),
                optional("language", FieldKind::Text),
                optional("newPassword", FieldKind::Text),
                optional("oldPassword", FieldKind::Text),
                optional("userName", FieldKind::Text),
            ]
        }
    }

    fn answer(&self, cx: &mut Handling<'_>, request: &Document) -> Result<Document, Errors> {
        let game = cx.game;
        let me = cx.player()?.clone();
        let mut store = game.lock();
        let user_name = text(request, "userName");
        if user_name.and_then(|name| session::find(&store, name)).is_some_and(|owner| owner != me) {
            return Err(Errors::one("USERNAME", "TAKEN"));
        }
        let player = store.players.get_mut(&me).ok_or_else(super::super::handling::not_authorized)?;
        if text(request, "oldPassword").is_some_and(|old| player.password.as_deref() != Some(old)) {
            return Err(Errors::one("DETAILS", "UNRECOGNISED"));
        }
        if let Some(name) = user_name {
            player.user_name = Some(name.to_lowercase());
        }
        if let Some(name) = text(request, "displayName") {
            player.display_name = Some(name.to_owned());
        }
        if let Some(password) = text(request, "newPassword") {
            player.password = Some(password.to_owned());
        }
        Ok(Document::new())
    }

    fn fidelity(&self) -> &'static [Row] {
        const {
            &[
                documented(
                    "request.change-details",
                    "an old password is checked only where it is given: DETAILS: UNRECOGNISED; a user name that another player has is USERNAME: TAKEN",
                    "ChangeUserDetailsRequest page",
                ),
                inferred(
                    "request.change-language",
                    "the language is taken and shown nowhere",
                    "no request or script reads it",
                ),
            ]
        }
    }
}

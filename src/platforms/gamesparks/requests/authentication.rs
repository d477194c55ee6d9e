//! `AuthenticationRequest`: logs in with user name and password.

use super::{Document, Errors, Field, FieldKind, Handling, RequestKind, required, session, text};
use crate::platforms::fidelity::{Row, chosen, documented};

/// The kind.
pub(super) struct Authentication;

impl RequestKind for Authentication {
    fn name(&self) -> &'static str {
        "AuthenticationRequest"
    }

    fn fields(&self) -> &'static [Field] {
        const { &[required("password", FieldKind::Text), required("userName", FieldKind::Text)] }
    }

    fn needs_player(&self) -> bool {
        false
    }

    fn answer(&self, cx: &mut Handling<'_>, request: &Document) -> Result<Document, Errors> {
        let unrecognised = || Errors::one("DETAILS", "UNRECOGNISED");
        let (user_name, password) = (text(request, "userName"), text(request, "password"));
        let game = cx.game;
        let mut store = game.lock();
        let id = session::find(&store, user_name.unwrap_or_default()).ok_or_else(unrecognised)?;
        let player = &store.players[&id];
        if player.locked {
            return Err(Errors::one("DETAILS", "LOCKED"));
        }
        // A player who has no password cannot log in with one.
        if player.password.as_deref().is_none_or(|own| Some(own) != password) {
            return Err(unrecognised());
        }
        session::log_in(cx, &mut store, id, false)
    }

    fn fidelity(&self) -> &'static [Row] {
        const {
            &[
                documented(
                    "request.authentication",
                    "logs in with user name and password; a wrong one of either is DETAILS: UNRECOGNISED, a locked account DETAILS: LOCKED",
                    "AuthenticationRequest page",
                ),
                chosen(
                    "request.authentication-lock",
                    "an account is locked by a fixture only, and not by wrong passwords",
                    "after how many wrong ones it happened is unknown",
                ),
            ]
        }
    }
}

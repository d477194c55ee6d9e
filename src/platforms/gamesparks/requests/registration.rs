//! `RegistrationRequest`: makes a player with user name and password, and logs that one in.

use serde_json::Value;

use super::{Document, Errors, Field, FieldKind, Handling, RequestKind, optional, required, session, text};
use crate::platforms::fidelity::{Row, documented, inferred};
use crate::platforms::gamesparks::state::Player;

/// The kind.
pub(super) struct Registration;

impl RequestKind for Registration {
    fn name(&self) -> &'static str {
        "RegistrationRequest"
    }

    fn fields(&self) -> &'static [Field] {
        const {
            &[
                required("displayName", FieldKind::Text),
                required("password", FieldKind::Text),
                required("userName", FieldKind::Text),
                optional("segments", FieldKind::Json),
            ]
        }
    }

    fn needs_player(&self) -> bool {
        false
    }

    fn answer(&self, cx: &mut Handling<'_>, request: &Document) -> Result<Document, Errors> {
        let game = cx.game;
        let mut store = game.lock();
        let user_name = text(request, "userName").unwrap_or_default();
        if session::find(&store, user_name).is_some() {
            return Err(Errors::one("USERNAME", "TAKEN"));
        }
        let player = Player {
            user_name: Some(user_name.to_lowercase()),
            display_name: text(request, "displayName").map(str::to_owned),
            password: text(request, "password").map(str::to_owned),
            segments: segments(request),
            ..Player::default()
        };
        let id = session::create(cx, &mut store, player);
        session::log_in(cx, &mut store, id, true)
    }

    fn fidelity(&self) -> &'static [Row] {
        const {
            &[
                documented(
                    "request.registration",
                    "makes a player and logs in; a user name that somebody has is USERNAME: TAKEN",
                    "RegistrationRequest page",
                ),
                inferred(
                    "request.registration-segments",
                    "segments are kept as they are given, whether the game has them or not",
                    "games keep free values there",
                ),
            ]
        }
    }
}

/// The segments that a request gives a new player.
pub(super) fn segments(request: &Document) -> indexmap::IndexMap<String, Value> {
    let given = request.get("segments").and_then(Value::as_object);
    given.into_iter().flatten().map(|(kind, value)| (kind.clone(), value.clone())).collect()
}

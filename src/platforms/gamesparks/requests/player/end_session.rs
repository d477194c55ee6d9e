//! `EndSessionRequest` and `AnalyticsRequest`: what clients tell of how they are used.

use std::sync::Arc;

use serde_json::json;

use super::super::{Document, Errors, Field, FieldKind, Handling, RequestKind, optional, required};
use crate::platforms::fidelity::{Row, chosen, documented};
use crate::platforms::gamesparks::presence::{self, Reason};

/// Ends the player's session.
pub(in super::super) struct EndSession;

impl RequestKind for EndSession {
    fn name(&self) -> &'static str {
        "EndSessionRequest"
    }

    fn fields(&self) -> &'static [Field] {
        &[]
    }

    fn waits(&self) -> bool {
        true
    }

    fn answer(&self, cx: &mut Handling<'_>, _: &Document) -> Result<Document, Errors> {
        let now = cx.world.clock().now();
        let since = cx.with_player(|player| player.last_seen)?;
        let seconds = since.map_or(0, |since| now.as_second() - since.as_second());
        let response = Document::from_iter([("sessionDuration".to_owned(), json!(seconds))]);
        let (world, game, player) = (Arc::clone(cx.world), Arc::clone(cx.game), cx.player()?.clone());
        let (reason, own) = (Reason { cause: cx.cause, depth: cx.depth }, response.clone());
        cx.wait = Some(Box::pin(async move {
            presence::disconnect(&world, &game, &player, reason).await;
            Ok(own)
        }));
        Ok(response)
    }

    fn fidelity(&self) -> &'static [Row] {
        const {
            &[
                documented("request.end-session", "says how long the session was", "EndSessionRequest page"),
                chosen(
                    "request.end-session-unit",
                    "the duration is in seconds since the player logged in; the player is offline then",
                    "the page names no unit",
                ),
            ]
        }
    }
}

/// Counts something.
pub(in super::super) struct Analytics;

impl RequestKind for Analytics {
    fn name(&self) -> &'static str {
        "AnalyticsRequest"
    }

    fn fields(&self) -> &'static [Field] {
        const {
            &[
                required("key", FieldKind::Text),
                optional("data", FieldKind::Json),
                optional("end", FieldKind::Flag),
                optional("start", FieldKind::Flag),
            ]
        }
    }

    fn answer(&self, cx: &mut Handling<'_>, _: &Document) -> Result<Document, Errors> {
        cx.player()?;
        Ok(Document::new())
    }

    fn fidelity(&self) -> &'static [Row] {
        const {
            &[chosen(
                "request.analytics",
                "AnalyticsRequest is taken, and kept in the journal alone",
                "its reports were in the portal, which is not played",
            )]
        }
    }
}

//! `BatchAdminRequest`: one request, made for many players.

use serde_json::Value;

use super::super::leaderboards::texts;
use super::super::names::response_to;
use super::super::{Document, Errors, Field, FieldKind, Handling, RequestKind, field, named, required};
use crate::platforms::fidelity::{Row, chosen, documented};
use crate::platforms::gamesparks::state::PlayerId;

/// The most players that it may be made for.
const MOST_PLAYERS: usize = 500;

/// The kind.
pub(in super::super) struct BatchAdmin;

impl RequestKind for BatchAdmin {
    fn name(&self) -> &'static str {
        "BatchAdminRequest"
    }

    fn fields(&self) -> &'static [Field] {
        const { &[required("playerIds", FieldKind::Texts), required("request", FieldKind::Json)] }
    }

    fn needs_player(&self) -> bool {
        false
    }

    fn answer(&self, cx: &mut Handling<'_>, request: &Document) -> Result<Document, Errors> {
        let ids = texts(request, "playerIds");
        let players: Option<Vec<PlayerId>> = ids.iter().map(|id| id.parse().ok()).collect();
        let known = |id: &PlayerId| cx.game.lock().players.contains_key(id);
        let players = players.filter(|ids| (1..=MOST_PLAYERS).contains(&ids.len()) && ids.iter().all(known));
        let players = players.ok_or_else(|| Errors::one("playerIds", "INVALID"))?;
        let inner = request.get("request").and_then(Value::as_object);
        let class = inner.and_then(|inner| inner.get("@class")).and_then(Value::as_str).unwrap_or_default();
        let kind = named(class.trim_start_matches('.')).filter(|kind| kind.name() != self.name() && !kind.waits());
        let (Some(inner), Some(kind)) = (inner, kind) else { return Err(Errors::one("request", "INVALID")) };
        let mut responses = Document::new();
        let asker = cx.player.take();
        for player in players {
            cx.player = Some(player.clone());
            let mut own = inner.clone();
            let checked = field::check(kind.fields(), &mut own).and_then(|()| kind.prepare(cx, &mut own));
            let answered = checked.and_then(|()| kind.answer(cx, &own));
            let mut response = Document::new();
            response.insert("@class".into(), Value::from(format!(".{}", response_to(kind.name()))));
            match answered {
                Ok(members) => response.extend(members),
                Err(errors) => {
                    response.insert("error".into(), Value::Object(errors.into_map()));
                }
            }
            responses.insert(player.to_string(), Value::Object(response));
        }
        cx.player = asker;
        Ok(Document::from_iter([("responses".to_owned(), Value::Object(responses))]))
    }

    fn fidelity(&self) -> &'static [Row] {
        const {
            &[
                documented(
                    "request.batch",
                    "makes a request for 1 to 500 players, and gives the responses; playerIds or request that make no sense are INVALID",
                    "BatchAdminRequest page",
                ),
                chosen(
                    "request.batch-shape",
                    "the responses stand under the ids of the players; scripts that are attached to the request do not run; one whose response may come later is request: INVALID",
                    "the page calls them a JSON object",
                ),
                chosen(
                    "request.admin",
                    "requests of administrators are taken from every credential",
                    "the setting that allows them is not in an export",
                ),
            ]
        }
    }
}

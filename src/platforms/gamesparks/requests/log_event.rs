//! `LogEventRequest`: an event of the game, with its attributes; its script runs.

use serde_json::Value;

use super::{Document, Errors, Field, FieldKind, Handling, RequestKind, leaderboards, required, text};
use crate::diag::{quoted, suggest};
use crate::platforms::fidelity::{Row, chosen, documented};
use crate::platforms::gamesparks::cloud_code::{Folder, ScriptId};

/// The kind.
pub(super) struct LogEvent;

impl RequestKind for LogEvent {
    fn name(&self) -> &'static str {
        "LogEventRequest"
    }

    fn fields(&self) -> &'static [Field] {
        const { &[required("eventKey", FieldKind::Text)] }
    }

    fn takes_others(&self) -> bool {
        true
    }

    fn prepare(&self, cx: &mut Handling<'_>, request: &mut Document) -> Result<(), Errors> {
        attributes(cx, Folder::Event, request)
    }

    fn script(&self, request: &Document) -> Option<ScriptId> {
        text(request, "eventKey").map(|key| ScriptId::new(Folder::Event, key))
    }

    fn answer(&self, cx: &mut Handling<'_>, request: &Document) -> Result<Document, Errors> {
        if let Some(key) = text(request, "eventKey") {
            leaderboards::filling::fill(cx, key, request);
        }
        Ok(Document::new())
    }

    fn fidelity(&self) -> &'static [Row] {
        const {
            &[
                documented(
                    "event.attributes",
                    "an attribute that is missing has its default, or without one is an error {ATTRIBUTE: REQUIRED}; a number that comes as text becomes a number",
                    "Events page, and tutorials that post \"SCORE\": \"1\"",
                ),
                documented(
                    "event.scripts",
                    "request/LogEventRequest runs before the event's own script, which may reject the event by setting an error",
                    "Cloud Code page",
                ),
                chosen("event.unknown", "an event that the game does not have is {eventKey: UNRECOGNISED}", "unknown"),
                chosen(
                    "event.undescribed",
                    "an event that no fixture describes and that has a script takes any attributes as they come",
                    "exports of the portal hold the scripts, and not what the events are like",
                ),
                chosen(
                    "event.invalid",
                    "an attribute that is no number where one is wanted is {ATTRIBUTE: INVALID}",
                    "unknown",
                ),
            ]
        }
    }
}

/// Completes the attributes of an event whose scripts are in `folder`.
pub(super) fn attributes(cx: &mut Handling<'_>, folder: Folder, request: &mut Document) -> Result<(), Errors> {
    let Some(key) = text(request, "eventKey").map(str::to_owned) else { return Ok(()) };
    let Some(event) = cx.game.events.get(&key) else {
        if cx.game.cloud_code.get(&ScriptId::new(folder, key.as_str())).is_some() {
            let reason = format!("no fixture says what attributes {} has, so any will do", quoted(&key));
            cx.checks.warn("event", reason);
            return Ok(());
        }
        let scripts = cx.game.cloud_code.iter().filter(|script| script.id.folder == folder);
        let known =
            cx.game.events.keys().map(String::as_str).chain(scripts.map(|script| script.id.short_code.as_str()));
        let known: Vec<_> = known.collect();
        let help = suggest::suggestion(&key, known).map(|help| format!("; {help}")).unwrap_or_default();
        cx.checks.warn("event", format!("the game has no event {}{help}", quoted(&key)));
        return Err(Errors::one("eventKey", "UNRECOGNISED"));
    };
    cx.checks.pass("event", key);
    let mut errors = Errors::none();
    for (name, attribute) in &event.attributes {
        match request.get(name) {
            None | Some(Value::Null) => match attribute.default_at(cx.world.clock().now()) {
                Some(default) => {
                    request.insert(name.clone(), default);
                }
                None => errors.add(name.as_str(), "REQUIRED"),
            },
            Some(value) => match attribute.take(value) {
                Some(taken) => {
                    request.insert(name.clone(), taken);
                }
                None => errors.add(name.as_str(), "INVALID"),
            },
        }
    }
    errors.or_ok()
}

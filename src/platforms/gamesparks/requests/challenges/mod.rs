//! Requests about challenges: what they have in common, and one file for each kind.

pub mod answering;
pub mod create;
pub mod find;
pub mod get;
pub mod join;
pub mod list;
pub mod log_event;

use serde_json::{Value, json};

use super::{Document, Errors, Field, FieldKind, Handling, optional, required, text};
use crate::platforms::fidelity::{Row, documented};
use crate::platforms::gamesparks::challenges::Change;
use crate::platforms::gamesparks::state::{Challenge, Store};
use crate::platforms::gamesparks::timers;

/// How we know, for all of them.
pub const FIDELITY: &[Row] = &[documented(
    "challenge.unknown",
    "a challenge that does not exist is challengeInstanceId: INVALID",
    "challenge request pages",
)];

/// The fields of the requests that name a challenge, and may say something.
pub(super) const FIELDS: [Field; 2] =
    [required("challengeInstanceId", FieldKind::Text), optional("message", FieldKind::Text)];

/// Does something to the challenge that `request` names. What has become due by itself happens before.
pub(super) fn change<T>(
    cx: &mut Handling<'_>,
    request: &Document,
    work: impl FnOnce(&mut Change<'_>) -> Result<T, Errors>,
) -> Result<T, Errors> {
    let id = text(request, "challengeInstanceId").unwrap_or_default().to_owned();
    let game = cx.game;
    let mut store = game.lock();
    if !store.challenges.contains_key(&id) {
        return Err(Errors::one("challengeInstanceId", "INVALID"));
    }
    let mut change =
        Change { world: cx.world, config: &game.config, store: &mut store, id: id.clone(), messages: Vec::new() };
    change.settle();
    let done = work(&mut change);
    let messages = std::mem::take(&mut change.messages);
    cx.messages.extend(messages);
    let due = store.challenges.get(&id).and_then(Challenge::due);
    drop(store);
    timers::arm_challenge(cx.world, cx.game, &id, due);
    done
}

/// The response that names the challenge.
pub(super) fn instance(id: &str) -> Document {
    Document::from_iter([("challengeInstanceId".to_owned(), json!(id))])
}

/// Why `eligibility` cannot be understood, if it cannot.
pub(super) fn check_eligibility(field: &str, request: &Document) -> Result<(), Errors> {
    let Some(criteria) = request.get(field).and_then(Value::as_object) else { return Ok(()) };
    for (name, value) in criteria {
        if name != "segments" {
            return Err(Errors::one(field, json!({ name: "UNRECOGNISED" })));
        }
        for (segment, wanted) in value.as_object().into_iter().flatten() {
            if !wanted.is_string() && !wanted.as_array().is_some_and(|list| list.iter().all(Value::is_string)) {
                return Err(Errors::one(field, json!({ "segments": { segment: "MALFORMED" } })));
            }
        }
    }
    Ok(())
}

/// The segments of the player who asks, with those that `request` says instead.
pub(super) fn segments(cx: &Handling<'_>, store: &Store, request: &Document) -> Document {
    let own = cx.player.as_ref().and_then(|id| store.players.get(id)).map(|player| player.segments.clone());
    let mut all: Document = own.unwrap_or_default().into_iter().collect();
    let said = request.get("eligibility").and_then(|criteria| criteria.get("segments")).and_then(Value::as_object);
    all.extend(said.into_iter().flatten().map(|(name, value)| (name.clone(), value.clone())));
    all
}

/// Whether `own` segments are as `wanted`: each of them, and of a list any. What is missing, and what is wrong.
pub(super) fn eligible(wanted: &indexmap::IndexMap<String, Value>, own: &Document) -> Result<(), Errors> {
    let (mut missing, mut actual, mut required) = (Document::new(), Document::new(), Document::new());
    for (name, value) in wanted {
        match own.get(name) {
            None => {
                let any = value.as_array().cloned().unwrap_or_else(|| vec![value.clone()]);
                missing.insert(name.clone(), Value::Array(any));
            }
            Some(has) if has == value || value.as_array().is_some_and(|list| list.contains(has)) => {}
            Some(has) => {
                actual.insert(name.clone(), has.clone());
                required.insert(name.clone(), value.clone());
            }
        }
    }
    let mut wrong = Document::new();
    if !missing.is_empty() {
        wrong.insert("missingSegments".into(), Value::Object(missing));
    }
    if !actual.is_empty() {
        wrong.insert("invalidSegments".into(), json!({ "actual": actual, "required": required }));
    }
    if wrong.is_empty() { Ok(()) } else { Err(Errors::one("eligibility", Value::Object(wrong))) }
}

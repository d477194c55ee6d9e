//! Requests about matches: what they have in common, and one file for each kind.

pub mod details;
pub mod find_match;
pub mod matchmaking;
pub mod pending;

use serde_json::Value;

use super::{Document, Errors, Handling, text};
use crate::platforms::fidelity::{Row, chosen, documented};
use crate::platforms::gamesparks::config::MatchConfig;
use crate::platforms::gamesparks::multiplayer::{self, Making};
use crate::platforms::gamesparks::state::PlayerId;

/// How we know, for all of them.
pub const FIDELITY: &[Row] = &[
    documented(
        "match.request-errors",
        "matchShortCode or skill that is missing is \"may not be null\", and a short code that is not there matchShortCode: NOT_FOUND",
        "MatchmakingRequest and FindMatchRequest pages",
    ),
    chosen("match.request-cancel", "a request that cancels needs no skill", "its skill would mean nothing"),
];

/// What an error about something that is missing says.
const NULL: &str = "may not be null";

/// How the match that `request` is about is made, and its short code.
fn config<'c>(cx: &'c Handling<'_>, request: &Document) -> Result<(&'c MatchConfig, String), Errors> {
    let code = text(request, "matchShortCode").ok_or_else(|| Errors::one("matchShortCode", NULL))?;
    let config = cx.game.config.matches.get(code).ok_or_else(|| Errors::one("matchShortCode", "NOT_FOUND"))?;
    Ok((config, code.to_owned()))
}

fn skill(request: &Document) -> Result<f64, Errors> {
    request.get("skill").and_then(Value::as_f64).ok_or_else(|| Errors::one("skill", NULL))
}

fn group(request: &Document) -> Option<String> {
    text(request, "matchGroup").map(str::to_owned)
}

/// Whether the request takes back an earlier one; an error if it wants something else.
fn is_cancel(request: &Document) -> Result<bool, Errors> {
    match text(request, "action") {
        None => Ok(false),
        Some(action) if action.eq_ignore_ascii_case("cancel") => Ok(true),
        Some(_) => Err(Errors::one("action", "UNKNOWN")),
    }
}

/// Takes back an earlier search.
fn cancel(cx: &mut Handling<'_>, player: &PlayerId, code: &str, group: Option<&str>) -> Result<(), Errors> {
    let cancelled = happen(cx, |making| making.cancel(player, code, group));
    if cancelled { Ok(()) } else { Err(Errors::one("match", "NOT_FOUND")) }
}

/// Does something to matches, and causes the messages that this leads to.
fn happen<T>(cx: &mut Handling<'_>, work: impl FnOnce(&mut Making<'_>) -> T) -> T {
    let (done, messages) = multiplayer::happen(cx.world, cx.game, work);
    cx.messages.extend(messages);
    done
}

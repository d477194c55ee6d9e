//! Placeholders in texts that an instance has written: `--NAME--` and the like.

use std::borrow::Cow;

use super::call::Caller;
use crate::platforms::fidelity::{Row, inferred};
use crate::platforms::gphud::experience;
use crate::platforms::gphud::state::Database;

/// The text with its placeholders filled in. A placeholder that is not known stays as it is.
pub fn expand<'t>(database: &Database, caller: &Caller, now: i64, text: &'t str) -> Cow<'t, str> {
    if !text.contains("--") {
        return Cow::Borrowed(text);
    }
    let character = caller.character;
    let name = character.and_then(|id| database.characters.get(id)).map_or("", |row| &row.name);
    let avatar = database.avatars.get(caller.avatar).map_or("", |row| &row.name);
    let level = character.map_or(0, |id| experience::level_of(database, id, now));
    let total = character.map_or(0, |id| experience::total(database, id));
    let filled = text
        .replace("--NAME--", name)
        .replace("--AVATAR--", avatar)
        .replace("--LEVEL--", &level.to_string())
        .replace("--TOTALXP--", &total.to_string())
        .replace("--NEWLINE--", "\n");
    Cow::Owned(filled)
}

/// How we know about placeholders.
pub const FIDELITY: &[Row] = &[inferred(
    "alias.template",
    "the fixed arguments of an alias may contain --NAME--, --AVATAR--, --LEVEL--, --TOTALXP-- and --NEWLINE--",
    "the names of the placeholders in the platform's own defaults",
)];

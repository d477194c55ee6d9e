//! Placeholders in texts that an instance has written: `--NAME--` and the like.

use std::borrow::Cow;

use crate::platforms::fidelity::{Row, chosen, inferred};
use crate::platforms::gphud::experience::{self, points};
use crate::platforms::gphud::kv;
use crate::platforms::gphud::state::Database;
use crate::platforms::gphud::state::group::FACTION;
use crate::platforms::gphud::state::ids::{AvatarId, CharacterId};

/// The names of the placeholders that the platform brings. No attribute can have one of them.
pub const NAMES: &[&str] = &["NAME", "AVATAR", "LEVEL", "TOTALXP", "ABILITYPOINTS", "FACTION", "NEWLINE"];

/// Of whom a text is.
#[derive(Debug, Clone, Copy)]
pub struct Subject {
    /// The avatar.
    pub avatar: AvatarId,
    /// The character that it plays.
    pub character: Option<CharacterId>,
    /// How many points the character has spent on attributes, where that is known already.
    pub spent: Option<i64>,
}

/// The text with its placeholders filled in. A placeholder that is not known stays as it is.
pub fn expand<'t>(database: &Database, subject: Subject, now: i64, text: &'t str) -> Cow<'t, str> {
    let mut parts = text.split("--");
    let Some(first) = parts.next().filter(|first| first.len() < text.len()) else { return Cow::Borrowed(text) };
    let mut filled = first.to_owned();
    let mut is_inside = true;
    let mut parts = parts.peekable();
    while let Some(part) = parts.next() {
        if is_inside
            && parts.peek().is_some()
            && let Some(value) = value(database, subject, now, part)
        {
            filled.push_str(&value);
            is_inside = false;
            continue;
        }
        if is_inside {
            filled.push_str("--");
        }
        filled.push_str(part);
        is_inside = true;
    }
    Cow::Owned(filled)
}

/// What stands for a placeholder.
fn value(database: &Database, subject: Subject, now: i64, name: &str) -> Option<String> {
    let character = subject.character;
    let row = character.and_then(|id| database.characters.get(id));
    let number =
        |count: fn(&Database, CharacterId, i64) -> i64| character.map_or(0, |id| count(database, id, now)).to_string();
    Some(match name {
        "NAME" => row.map(|row| row.name.clone()).unwrap_or_default(),
        "AVATAR" => database.avatars.get(subject.avatar).map(|row| row.name.clone()).unwrap_or_default(),
        "NEWLINE" => "\n".to_owned(),
        "LEVEL" => number(experience::level_of),
        "TOTALXP" => number(|database, id, _| experience::total(database, id)),
        "ABILITYPOINTS" => {
            let spent = subject.spent.or_else(|| character.map(|id| points::spent(database, id)));
            (number(points::given).parse::<i64>().unwrap_or_default() - spent.unwrap_or_default()).to_string()
        }
        "FACTION" => {
            character.and_then(|id| database.group_of(id, FACTION)).map(|row| row.name.clone()).unwrap_or_default()
        }
        attribute => {
            let row = row?;
            let attribute = database.attributes.named(row.instance, attribute).filter(|it| it.templatable)?;
            let key = kv::of_attribute(attribute)?;
            let own = row.kv.get(&key.key).map(str::to_owned);
            own.or_else(|| attribute.default.clone()).unwrap_or_default()
        }
    })
}

/// How we know about placeholders.
pub const FIDELITY: &[Row] = &[
    inferred(
        "alias.template",
        "the fixed arguments of an alias may contain --NAME--, --AVATAR--, --LEVEL--, --TOTALXP-- and --NEWLINE--",
        "the names of the placeholders in the platform's own defaults",
    ),
    chosen(
        "template.attributes",
        "attributes that are templatable are placeholders, too, and no attribute can have the name of one",
        "the flag and the refusal are known, the list of the platform's own names is not",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_placeholder_stays_as_it_is() {
        let database = Database::default();
        let subject = Subject { avatar: AvatarId(1), character: None, spent: None };
        let expanded = |text| expand(&database, subject, 0, text).into_owned();
        for text in ["", "plain", "a -- b", "--", "--NOPE--", "a--b--c", "--NAME"] {
            assert_eq!(expanded(text), text);
        }
        assert_eq!(expanded("a--NEWLINE--b--LEVEL----TOTALXP--"), "a\nb00");
        assert_eq!(expanded("--NOPE--NEWLINE--"), "--NOPE\n");
    }
}

//! Conveyances: what the present-day dialect adds to an answer for the HUD of the character that the request runs as. What
//! has not changed since that HUD was last told is not told again.

use std::sync::LazyLock;

use super::commands::menus;
use super::commands::template::{self, Subject};
use super::kv::{self, Definition, effective, list};
use super::reply::{Class, Refusal};
use super::state::Database;
use super::state::ids::CharacterId;
use super::wire::{Json, write};
use crate::platforms::fidelity::{Row, chosen, inferred, observed};

/// Something that a HUD shows.
struct Conveyance {
    /// Its key in answers.
    key: &'static str,
    /// Where its text comes from.
    source: Source,
}

/// Where the text of a conveyance comes from.
enum Source {
    /// The configuration key.
    Configured(&'static Definition),
    /// The character's name.
    Name,
    /// What a HUD needs to ask for a choice from the instance's menu.
    Menu,
}

/// The one list, in the order in which they are put into an answer: the key in answers, and the configuration key.
const CONFIGURED: &[(&str, &str)] = &[
    ("sizeratio", "GPHUDClient.SizeRatio"),
    ("setlogo", "GPHUDClient.Logo"),
    ("qb1texture", "GPHUDClient.QuickButton1Texture"),
    ("qb2texture", "GPHUDClient.QuickButton2Texture"),
    ("qb3texture", "GPHUDClient.QuickButton3Texture"),
    ("qb4texture", "GPHUDClient.QuickButton4Texture"),
    ("qb5texture", "GPHUDClient.QuickButton5Texture"),
    ("qb6texture", "GPHUDClient.QuickButton6Texture"),
    ("hudtext", "GPHUDClient.HUDText"),
    ("hudcolor", "GPHUDClient.HUDColor"),
    ("titlertext", "GPHUDClient.TitlerText"),
    ("titlercolor", "GPHUDClient.TitlerColor"),
    ("rpchannel", "GPHUDClient.RPChannel"),
    ("namelessprefix", "GPHUDClient.NamelessPrefix"),
    ("name", ""),
    ("hudz", "GPHUDClient.HUDAltitude"),
    ("uixmenus", "GPHUDClient.UIXMenus"),
    ("qbbalance", "GPHUDClient.QBBalance"),
    ("opencmd", "GPHUDClient.OpenCommand"),
    ("titler", TITLER),
    ("legacymenu", MENU),
    ("titlerz", "GPHUDClient.TitlerAltitude"),
    ("leveltext", "Experience.LevelText"),
    (MESSAGE_OF_THE_DAY, "Instance.MOTD"),
    ("instancestatus", "Instance.status"),
];

/// The configuration key of where a titler is attached.
pub const TITLER: &str = "GPHUDClient.TitlerAttachPoint";

/// The configuration key that names the menu that a HUD opens with.
const MENU: &str = "Menus.MainMenuContainer";

const MESSAGE_OF_THE_DAY: &str = "motd";

static ALL: LazyLock<Vec<Conveyance>> = LazyLock::new(|| {
    let source = |key| match key {
        "" => Source::Name,
        MENU => Source::Menu,
        key => Source::Configured(list::named(key)),
    };
    CONFIGURED.iter().map(|(key, from)| Conveyance { key, source: source(*from) }).collect()
});

/// What is different from what the HUD was last told, in the order in which it is put into an answer. It counts as told.
pub fn tell(
    database: &mut Database,
    subject: Subject,
    character: CharacterId,
    now: i64,
) -> Result<Vec<(&'static str, String)>, Refusal> {
    let mut news = Vec::new();
    for one in ALL.iter() {
        let text = one.text(database, subject, character, now)?;
        let told = database.characters.get(character).and_then(|row| row.conveyed.get(one.key));
        if told.map_or("", String::as_str) != text {
            news.push((one.key, text));
        }
    }
    if let Some(row) = database.characters.get_mut(character) {
        for (key, text) in &news {
            row.conveyed.insert((*key).to_owned(), text.clone());
        }
    }
    Ok(news)
}

/// Lets the HUD of a character know the message of the day as its player reads it, if it was told any.
pub fn refresh(database: &mut Database, character: CharacterId, now: i64) {
    let Some(row) = database.characters.get(character).filter(|row| !row.conveyed.is_empty()) else { return };
    let subject = Subject { avatar: row.played_by.unwrap_or(row.owner), character: Some(character), spent: None };
    let Some(one) = ALL.iter().find(|one| one.key == MESSAGE_OF_THE_DAY) else { return };
    if let Ok(text) = one.text(database, subject, character, now)
        && let Some(row) = database.characters.get_mut(character)
    {
        row.conveyed.insert(one.key.to_owned(), text);
    }
}

impl Conveyance {
    fn text(&self, database: &Database, subject: Subject, character: CharacterId, now: i64) -> Result<String, Refusal> {
        let Some(row) = database.characters.get(character) else { return Ok(String::new()) };
        let view = effective::View { instance: row.instance, character: Some(character), now };
        match self.source {
            Source::Name => Ok(row.name.clone()),
            Source::Configured(definition) => {
                let text = effective::text(database, definition, view);
                Ok(match definition.templated {
                    true => template::expand(database, subject, now, &text).into_owned(),
                    false => text.into_owned(),
                })
            }
            Source::Menu => {
                let name = effective::text(database, kv::list::named(MENU), view);
                let menus = database.instances.get(row.instance).map(|instance| &instance.menus);
                match menus.into_iter().flatten().find(|(own, _)| own.eq_ignore_ascii_case(&name)) {
                    Some((own, menu)) => Ok(write::compact(&Json::Object(menus::submenu(own, menu)))),
                    None => {
                        let name = name.to_lowercase();
                        let text = format!("Failed to evaluate KV {MENU}: No menu called {name} is found");
                        Err(Refusal::user(Class::Configuration, text))
                    }
                }
            }
        }
    }
}

/// How we know about conveyances.
pub const FIDELITY: &[Row] = &[
    observed(
        "conveyance.changed",
        "at head, who runs as a character is told what changed for its HUD, also with an ErrorResponse",
        "recorded exchanges 1, 68, 69, 111, 117 and 169",
    ),
    observed("conveyance.exceptions", "exceptions carry none", "recorded exchanges 115 and 232"),
    inferred(
        "conveyance.menu",
        "an instance without the menu that its HUDs open with answers who runs as a character with a UserException",
        "the code of 2026",
    ),
    inferred(
        "conveyance.spent",
        "the points that were spent on attributes are those from before the command",
        "recorded exchanges 149 and 242: what was spent in 149 shows later",
    ),
    inferred(
        "conveyance.message-of-the-day",
        "after a change of configuration or of effects the message of the day is told again",
        "recorded exchanges 149, 169 and 171",
    ),
    chosen(
        "conveyance.keys",
        "the names of the configuration keys behind most conveyances",
        "their values were recorded, their names were not",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_conveyance_has_its_source() {
        assert_eq!(ALL.len(), 25);
    }
}

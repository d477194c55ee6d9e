//! Experience: pools of points with rolling limits, and the levels that come of them.

pub mod automatic;
pub mod level;
pub mod points;
pub mod quota;
pub mod standing;

use super::kv::{self, effective};
use super::state::Database;
use super::state::attribute::Kind;
use super::state::ids::{AttributeId, CharacterId, InstanceId};
use super::{dialect::Name, modules};

/// The pool of points for visiting.
pub const VISIT_POOL: &str = "Experience.VisitXP";
/// The pool of points that a faction awards.
pub const FACTION_POOL: &str = "Faction.FactionXP";
/// The pool of points for events.
pub const EVENT_POOL: &str = "Events.EventXP";

/// The attributes that the platform's own pools show as. They are found like others, and nothing can be awarded to them.
pub const BUILT_IN: [&str; 3] = ["VisitXP", "FactionXP", "EventXP"];

/// The pool of a kind of experience.
pub fn pool(attribute: &str) -> String {
    format!("Experience.{attribute}")
}

/// What a kind of experience is in an instance, looked up by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    /// An attribute of the instance that is experience.
    Experience(AttributeId),
    /// An attribute that is something else.
    SomethingElse,
    /// Nothing.
    Nothing,
}

/// What the name stands for in the instance.
pub fn find(database: &Database, instance: InstanceId, name: &str) -> Found {
    match database.attributes.named(instance, name) {
        Some(attribute) if attribute.kind == Kind::Experience => Found::Experience(attribute.id),
        Some(_) => Found::SomethingElse,
        None if BUILT_IN.iter().any(|known| known.eq_ignore_ascii_case(name)) => Found::SomethingElse,
        None => Found::Nothing,
    }
}

/// All points of a character: from visits, from its faction and from events where these are enabled, and of every kind of
/// experience in its instance.
pub fn total(database: &Database, character: CharacterId) -> i64 {
    let Some(row) = database.characters.get(character) else { return 0 };
    let enabled = |name| {
        let instance = database.instances.get(row.instance);
        modules::named(name, Name::Head).zip(instance).is_some_and(|(module, instance)| module.enabled(instance))
    };
    let mut total = row.ledger.total(VISIT_POOL);
    if enabled("Faction") {
        total += row.ledger.total(FACTION_POOL);
    }
    if enabled("Events") {
        total += row.ledger.total(EVENT_POOL);
    }
    let kinds = database.attributes.within(row.instance).filter(|attribute| attribute.kind == Kind::Experience);
    total + kinds.map(|attribute| row.ledger.total(&pool(&attribute.name))).sum::<i64>()
}

/// Whether the character has the highest level that it can have, in a dialect that has such a level.
pub fn at_maximum_level(database: &Database, character: CharacterId, now: i64) -> bool {
    if !database.settings.dialect.dialect().maximum_level {
        return false;
    }
    let Some(row) = database.characters.get(character) else { return false };
    let view = effective::View { instance: row.instance, character: Some(character), now };
    let maximum = match effective::int(database, kv::list::named("Experience.MaxLevel"), view) {
        0 => level::HIGHEST,
        maximum => maximum,
    };
    level_of(database, character, now) >= maximum
}

/// The level of a character.
pub fn level_of(database: &Database, character: CharacterId, now: i64) -> i64 {
    let Some(row) = database.characters.get(character) else { return 0 };
    let Some(instance) = database.instances.get(row.instance) else { return 0 };
    if modules::named("Experience", Name::Head).is_some_and(|module| !module.enabled(instance)) {
        return 0;
    }
    let view = effective::View { instance: row.instance, character: Some(character), now };
    let step = effective::int(database, kv::list::named("Experience.LevelXPStep"), view);
    level::of(total(database, character), step)
}

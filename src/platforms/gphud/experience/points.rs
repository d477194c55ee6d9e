//! Ability points: what a character is given, and what it has spent on its attributes.

use crate::platforms::gphud::kv::{self, effective};
use crate::platforms::gphud::state::Database;
use crate::platforms::gphud::state::ids::CharacterId;

/// How many points a character is given by its configuration.
pub fn given(database: &Database, character: CharacterId, now: i64) -> i64 {
    let Some(row) = database.characters.get(character) else { return 0 };
    let view = effective::View { instance: row.instance, character: Some(character), now };
    effective::int(database, kv::list::named("Experience.AbilityPoints"), view)
}

/// How many points a character has spent: the values that it has of the attributes that points can be spent on.
pub fn spent(database: &Database, character: CharacterId) -> i64 {
    let Some(row) = database.characters.get(character) else { return 0 };
    let attributes = database.attributes.within(row.instance).filter(|attribute| attribute.uses_ability_points);
    let values = attributes.filter_map(|attribute| row.kv.get(&kv::of_attribute(attribute)?.key));
    values.filter_map(|value| value.parse::<i64>().ok()).fold(0, i64::saturating_add)
}

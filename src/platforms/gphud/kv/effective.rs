//! Which of the values that are set counts for a character, or for an instance as such.

use std::borrow::Cow;

use super::{Definition, Hierarchy, Kind, Level, value};
use crate::platforms::gphud::state::Database;
use crate::platforms::gphud::state::ids::{CharacterId, InstanceId};
use crate::platforms::gphud::state::kv::Store;

/// For whom, and when, a value is looked for.
#[derive(Debug, Clone, Copy)]
pub struct View {
    /// The instance.
    pub instance: InstanceId,
    /// The character with its region, zone, groups and effects.
    pub character: Option<CharacterId>,
    /// The time in seconds since 1970: an effect counts until it ends.
    pub now: i64,
}

/// The value that counts.
pub fn text<'d>(database: &'d Database, definition: &Definition, view: View) -> Cow<'d, str> {
    let mut set = stores(database, definition, view).filter_map(|store| store.get(&definition.key));
    let found = match definition.hierarchy {
        Hierarchy::Cumulative => return sum(set, definition),
        Hierarchy::None | Hierarchy::Authoritative => set.next(),
        Hierarchy::Delegating => set.last(),
    };
    found.map_or(Cow::Borrowed(definition.default), Cow::Borrowed)
}

/// The value that counts, as a whole number; 0 if it is none.
pub fn int(database: &Database, definition: &Definition, view: View) -> i64 {
    text(database, definition, view).parse().unwrap_or_default()
}

/// The value that counts, as a number; 0 if it is none.
pub fn float(database: &Database, definition: &Definition, view: View) -> f64 {
    value::parse_float(&text(database, definition, view)).unwrap_or_default()
}

/// Whether the value that counts means yes.
pub fn flag(database: &Database, definition: &Definition, view: View) -> bool {
    value::is_true(&text(database, definition, view))
}

fn sum<'d>(set: impl Iterator<Item = &'d str>, definition: &Definition) -> Cow<'d, str> {
    let values: Vec<&str> = set.collect();
    match values[..] {
        [] => Cow::Borrowed(definition.default),
        [only] => Cow::Borrowed(only),
        _ if definition.kind == Kind::Integer => {
            let sum = values.iter().filter_map(|value| value.parse::<i64>().ok()).fold(0, i64::saturating_add);
            Cow::Owned(sum.to_string())
        }
        _ => Cow::Owned(values.iter().filter_map(|value| value::parse_float(value)).sum::<f64>().to_string()),
    }
}

/// What may hold a value that counts, from the most general to the most particular.
fn stores<'d>(database: &'d Database, definition: &Definition, view: View) -> impl Iterator<Item = &'d Store> {
    let scope = definition.scope;
    let covered = move |level| scope.covers(level);
    let character = view.character.and_then(|id| database.characters.get(id));
    let instance = database.instances.get(view.instance).filter(|_| covered(Level::Instance)).map(|row| &row.kv);
    let region = character.and_then(|row| database.regions.get(row.region?)).filter(|_| covered(Level::Region));
    let zone = character.and_then(|row| database.zones.get(row.zone?)).filter(|_| covered(Level::Zone));
    let groups = character.filter(|_| covered(Level::Group)).map_or(&[][..], |row| &row.groups);
    let own = character.filter(|_| covered(Level::Character)).map(|row| &row.kv);
    let effects = character.filter(|_| covered(Level::Effect)).map_or(&[][..], |row| &row.effects);
    instance
        .into_iter()
        .chain(region.map(|row| &row.kv))
        .chain(zone.map(|row| &row.kv))
        .chain(groups.iter().filter_map(|id| Some(&database.groups.get(*id)?.kv)))
        .chain(own)
        .chain(
            effects
                .iter()
                .filter(move |(_, until)| *until > view.now)
                .filter_map(|(id, _)| Some(&database.effects.get(*id)?.kv)),
        )
}

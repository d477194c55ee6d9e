//! What happens to characters: events that take place in zones, and effects that they are under.

use std::collections::BTreeSet;

use super::ids::{EffectId, EventId, InstanceId, ZoneId};
use super::kv;
use super::table::row;

/// Something that takes place in zones.
#[derive(Debug)]
pub struct Event {
    /// Its number.
    pub id: EventId,
    /// The instance that it belongs to.
    pub instance: InstanceId,
    /// Its name.
    pub name: String,
    /// Where it takes place.
    pub zones: BTreeSet<ZoneId>,
    /// When it takes place.
    pub schedules: Vec<Schedule>,
    /// Its configuration.
    pub kv: kv::Store,
}

row!(Event: EventId, named within its instance, called "event");

/// A time at which an event takes place, in seconds since 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Schedule {
    /// When it begins.
    pub from: i64,
    /// When it ends.
    pub until: i64,
    /// Whether its points were awarded, which is done at its end.
    pub awarded: bool,
}

/// Something that a character can be under for a while.
#[derive(Debug)]
pub struct Effect {
    /// Its number.
    pub id: EffectId,
    /// The instance that it belongs to.
    pub instance: InstanceId,
    /// Its name.
    pub name: String,
    /// What scripts have written on it; empty if nothing.
    pub metadata: String,
    /// Its configuration.
    pub kv: kv::Store,
}

row!(Effect: EffectId, named within its instance, called "effect");

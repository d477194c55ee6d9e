//! Where a character stands: its level, and for each kind of points how many it has, how many count against the limit, and
//! when there will be room for more. For whoever looks, not for the platform's clients.

use serde_json::{Map, Value as Json, json};

use super::automatic::{event_quota, visit_quota};
use super::quota::Quota;
use super::{EVENT_POOL, FACTION_POOL, VISIT_POOL, level_of, points, pool, total};
use crate::platforms::gphud::kv::{self, effective, list};
use crate::platforms::gphud::state::Database;
use crate::platforms::gphud::state::attribute::Kind;
use crate::platforms::gphud::state::ids::CharacterId;

/// Everything about the experience of a character; nothing if there is no such character.
pub fn of(database: &Database, character: CharacterId, now: i64) -> Option<Json> {
    let row = database.characters.get(character)?;
    let view = effective::View { instance: row.instance, character: Some(character), now };
    let one = |name: &str, quota: Quota| {
        let pool = row.ledger.pool(name);
        let used = quota.used(pool, now);
        json!({
            "total": row.ledger.total(name),
            "used": used,
            "limit": quota.limit,
            "room": (quota.limit - used).max(0),
            "next": quota.next_room(pool, now),
        })
    };
    let mut standing = Map::new();
    standing.insert("level".into(), level_of(database, character, now).into());
    standing.insert("total".into(), total(database, character).into());
    let left = points::given(database, character, now) - points::spent(database, character);
    standing.insert("ability-points".into(), left.into());
    let faction = Quota {
        limit: effective::int(database, list::named("Faction.XPPerCycle"), view),
        days: effective::float(database, list::named("Faction.XPCycleLength"), view),
    };
    standing.insert("VisitXP".into(), one(VISIT_POOL, visit_quota(database, view)));
    standing.insert("FactionXP".into(), one(FACTION_POOL, faction));
    standing.insert("EventXP".into(), one(EVENT_POOL, event_quota(database, view)));
    for attribute in database.attributes.within(row.instance).filter(|row| row.kind == Kind::Experience) {
        let name = &attribute.name;
        let quota = Quota {
            limit: effective::int(database, &kv::experience(name, "XPLimit"), view),
            days: effective::float(database, &kv::experience(name, "XPPeriod"), view),
        };
        standing.insert(name.clone(), one(&pool(name), quota));
    }
    Some(standing.into())
}

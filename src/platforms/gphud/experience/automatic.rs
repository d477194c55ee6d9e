//! Points that nobody awards: for visiting, about once a minute while a character is somewhere, and for an event when it ends.
//! The world's clock drives it.

use std::sync::Arc;

use serde_json::json;

use super::quota::Quota;
use super::{EVENT_POOL, VISIT_POOL, at_maximum_level};
use crate::journal::exchange::Event as Noted;
use crate::platforms::fidelity::{Row, chosen, inferred};
use crate::platforms::gphud::commands::call::{Caller, Change, Happening, audit};
use crate::platforms::gphud::kv::{effective, list};
use crate::platforms::gphud::state::character::Visit;
use crate::platforms::gphud::state::happening::Schedule;
use crate::platforms::gphud::state::ids::{CharacterId, EventId, InstanceId, RegionId, ZoneId};
use crate::platforms::gphud::state::ledger::{Entry, Pool};
use crate::platforms::gphud::state::{Database, State, shown};
use crate::platforms::gphud::{NAME, duration, modules};
use crate::world::World;

/// How often visits are looked at, in seconds.
const MINUTE: i64 = 60;

/// Looks at visits and events whenever the world's time says so, for as long as there is the world.
pub fn begin(world: &Arc<World>) {
    let (clock, changed) = (world.clock().clone(), world.state::<State>().changed());
    let world = Arc::downgrade(world);
    tokio::spawn(async move {
        loop {
            let Some(due) = world.upgrade().map(|world| next(&world.state::<State>().lock(), clock.unix())) else {
                return;
            };
            match due.and_then(|at| jiff::Timestamp::from_second(at).ok()) {
                Some(at) => tokio::select! {
                    () = clock.sleep_until(at) => {}
                    () = changed.notified() => continue,
                },
                None => {
                    changed.notified().await;
                    continue;
                }
            }
            let Some(world) = world.upgrade() else { return };
            pass(&world);
        }
    });
}

/// When there is something to look at next, in seconds since 1970.
fn next(database: &Database, now: i64) -> Option<i64> {
    let minute = (!database.visiting.is_empty()).then(|| (now.div_euclid(MINUTE) + 1).saturating_mul(MINUTE));
    // One that ended before the world began is due at once.
    minute.into_iter().chain(database.next_end()).min()
}

/// Awards what is due now. Whoever looks at the state calls it first: a timer of the same instant may fire later.
pub fn pass(world: &World) {
    let mut happenings = Vec::new();
    {
        let mut database = world.state::<State>().lock();
        catch_up(&mut database, world.clock().unix(), &mut happenings);
    }
    note(world, happenings);
}

/// Awards what is due now.
pub fn catch_up(database: &mut Database, now: i64, happenings: &mut Vec<Happening>) {
    let minute = now.div_euclid(MINUTE);
    if !database.visiting.is_empty() && database.visits_seen < minute {
        database.visits_seen = minute;
        let visiting: Vec<CharacterId> = database.visiting.iter().copied().collect();
        for character in visiting {
            visit(database, character, now, happenings);
        }
    }
    if database.next_end().is_some_and(|end| end <= now) {
        events(database, now, happenings);
    }
}

/// Puts what happened into the journal.
pub fn note(world: &World, happenings: Vec<Happening>) {
    for happening in happenings {
        let Happening { kind, detail } = happening;
        world.journal().note(Noted { at: world.clock().now(), platform: NAME, kind, cause: None, detail });
    }
}

fn enabled(database: &Database, instance: InstanceId, module: &str) -> bool {
    let dialect = database.settings.dialect;
    let row = database.instances.get(instance);
    modules::named(module, dialect).zip(row).is_some_and(|(module, row)| module.enabled(row))
}

/// The limit of points for visiting.
pub fn visit_quota(database: &Database, view: effective::View) -> Quota {
    Quota {
        limit: effective::int(database, list::named("Experience.VisitXPPerCycle"), view),
        days: effective::float(database, list::named("Experience.XPCycleDays"), view),
    }
}

/// The limit of points for events.
pub fn event_quota(database: &Database, view: effective::View) -> Quota {
    Quota {
        limit: effective::int(database, list::named("Events.EventXPLimit"), view),
        days: effective::float(database, list::named("Events.EventXPPeriod"), view),
    }
}

/// Awards to a character what it has earned by visiting.
pub fn visit(database: &mut Database, character: CharacterId, now: i64, happenings: &mut Vec<Happening>) {
    let Some(row) = database.characters.get(character) else { return };
    let instance = row.instance;
    let elsewhere = |region: RegionId| database.regions.get(region).is_none_or(|region| region.retired);
    if row.visits.last().is_none_or(|visit| elsewhere(visit.region)) || !enabled(database, instance, "Experience") {
        return;
    }
    let view = effective::View { instance, character: Some(character), now };
    let quota = visit_quota(database, view);
    let each = effective::int(database, list::named("Experience.VisitXPDuration"), view).max(1);
    let points = effective::int(database, list::named("Experience.VisitXPPoints"), view);
    let seconds: i64 = row.visits.iter().map(|visit| visit.within(now.saturating_sub(quota.period()), now)).sum();
    let given = quota.used(row.ledger.pool(VISIT_POOL), now);
    let earned = (seconds / MINUTE / each).saturating_mul(points);
    let amount = earned.min(quota.limit).saturating_sub(given);
    if amount <= 0 || at_maximum_level(database, character, now) {
        return;
    }
    if !award(database, character, VISIT_POOL, amount, "Visit XP", now) {
        return;
    }
    let change = Change {
        kind: "Pool Add",
        item: "VisitXP".into(),
        new: Some(amount.to_string()),
        note: "Visit XP",
        target: Some(character),
        ..Change::default()
    };
    let by = platform(database, instance);
    audit(database, by, now, change, happenings);
    let pool = database.characters.get(character).and_then(|row| row.ledger.pool(VISIT_POOL));
    let next = quota.next_room(pool, now);
    let plural = if amount == 1 { "" } else { "s" };
    let text =
        format!("You were awarded {amount} point{plural} of Visit XP, you will be eligible for your next point {next}");
    let to = database.characters.get(character).map(shown);
    happenings.push(Happening { kind: "message", detail: json!({ "to": to, "text": text }) });
}

/// The platform itself, as who does something at an instance.
fn platform(database: &mut Database, instance: InstanceId) -> Caller {
    let avatar = database.avatars.system();
    Caller { instance, avatar, character: None, region: None, zone: None, source: Default::default() }
}

/// Adds to a pool in the name of the platform; not if the world's ledgers are full.
fn award(database: &mut Database, character: CharacterId, pool: &str, amount: i64, note: &str, now: i64) -> bool {
    let by_avatar = Some(database.avatars.system());
    let Ok(adjustment) = i32::try_from(amount) else { return false };
    let entry = Entry { at: now, adjustment, by_avatar, by_character: None, description: note.into() };
    database.award(character, pool, entry).is_ok()
}

/// Awards the points of the events that have ended.
fn events(database: &mut Database, now: i64, happenings: &mut Vec<Happening>) {
    let is_over = |one: &Schedule| !one.awarded && one.until <= now;
    let over: Vec<EventId> =
        database.events.iter().filter(|event| event.schedules.iter().any(is_over)).map(|event| event.id).collect();
    for event in over {
        let Some(row) = database.events.get_mut(event) else { continue };
        let ended: Vec<Schedule> = row.schedules.iter().copied().filter(is_over).collect();
        row.schedules.iter_mut().filter(|one| is_over(one)).for_each(|one| one.awarded = true);
        for schedule in ended {
            attended(database, event, schedule, now, happenings);
        }
    }
    database.schedules_changed();
}

/// Awards the points of one event at its end to all who were there.
fn attended(database: &mut Database, event: EventId, schedule: Schedule, now: i64, happenings: &mut Vec<Happening>) {
    let Some(row) = database.events.get(event) else { return };
    let (instance, name) = (row.instance, row.name.clone());
    if !enabled(database, instance, "Events") {
        return;
    }
    let number = |key: &'static str| {
        let definition = list::named(key);
        let text = row.kv.get(&definition.key).unwrap_or(definition.default);
        text.parse::<i64>().unwrap_or_default()
    };
    let (limit, minutes) = (number("Events.ThisEventXPLimit"), number("Events.ThisEventXPMinutes").max(1));
    let there = |visit: &&Visit| visit.zone.is_some_and(|zone: ZoneId| row.zones.contains(&zone));
    let guests: Vec<(CharacterId, i64)> = database
        .characters
        .rows()
        .within(instance)
        .map(|guest| {
            let visits = guest.visits.iter().filter(there);
            (guest.id, visits.map(|visit| visit.within(schedule.from, schedule.until)).sum())
        })
        .filter(|(_, seconds)| *seconds > 0)
        .collect();
    for (guest, seconds) in guests {
        let pool = database.characters.get(guest).and_then(|row| row.ledger.pool(EVENT_POOL));
        let quota = event_quota(database, effective::View { instance, character: Some(guest), now });
        let wanted = (seconds / (minutes * MINUTE)).min(limit) - already(pool, &name, schedule.from);
        let given = wanted.min(quota.limit - quota.used(pool, now));
        if given <= 0 {
            continue;
        }
        let spent = duration::text(seconds);
        let note = format!("Awarded for {spent} spent at event {name} ({given} of up to {wanted} for time spent)");
        if !award(database, guest, EVENT_POOL, given, &note, now) {
            continue;
        }
        let change = Change {
            kind: "Add",
            item: "EventXP".into(),
            new: Some(given.to_string()),
            note: &note,
            target: Some(guest),
            ..Change::default()
        };
        let by = platform(database, instance);
        audit(database, by, now, change, happenings);
    }
}

/// What was awarded for the event since it began.
fn already(pool: Option<&Pool>, event: &str, from: i64) -> i64 {
    let entries = pool.map_or(&[][..], |pool| pool.after(from));
    let of_event = format!(" spent at event {event} (");
    let own = entries.iter().filter(|entry| entry.description.contains(&of_event));
    own.map(|entry| i64::from(entry.adjustment)).sum()
}

/// How we know about points that nobody awards.
pub const FIDELITY: &[Row] = &[
    inferred("xp.visit", "visiting earns points, up to a limit per cycle", "the code of both generations"),
    inferred("xp.event", "an event that ends gives points to who was there", "the code of both generations"),
    chosen(
        "xp.visit.minute",
        "visits are looked at when a minute of the world's time is full, and when a character leaves",
        "the platform looks about once a minute",
    ),
    chosen("xp.visit.note", "the reason in the ledger and in the audit", "its words are not known"),
];

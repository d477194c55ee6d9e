//! The module Events: what takes place, and where.

use super::argument::{Argument, Type, needs};
use super::call::{Call, Change, Operator};
use super::message::{ok, raised};
use super::{Command, Context};
use crate::platforms::fidelity::{Row, inferred, observed};
use crate::platforms::gphud::reply::{Answered, Class, Refusal, Reply};
use crate::platforms::gphud::state::happening::Event;

const EVENT: Argument = needs("event", Type::Event);
const ZONE: Argument = needs("zone", Type::Zone);

/// The commands of this module that do something.
pub const COMMANDS: &[Command] = &[
    Command {
        name: "Events.create",
        messages: &[
            ok("Created event {eventName}"),
            raised(Class::DuplicateValue, "Event {eventName} already exists."),
        ],
        description: "Creates a new event with an empty configuration",
        arguments: &[needs("eventName", Type::OneLine(128))],
        permission: "Events.Create",
        context: Context::Avatar,
        effect: Some(create),
        ..Command::PLAIN
    },
    Command {
        name: "Events.addLocation",
        messages: &[ok("Added zone {zone} to event {event}")],
        description: "Add a zone to an event",
        arguments: &[EVENT, ZONE],
        permission: "Events.Locations",
        context: Context::Avatar,
        effect: Some(add_location),
        ..Command::PLAIN
    },
    Command {
        name: "Events.deleteLocation",
        messages: &[ok("Removed zone {zone} from event {event}")],
        description: "Delete zone from event",
        arguments: &[EVENT, ZONE],
        permission: "Events.Locations",
        context: Context::Avatar,
        effect: Some(delete_location),
        ..Command::PLAIN
    },
];

/// The most events that a world can have; the platform knows no such limit.
const MOST_EVENTS: usize = 10_000;

fn create(call: &mut Call<'_>) -> Answered {
    let instance = call.caller.instance;
    let name = call.text_given("eventName").to_owned();
    if call.database.events.named(instance, &name).is_some() {
        return Err(Refusal::user(Class::DuplicateValue, format!("Event {name} already exists.")));
    }
    if call.database.events.len() >= MOST_EVENTS {
        return Err(Refusal::system(format!("Backlot keeps at most {MOST_EVENTS} events in a world")));
    }
    call.database.events.insert(Event {
        id: call.database.events.next_id(),
        instance,
        name: name.clone(),
        zones: Default::default(),
        schedules: Vec::new(),
        kv: Default::default(),
    });
    let new = Some(name.clone());
    let change = Change { kind: "Create", item: "Event".into(), new, note: "Event created", ..Change::default() };
    call.audit(Operator::Avatar, change);
    Ok(Reply::Ok(format!("Created event {name}").into()))
}

fn add_location(call: &mut Call<'_>) -> Answered {
    let (event, zone) = names(call)?;
    let (event_id, zone_id) = (call.event_given("event")?, call.zone_given("zone")?);
    if let Some(row) = call.database.events.get_mut(event_id) {
        row.zones.insert(zone_id);
    }
    let change = Change {
        kind: "AddLocation",
        item: format!("Event/{event}"),
        new: Some(zone.clone()),
        note: "Added zone to event",
        ..Change::default()
    };
    call.audit(Operator::Avatar, change);
    Ok(Reply::Ok(format!("Added zone {zone} to event {event}").into()))
}

fn delete_location(call: &mut Call<'_>) -> Answered {
    let (event, zone) = names(call)?;
    let (event_id, zone_id) = (call.event_given("event")?, call.zone_given("zone")?);
    if let Some(row) = call.database.events.get_mut(event_id) {
        row.zones.remove(&zone_id);
    }
    let change = Change {
        kind: "DeleteLocation",
        item: format!("Event/{event}"),
        old: Some(zone.clone()),
        note: "Removed zone from event",
        ..Change::default()
    };
    call.audit(Operator::Avatar, change);
    Ok(Reply::Ok(format!("Removed zone {zone} from event {event}").into()))
}

/// The names of the event and the zone that were given.
fn names(call: &Call<'_>) -> Result<(String, String), Refusal> {
    let event = call.database.events.get(call.event_given("event")?).map(|row| row.name.clone());
    let zone = call.database.zones.get(call.zone_given("zone")?).map(|row| row.name.clone());
    event.zip(zone).ok_or_else(|| Refusal::system("the event or the zone is gone"))
}

/// How we know about this module.
pub const FIDELITY: &[Row] = &[
    observed("Events.create", "creates an event whose name is new", "recorded exchanges 186 and 258"),
    observed("Events.addLocation", "adds a zone to an event", "recorded exchange 187"),
    observed("Events.deleteLocation", "takes a zone from an event", "recorded exchange 257"),
    inferred(
        "Events.again",
        "adding a zone twice, or taking one that is not there, is done without complaint",
        "the code",
    ),
];

//! The module Configuration: setting the configuration of an instance and of what is in it.

use super::argument::{Argument, Type, needs, takes};
use super::call::{Call, Change, Operator};
use super::message::{error, ok, raised};
use super::{Command, Context, Dialects};
use crate::platforms::fidelity::{Row, chosen, inferred, observed};
use crate::platforms::gphud::kv::{self, Definition, Hierarchy, Kind, Level, effective, value};
use crate::platforms::gphud::reply::{Answered, Class, Refusal, Reply};
use crate::platforms::gphud::state::Database;
use crate::platforms::gphud::state::ids::CharacterId;
use crate::platforms::gphud::state::kv::Store;

const KEY: Argument = needs("key", Type::Key);
const VALUE: Argument = takes("value", Type::OneLine(4096));

/// The commands of this module that do something.
pub const COMMANDS: &[Command] = &[
    Command {
        name: "Configuration.setInstance",
        messages: &[
            ok("Instance KV store has been updated"),
            error("You lack permission '{editPermission}' necessary to set the value of {key}"),
            error("KV {kv} of scope {scope} does not apply to instances"),
            raised(Class::Parse, "{key} must be a whole number, you entered '{value}' (For input string: \"{value}\")"),
            raised(Class::Parse, "{key} must be true/false"),
            raised(Class::Parse, "{key} must be a number, you entered '{value}' (For input string: \"{value}\")"),
            raised(Class::LookupFailure, "Invalid KV {name} in module {module}").at_head(),
        ],
        description: "Set an instance level configuration value",
        arguments: &[KEY, VALUE],
        context: Context::Avatar,
        effect: Some(set_instance),
        ..Command::PLAIN
    },
    Command {
        name: "Configuration.setRegion",
        messages: &[
            ok("Region {region} KV store has been updated"),
            error("You lack permission '{editPermission}' necessary to set the value of {key}"),
            error("KV {kv} of scope {scope} does not apply to regions"),
        ],
        description: "Set a region level configuration value",
        arguments: &[needs("region", Type::Region), KEY, VALUE],
        context: Context::Avatar,
        effect: Some(set_region),
        ..Command::PLAIN
    },
    Command {
        name: "Configuration.setZone",
        messages: &[
            ok("KV Store updated for zone '{zone}'"),
            error("You lack permission '{editPermission}' necessary to set the value of {key}"),
            error("KV {kv} of scope {scope} does not apply to zones"),
        ],
        description: "Set a key value for a zone",
        arguments: &[needs("zone", Type::Zone), KEY, VALUE],
        context: Context::Avatar,
        effect: Some(set_zone),
        ..Command::PLAIN
    },
    Command {
        name: "Configuration.setEvent",
        messages: &[
            ok("Event KV store has been updated for event {event}"),
            error("You lack permission '{editPermission}' necessary to set the value of {key}"),
            error("KV {kv} of scope {scope} does not apply to events"),
        ],
        description: "Set an event level configuration value",
        arguments: &[needs("event", Type::Event), KEY, VALUE],
        context: Context::Avatar,
        effect: Some(set_event),
        ..Command::PLAIN
    },
    Command {
        name: "Configuration.setGroup",
        messages: &[
            ok("Group KV store has been updated for [{group type}] {group}"),
            error("You lack permission '{editPermission}' necessary to set the value of {key}"),
            error("KV {kv} of scope {scope} does not apply to character groups"),
        ],
        description: "Set a character group level configuration value",
        arguments: &[needs("group", Type::Group), KEY, VALUE],
        context: Context::Avatar,
        effect: Some(set_group),
        ..Command::PLAIN
    },
    Command {
        name: "Configuration.setEffect",
        messages: &[
            ok("Effect KV store has been updated for {effect}"),
            error("You lack permission '{editPermission}' necessary to set the value of {key}"),
            error("KV {kv} of scope {scope} does not apply to effects"),
            raised(Class::Parse, "{key} must be a UUID , you entered '{value}'"),
        ],
        description: "Set an effect level configuration value",
        arguments: &[needs("effect", Type::Effect), KEY, VALUE],
        context: Context::Avatar,
        effect: Some(set_effect),
        ..Command::PLAIN
    },
    Command {
        name: "Configuration.setChar",
        messages: &[
            ok("Character KV store has been updated for {character}"),
            error("You lack permission '{editPermission}' necessary to set the value of {key}"),
            error("KV {kv} of scope {scope} does not apply to characters"),
            raised(Class::Parse, "{key} must be an internal command, you entered '{value}'"),
            raised(
                Class::Parse,
                "{key} must be a COLOR (in LSL format, HTML format, or a simple word, you entered '{value}')",
            ),
        ],
        description: "Set a character level configuration value",
        arguments: &[needs("character", Type::Character), KEY, VALUE],
        context: Context::Avatar,
        effect: Some(set_character),
        ..Command::PLAIN
    },
    Command {
        name: "Configuration.deltaCharInt",
        messages: &[
            ok("Character KV store has been adjusted for {character}"),
            error("You lack permission '{editPermission}' necessary to set the value of {key}"),
            error("KV {kv} of scope {scope} does not apply to characters"),
            error("This command will only change INTEGER KVs, the requested key {key} is of type {type}"),
            raised(
                Class::InvalidChoice,
                "KV {key} is of hierarchy type AUTHORITATIVE and no behaviour is coded for deltaChar in this case",
            )
            .never("no configuration key has this hierarchy"),
        ],
        description: "Adjusts a character level configuration value. This must be a INTEGER.",
        arguments: DELTA,
        context: Context::Avatar,
        dialects: Dialects::Head,
        effect: Some(|call| delta(call, Kind::Integer)),
        ..Command::PLAIN
    },
    Command {
        name: "Configuration.deltaCharFloat",
        messages: &[
            ok("Character KV store has been adjusted for {character}"),
            error("You lack permission '{editPermission}' necessary to set the value of {key}"),
            error("KV {kv} of scope {scope} does not apply to characters"),
            error("This command will only change FLOAT KVs, the requested key {key} is of type {type}"),
            raised(
                Class::InvalidChoice,
                "KV {key} is of hierarchy type AUTHORITATIVE and no behaviour is coded for deltaChar in this case",
            )
            .never("no configuration key has this hierarchy"),
        ],
        description: "Adjusts a character level configuration value. This must be a FLOAT.",
        arguments: DELTA,
        context: Context::Avatar,
        dialects: Dialects::Head,
        effect: Some(|call| delta(call, Kind::Float)),
        ..Command::PLAIN
    },
];

const DELTA: &[Argument] = &[needs("character", Type::Character), KEY, needs("delta", Type::Integer)];

/// What is set, as far as it differs from what is held by what.
struct Setting {
    level: Level,
    /// The kind of change in the audit.
    kind: &'static str,
    /// The name in front of the key in the audit.
    item: Option<String>,
    note: &'static str,
    target: Option<CharacterId>,
}

/// The key that was given, if the caller may set it at that level; or the answer to one that cannot be set.
fn settable(call: &Call<'_>, level: Level) -> Result<Result<Definition, Reply>, Refusal> {
    let key = call.text_given("key");
    let Some(definition) = kv::find(call.database, call.caller.instance, call.dialect.name, key) else {
        return Err(unknown(call, key));
    };
    let refuse = |text: String| Ok(Err(Reply::Error(text.into())));
    if !call.permitted(&definition.permission) {
        let permission = &definition.permission;
        return refuse(format!("You lack permission '{permission}' necessary to set the value of {key}"));
    }
    if !definition.scope.covers(level) {
        let (name, scope, things) = (&definition.key, definition.scope.word(), level.plural());
        return refuse(format!("KV {name} of scope {scope} does not apply to {things}"));
    }
    Ok(Ok(definition))
}

/// Sets the value that was given in the store that `store` finds, and answers `done`; or answers why not.
fn apply(
    call: &mut Call<'_>,
    setting: Setting,
    done: String,
    store: impl FnOnce(&mut Database) -> Option<&mut Store>,
) -> Answered {
    let key = call.text_given("key").to_owned();
    let value = call.optional_text("value").map(str::to_owned);
    let definition = match settable(call, setting.level)? {
        Ok(definition) => definition,
        Err(refused) => return Ok(refused),
    };
    if let Some(complaint) = value.as_deref().and_then(|value| value::complaint(&definition, value)) {
        return Err(Refusal::user(Class::Parse, complaint));
    }
    let Some(store) = store(call.database) else {
        return Err(Refusal::system("what was to be configured is gone"));
    };
    let old = store.set(&definition.key, value.as_deref());
    let item = match setting.item {
        Some(name) => format!("{name}/{key}"),
        None => key,
    };
    let Setting { kind, note, target, .. } = setting;
    call.audit(Operator::Avatar, Change { kind, item, old, new: value, note, target });
    Ok(Reply::Ok(done.into()))
}

/// The answer to a key that does not exist.
fn unknown(call: &Call<'_>, key: &str) -> Refusal {
    match key.split_once('.') {
        // The keys of this module are made up as they are asked for, which goes wrong in its own way.
        Some((module, name)) if call.dialect.unknown_key_is_users && !module.eq_ignore_ascii_case("experience") => {
            Refusal::user(Class::LookupFailure, format!("Invalid KV {name} in module {module}"))
        }
        _ => Refusal::system(format!("there is no configuration key '{key}'")),
    }
}

fn set_instance(call: &mut Call<'_>) -> Answered {
    let setting = Setting {
        level: Level::Instance,
        kind: "SetInstanceKV",
        item: None,
        note: "Changed instance level configuration",
        target: None,
    };
    let id = call.caller.instance;
    let answered = apply(call, setting, "Instance KV store has been updated".into(), |database| {
        database.instances.get_mut(id).map(|row| &mut row.kv)
    })?;
    if call.dialect.conveys && matches!(answered, Reply::Ok(_)) {
        let rows = call.database.characters.rows().within(id).filter(|row| !row.conveyed.is_empty());
        let shown: Vec<CharacterId> = rows.map(|row| row.id).collect();
        shown.into_iter().for_each(|character| call.convey(character));
    }
    Ok(answered)
}

fn set_region(call: &mut Call<'_>) -> Answered {
    let id = call.region_given("region")?;
    let name = call.database.regions.get(id).map(|row| row.name.clone()).unwrap_or_default();
    let setting = Setting {
        level: Level::Region,
        kind: "SetRegionKV",
        item: Some(name.clone()),
        note: "Changed region level configuration",
        target: None,
    };
    apply(call, setting, format!("Region {name} KV store has been updated"), |database| {
        database.regions.get_mut(id).map(|row| &mut row.kv)
    })
}

fn set_zone(call: &mut Call<'_>) -> Answered {
    let id = call.zone_given("zone")?;
    let name = call.database.zones.get(id).map(|row| row.name.clone()).unwrap_or_default();
    let setting = Setting {
        level: Level::Zone,
        kind: "SetZoneKV",
        item: Some(name.clone()),
        note: "Updated zone KV entry",
        target: None,
    };
    apply(call, setting, format!("KV Store updated for zone '{name}'"), |database| {
        database.zones.get_mut(id).map(|row| &mut row.kv)
    })
}

fn set_event(call: &mut Call<'_>) -> Answered {
    let id = call.event_given("event")?;
    let name = call.database.events.get(id).map(|row| row.name.clone()).unwrap_or_default();
    let setting = Setting {
        level: Level::Event,
        kind: "SetEventKV",
        item: Some(name.clone()),
        note: "Changed event level configuration",
        target: None,
    };
    apply(call, setting, format!("Event KV store has been updated for event {name}"), |database| {
        database.events.get_mut(id).map(|row| &mut row.kv)
    })
}

fn set_group(call: &mut Call<'_>) -> Answered {
    let id = call.group_given("group")?;
    let group = call.group(id)?;
    let name = group.name.clone();
    let done =
        format!("Group KV store has been updated for [{}] {name}", group.group_type.as_deref().unwrap_or("null"));
    let setting = Setting {
        level: Level::Group,
        kind: "SetGroupKV",
        item: Some(name),
        note: "Changed group level configuration",
        target: None,
    };
    apply(call, setting, done, |database| database.groups.get_mut(id).map(|row| &mut row.kv))
}

fn set_effect(call: &mut Call<'_>) -> Answered {
    let id = call.effect_given("effect")?;
    let name = call.database.effects.get(id).map(|row| row.name.clone()).unwrap_or_default();
    let setting = Setting {
        level: Level::Effect,
        kind: "SetGroupKV",
        item: Some(name.clone()),
        note: "Changed effect level configuration",
        target: None,
    };
    apply(call, setting, format!("Effect KV store has been updated for {name}"), |database| {
        database.effects.get_mut(id).map(|row| &mut row.kv)
    })
}

fn set_character(call: &mut Call<'_>) -> Answered {
    let id = call.character_given("character")?;
    let name = call.character_name(id)?;
    let setting = Setting {
        level: Level::Character,
        kind: "SetCharKV",
        item: Some(name.clone()),
        note: "Changed character scope KV configuration",
        target: Some(id),
    };
    let answered = apply(call, setting, format!("Character KV store has been updated for {name}"), |database| {
        database.characters.get_mut(id).map(|row| &mut row.kv)
    })?;
    if matches!(answered, Reply::Ok(_)) {
        call.convey(id);
    }
    Ok(answered)
}

/// Adds to a value of a character: to its own where the values of all levels add up, to the one that counts elsewhere.
fn delta(call: &mut Call<'_>, wanted: Kind) -> Answered {
    let id = call.character_given("character")?;
    let name = call.character_name(id)?;
    let (key, delta) = (call.text_given("key").to_owned(), call.int_given("delta")?);
    let definition = match settable(call, Level::Character)? {
        Ok(definition) => definition,
        Err(refused) => return Ok(refused),
    };
    if definition.kind != wanted {
        let (wanted, kind) = (wanted.word(), definition.kind.word());
        let text = format!("This command will only change {wanted} KVs, the requested key {key} is of type {kind}");
        return Ok(Reply::Error(text.into()));
    }
    let own = call.character(id)?.kv.get(&definition.key).map(str::to_owned);
    let before = match definition.hierarchy {
        Hierarchy::Cumulative => own.clone(),
        Hierarchy::None | Hierarchy::Delegating => {
            Some(effective::text(call.database, &definition, call.view_of(id)).into_owned())
        }
        Hierarchy::Authoritative => {
            let text = format!(
                "KV {key} is of hierarchy type AUTHORITATIVE and no behaviour is coded for deltaChar in this case"
            );
            return Err(Refusal::user(Class::InvalidChoice, text));
        }
    };
    let new = match wanted {
        Kind::Float => {
            let before = before.as_deref().and_then(value::parse_float).unwrap_or_default();
            (before + f64::from(delta)).to_string()
        }
        _ => {
            let before: i64 = before.and_then(|text| text.parse().ok()).unwrap_or_default();
            before.saturating_add(delta.into()).clamp(i32::MIN.into(), i32::MAX.into()).to_string()
        }
    };
    if let Some(row) = call.database.characters.get_mut(id) {
        row.kv.set(&definition.key, Some(&new));
    }
    let note = format!("Deltaed character scope KV configuration by {delta}");
    let item = format!("{name}/{key}");
    let change = Change { kind: "DeltaCharKV", item, old: own, new: Some(new), note: &note, target: Some(id) };
    call.audit(Operator::Avatar, change);
    call.convey(id);
    Ok(Reply::Ok(format!("Character KV store has been adjusted for {name}").into()))
}

/// How we know about this module.
pub const FIDELITY: &[Row] = &[
    observed("Configuration.setInstance", "sets a value of the instance", "recorded exchanges 139 to 144"),
    observed("Configuration.setRegion", "sets a value of a region", "recorded exchanges 251 and 252"),
    observed("Configuration.setEvent", "sets a value of an event", "recorded exchange 254"),
    observed("Configuration.setChar", "sets a value of a character", "recorded exchange 222"),
    inferred(
        "Configuration.deltaCharInt",
        "adds to a whole number of a character",
        "the code of 2026; recorded exchange 146 has the request",
    ),
    inferred("Configuration.deltaCharFloat", "adds to a number of a character", "the code of 2026"),
    chosen("Configuration.delta.range", "a sum beyond the range of Java's int stops at its ends", "nobody has tried"),
    inferred("Configuration.setZone", "sets a value of a zone", "the code of both generations"),
    inferred("Configuration.setGroup", "sets a value of a character group", "the code of both generations"),
    inferred("Configuration.setEffect", "sets a value of an effect", "the code of both generations"),
];

//! What each kind of audit row says that the instance is like now.

use backlot::platforms::gphud::commands;
use backlot::platforms::gphud::wire::read;
use serde_json::Value;

/// Commands that change something and write no row, as on the platform.
const SILENT: &[&str] = &[
    "alias.praise",
    "characters.settemplatable",
    "effects.",
    "gphudclient.settitlerattachpoint",
    "groups.add",
    "groups.addsilently",
    "groups.join",
    "groups.remove",
    "groups.removesilently",
    "health.set",
    "instance.generatereport",
    "notes.",
    "currency.",
];

/// Whether what the request calls writes no row.
pub(super) fn is_silent(request: &str) -> bool {
    let Ok(fields) = read::object(request) else { return false };
    let field = |name: &str| fields.get(name).map(|value| value.to_text().to_lowercase()).unwrap_or_default();
    let command = field("command");
    let line = field("console");
    let name = if command == "console" { line.trim_start_matches('*') } else { &command };
    let name = name.split(' ').next().unwrap_or_default();
    SILENT.iter().any(|silent| match silent.strip_suffix('.') {
        Some(module) => name.split('.').next() == Some(module),
        None => *silent == name,
    })
}

/// Whether the instance is as the row says; or in what it is not.
pub(super) fn agrees(row: &Value, instance: &Value) -> Result<(), String> {
    let text = |key: &str| row[key].as_str().unwrap_or_default();
    let (change, item, new, old) = (text("change"), text("item"), row["new"].as_str(), text("old"));
    let target = text("target-character");
    // What belongs to another instance is not in this one.
    if target.contains("[#") {
        return Ok(());
    }
    let group = named(&instance["groups"], item);
    let attribute = named(&instance["attributes"], item);
    let is = |what: &str, found: &Value, wanted: Option<&str>| {
        let found = shown(found);
        let wanted = wanted.filter(|wanted| !wanted.is_empty()).unwrap_or_default();
        if found == wanted { Ok(()) } else { Err(format!("{what} is {found:?} and not {wanted:?}")) }
    };
    let holds = |what: &str, holds: bool| if holds { Ok(()) } else { Err(format!("{what} does not hold")) };
    let configured = |holder: &Value, key: &str| is(key, named(&holder["kv"], key), new);
    let (holder, key) = item.rsplit_once('/').unwrap_or_default();
    match change {
        "Pool Add" => {
            let rows = instance["characters"][target]["ledger"].as_array().cloned().unwrap_or_default();
            let entry = rows.iter().any(|entry| {
                let reason = entry["reason"].as_str().unwrap_or_default();
                shown(&entry["amount"]) == new.unwrap_or_default() && reason == text("note") && entry["at"] == row["at"]
            });
            holds("the award in the ledger", entry)
        }
        "AttributeSet" => {
            let acting = &instance["characters"][text("character")];
            is(item, named(&acting["kv"], &format!("Characters.{item}")), new)
        }
        "CreateAttribute" => holds("the attribute", !attribute.is_null()),
        "Attribute/SetAP" => is("uses-ability-points", &attribute["uses-ability-points"], new),
        "Attribute/SetRequired" => is("required", &attribute["required"], new),
        // The default is audited under the name of the other, as on the platform.
        "Attribute/SetSelfModify" if text("note").ends_with("default") => is("default", &attribute["default"], new),
        "Attribute/SetSelfModify" => is("self-modify", &attribute["self-modify"], new),
        "SetInstanceKV" => configured(instance, item),
        "SetRegionKV" => configured(named(&instance["regions"], holder), key),
        "SetZoneKV" => configured(named(&instance["zones"], holder), key),
        "SetEventKV" => configured(named(&instance["events"], holder), key),
        // Effects are audited under the name of groups, as on the platform.
        "SetGroupKV" if text("note").contains("effect") => configured(named(&instance["effects"], holder), key),
        "SetGroupKV" if named(&instance["groups"], holder).is_null() => Ok(()),
        "SetGroupKV" => configured(named(&instance["groups"], holder), key),
        "SetCharKV" | "DeltaCharKV" => configured(&instance["characters"][target], key),
        "AddLocation" | "DeleteLocation" => {
            let zones = named(&instance["events"], key)["zones"].as_array().cloned().unwrap_or_default();
            let has = |zone: &str| zones.iter().any(|known| known.as_str() == Some(zone));
            holds("the location", if change == "AddLocation" { has(new.unwrap_or_default()) } else { !has(old) })
        }
        "Create" => holds("the event", !named(&instance["events"], new.unwrap_or_default()).is_null()),
        "Create Faction" => is("the type", &group["type"], Some("Faction")),
        "DeleteFaction" => holds("that the faction is gone", group.is_null()),
        // A number reaches the groups of other instances.
        "SetOwner" | "SetAdmin" | "SetOpen" | "SetPrecedence" | "Faction Invite" if group.is_null() => Ok(()),
        "SetOwner" => is("the owner", &group["owner"], new),
        "SetOpen" => is("open", &group["open"], new),
        "SetPrecedence" => is("the precedence", &group["precedence"], new),
        "SetAdmin" => {
            let admin = group["members"].get(target).is_some_and(|member| member["admin"] == true);
            holds("the admin flag", admin == (new == Some("true")))
        }
        "AddMember" => holds("the membership", is_member(group, target)),
        "RemoveMember" | "LeaveGroup" | "LeaveFaction" => {
            let character = if target.is_empty() { text("character") } else { target };
            holds("that the membership is gone", !is_member(group, character))
        }
        "Faction Invite" => holds("the invitation", instance["characters"][target]["invitations"].get(item).is_some()),
        "Add" | "Delete" if item == "External" => {
            let developers = instance["developers"].as_array().cloned().unwrap_or_default();
            let has = |name: &str| developers.iter().any(|known| known.as_str() == Some(name));
            holds("the grant", if change == "Add" { has(new.unwrap_or_default()) } else { !has(old) })
        }
        "Add" | "Set" => {
            let owned = &instance["characters"][target];
            let holder = if attribute["type"] == "SET" { &owned["sets"] } else { &owned["inventories"] };
            let counts = named(holder, item).as_object().cloned().unwrap_or_default();
            let count = counts.values().any(|count| Some(&*shown(count)) == new);
            holds("how many there are", count || new == Some("0"))
        }
        "Empty" => holds("that the set is empty", named(&instance["characters"][target]["sets"], item).is_null()),
        other => Err(format!("nobody knows what '{other}' says")),
    }
}

fn is_member(group: &Value, character: &str) -> bool {
    match &group["members"] {
        Value::Array(members) => members.iter().any(|member| member == character),
        members => members.get(character).is_some(),
    }
}

/// What is called so in a map, in any case; null if nothing is.
fn named<'v>(map: &'v Value, name: &str) -> &'v Value {
    let found = map.as_object().into_iter().flatten().find(|(known, _)| known.eq_ignore_ascii_case(name));
    found.map_or(&Value::Null, |(_, value)| value)
}

fn shown(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// The commands that write no row are commands, or the beginning of one.
#[test]
fn what_is_silent_exists() {
    for silent in SILENT.iter().filter(|silent| !silent.starts_with("alias.")) {
        let known = commands::all().any(|command| command.name.to_ascii_lowercase().starts_with(silent));
        assert!(known, "{silent}");
    }
}

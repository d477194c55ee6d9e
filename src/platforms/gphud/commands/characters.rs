//! The module Characters: attributes, and the state of the connection as a text.

use super::argument::{Type, needs, takes};
use super::call::{Call, Change, Operator};
use super::external::environment;
use super::message::{error, grid, ok};
use super::{Command, Context, Dialects, template};
use crate::platforms::fidelity::{Row, inferred, observed};
use crate::platforms::gphud::experience::BUILT_IN;
use crate::platforms::gphud::kv::{self, value};
use crate::platforms::gphud::reply::{Answered, Class, Refusal, Reply, Text};
use crate::platforms::gphud::state::attribute::{Attribute, Kind};
use crate::platforms::gphud::state::group::FACTION;
use crate::platforms::gphud::state::shown;
use crate::platforms::gphud::state::wealth::Currency;

const MAY_CREATE: &str = "Characters.CreateAttribute";

/// The commands of this module that do something.
pub const COMMANDS: &[Command] = &[
    Command {
        name: "Characters.createAttribute",
        messages: &[
            ok("Okay, attribute created"),
            error("This name is already claimed"),
            error("There is already a template with that name, it can not also be used as an attribute name"),
            error("Please enter a longer name"),
            error("Please only use A-Z in the attribute name, no spaces either"),
            error("Attribute type can not be null/empty").never("a missing argument is refused before"),
            error("You must use the factions module for faction management"),
            error("Group data type must have a group type attached"),
            error("You should not be creating a faction attribute ; use the factions module"),
        ],
        description: "Create a new attribute",
        arguments: &[
            needs("name", Type::InternalName(64)),
            needs("selfmodify", Type::Boolean),
            needs("attributetype", Type::Choice),
            takes("grouptype", Type::InternalName(128)),
            takes("usesabilitypoints", Type::Boolean),
            needs("required", Type::Boolean),
            takes("defaultvalue", Type::OneLine(4096)),
        ],
        permission: MAY_CREATE,
        context: Context::Avatar,
        effect: Some(create_attribute),
        ..Command::PLAIN
    },
    Command {
        name: "Characters.set",
        messages: &[
            ok("Your character updated for Attribute {attribute}"),
            error("You must supply an attribute to set").never("a missing argument is refused before"),
            error("This attribute is not self modifiable, it can only be changed directly by an admin")
                .never("only attributes that characters may change are found by name"),
        ],
        description: "Change a value about your own character",
        arguments: &[needs("attribute", Type::WritableAttribute), takes("value", Type::OneLine(4096))],
        context: Context::Character,
        effect: Some(set),
        ..Command::PLAIN
    },
    Command {
        name: "Characters.setAP",
        messages: &[ok("Attribute ability points flag updated")],
        description: "Set wether an existing attribute uses Ability Points",
        arguments: &[needs("attribute", Type::Attribute), takes("usesabilitypoints", Type::Boolean)],
        permission: MAY_CREATE,
        context: Context::Avatar,
        effect: Some(set_ability_points),
        ..Command::PLAIN
    },
    Command {
        name: "Characters.setDefault",
        messages: &[ok("Attribute self modification flag  updated")],
        description: "Set the default value for an attribute",
        arguments: &[needs("attribute", Type::Attribute), takes("defaultvalue", Type::OneLine(4096))],
        permission: MAY_CREATE,
        context: Context::Avatar,
        effect: Some(set_default),
        ..Command::PLAIN
    },
    Command {
        name: "Characters.setRequired",
        messages: &[ok("Attribute requried flag updated")],
        description: "Set wether an existing attribute must have a value",
        arguments: &[needs("attribute", Type::Attribute), takes("required", Type::Boolean)],
        permission: MAY_CREATE,
        context: Context::Avatar,
        effect: Some(set_required),
        ..Command::PLAIN
    },
    Command {
        name: "Characters.setSelfModify",
        messages: &[ok("Attribute self modification flag updated")],
        description: "Set wether an existing attribute can be directly updated by the character",
        arguments: &[needs("attribute", Type::Attribute), takes("selfmodify", Type::Boolean)],
        permission: MAY_CREATE,
        context: Context::Avatar,
        effect: Some(set_self_modify),
        ..Command::PLAIN
    },
    Command {
        name: "Characters.setTemplatable",
        messages: &[ok("Attribute templatable flag updated")],
        description: "Set wether an existing attribute uses templating. Leave this off unless needed.",
        arguments: &[needs("attribute", Type::Attribute), takes("templatable", Type::Boolean)],
        permission: MAY_CREATE,
        context: Context::Avatar,
        dialects: Dialects::Head,
        effect: Some(set_templatable),
        ..Command::PLAIN
    },
    Command {
        name: "Characters.status",
        messages: &[grid("")],
        description: "Get textual status of this connection",
        effect: Some(status),
        ..Command::PLAIN
    },
];

/// The most attributes that an instance can have; the platform knows no such limit.
const MOST_ATTRIBUTES: usize = 10_000;

fn create_attribute(call: &mut Call<'_>) -> Answered {
    let refuse = |text: &'static str| Ok(Reply::Error(text.into()));
    let instance = call.caller.instance;
    let name = call.text_given("name").to_owned();
    let kind = call.text_given("attributetype").to_owned();
    let group_type = call.optional_text("grouptype").map(str::to_owned);
    let built_in = BUILT_IN.iter().any(|known| known.eq_ignore_ascii_case(&name));
    if built_in || call.database.attributes.named(instance, &name).is_some() {
        return refuse("This name is already claimed");
    }
    if template::NAMES.iter().any(|known| known.eq_ignore_ascii_case(&name)) {
        return refuse("There is already a template with that name, it can not also be used as an attribute name");
    }
    if name.len() < 2 {
        return refuse("Please enter a longer name");
    }
    if name.bytes().any(|byte| byte.is_ascii_digit()) {
        return refuse("Please only use A-Z in the attribute name, no spaces either");
    }
    if kind.is_empty() {
        return refuse("Attribute type can not be null/empty");
    }
    if kind.eq_ignore_ascii_case(FACTION) {
        return refuse("You must use the factions module for faction management");
    }
    let Some(kind) = Kind::of(&kind, call.dialect.name) else {
        return Err(Refusal::system(format!("'{kind}' is not a type of attribute")));
    };
    if kind == Kind::Group && group_type.is_none() {
        return refuse("Group data type must have a group type attached");
    }
    if kind == Kind::Group && group_type.as_deref().is_some_and(|group| group.eq_ignore_ascii_case(FACTION)) {
        return refuse("You should not be creating a faction attribute ; use the factions module");
    }
    if call.database.attributes.len() >= MOST_ATTRIBUTES {
        return Err(Refusal::system(format!("Backlot keeps at most {MOST_ATTRIBUTES} attributes in a world")));
    }
    let attribute = Attribute {
        id: call.database.attributes.next_id(),
        instance,
        name: name.clone(),
        kind,
        group_type,
        self_modify: call.flag_given("selfmodify"),
        uses_ability_points: call.flag_given("usesabilitypoints"),
        required: call.flag_given("required"),
        default: call.optional_text("defaultvalue").map(str::to_owned),
        templatable: false,
    };
    let note = format!(
        "Avatar created new attribute {name} selfmod:{} type:{} group:{} AP:{} REQ:{} Default:{}",
        attribute.self_modify,
        kind.word(),
        attribute.group_type.as_deref().unwrap_or("null"),
        attribute.uses_ability_points,
        attribute.required,
        attribute.default.as_deref().unwrap_or("null"),
    );
    call.database.attributes.insert(attribute);
    if kind == Kind::Currency && call.database.currencies.named(instance, &name).is_none() {
        let id = call.database.currencies.next_id();
        call.database.currencies.insert(Currency::new(id, instance, &name));
    }
    call.audit(Operator::Avatar, Change { kind: "CreateAttribute", item: name, note: &note, ..Change::default() });
    Ok(Reply::Ok("Okay, attribute created".into()))
}

fn set(call: &mut Call<'_>) -> Answered {
    let attribute = call.attribute(call.attribute_given("attribute")?)?.clone();
    let value = call.optional_text("value").map(str::to_owned);
    let character = call.acting_character()?;
    let Some(key) = kv::of_attribute(&attribute) else {
        return Err(Refusal::system(format!("{} is of type {}", attribute.name, attribute.kind.word())));
    };
    if let Some(complaint) = value.as_deref().and_then(|value| value::complaint(&key, value)) {
        return Err(Refusal::user(Class::Parse, complaint));
    }
    let Some(row) = call.database.characters.get_mut(character) else {
        return Err(Refusal::system("the character is gone"));
    };
    let old = row.kv.set(&key.key, value.as_deref());
    let name = attribute.name;
    let note = format!("Character updated their own {name} via KV {}", key.key);
    let change =
        Change { kind: "AttributeSet", item: name.clone(), old, new: value, note: &note, target: Some(character) };
    call.audit(Operator::Character, change);
    Ok(Reply::Ok(format!("Your character updated for Attribute {name}").into()))
}

/// Changes the attribute that was given, and writes it into the audit.
fn alter<T: ToString>(
    call: &mut Call<'_>,
    kind: &'static str,
    note: &str,
    alteration: impl FnOnce(&mut Attribute) -> (Option<T>, Option<T>),
) -> Result<(), Refusal> {
    let id = call.attribute_given("attribute")?;
    let Some(attribute) = call.database.attributes.get_mut(id) else {
        return Err(Refusal::system("the attribute is gone"));
    };
    let item = attribute.name.clone();
    let (old, new) = alteration(attribute);
    let (old, new) = (old.map(|old| old.to_string()), new.map(|new| new.to_string()));
    call.audit(Operator::Avatar, Change { kind, item, old, new, note, target: None });
    Ok(())
}

fn set_ability_points(call: &mut Call<'_>) -> Answered {
    let new = call.flag_given("usesabilitypoints");
    alter(call, "Attribute/SetAP", "Avatar set use of ability points", |attribute| {
        (Some(std::mem::replace(&mut attribute.uses_ability_points, new)), Some(new))
    })?;
    Ok(Reply::Ok("Attribute ability points flag updated".into()))
}

fn set_default(call: &mut Call<'_>) -> Answered {
    let new = call.optional_text("defaultvalue").map(str::to_owned);
    // The platform calls it a change of self modification, in the audit and in the answer.
    alter(call, "Attribute/SetSelfModify", "Avatar set default", |attribute| {
        (std::mem::replace(&mut attribute.default, new.clone()), new)
    })?;
    Ok(Reply::Ok("Attribute self modification flag  updated".into()))
}

fn set_required(call: &mut Call<'_>) -> Answered {
    let new = call.flag_given("required");
    alter(call, "Attribute/SetRequired", "Avatar set required", |attribute| {
        (Some(std::mem::replace(&mut attribute.required, new)), Some(new))
    })?;
    Ok(Reply::Ok("Attribute requried flag updated".into()))
}

fn set_self_modify(call: &mut Call<'_>) -> Answered {
    let new = call.flag_given("selfmodify");
    alter(call, "Attribute/SetSelfModify", "Avatar set self modify", |attribute| {
        (Some(std::mem::replace(&mut attribute.self_modify, new)), Some(new))
    })?;
    Ok(Reply::Ok("Attribute self modification flag updated".into()))
}

fn set_templatable(call: &mut Call<'_>) -> Answered {
    let (id, new) = (call.attribute_given("attribute")?, call.flag_given("templatable"));
    if let Some(attribute) = call.database.attributes.get_mut(id) {
        attribute.templatable = new;
    }
    Ok(Reply::Ok("Attribute templatable flag updated".into()))
}

fn status(call: &mut Call<'_>) -> Answered {
    let (database, caller) = (&*call.database, call.caller);
    let avatar = call.avatar(caller.avatar)?;
    let avatar = if call.dialect.avatar_link {
        format!("<a href=\"/GPHUD/avatars/view/{}\">{}</a>", avatar.id, avatar.name)
    } else {
        shown(avatar)
    };
    let character = caller.character.and_then(|id| database.characters.get(id)).map(|row| row.name.clone());
    let instance = database.instances.get(caller.instance).map(|row| row.name.clone());
    let region = caller.region.and_then(|id| database.regions.get(id)).map(|row| row.name.clone());
    let zone = caller.zone.and_then(|id| database.zones.get(id)).map(|row| row.name.clone());
    let developer = caller.source.developer.and_then(|id| database.avatars.get(id)).map(shown);
    let rows = [
        ("Node", Some(format!("{} // {}", environment(call), database.settings.node))),
        ("Avatar", Some(avatar)),
        ("Character", character),
        ("Instance", instance),
        ("Region", region),
        ("Zone", zone),
        ("Source", caller.source.name.clone()),
        ("SourceOwner", developer.clone()),
        ("SourceDev", developer),
    ];
    let row = |(name, value): (&'static str, Option<String>)| vec![Text::from(name), value.unwrap_or_default().into()];
    Ok(Reply::Tabular { title: None, rows: rows.into_iter().map(row).collect() })
}

/// How we know about this module.
pub const FIDELITY: &[Row] = &[
    observed(
        "Characters.createAttribute",
        "creates an attribute after checking its name and type",
        "recorded exchanges 192 to 195",
    ),
    observed("Characters.set", "sets an attribute of the character that is run as", "recorded exchanges 149 to 152"),
    observed("Characters.setDefault", "answers with the text about self modification", "recorded exchange 248"),
    observed("Characters.setRequired", "sets whether characters must have a value", "recorded exchange 249"),
    inferred("Characters.setAP", "sets whether ability points can be spent on it", "the code of both generations"),
    inferred("Characters.setSelfModify", "sets whether characters may change it", "the code of both generations"),
    inferred("Characters.setTemplatable", "sets whether values may contain placeholders", "the code of 2026"),
    observed("Characters.status", "the connection as a grid of texts", "recorded exchanges 63 and 153"),
];
